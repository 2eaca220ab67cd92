// ldapsnap run SITE --setup NAME -- COMMAND
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "cli/waiving.h"
#include "diff/compare/compare.h"
#include "diff/compare/unchanged.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/capture/feed/change_recorder.h"
#include "snapshot/redact/secret_output.h"
#include "snapshot/run/run_command.h"
#include "snapshot/store/records/run_records.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string site, setup, finish, waivers;
  std::vector<std::string> command;
  bool includeSecrets = false, withoutJournal = false, capturesOutput = false;
  Reading reading = Reading::Whole;
  ConnectionOptions connection;
  OutputOptions output;
};

/// A setup that no pack knows is recorded as given; one that looks like a slip is refused before anything has happened.
void checkSetupName(const Packs& packs, const std::string& setup) {
  if (setup.empty() || packs.setup(setup)) return;
  std::vector<std::string> known;
  for (const Setup& each : packs.setups()) known.push_back(each.id);
  if (const auto meant = didYouMean(setup, known)) {
    throw Error(ErrorKind::Usage, fmt::format("no pack knows the setup \"{}\"", setup))
        .fix(fmt::format("did you mean \"{}\"?", *meant));
  }
  note(fmt::format("no pack knows the setup \"{}\"; the run is recorded under that name", setup));
}

int reportRun(Session& session, const Packs& packs, const Run& run, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  const auto before = store.snapshot(run.before);
  const auto after = store.snapshot(run.after);
  Report report;
  report.kind = Report::Kind::Run;
  report.beforeName = run.name() + ":before";
  report.afterName = run.name() + ":after";
  report.before = before->info();
  report.after = after->info();
  report.run = run;
  report.journal = journalOf(store, run);
  report.output = outputOf(store, run);
  report.difference = compare(store, *before, *after);
  if (options.output.showUnchanged) keepUnchanged(*report.difference, *before, *after);
  if (options.output.checkedFormat() == Format::Ldif) {
    report.direction = options.output.reverse ? Direction::Reverse : Direction::Forward;
    report.changeRecords = options.output.reverse ? changeRecordsOf(compare(store, *after, *before), *after, *before)
                                                  : changeRecordsOf(*report.difference, *before, *after);
  }
  report.judgements = judge(*report.difference, *after);
  report.identified = identify(*after, shippedProductMarks());
  report.check = check(packs, *before, *after);
  applyWaiversOf(options.waivers, Judged::Part, report.check);
  traceIntroductions(store, packs, after->info(), report.check.findings);
  const int code = session.deliver(report, options.output);
  return run.exitCode.value_or(0) != 0 ? *run.exitCode : code;
}

/// Three connections are made in the course of a run; the administrator is asked for the password once.
void askPasswordOnce(ConnectionSettings& connection) {
  if (!connection.passwordPrompt) return;
  connection.password = readPassword(connection).bytes();
  connection.passwordPrompt = false;
}

/// Takes the after-snapshot of a run whose command has ended, and reports.
int finish(Session& session, const Packs& packs, Run run, const SiteProfile& profile, const Options& options) {
  // SIGINT prints this from a signal handler: the text must outlive the work.
  static std::string hint;
  hint = fmt::format(
      "ldapsnap: the command has ended, its run is kept; take the after-snapshot with: ldapsnap run --finish {}\n",
      run.name());
  setInterruptHint(hint.c_str());
  // What stands for secrets is the same in both, or each would show as changed.
  const Secrets secrets = session.store(StoreOptions::Access::Write).snapshot(run.before)->info().secrets;
  try {
    run.after = takeSnapshot(session, profile, secrets, options.reading).id;
  } catch (const Error&) {
    note(
        fmt::format("{0} ended with exit code {1}, but its after-snapshot could not be taken; take it later with: "
                    "ldapsnap run --finish {0}",
                    run.name(), run.exitCode.value_or(0)));
    throw;
  }
  setInterruptHint(nullptr);
  session.store(StoreOptions::Access::Write).updateRun(run);
  return reportRun(session, packs, run, options);
}

/// Follows the changes while the command runs. A server that cannot be followed is no reason not to run it.
std::unique_ptr<ChangeRecorder> startJournal(const SiteProfile& profile, const Options& options) {
  if (options.withoutJournal) return nullptr;
  try {
    return std::make_unique<ChangeRecorder>(profile.connection, profile.bases);
  } catch (const Error& error) {
    warn(fmt::format("what happens in between is not recorded: {}", error.what()));
    return nullptr;
  }
}

/// What must not be kept of the command's output.
std::vector<std::string> secretsOf(const SiteProfile& profile, const Options& options) {
  std::vector<std::string> secrets = secretsIn(options.command);
  if (profile.connection.passwordCommand.empty())  // one that has effects would have them twice
    secrets.emplace_back(readPassword(profile.connection).bytes());
  return secrets;
}

/// Runs the command, keeps its output where that was asked for, and returns its exit code.
int runAndKeep(Store& store, const Run& run, const SiteProfile& profile, const Options& options) {
  if (!options.capturesOutput) return runCommand(options.command);
  OutputTee tee(secretsOf(profile, options));
  const int code = runCommand(options.command, &tee);
  store.attach(run, kOutputAttachment, toRecord(tee.finish()));
  return code;
}

int start(Session& session, const Options& options) {
  const Packs packs = session.packs();
  checkSetupName(packs, options.setup);
  options.output.checkedFormat();  // a slip here is told before the setup runs, not after
  checkWaivers(options.waivers);
  SiteProfile profile = session.site(options.site, options.connection);
  askPasswordOnce(profile.connection);
  Store& store = session.store(StoreOptions::Access::Write);

  Run run;
  run.site = profile.name;
  run.setup = options.setup;
  run.command = maskSecrets(options.command);
  run.before = takeSnapshot(session, profile, secretsOption(options.includeSecrets), options.reading).id;
  run.started = now();
  store.addRun(run);
  if (!session.options.quiet)
    note(fmt::format("{}: before-snapshot {} taken, running {}", run.name(), shortId(run.before),
                     shellQuote(run.command)));

  const auto recorder = startJournal(profile, options);
  run.exitCode = runAndKeep(store, run, profile, options);
  run.ended = now();
  store.updateRun(run);
  if (recorder) store.attach(run, kJournalAttachment, toRecord(recorder->finish()));
  if (!session.options.quiet) note(fmt::format("{}: the command ended with exit code {}", run.name(), *run.exitCode));
  return finish(session, packs, run, profile, options);
}

int resume(Session& session, const Options& options) {
  const Packs packs = session.packs();
  Run run = session.store(StoreOptions::Access::Write).run(options.finish);
  if (!run.after.empty()) {
    throw Error(ErrorKind::Usage, fmt::format("{} has its after-snapshot", run.name()))
        .fix(fmt::format("see it with: ldapsnap diff {0}:before {0}:after", run.name()));
  }
  return finish(session, packs, run, session.site(options.site.empty() ? run.site : options.site, options.connection),
                options);
}

int runRun(Session& session, const Options& options) {
  if (!options.finish.empty()) return resume(session, options);
  if (options.site.empty())
    throw Error(ErrorKind::Usage, "which site?").fix("ldapsnap run SITE --setup NAME -- COMMAND");
  if (options.command.empty())
    throw Error(ErrorKind::Usage, "no command to run").fix("put it behind --, as in: ldapsnap run lab -- ./setup");
  return start(session, options);
}

}  // namespace

void addRun(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("run", "snapshot, run a setup, snapshot, show what it did and what it stops");
  command->footer(
      "The setup keeps its terminal, its signals and its exit code. If the before-snapshot cannot be taken, it is not "
      "started; if the\n"
      "after-snapshot fails, the run is kept and --finish takes it later.\n\n"
      "Examples:\n"
      "  ldapsnap run seattle --setup exchange-server-5.5 -- ./setup-5.5\n"
      "  ldapsnap run lab --setup openldap-2.5 -o upgrade.txt -- sh -c 'apt-get install slapd'\n"
      "  ldapsnap run --finish seattle/R1");
  command->add_option("SITE", options->site, "a profile of config.toml, or a URL");
  command->add_option("--setup", options->setup, "which setup this is (ldapsnap rules list)")->type_name("NAME");
  command->add_option("--finish", options->finish, "take the missing after-snapshot of RUN")->type_name("RUN");
  command->add_option("COMMAND", options->command, "the setup and its arguments, behind --");
  command->add_flag("--no-journal", options->withoutJournal,
                    "do not follow the server's changes while the command runs");
  command->add_flag("--capture-output", options->capturesOutput,
                    "keep what the command writes with the run; passwords that we recognise are masked");
  addIncrementalOption(*command, options->reading);
  addSecretsOption(*command, options->includeSecrets);
  addWaiversOption(*command, options->waivers);
  addConnectionOptions(*command, options->connection);
  addOutputOptions(*command, options->output);
  addReverseOption(*command, options->output);
  command->callback([=, &session, &action] { action = [=, &session] { return runRun(session, *options); }; });
}

}  // namespace ldapsnap
