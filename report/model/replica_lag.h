// What reading entries of replicas again came to (`diff --lag`), as a part of the report.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace ldapsnap {

struct Lag {
  std::uint64_t differed = 0;          ///< entries that differed when both sides had been read
  std::uint64_t still = 0;             ///< of them, those that still do
  std::chrono::milliseconds waited{};  ///< until the last of the others agreed, or the time was over
  /// Where the change counters of replicas of one directory say so: which side is behind the other, where, and by how
  /// much. One sentence each, for people.
  std::vector<std::string> behind;
};

}  // namespace ldapsnap
