// What the setup wrote, in the text report.
#include <fmt/format.h>

#include "report/text/text_sections.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kLinesShown = 10;  ///< the last ones: they say how it ended

}  // namespace

void writeCommandOutput(TextWriter& writer, const CommandOutput& output, const RenderOptions& options) {
  const std::size_t size = output.lines.size();
  const std::size_t first = options.showAll || size <= kLinesShown ? 0 : size - kLinesShown;
  writer.section();
  writer.line({{"Output of the command"}, {size == 0 ? "  none" : "", Style::Dim}});
  if (first > 0) writer.line({{fmt::format("  ({} before, --all)", counted(first, "line")), Style::Dim}});
  for (std::size_t i = first; i < size; ++i) {
    if (output.omitted > 0 && i == output.omittedAfter) writer.line({{"  " + omittedOutput(output), Style::Dim}});
    writer.line({{"  | ", Style::Dim}, {output.lines[i]}});
  }
}

}  // namespace ldapsnap
