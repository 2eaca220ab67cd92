#include "cli/diff_runs.h"

#include <unistd.h>

#include "diff/across/mapping.h"
#include "diff/across/two_runs.h"
#include "diff/compare/compare.h"
#include "report/model/runs.h"

namespace ldapsnap {
namespace {

struct OpenRun {
  Run run;
  Operand before, after;

  RunsReport::Side side() const { return {run, before.snapshot->info(), after.snapshot->info()}; }
};

OpenRun open(Store& store, const std::string& name, const OperandContext& context) {
  OpenRun open;
  open.run = store.run(name);
  open.before = openOperand(open.run.name() + ":before", context);
  open.after = openOperand(open.run.name() + ":after", context);
  return open;
}

void deliver(const Session& session, const RunsReport& report, const OutputOptions& output) {
  RenderOptions how;
  how.showAll = output.showAll;
  if (output.file.empty()) {
    how.colour = colourFor(STDOUT_FILENO, session.options.colour);
    how.width = terminalWidth();
  }
  writeOutput(output.file, [&](std::ostream& out) {
    formatNamed(output.format) == Format::Json ? renderRunsJson(report, out) : renderRunsText(report, how, out);
  });
}

}  // namespace

int diffRuns(Session& session, const RunsOptions& options) {
  formatAmong(options.output.format, {Format::Text, Format::Json});
  Store& store = session.store(StoreOptions::Access::Read);
  const OperandContext context = session.operands({});
  const OpenRun first = open(store, options.first, context), second = open(store, options.second, context);
  const bool isOneSite = first.run.site == second.run.site;
  Mapping mapping = Mapping::asked(isOneSite && options.map == "auto" ? "none" : options.map, *first.before.snapshot,
                                   *second.before.snapshot);
  const Difference one = compare(store, *first.before.snapshot, *first.after.snapshot);
  const Difference other = compare(store, *second.before.snapshot, *second.after.snapshot);
  RunsReport report{first.side(), second.side(), {}, {}};
  report.difference = compareRuns({one, *first.after.snapshot}, {other, *second.after.snapshot}, mapping);
  report.mapping = mapping.lines();
  deliver(session, report, options.output);
  return exitCodeOf(report);
}

}  // namespace ldapsnap
