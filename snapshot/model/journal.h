// What happened in a directory while a setup ran, as the server told it: the order of the changes, and who made them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace ldapsnap {

/// Written: added or modified, the server does not say which.
enum class JournalOperation { Added, Modified, Deleted, Renamed, Written };

/// One change. Texts come from the server and are hostile.
struct JournalEntry {
  /// Since 1970, UTC: the server's time of the change where it tells one, else when we heard of it.
  std::chrono::sys_time<std::chrono::milliseconds> time{};
  JournalOperation operation = JournalOperation::Written;
  std::string dn;                       ///< of a rename: the name before, empty where it is not told
  std::string newDn;                    ///< of a rename
  std::string by;                       ///< the name that the change was made under; empty where it is not told
  std::vector<std::string> attributes;  ///< that the request named, in its order; empty where they are not told

  bool operator==(const JournalEntry&) const = default;
};

struct Journal {
  /// How it was recorded: "accesslog cn=accesslog", "syncrepl", "persistent search", "uSNChanged". Empty: it was not.
  std::string source;
  std::vector<JournalEntry> entries;  ///< in the order in which the server told them
  /// What it does not hold, in words: a part without a feed, a connection that was lost.
  std::vector<std::string> gaps;

  bool operator==(const Journal&) const = default;
};

/// What before and after alone cannot show.
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
/// Names are taken for equal when they are equal as DNs by bytes without case: no schema is at hand.
JournalSummary summarise(const Journal& journal);

}  // namespace ldapsnap
