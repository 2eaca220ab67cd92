// What the metadata of a directory says about its past: one change of one entry, as far as it was kept.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"

namespace ldapsnap {

enum class EventKind {
  Created,
  Modified,      ///< something of the entry was written; which attribute is not recorded
  Written,       ///< an attribute was written; the value before is not known
  Cleared,       ///< an attribute was written last when all its values were removed
  ValueAdded,    ///< one value of an attribute
  ValueRemoved,  ///< one value of an attribute
  LinkChanged,   ///< some linked attribute (`member` and the like) was written
  Renamed,       ///< the entry has another RDN or another parent since then
  Deleted
};
std::string_view nameOf(EventKind kind);  ///< "created", "modified", "written", ...

/// Where in a directory it is recorded.
enum class Mechanism {
  ReplPropertyMetaData,   ///< Active Directory, Samba: [MS-DRSR] 4.1.10.2.22
  ReplAttributeMetaData,  ///< the same as XML text, of Windows: msDS-ReplAttributeMetaData
  ReplValueMetaData,      ///< of linked values: msDS-ReplValueMetaData
  ObjectTimes,            ///< whenCreated, whenChanged
  Tombstones,             ///< deleted objects of Active Directory, nsTombstone entries of 389
  EntryTimes,             ///< createTimestamp, modifyTimestamp and who did it (RFC 4512, 3.4)
  ContextCsn,             ///< contextCSN of OpenLDAP, newer than all entries
  AccessLog,              ///< slapo-accesslog(5)
  StateInformation,       ///< nscpEntryWSI of 389: a change sequence number for each value
  RetroChangelog,         ///< cn=changelog (draft-good-ldap-changelog)
  SyncHistory,            ///< ds-sync-hist of OpenDJ: a change sequence number for each value that was written
  AuditLog                ///< a file of slapo-auditlog(5), or 389's audit log
};
inline constexpr std::size_t kMechanisms = 12;
std::string_view nameOf(Mechanism mechanism);  ///< "replPropertyMetaData", "createTimestamp", "cn=accesslog", ...

enum class Certainty {
  Recorded,  ///< the directory states it
  AtLatest,  ///< it happened then or before
  Inferred   ///< it follows from values that were kept for another purpose
};
std::string_view nameOf(Certainty certainty);  ///< "recorded", "at-latest", "inferred"

/// One change. The texts are views into the entry that was read, or into its EventList. Directory content: hostile.
struct Event {
  Time time{};
  EventKind kind = EventKind::Modified;
  Mechanism source = Mechanism::EntryTimes;
  Certainty certainty = Certainty::Recorded;
  std::uint32_t server = 0;    ///< the originating server, a number of ServerNames; 0: not recorded
  std::uint32_t times = 0;     ///< how often the attribute was written since the entry was created; 0: not recorded
  std::uint64_t sequence = 0;  ///< the originating server's own count of changes (USN); 0: it has none
  std::string_view dn;         ///< of the entry, where that is not the entry that was read
  std::string_view formerDn;   ///< of Renamed, where it is recorded
  std::string_view attribute;  ///< description
  std::string_view value;      ///< of ValueAdded and ValueRemoved, and of Written where it is recorded
  std::string_view identity;   ///< DN or other name of who did it, as recorded; empty: not recorded
};

/// The events of one entry, with the texts that its readers had to make.
class EventList {
 public:
  void add(const Event& event) { events_.push_back(event); }
  /// The text for as long as the list is not cleared.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  void clear() { events_.clear(), texts_.clear(); }

  bool empty() const { return events_.empty(); }
  std::vector<Event>& events() { return events_; }
  const std::vector<Event>& events() const { return events_; }

 private:
  std::vector<Event> events_;
  std::deque<std::string> texts_;
};

/// GeneralizedTime as servers write it, to the second (a fraction is cut off). Nothing for other text.
std::optional<Time> readServerTime(std::string_view text);

}  // namespace ldapsnap
