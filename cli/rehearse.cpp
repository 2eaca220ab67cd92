// ldapsnap rehearse WHAT --on A
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/session.h"
#include "report/rehearsal.h"
#include "snapshot/error.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string what, on, save;
  ConnectionOptions connection;
  OutputOptions output;
};

/// Stores a prediction beside its site, so that the site's latest snapshot stays a real one.
void save(Session& session, const PredictedSnapshot& predicted, const std::string& label) {
  Store& store = session.store(StoreOptions::Access::Write);
  const auto writer = store.beginSnapshot();
  predicted.scan(Dn(), Scope::Subtree, [&writer](const Entry& entry) {
    writer->add(entry);
    return Snapshot::Visit::Continue;
  });
  SnapshotInfo info = predicted.info();
  info.site += kPredictedSiteSuffix;
  store.setLabel(label, writer->commit(info).id);
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
    format == Format::Json ? renderRehearsalJson(report, out) : renderRehearsalText(report, how, out);
  });
}

int runRehearse(Session& session, const Options& options) {
  formatNamed(options.output.format);
  if (!options.save.empty()) session.store(StoreOptions::Access::Write);
  const OperandContext context = session.operands(options.connection);
  const Operand target = openOperand(options.on, context);
  RehearsalReport report;
  report.what = options.what;
  report.on = options.on;
  report.target = target.snapshot->info();
  PredictedSnapshot predicted(*target.snapshot, fmt::format("{} on {}", options.what, options.on));
  report.rehearsal = rehearse(stepsOfFile(options.what), *target.snapshot, predicted);
  report.check = check(session.packs(), *target.snapshot, predicted);
  if (!options.save.empty()) save(session, predicted, options.save);
  report.savedLabel = options.save;
  deliver(session, report, options.output);
  return exitCodeOf(report);
}

}  // namespace

void addRehearse(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("rehearse", "play a setup on a snapshot, on paper: what the server would say");
  command->footer(
      "WHAT: a change file (LDIF, LDF). Nothing is sent to a server.\n"
      "Exit code 0: every step would succeed, 1: a step would fail, 3: not conclusive.\n\n"
      "Examples:\n"
      "  ldapsnap rehearse vendor.ldf --on prod\n"
      "  ldapsnap rehearse vendor.ldf --on prod --save prod-planned && ldapsnap show prod-planned");
  command->add_option("WHAT", options->what, "what is to be played")->required();
  command->add_option("--on", options->on, "the target: a snapshot, an LDIF file, or a URL")
      ->type_name("A")
      ->required();
  command->add_option("--save", options->save, "store the predicted snapshot under this label")->type_name("LABEL");
  addConnectionOptions(*command, options->connection);
  addOutputOptions(*command, options->output);
  command->callback([=, &session, &action] { action = [=, &session] { return runRehearse(session, *options); }; });
}

}  // namespace ldapsnap
