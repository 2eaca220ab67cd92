// ldapsnap rehearse WHAT --on A
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/session.h"
#include "diff/across/mapping.h"
#include "diff/compare/compare.h"
#include "diff/rehearse/steps/recorded_order.h"
#include "diff/rehearse/steps/recorded_steps.h"
#include "report/model/rehearsal.h"
#include "snapshot/base/error.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string what, on, save, map = "auto";
  bool noCheck = false;
  ConnectionOptions connection;
  OutputOptions output;
};

/// Stores a prediction with its site. Its kind keeps it out of the site's history.
void save(Session& session, const PredictedSnapshot& predicted, const std::string& label) {
  Store& store = session.store(StoreOptions::Access::Write);
  const auto writer = store.beginSnapshot();
  predicted.scan(Dn(), Scope::Subtree, [&writer](const Entry& entry) {
    writer->add(entry);
    return Snapshot::Visit::Continue;
  });
  store.setLabel(label, writer->commit(predicted.info()).id);
}

void deliver(const Session& session, const RehearsalReport& report, const OutputOptions& output) {
  const Format format = formatNamed(output.format);
  RenderOptions how;
  how.showAll = output.showAll;
  if (output.file.empty()) {
    how.colour = colourFor(STDOUT_FILENO, session.options.colour);
    how.width = terminalWidth();
  }
  writeOutput(output.file, [&](std::ostream& out) {
    if (format == Format::Json) return renderRehearsalJson(report, out);
    format == Format::Html ? renderRehearsalHtml(report, how, out) : renderRehearsalText(report, how, out);
  });
}

bool isRunName(const std::string& what) {
  const std::size_t number = what.rfind('R') + 1;
  const bool startsPart = number == 1 || (number > 1 && what[number - 2] == '/');
  return startsPart && number < what.size() && what.find_first_not_of("0123456789", number) == std::string::npos;
}

/// What WHAT names: "lab/R1" its two snapshots, "A..B" those, anything else a change file.
struct Source {
  std::string before, after;  ///< empty: a file
  std::string run;            ///< empty: none was named
};
Source sourceOf(Session& session, const std::string& what) {
  if (isRunName(what) && !std::filesystem::exists(what)) {
    const std::string run = session.store(StoreOptions::Access::Read).run(what).name();
    return {run + ":before", run + ":after", run};
  }
  const std::size_t dots = what.find("..");
  const bool isPair = dots != std::string::npos && dots > 0 && dots + 2 < what.size() && what[dots + 2] != '/';
  if (!isPair || std::filesystem::exists(what)) return {};
  return {what.substr(0, dots), what.substr(dots + 2), ""};
}

std::optional<Journal> journalOf(Session& session, const Source& source) {
  if (source.run.empty()) return std::nullopt;
  Store& store = session.store(StoreOptions::Access::Read);
  return journalOf(store, store.run(source.run));
}

/// The steps of a run or of two snapshots, under the target's names. A change file is taken as it is.
RecordedSteps stepsOf(Session& session, const Options& options, const OperandContext& context, const Snapshot& target,
                      RehearsalReport& report) {
  const Source source = sourceOf(session, options.what);
  if (source.before.empty()) return {stepsOfFile(options.what, target), {}};
  const Operand before = openOperand(source.before, context);
  const Operand after = openOperand(source.after, context);
  const Difference difference = before.isStored && after.isStored
                                    ? compare(*context.store, *before.snapshot, *after.snapshot)
                                    : compare(*before.snapshot, *after.snapshot);
  RecordedSteps recorded = stepsBetween(difference, *before.snapshot, *after.snapshot);
  if (const auto journal = journalOf(session, source); journal && !journal->entries.empty()) {
    orderAsRecorded(recorded.steps, *journal, after.snapshot->schema());
    report.recordedBy = journal->source;
  }
  Mapping mapping = Mapping::asked(options.map, *before.snapshot, target);
  for (RehearsalStep& step : recorded.steps) {
    mapping.map(step.record, after.snapshot->schema());
    if (step.before) mapping.map(*step.before, before.snapshot->schema());
  }
  report.mapping = mapping.lines();
  return recorded;
}

int runRehearse(Session& session, const Options& options) {
  formatAmong(options.output.format, {Format::Text, Format::Json, Format::Html});
  if (!options.save.empty()) session.store(StoreOptions::Access::Write);
  const OperandContext context = session.operands(options.connection);
  const Operand target = openOperand(options.on, context);
  RehearsalReport report;
  report.what = options.what;
  report.on = options.on;
  report.target = target.snapshot->info();
  PredictedSnapshot predicted(*target.snapshot, fmt::format("{} on {}", options.what, options.on));
  RecordedSteps steps = stepsOf(session, options, context, *target.snapshot, report);
  report.leftOut = std::move(steps.leftOut);
  report.rehearsal = rehearse(steps.steps, *target.snapshot, predicted);
  if (!options.noCheck) report.check = check(session.packs(), *target.snapshot, predicted);
  if (!options.save.empty()) save(session, predicted, options.save);
  report.savedLabel = options.save;
  deliver(session, report, options.output);
  return exitCodeOf(report);
}

}  // namespace

void addRehearse(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("rehearse", "dry-run a setup against a snapshot and predict the server's responses");
  command->footer(
      "WHAT: a recorded run (lab/R1), two snapshots (A..B), or a change file (LDIF, LDF). Nothing is sent to a "
      "server.\n"
      "Exit code 0: every step would succeed, 1: a step would fail, 3: not conclusive.\n\n"
      "Examples:\n"
      "  ldapsnap rehearse lab/R1 --on prod\n"
      "  ldapsnap rehearse vendor.ldf --on prod\n"
      "  ldapsnap rehearse vendor.ldf --on prod --save planned     and after the real run: ldapsnap diff planned prod");
  command->add_option("WHAT", options->what, "what to rehearse")->required();
  command->add_option("--on", options->on, "the target: a snapshot, an LDIF file, or a URL")
      ->type_name("A")
      ->required();
  command->add_option("--save", options->save, "store the predicted snapshot under this label")->type_name("LABEL");
  command
      ->add_option(
          "--map", options->map,
          "replace names of the lab by those of the target: auto infers the mapping, none keeps names, FILE takes "
          "precedence")
      ->type_name("auto|none|FILE")
      ->capture_default_str();
  command->add_flag("--no-check", options->noCheck,
                    "do not judge which later setups would be blocked: that reads the whole snapshot");
  addConnectionOptions(*command, options->connection);
  addOutputOptions(*command, options->output);
  command->callback([=, &session, &action] { action = [=, &session] { return runRehearse(session, *options); }; });
}

}  // namespace ldapsnap
