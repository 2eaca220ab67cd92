// The ldapsnap command: reads the command line, runs one subcommand, turns errors into one line and an exit code.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <string_view>
#include <unistd.h>

#include "cli/completion.h"
#include "cli/session.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

volatile const char* interruptHint = nullptr;

extern "C" void onInterrupt(int) {
  const char* hint = const_cast<const char*>(interruptHint);
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, "\n", 1);
  if (hint) written = write(STDERR_FILENO, hint, strlen(hint));
  // The store is safe at any moment: what was not committed is swept.
  _exit(130);
}

std::unique_ptr<CLI::App> commandLine(Session& session, Action& action) {
  auto app = std::make_unique<CLI::App>("ldapsnap: what a setup does to an LDAP directory", "ldapsnap");
  app->set_version_flag("--version", "ldapsnap " + toolVersion());
  app->footer(
      "The main job:\n"
      "  ldapsnap run seattle --setup exchange-server-5.5 -- ./setup-5.5    what did it change, and what can no longer "
      "run?\n"
      "  ldapsnap check seattle --setup kms-5.0                             can this setup run here?\n\n"
      "ldapsnap COMMAND --help shows examples of each.\n"
      "Exit codes: 0 nothing to report, 1 differences or findings, 2 usage or bad input, 3 incomplete, 4 unreachable, "
      "5 integrity,\n"
      "130 interrupted; run passes on the exit code of a command that fails.");
  app->require_subcommand(1);
  app->fallthrough();
  GlobalOptions& options = session.options;
  app->add_option("--store", options.storeFolder, "folder of the store (default ~/.local/share/ldapsnap)")
      ->type_name("DIR")
      ->envname("LDAPSNAP_STORE");
  app->add_option("--config", options.configFile, "profiles (default ~/.config/ldapsnap/config.toml)")
      ->type_name("FILE");
  app->add_option("--rules", options.rules, "packs of your own beside those that ship (may be given again)")
      ->type_name("DIR")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app->add_option("--color", options.colour, "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app->add_option("--wait", options.wait, "seconds to wait for another process that writes the store")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str();
  app->add_option("--memory", options.memory,
                  "for sorting a snapshot; what does not fit goes to a file (default 512MB)")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(false));
  app->add_option(
         "--settle", options.settle,
         "how long to read again what changes while it is read, before a snapshot is called torn (default 30s)")
      ->type_name("TIME")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, int>{{"s", 1}, {"m", 60}, {"h", 3600}}))
      ->check(CLI::Range(0, 86400));
  app->add_flag("-q,--quiet", options.quiet, "no progress and no notes on stderr");

  addCapture(*app, session, action);
  addRun(*app, session, action);
  addImport(*app, session, action);
  addDiff(*app, session, action);
  addCheck(*app, session, action);
  addRehearse(*app, session, action);
  addList(*app, session, action);
  addShow(*app, session, action);
  addLog(*app, session, action);
  addBlame(*app, session, action);
  addLabel(*app, session, action);
  addForget(*app, session, action);
  addStore(*app, session, action);
  addSites(*app, session, action);
  addRules(*app, session, action);
  addIdentify(*app, session, action);
  addEvidence(*app, session, action);
  addCompletion(*app, session, action);
  return app;
}

/// The subcommand that the words before "--" lead to.
const CLI::App* deepest(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? &app : deepest(*chosen.front());
}

/// What was probably meant by the first word that is no subcommand and no option, if anything was.
std::optional<std::string> suggestion(CLI::App& app, const std::vector<std::string>& unknown) {
  if (unknown.empty()) return {};
  std::vector<std::string> candidates;
  const CLI::App* at = deepest(app);
  for (const CLI::App* level = at; level; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) candidates.push_back("--" + name);
    }
  }
  for (const CLI::App* sub : at->get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    candidates.push_back(sub->get_name());
  return didYouMean(unknown.front(), candidates);
}

int usageError(CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  std::vector<std::string> unknown = app.remaining(true);
  for (int i = 1; i < argc && unknown.empty(); ++i) {
    if (argv[i][0] != '-') unknown.emplace_back(argv[i]);
  }
  std::string text = error.what();
  const bool isUnknown = !app.remaining(true).empty() || dynamic_cast<const CLI::RequiredError*>(&error);
  if (isUnknown && !app.remaining(true).empty()) text = fmt::format("unknown: {}", unknown.front());
  const auto meant = isUnknown ? suggestion(app, unknown) : std::nullopt;
  const CLI::App* at = deepest(app);
  std::string name = "ldapsnap";
  if (at != &app) name += (at->get_parent() != &app ? " " + at->get_parent()->get_name() : "") + " " + at->get_name();
  fmt::print(stderr, "ldapsnap: {}; {}\n", visible(text),
             meant ? fmt::format("did you mean \"{}\"?", visible(*meant)) : "see " + name + " --help");
  return exitCodeOf(ErrorKind::Usage);
}

/// Whoever lists processes shall not read a password that was given with -w.
void wipePasswords(int argc, char** argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    if (word == "-w" && i + 1 < argc) memset(argv[i + 1], '*', strlen(argv[i + 1]));
    if (word.starts_with("-w") && word.size() > 2) memset(argv[i] + 2, '*', word.size() - 2);
  }
}

int run(int argc, char** argv) {
  Session session;
  Action action;
  const auto app = commandLine(session, action);
  try {
    app->parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app->exit(success);
  } catch (const CLI::ParseError& error) {
    return usageError(*app, error, argc, argv);
  }
  wipePasswords(argc, argv);
  return action();
}

}  // namespace

void setInterruptHint(const char* hint) { interruptHint = hint; }

}  // namespace ldapsnap

int main(int argc, char** argv) {
  using namespace ldapsnap;
  // A write beyond `ulimit -f` fails then, which is an error with a line of its own. A handler, for a command that is
  // run would inherit an ignored signal.
  std::signal(SIGXFSZ, [](int) {});
  if (std::signal(SIGINT, SIG_IGN) != SIG_IGN) std::signal(SIGINT, onInterrupt);
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    fmt::print(stderr, "ldapsnap: {}\n", visible(error.what()));
    return exitCodeOf(error.kind());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "ldapsnap: out of memory\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "ldapsnap: internal error: {}; please report it\n", visible(error.what()));
  }
  return exitCodeOf(ErrorKind::Internal);
}
