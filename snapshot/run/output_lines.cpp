#include "snapshot/run/output_lines.h"

#include <algorithm>

#include "snapshot/redact/secret_output.h"

namespace ldapsnap {

namespace {

/// A line without an end is split into pieces of this size.
constexpr std::size_t kLongestLine = 1U << 16U;

/// Without colours and other attributes of characters (ECMA-48 SGR, "ESC [ 1;31 m").
std::string withoutColours(std::string_view line) {
  std::string text;
  while (true) {
    const std::size_t escape = line.find("\x1b[");
    if (escape == std::string_view::npos) return text + std::string(line);
    const std::size_t end = line.find_first_not_of("0123456789;", escape + 2);
    const bool isColour = end != std::string_view::npos && line[end] == 'm';
    text += line.substr(0, isColour ? escape : escape + 2);
    line.remove_prefix(isColour ? end + 1 : escape + 2);
  }
}

/// The final state of a line that was overwritten from its start ("10%\r20%\r").
std::string_view lastState(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t begin = line.rfind('\r');
  return begin == std::string_view::npos ? line : line.substr(begin + 1);
}

}  // namespace

void OutputLines::endLine() {
  std::string line = maskSecretsInLine(withoutColours(lastState(line_)), secrets_);
  line_.clear();
  if (last_.empty() && omitted_ == 0 && firstBytes_ + line.size() < limits_.first) {
    firstBytes_ += line.size() + 1;
    first_.push_back(std::move(line));
    return;
  }
  lastBytes_ += line.size() + 1;
  last_.push_back(std::move(line));
  while (lastBytes_ > limits_.last) {
    lastBytes_ -= last_.front().size() + 1;
    omitted_ += last_.front().size() + 1;
    last_.pop_front();
  }
}

void OutputLines::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    line_ += bytes.substr(0, end);
    const bool isEnded = end < bytes.size();
    bytes.remove_prefix(isEnded ? end + 1 : end);
    if (isEnded || line_.size() > kLongestLine) endLine();
  }
}

CommandOutput OutputLines::finish() {
  if (!line_.empty()) endLine();
  CommandOutput output{std::move(first_), omitted_, 0};
  output.omittedAfter = output.lines.size();
  for (std::string& line : last_) output.lines.push_back(std::move(line));
  if (omitted_ == 0) output.omittedAfter = 0;
  return output;
}

}  // namespace ldapsnap
