// ldapsnap check A [--setup NAME] [--plan FILE]
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/session.h"
#include "cli/waiving.h"
#include "report/model/rehearsal.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string snapshot, setup, plan, waivers;
  std::string failOn = "error";
  std::vector<std::string> only;
  ConnectionOptions connection;
  OutputOptions output;
};

std::optional<Level> levelNamed(const std::string& name) {
  for (const Level level : {Level::Error, Level::Warning, Level::Note}) {
    if (nameOf(level) == name) return level;
  }
  return {};  // "never"
}

int runPlan(Session& session, const Options& options) {
  const Format format = formatAmong(options.output.format, {Format::Text, Format::Json, Format::Html});
  const Operand operand = openOperand(options.snapshot, session.operands(options.connection));
  RehearsalReport report;
  report.what = options.plan;
  report.on = options.snapshot;
  report.shows = RehearsalReport::Shows::Obstacles;
  report.target = operand.snapshot->info();
  PredictedSnapshot predicted(*operand.snapshot, fmt::format("{} on {}", options.plan, options.snapshot));
  report.rehearsal = rehearse(stepsOfFile(options.plan, *operand.snapshot), *operand.snapshot, predicted);
  RenderOptions how;
  how.showAll = options.output.showAll;
  if (options.output.file.empty()) {
    how.colour = colourFor(STDOUT_FILENO, session.options.colour);
    how.width = terminalWidth();
  }
  writeOutput(options.output.file, [&](std::ostream& out) {
    if (format == Format::Json) return renderPlanJson(report, out);
    if (format == Format::Html) return renderRehearsalHtml(report, how, out);
    renderRehearsalText(report, how, out);
  });
  return exitCodeOf(report);
}

int runCheck(Session& session, const Options& options) {
  if (formatNamed(options.output.format) == Format::Ldif)
    throw Error(ErrorKind::Usage, "a check has no change records")
        .fix("ask for them with: ldapsnap diff A B --format ldif");
  if (!options.plan.empty()) return runPlan(session, options);
  Packs packs = session.packs();
  if (!options.only.empty()) packs = packs.only(options.only);
  if (!options.setup.empty()) packs.requireSetup(options.setup);
  const OperandContext context = session.operands(options.connection);
  const Operand operand = openOperand(options.snapshot, context);
  Report report;
  report.kind = Report::Kind::Check;
  report.afterName = options.snapshot;
  report.after = operand.snapshot->info();
  report.askedSetup = options.setup;
  report.failOn = levelNamed(options.failOn);
  report.identified = identify(*operand.snapshot, shippedProductMarks());
  report.check =
      check(packs, *operand.snapshot, options.setup.empty() ? SetupSelection{} : SetupSelection{options.setup});
  // A check of part of the rules does not see what the others find.
  const bool isPart = session.options.quiet || !options.setup.empty() || !options.only.empty();
  applyWaiversOf(options.waivers, isPart ? Judged::Part : Judged::All, report.check);
  if (operand.isStored) traceIntroductions(*context.store, packs, report.after, report.check.findings);
  return session.deliver(report, options.output);
}

void addOptions(CLI::App& command, Options& options) {
  command.add_option("A", options.snapshot, "a snapshot, an LDIF file, or a URL")->required();
  CLI::Option* const setup =
      command.add_option("--setup", options.setup, "judge this setup alone (ldapsnap rules list)")->type_name("NAME");
  CLI::Option* const only =
      command
          .add_option("--only", options.only, "rules of this pack alone: openldap, exchange-5.5 (may be given again)")
          ->type_name("PACK")
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  CLI::Option* const failOn =
      command.add_option("--fail-on", options.failOn, "exit code 1 from this level on: error, warning, note or never")
          ->type_name("LEVEL")
          ->check(CLI::IsMember({"error", "warning", "note", "never"}))
          ->capture_default_str();
  CLI::Option* const waivers = addWaiversOption(command, options.waivers);
  CLI::Option* const plan =
      command.add_option("--plan", options.plan, "rehearse this LDIF or LDF file on A and show the steps that fail")
          ->type_name("FILE");
  // No rule is asked about a planned file, so options that choose or weigh rules would do nothing.
  for (CLI::Option* const ofRules : {setup, only, failOn, waivers}) plan->excludes(ofRules);
}

}  // namespace

void addCheck(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("check", "which setups can run on this directory, and what stands in the way of the others");
  command->footer(
      "Exit code 0: nothing stands in the way, 1: something does, 3: the snapshot is incomplete.\n\n"
      "Examples:\n"
      "  ldapsnap check seattle                     the table of all setups\n"
      "  ldapsnap check seattle --setup kms-5.0     one setup, with the objects that stop it\n"
      "  ldapsnap check forest --plan setup.ldf     what a planned LDIF file will run into\n"
      "  ldapsnap check export.ldif --setup openldap-2.5 && apt-get install slapd");
  addOptions(*command, *options);
  addConnectionOptions(*command, options->connection);
  addOutputOptions(*command, options->output);
  command->callback([=, &session, &action] { action = [=, &session] { return runCheck(session, *options); }; });
}

}  // namespace ldapsnap
