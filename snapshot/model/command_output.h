// What a setup wrote on its terminal while it ran.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ldapsnap {

/// Standard output and standard error in the order in which they arrived, as a terminal finally shows the lines:
/// without colours, and of a line that was overwritten its last state. Texts are hostile; secrets in them are masked
/// (secret_output.h).
struct CommandOutput {
  std::vector<std::string> lines;  ///< without line ends
  std::uint64_t omitted = 0;       ///< bytes that were left out because of their number
  std::size_t omittedAfter = 0;    ///< how many lines come before them

  bool operator==(const CommandOutput&) const = default;
};

}  // namespace ldapsnap
