// How far a capture or an import is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ldapsnap {

struct ReadProgress {
  enum class Phase { Reading, ReadingAgain, Storing };

  std::uint64_t entries = 0;  ///< so far in this phase, of everything: it never falls
  std::string what;           ///< what is being read: a file or a DN, hostile
  /// Of what is being read: entries so far, and how many there are as the server estimates (RFC 2696); where it does
  /// not, of everything, and as many as there were last time. 0: nobody knows.
  std::uint64_t entriesOfPart = 0, estimateOfPart = 0;
  Phase phase = Phase::Reading;
  std::string reason{};  ///< of ReadingAgain: why, in words that follow a colon
};

/// Told now and then. May be empty.
using TellProgress = std::function<void(const ReadProgress&)>;

}  // namespace ldapsnap
