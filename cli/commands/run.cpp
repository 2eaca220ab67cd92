// ldapsnap run SITE --setup NAME -- COMMAND
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "report/model/analysis.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/recording/setup_run.h"
#include "snapshot/run/run_command.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

namespace {

constexpr int kOwnFailure = 125;

struct RunOptions {
  std::string site, setup, finish, waivers;
  std::vector<std::string> command;
  bool includeSecrets = false, withoutJournal = false, capturesOutput = false, judgesExitCode = false;
  Reading reading = Reading::Full;
  SelectionOptions selection;
  ConnectionOptions connection;
  OutputOptions output;
};

/// A setup that no pack knows is recorded as given; one that looks like a typing error is refused before anything has
/// happened.
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

int reportRun(Session& session, const Packs& packs, const Run& run, const RunOptions& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  const Operand before = storedOperand(store, run.name() + ":before");
  const Operand after = storedOperand(store, run.name() + ":after");
  AnalysisRequest request{.kind = Report::Kind::Run, .before = &before, .after = after, .packs = packs};
  request.store = &store;
  request.run = run;
  request.options = session.rulesOptions();
  if (!options.waivers.empty()) request.options.insert(request.options.end(), {"--waivers", options.waivers});
  request.keepsUnchanged = options.output.keepsUnchanged();
  request.changeRecords = options.output.changeRecords();
  request.waivers = readWaiversOf(options.waivers);
  request.selection = options.selection.selection();
  request.also.planned = session.plannedOf(*after.snapshot, packs);
  const std::vector<std::string> selectors = options.selection.words();
  request.options.insert(request.options.end(), selectors.begin(), selectors.end());
  const Report report = analyse(request);
  reportWaivers(report.waiverUse, Judged::Part);
  deliver(session, options.output, differenceRenderers(), report);
  warnBesideNames(options.output, report);
  const int ofCommand = run.exitCode.value_or(0);
  return ofCommand == 0 && options.judgesExitCode ? exitCodeOf(report) : ofCommand;
}

/// Three connections are made in the course of a run; the administrator is asked for the password once.
void askPasswordOnce(ConnectionSettings& connection) {
  if (!connection.passwordPrompt) return;
  connection.password = readPassword(connection).bytes();
  connection.passwordPrompt = false;
}

void askPasswordsOnce(SiteProfile& profile) {
  askPasswordOnce(profile.connection);
  for (SiteBind& bind : profile.binds) askPasswordOnce(bind.identity);
}

/// Takes the after-snapshot of a run whose command has ended, and reports. Whatever goes wrong, the setup's own exit
/// code is said: it may be known nowhere else.
int finish(Session& session, const Packs& packs, Run run, const SiteProfile& profile, const RunOptions& options) {
  // SIGINT prints this from a signal handler: the text must outlive the work.
  static std::string hint;
  hint = fmt::format(
      "ldapsnap: the command has ended and its run is recorded; take the after-snapshot with: ldapsnap run --finish "
      "{}\n",
      run.name());
  setInterruptHint(hint.c_str());
  try {
    // Secrets are treated alike in both snapshots; otherwise each would appear changed.
    const Secrets secrets = session.store(StoreOptions::Access::Write).snapshot(run.before)->info().secrets;
    run.after = takeSiteSnapshot(session, profile, secrets, options.reading).id;
    session.store(StoreOptions::Access::Write).updateRun(run);
  } catch (const Error&) {
    note(
        fmt::format("{0} ended with exit code {1}, but its after-snapshot could not be taken; take it later with: "
                    "ldapsnap run --finish {0}",
                    run.name(), run.exitCode.value_or(0)));
    throw;
  }
  setInterruptHint(nullptr);
  return reportRun(session, packs, run, options);
}

int start(Session& session, RunOptions& options) {
  // Found out before a snapshot is taken of which nothing would come.
  if (const std::optional<CommandEnd> end = endWithoutStart(options.command.front())) {
    note(end->notStarted->what());
    return end->exitCode;
  }
  const Packs packs = session.packs();
  checkSetupName(packs, options.setup);
  // An error in one of these files is reported before the setup runs, not after.
  readWaiversOf(options.waivers);
  SiteProfile profile = session.site(options.site, options.connection);
  options.selection.addSite(&profile);
  options.selection.selection();
  askPasswordsOnce(profile);
  Store& store = session.store(StoreOptions::Access::Write);
  store.requireSiteName(profile.name);
  const SetupRunRequest request{.setup = options.setup,
                                .command = options.command,
                                .before = takeSiteSnapshot(session, profile, secretsOption(options.includeSecrets),
                                                           options.reading, OtherDirectory::Refuse)
                                              .id,
                                .keepsJournal = !options.withoutJournal,
                                .keepsOutput = options.capturesOutput};
  SetupRunObserver observer;
  observer.notFollowed = [](const Error& error) {
    warn(fmt::format("changes during the run are not recorded: {}", error.what()));
  };
  observer.notStarted = [](const Error& error) { note(error.what()); };
  observer.notStored = [](const Error& error) {
    warn(fmt::format("the end of the run could not be recorded yet: {}", error.what()));
  };
  if (!session.options.quiet) {
    observer.started = [](const Run& run) {
      note(fmt::format("{}: before-snapshot {} taken, running {}", run.name(), shortId(run.before),
                       shellQuote(run.command)));
    };
    observer.ended = [](const Run& run) {
      note(fmt::format("{}: the command ended with exit code {}", run.name(), *run.exitCode));
    };
  }
  return finish(session, packs, runSetup(store, profile, request, observer), profile, options);
}

int resume(Session& session, RunOptions& options) {
  const Packs packs = session.packs();
  Run run = session.store(StoreOptions::Access::Write).run(options.finish);
  if (!run.after.empty()) {
    throw Error(ErrorKind::Usage, fmt::format("{} already has its after-snapshot", run.name()))
        .fix(fmt::format("see it with: ldapsnap diff {0}:before {0}:after", run.name()));
  }
  const SiteProfile profile = session.site(options.site.empty() ? run.site : options.site, options.connection);
  options.selection.addSite(&profile);
  return finish(session, packs, run, profile, options);
}

class RunCommand : public Command {
 public:
  RunCommand()
      : Command("run", "take a snapshot, run a setup, take another, show what changed",
                "The setup keeps its terminal and its signals. If the before-snapshot cannot be\n"
                "taken, the setup is not started; if the after-snapshot cannot be taken, the run\n"
                "is kept and --finish takes it later.\n"
                "Exit code: that of the setup, 128+N if signal N ended it; as in a shell, 126 if\n"
                "it cannot be executed and 127 if it is not found; 125 if ldapsnap itself fails.\n"
                "With --exit-code, after a setup that ended with 0: 1 when it changed something\n"
                "or there are new findings, 3 when a snapshot is incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap run seattle --setup exchange-server-5.5 -- ./setup-5.5\n"
                "  ldapsnap run lab --setup openldap-2.5 -o upgrade.txt -- apt install slapd\n"
                "  ldapsnap run --finish seattle/R1") {}

  void declare(CLI::App& app) override {
    RunOptions& options = options_;
    app.add_option("SITE", options.site, "a site of config.toml, or a URL");
    CLI::Option* setup = app.add_option("--setup", options.setup, "which setup this is (see: ldapsnap rules list)");
    setup->type_name("NAME");
    CLI::Option* finish = app.add_option("--finish", options.finish, "take the missing after-snapshot of RUN");
    finish->type_name("RUN");
    CLI::Option* command = app.add_option("COMMAND", options.command, "after --: the setup and its arguments");
    CLI::Option* journal = app.add_flag("--no-journal", options.withoutJournal,
                                        "do not record the changes that the server reports during the run");
    CLI::Option* output = app.add_flag("--capture-output", options.capturesOutput,
                                       "keep the command's output with the run, recognised passwords masked");
    app.add_flag("--exit-code", options.judgesExitCode,
                 "exit with 1 on differences or findings, and 3 when incomplete, if the setup succeeds");
    addIncrementalOption(app, options.reading);
    addSecretsOption(app, options.includeSecrets);
    addWaiversOption(app, options.waivers);
    options.selection.declare(app, SelectionOptions::Of::Changes);
    options.connection.declare(app, ServerNamedBy::Site);
    options.output.declare(app, formatsOf(differenceRenderers()), kDifferenceFlags);
    options.output.neverPage();
    // The run is recorded already: these are about what has happened.
    for (CLI::Option* other : {setup, command, journal, output, app.get_option("--include-secrets")})
      finish->excludes(other);
  }

  void check() const override {
    options_.output.check();
    options_.selection.check();
    if (!options_.finish.empty()) return;
    if (options_.site.empty())
      throw Error(ErrorKind::Usage, "which site?").fix("ldapsnap run SITE --setup NAME -- COMMAND");
    if (options_.command.empty())
      throw Error(ErrorKind::Usage, "no command given").fix("put it after --, as in: ldapsnap run lab -- ./setup");
  }

  /// Only the setup itself ends the command with another code; as env(1) and nice(1) do it.
  int exitCodeFor(ErrorKind) const override { return kOwnFailure; }

  int run(Session& session) override {
    return options_.finish.empty() ? start(session, options_) : resume(session, options_);
  }

 private:
  RunOptions options_;
};

}  // namespace

CommandPointer makeRun() { return std::make_unique<RunCommand>(); }

}  // namespace ldapsnap
