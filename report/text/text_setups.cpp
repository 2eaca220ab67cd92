// The table of setups in the text report.
#include <algorithm>
#include <fmt/format.h>

#include "report/text/text_sections.h"
#include "report/text/wrap.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

Style styleOf(const SetupVerdict& verdict) {
  switch (verdict.state) {
    case SetupVerdict::State::Blocked:
      return Style::Error;
    case SetupVerdict::State::NotEvaluated:
      return Style::Warning;
    case SetupVerdict::State::NotApplicable:
      return Style::Dim;
    case SetupVerdict::State::CanRun:
      break;
  }
  if (verdict.rules == 0) return Style::Plain;
  return verdict.warnedBy.empty() ? Style::Good : Style::Warning;
}

bool isShown(const SetupVerdict& verdict, const RenderOptions& options) {
  return options.showAll || verdict.state != SetupVerdict::State::NotApplicable;
}

}  // namespace

void writeSetups(TextWriter& writer, const CheckResult& check, const RenderOptions& options) {
  std::size_t columns = 0, hidden = 0;
  for (const SetupVerdict& verdict : check.setups) {
    if (!isShown(verdict, options)) {
      ++hidden;
      continue;
    }
    columns = std::max(columns, columnsOf(visible(verdict.setup)) + 2);
  }
  if (check.setups.empty()) return;
  writer.section();
  writer.line({{"Setups"}});
  for (const SetupVerdict& verdict : check.setups) {
    if (!isShown(verdict, options)) continue;
    writer.paragraph({{"  "}, {padded(verdict.setup, columns), Style::Name}},
                     {stateOf(verdict, check), styleOf(verdict)});
  }
  if (hidden == 0) return;
  writer.paragraph({{"  "}}, {fmt::format("({} ruled out, or of products not found in this directory, --all)",
                                          counted(hidden, "setup")),
                              Style::Dim});
}

}  // namespace ldapsnap
