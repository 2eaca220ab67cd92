// Records of a retro changelog: cn=changelog of 389 and of the servers that are related to it.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "diff/history/metadata/readers.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

/// The change that a record holds as LDIF text, which 389 ends with NUL. Nothing for text that is not LDIF.
std::optional<LdifRecord> changeIn(std::string_view changes, std::string_view changeType) {
  while (!changes.empty() && changes.back() == '\0') changes.remove_suffix(1);
  try {
    const std::string text = "dn: cn=change\nchangetype: " + std::string(changeType) + "\n" + std::string(changes);
    return LdifReader(text, "changes").next();
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// What the server adds to each modification.
constexpr std::array<std::string_view, 5> kStamps = {"modifiersName", "modifyTimestamp", "entryCSN",
                                                     "internalModifiersname", "internalModifyTimestamp"};

bool isStamp(std::string_view attribute) {
  return std::any_of(kStamps.begin(), kStamps.end(),
                     [attribute](std::string_view stamp) { return equalsIgnoreAsciiCase(attribute, stamp); });
}

void addModifications(LdifRecord& change, Event event, EventList& events) {
  for (Modification& modification : change.modifications) {
    if (isStamp(modification.attribute.description)) continue;
    event.attribute = events.keep(std::move(modification.attribute.description));
    const bool isAdd = modification.operation == Modification::Operation::Add;
    const bool isDelete = modification.operation == Modification::Operation::Delete;
    const bool isReplace = modification.operation == Modification::Operation::Replace;
    if (modification.attribute.values.empty()) {
      event.kind = isDelete || isReplace ? EventKind::Cleared : EventKind::Written;
      event.value = {};
      events.add(event);
    }
    for (std::string& value : modification.attribute.values) {
      event.kind = isAdd ? EventKind::ValueAdded : isDelete ? EventKind::ValueRemoved : EventKind::Written;
      event.value = modification.operation == Modification::Operation::Increment ? std::string_view()
                                                                                 : events.keep(std::move(value));
      events.add(event);
    }
  }
}

/// changeNumber; 0 where it is not one.
std::uint64_t numberOf(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// modifiersName or creatorsName of the change, as the server added it.
std::string_view authorIn(const LdifRecord& change, EventList& events) {
  for (const std::string_view name : {"modifiersName", "creatorsName"}) {
    if (const std::string* const author = change.entry.first(name)) return events.keep(*author);
    for (const Modification& modification : change.modifications) {
      if (equalsIgnoreAsciiCase(modification.attribute.description, name) && !modification.attribute.values.empty())
        return events.keep(modification.attribute.values.front());
    }
  }
  return {};
}

}  // namespace

void readChangelogRecord(const BookkeepingOf& record, MetadataContext&, EventList& events) {
  const std::optional<Time> time = readServerTime(record.first(Bookkeeping::ChangeTime));
  if (!time) return;
  const std::string_view type = record.first(Bookkeeping::ChangeType), changes = record.first(Bookkeeping::Changes);
  const bool isAdd = equalsIgnoreAsciiCase(type, "add"), isModify = equalsIgnoreAsciiCase(type, "modify");
  const bool isRename = equalsIgnoreAsciiCase(type, "modrdn") || equalsIgnoreAsciiCase(type, "moddn");
  // A modrdn's text is that of the modifications which the server made with it.
  std::optional<LdifRecord> change = changes.empty() ? std::nullopt : changeIn(changes, isAdd ? "add" : "modify");
  Event event;
  event.time = *time;
  event.sequence = numberOf(record.first(Bookkeeping::ChangeNumber));
  event.source = record.hasClass("auditLogRecord") ? Mechanism::AuditLog : Mechanism::RetroChangelog;
  event.dn = record.first(Bookkeeping::TargetDn);
  if (change) event.identity = authorIn(*change, events);
  if (event.identity.empty()) event.identity = record.first(Bookkeeping::ReqAuthzId);
  if (isAdd) {
    event.kind = EventKind::Created;
    events.add(event);
  } else if (isRename) {
    event.kind = EventKind::Renamed;
    event.formerDn = event.dn;
    std::string_view parent = record.first(Bookkeeping::NewSuperior);
    const std::optional<DnSplit> split = splitFirstRdn(event.dn);
    if (parent.empty() && split) parent = split->parent;
    event.dn = events.keep(std::string(record.first(Bookkeeping::NewRdn)) + "," + std::string(parent));
    events.add(event);
  } else if (equalsIgnoreAsciiCase(type, "delete")) {
    event.kind = EventKind::Deleted;
    events.add(event);
  } else if (isModify && change) {
    addModifications(*change, event, events);
  } else if (isModify) {
    events.add(event);
  }
}

}  // namespace ldapsnap
