// Operational attributes of LDAP servers: when an entry was created and written last, and by whom.
#include <algorithm>
#include <optional>

#include "diff/history/metadata/readers.h"

namespace ldapsnap {
namespace {

/// Whether the password policy wrote the entry last: a failed bind moves modifyTimestamp too, and modifiersName is then
/// the root DN.
bool isWriteOfPolicy(const BookkeepingOf& entry, Time modified) {
  const Attribute* const failures = entry.attribute(Bookkeeping::PwdFailureTime);
  return failures != nullptr && std::any_of(failures->values.begin(), failures->values.end(),
                                            [&](const auto& value) { return readServerTime(value) == modified; });
}

}  // namespace

void readEntryTimes(const BookkeepingOf& entry, MetadataContext& context, EventList& events) {
  const std::optional<Time> created = readServerTime(entry.first(Bookkeeping::CreateTimestamp));
  const std::optional<Time> modified = readServerTime(entry.first(Bookkeeping::ModifyTimestamp));
  const std::uint32_t server = context.servers.ofServerId(entry.first(Bookkeeping::EntryCsn));
  const bool isModified = modified && (!created || *modified != *created);
  if (created) {
    Event event;
    event.time = *created;
    event.kind = EventKind::Created;
    event.identity = entry.first(Bookkeeping::CreatorsName);
    if (!isModified) event.server = server;
    events.add(event);
  }
  if (!isModified) return;
  Event event;
  event.time = *modified;
  event.server = server;
  if (isWriteOfPolicy(entry, *modified)) {
    event.kind = EventKind::Written;
    event.certainty = Certainty::Inferred;
    event.attribute = "pwdFailureTime";
  } else {
    event.identity = entry.first(Bookkeeping::ModifiersName);
  }
  events.add(event);
}

}  // namespace ldapsnap
