// Findings that somebody has looked at and accepted for a time: shown as waived, never hidden.
//
//   {"format": "ldapsnap-waivers/1",
//    "waivers": [{"id": "5d0e1c7a93b2", "reason": "The server is retired in May.", "expires": "2027-05-31"}]}
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "diff/rules/engine/check.h"

namespace ldapsnap {

/// The name of the file that is read from the working directory when no other is given.
inline constexpr const char* kWaiversFile = "ldapsnap.waivers.json";

/// What is accepted, and how long. `place` is its file:line.
struct WaiverEntry {
  std::string id;  ///< of the finding
  Waiver waiver;
  std::string place;
};

/// Strict as packs are: an id that is none, a missing reason or date, a finding that is waived twice, an unknown key is
/// Error(BadInput) at file:line:column.
std::vector<WaiverEntry> readWaivers(const std::filesystem::path& file);

/// Waivers that had no effect on the findings.
struct WaiverUse {
  std::vector<WaiverEntry> expired;  ///< of findings that count again
  std::vector<WaiverEntry> unused;   ///< no finding has the id: the object is gone, or the rule was not judged
};

/// Marks findings, and lets setups run that waived findings alone stop. A waiver counts through its last day (UTC).
WaiverUse applyWaivers(const std::vector<WaiverEntry>& waivers, Time now, CheckResult& result);

}  // namespace ldapsnap
