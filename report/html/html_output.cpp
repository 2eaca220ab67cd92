// What the setup wrote, in the HTML report.
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kLinesShown = 200;  ///< the last ones: they say how it ended

}  // namespace

void writeCommandOutput(HtmlPage& page) {
  const CommandOutput& output = *page.report.output;
  MarkupWriter& markup = page.markup;
  const std::size_t size = output.lines.size(), first = size - page.shownOf(size, kLinesShown);
  if (size == 0) return markup.element("p", {{"class", "hint"}}, "The command wrote nothing.");
  if (first > 0) writeMore(page, counted(first, "line") + " before");
  markup.begin("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Output"}});
  markup.begin("pre", {{"class", "output"}});
  for (std::size_t i = first; i < size; ++i) {
    if (output.omitted > 0 && i == output.omittedAfter) {
      markup.text(omittedOutput(output));
      markup.newLine();
    }
    markup.text(output.lines[i]);
    markup.newLine();
  }
  markup.end();
  markup.end();
}

}  // namespace ldapsnap
