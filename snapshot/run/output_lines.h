// The bytes that a command writes, as the lines that a terminal finally shows.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/model/command_output.h"

namespace ldapsnap {

/// How much is kept: the first lines show what was run, the last ones the result.
struct OutputLimits {
  std::size_t first = 1U << 20U, last = 3U << 20U;  ///< bytes
};

class OutputLines {
 public:
  explicit OutputLines(std::vector<std::string> secrets, OutputLimits limits = {})
      : secrets_(std::move(secrets)), limits_(limits) {}

  void add(std::string_view bytes);
  /// What was kept, with secrets masked. Nothing can be added afterwards.
  CommandOutput finish();

 private:
  void endLine();

  std::vector<std::string> secrets_;
  OutputLimits limits_;
  std::string line_;
  std::vector<std::string> first_;
  std::deque<std::string> last_;
  std::size_t firstBytes_ = 0, lastBytes_ = 0;
  std::uint64_t omitted_ = 0;
};

}  // namespace ldapsnap
