// What happened in a directory while a setup ran, as the server reported it: the order of the changes, and the
// identities that made them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// Written: added or modified, the server does not say which.
enum class JournalOperation { Added, Modified, Deleted, Renamed, Written };
std::string_view nameOf(JournalOperation operation);  ///< "added", "modified", ...
/// The inverse; none for other words.
std::optional<JournalOperation> journalOperationNamed(std::string_view name);

/// One change. Texts come from the server and are hostile.
struct JournalEntry {
  /// UTC. The server's time of the change, where it reports one; otherwise the time when we received it.
  std::chrono::sys_time<std::chrono::milliseconds> time{};
  JournalOperation operation = JournalOperation::Written;
  std::string dn;                       ///< of a rename: the old name, empty where it is not reported
  std::string newDn;                    ///< of a rename
  std::string by;                       ///< the identity that made the change; empty where it is not reported
  std::vector<std::string> attributes;  ///< that the request named, in its order; empty where they are not reported

  bool operator==(const JournalEntry&) const = default;
};

struct Journal {
  /// How it was recorded: "accesslog cn=accesslog", "syncrepl", "persistent search", "uSNChanged". Empty when nothing
  /// was recorded; `gaps` says why.
  std::string source;
  std::vector<JournalEntry> entries;  ///< in the order in which the server reported them
  /// What is missing, in words: a part without a feed, a connection that was lost.
  std::vector<std::string> gaps;

  bool operator==(const Journal&) const = default;
};

/// What a comparison of the snapshots before and after cannot show.
struct JournalSummary {
  std::vector<std::string> cameAndWent;  ///< names of entries that were added and deleted again, by first appearance
  struct Repeated {
    std::string dn;
    std::uint64_t times = 0;
    bool operator==(const Repeated&) const = default;
  };
  std::vector<Repeated> repeated;  ///< changed more than once and still there, most often first, then by appearance

  bool operator==(const JournalSummary&) const = default;
};
/// Without a schema at hand, names count as equal when their bytes are equal without regard to case.
JournalSummary summarise(const Journal& journal);

}  // namespace ldapsnap
