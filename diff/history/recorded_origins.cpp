#include "diff/history/recorded_origins.h"

#include <algorithm>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

bool namesServers(const Trait& trait) {
  if (trait.kind != Trait::Kind::AttributeType) return false;
  return equalsIgnoreAsciiCase(trait.name, "invocationId") || equalsIgnoreAsciiCase(trait.name, "nsds50ruv");
}

bool namesAttributes(const Trait& trait) {
  if (trait.kind != Trait::Kind::AttributeType) return false;
  return equalsIgnoreAsciiCase(trait.name, "msDS-IntId") || equalsIgnoreAsciiCase(trait.name, "attributeID") ||
         equalsIgnoreAsciiCase(trait.name, "prefixMap");
}

/// Not where the store knows the run or the capture that first showed it.
bool isUntraced(const Finding& finding) {
  if (finding.kind != FindingKind::Exists) return false;
  return !finding.introducedBy || finding.introducedBy->wasThereFromTheStart;
}

}  // namespace

RecordedOrigins::RecordedOrigins(const Snapshot& snapshot, Of what)
    : coverage_(snapshot), context_(snapshot, coverage_) {
  const auto isWanted = [what](const Trait& trait) {
    return namesServers(trait) || (what == Of::Values && namesAttributes(trait));
  };
  snapshot.scanTraits(Dn(), isWanted, [this](const Entry& entry) {
    context_.learn(BookkeepingOf(entry));
    return Snapshot::Visit::Continue;
  });
}

RecordedOrigin RecordedOrigins::originOf(const Event& event) const {
  RecordedOrigin origin;
  origin.time = event.time;
  origin.isCreation = event.kind == EventKind::Created;
  origin.server = context_.servers.nameOf(event.server);
  origin.identity = std::string(event.identity);
  origin.times = event.times;
  return origin;
}

EventList RecordedOrigins::eventsOf(const Entry& entry) const {
  EventList events;
  readEvents(BookkeepingOf(entry), context_, events);
  return events;
}

std::optional<RecordedOrigin> RecordedOrigins::ofEntry(const Entry& entry) const {
  const EventList events = eventsOf(entry);
  for (const Event& event : events.events()) {
    if (event.kind == EventKind::Created) return originOf(event);
  }
  return std::nullopt;
}

std::optional<RecordedOrigin> RecordedOrigins::ofValue(const EventList& events, std::string_view attribute,
                                                       std::string_view value) const {
  const Event* found = nullptr;
  const Event* creation = nullptr;
  bool hasUnknownWrites = false;
  for (const Event& event : events.events()) {
    if (event.kind == EventKind::Created) creation = &event;
    hasUnknownWrites = hasUnknownWrites || event.kind == EventKind::Modified || event.kind == EventKind::LinkChanged;
    if (event.kind != EventKind::ValueAdded && event.kind != EventKind::Written) continue;
    if (event.kind == EventKind::ValueAdded && event.value != value) continue;
    if (event.attribute.empty() || !equalsIgnoreAsciiCase(event.attribute, attribute)) continue;
    if (found == nullptr || event.time >= found->time) found = &event;
  }
  if (found != nullptr) return originOf(*found);
  // An attribute that was not written since has been there from the beginning, unless some write is not recorded.
  return creation != nullptr && !hasUnknownWrites ? std::optional(originOf(*creation)) : std::nullopt;
}

void traceRecorded(const Snapshot& snapshot, std::vector<Finding>& findings) {
  if (std::none_of(findings.begin(), findings.end(), isUntraced)) return;
  const RecordedOrigins origins(snapshot, RecordedOrigins::Of::Entries);
  for (Finding& finding : findings) {
    if (!isUntraced(finding)) continue;
    const std::optional<Dn> dn = Dn::tryParse(finding.dn);
    const std::optional<Entry> entry = dn && !dn->empty() ? snapshot.find(*dn) : std::nullopt;
    if (!entry) continue;
    std::optional<RecordedOrigin> origin = origins.ofEntry(*entry);
    if (!origin) continue;
    if (!finding.introducedBy) finding.introducedBy.emplace();
    finding.introducedBy->recorded = std::move(origin);
  }
}

}  // namespace ldapsnap
