#include "snapshot/capture/part/full_reader.h"

#include <fmt/format.h>
#include <ldap.h>

#include "snapshot/base/error.h"
#include "snapshot/capture/part/gaps.h"
#include "snapshot/server/range_retrieval.h"

namespace ldapsnap {

PartSearch searchPart(Directory& directory, const CapturePart& part, Product product,
                      const std::function<void(Entry)>& deliver) {
  PartSearch search;
  search.result = directory.search(part.request, [&](Entry entry) {
    for (const std::string& description : completeRanges(directory, part.request, entry)) {
      search.gaps.push_back({entry.dn + " " + description, "the server stopped returning its values", "capture again"});
    }
    ++search.entries;
    deliver(std::move(entry));
  });
  const bool isAbsent = part.presence == Presence::Optional && search.result.code == LDAP_NO_SUCH_OBJECT;
  if (!search.result.ok() && !isAbsent) search.gaps.push_back(gapOf(search.result, part, product, search.entries));
  return search;
}

void FullReader::read(PartState& state) {
  const std::string& base = state.part.request.base;
  context_.progress.beginPart(base, state.reading.entries.size());
  state.reading = PartReading();  // before anything is read: two readings of a large part would take twice the memory
  PartReading& reading = state.reading;
  reading.fullReadReason = reason_;

  PartDigest digest(context_.product);
  const bool needsDigest = context_.needsDigests || !state.hasCounter();
  const auto keep = [&](Entry& entry) {
    context_.redaction.redact(entry);
    reading.newestCsn.add(entry);
    if (needsDigest) digest.add(entry);
    reading.entries.add(entry);
  };

  // The schema says which attributes are confidential, so schema entries are buffered until it has been read.
  const bool isSchema = state.part.kind == CapturePart::Kind::Schema;
  std::vector<Entry> schemaEntries;
  CapturePart part = state.part;
  part.request.estimate = [this](std::uint64_t entries) { context_.progress.setEstimate(entries); };
  PartSearch search = searchPart(context_.directory, part, context_.product, [&](Entry entry) {
    context_.progress.countEntry();
    if (isSchema) {
      schemaEntries.push_back(std::move(entry));
    } else {
      keep(entry);
    }
  });
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
  const int code = state.reading.result.code;
  if (!state.isUserBase || state.part.presence == Presence::Optional) return;
  if (code != LDAP_NO_SUCH_OBJECT && code != LDAP_INVALID_DN_SYNTAX) return;
  std::string known;
  for (const std::string& context : context_.namingContexts) known += (known.empty() ? "" : ", ") + context;
  throw Error(ErrorKind::BadInput, fmt::format("the base \"{}\" does not exist, or the bind identity may not see it",
                                               state.part.request.base))
      .at(context_.directory.uri())
      .fix(known.empty() ? "check the base (-b)" : "check the base (-b); the server's naming contexts are: " + known);
}

}  // namespace ldapsnap
