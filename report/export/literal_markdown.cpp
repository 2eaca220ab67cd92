#include "report/export/literal_markdown.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <sstream>

#include "report/markup/markdown_text.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr int kLiteralWidth = 110;
constexpr std::size_t kLeastFence = 4;  ///< of a block: three backticks in a line of its text are no end

/// The fence of the block that is open at the end of `markdown`; empty where none is.
std::string openFence(std::string_view markdown) {
  std::string open;
  std::istringstream lines{std::string(markdown)};
  for (std::string line; std::getline(lines, line);) {
    const std::string ticks = line.substr(0, line.find_first_not_of('`'));
    if (ticks.size() < kLeastFence) continue;
    open = open.empty() ? ticks : std::string();
  }
  return open;
}

}  // namespace

bool fits(std::string_view markdown, std::size_t most) {
  if (most == 0 || markdown.size() <= most) return true;
  const auto continuing = std::count_if(markdown.begin(), markdown.end(), isContinuationByte);
  return markdown.size() - static_cast<std::size_t>(continuing) <= most;
}

std::string cutOff(std::string_view markdown, std::size_t most) {
  constexpr std::string_view kEnd = "\n\n**Cut off here.**\n", kUnfold = "\n</details>";
  constexpr std::size_t kLongestFence = 40;
  const std::size_t reserved = kEnd.size() + kUnfold.size() + kLongestFence;
  const std::size_t left = most > reserved ? most - reserved : 0;
  // Bytes are at least as many as code points.
  const std::size_t end = markdown.substr(0, left).rfind('\n');
  std::string cut(markdown.substr(0, end == std::string_view::npos ? 0 : end));
  if (const std::string fence = openFence(cut); !fence.empty()) cut += '\n' + fence;
  const std::size_t opened = cut.rfind("<details>"), closed = cut.rfind("</details>");
  if (opened != std::string::npos && (closed == std::string::npos || closed < opened)) cut += kUnfold;
  return cut.append(kEnd);
}

void writeLiteralMarkdown(const std::string& title, const std::string& sentence, const RenderOptions& options,
                          const std::function<void(const RenderOptions& options, std::ostream& out)>& produce,
                          std::ostream& out) {
  RenderOptions plain = options;
  plain.colour = Colour::No;
  plain.width = kLiteralWidth;
  std::ostringstream produced;
  produce(plain, produced);
  const std::string text = std::move(produced).str(), fence = markdownFence(text, kLeastFence);
  const std::string markdown = fmt::format("# {}\n\n**{}**\n\n{}text\n{}{}\n", markdownProse(title),
                                           markdownProse(sentence), fence, text, fence);
  out << (fits(markdown, options.maxCharacters) ? markdown : cutOff(markdown, options.maxCharacters));
}

}  // namespace ldapsnap
