#include "snapshot/capture/part/full_reader.h"

#include <fmt/format.h>

#include "snapshot/base/batches.h"
#include "snapshot/base/error.h"
#include "snapshot/capture/part/change_state.h"
#include "snapshot/capture/part/gaps.h"
#include "snapshot/ldap/entry/entry_size.h"
#include "snapshot/server/range_retrieval.h"

namespace ldapsnap {

PartSearch searchPart(ServerConnection& directory, const CapturePart& part, Product product,
                      const EntryReceiver& deliver, const EstimateReceiver& estimate) {
  PartSearch search;
  const auto complete = [&](Entry entry) {
    for (const std::string& description : completeRanges(directory, part.request, entry)) {
      search.gaps.push_back({entry.dn + " " + description, "the server stopped returning its values", "capture again"});
    }
    ++search.entries;
    deliver(std::move(entry));
  };
  search.result = directory.search(part.request, complete, estimate);
  // The control is sent as critical (RFC 2696, 3), and not every database of a server knows it.
  const bool refusesControl = search.result.code == ResultCode::UnavailableCriticalExtension;
  if (refusesControl && part.request.pageSize > 0 && search.entries == 0) {
    SearchRequest unpaged = part.request;
    unpaged.pageSize = 0;
    search.result = directory.search(unpaged, complete, estimate);
  }
  // A database that does not know the subentries control (RFC 3672) returns subentries like any other entry.
  const bool hidesNone =
      part.request.subentries == Subentries::Only && search.result.code == ResultCode::UnavailableCriticalExtension;
  const bool isAbsent =
      part.presence == Presence::Optional && (search.result.code == ResultCode::NoSuchObject || hidesNone);
  if (!search.result.ok() && !isAbsent) search.gaps.push_back(gapOf(search.result, part, product, search.entries));
  return search;
}

void FullReader::read(PartState& state) {
  const std::string& base = state.part.request.base;
  context_.progress.beginPart(base);
  state.reading = PartReading();  // before anything is read: two readings of a large part would take twice the memory
  PartReading& reading = state.reading;
  reading.fullReadReason = reason_;

  PartDigest digest(context_.product);
  const bool needsDigest = context_.needsDigests || !state.hasCounter();
  const auto keep = [&](Entry& entry) {
    keepLaterChanges(entry);
    context_.redaction.redact(entry);
    reading.newestCsn.add(entry);
    if (needsDigest) digest.add(entry);
    reading.entries.add(entry);
  };

  // What was received is prepared while more is.
  Batches<Entry> prepared([&keep](Entry entry) { keep(entry); });

  // The schema says which attributes are confidential, so schema entries are buffered until it has been read.
  const bool isSchema = state.part.kind == CapturePart::Kind::Schema;
  std::vector<Entry> schemaEntries;
  const auto take = [&](Entry entry) {
    context_.progress.countEntry();
    if (isSchema) {
      schemaEntries.push_back(std::move(entry));
    } else {
      const std::size_t size = bytesOfValues(entry);
      prepared.add(std::move(entry), size);
    }
  };
  const auto setEstimate = [this](std::uint64_t entries) { context_.progress.setEstimate(entries); };
  PartSearch search = searchPart(context_.directory, state.part, context_.product, take, setEstimate);
  prepared.finish();
  if (isSchema) {
    context_.redaction.learn(schemaEntries);
    for (Entry& entry : schemaEntries) keep(entry);
  }
  reading.result = std::move(search.result);
  reading.gaps = std::move(search.gaps);
  reading.digest = digest.value();
  throwIfUserBaseIsAbsent(state);
}

/// A base that the user named and that does not exist is a mistake; one that the server's dialect names is a gap.
void FullReader::throwIfUserBaseIsAbsent(const PartState& state) const {
  const ResultCode code = state.reading.result.code;
  if (!state.isUserBase || state.part.presence == Presence::Optional) return;
  if (code != ResultCode::NoSuchObject && code != ResultCode::InvalidDnSyntax) return;
  std::string known;
  for (const std::string& context : context_.namingContexts) known += (known.empty() ? "" : ", ") + context;
  throw Error(ErrorKind::BadInput, fmt::format("the base \"{}\" does not exist, or the bind identity may not see it",
                                               state.part.request.base))
      .at(context_.directory.uri())
      .fix(known.empty() ? "check the base (-b)" : "check the base (-b); the server's naming contexts are: " + known);
}

}  // namespace ldapsnap
