#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <sstream>

#include "cli/commands/commands.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/options/option_values.h"
#include "cli/usage_error.h"
#include "cli/version.h"
#include "snapshot/base/error.h"
#include "snapshot/base/local_time.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr const char* kFooter =
    "What most people need:\n"
    "  ldapsnap run seattle --setup exchange-server-5.5 -- ./setup-5.5\n"
    "      what did this setup change, and which setups can no longer run?\n"
    "  ldapsnap check seattle --setup kms-5.0\n"
    "      can this setup run here?\n\n"
    "`ldapsnap COMMAND --help` shows the options and examples of a command.\n"
    "Exit codes: 0 nothing to report, 1 differences or findings, 2 usage or bad\n"
    "input, 3 incomplete, 4 unreachable, 5 integrity, 130 interrupted. `run` ends with\n"
    "the exit code of the command that it runs, or with 125 when ldapsnap fails, 126\n"
    "when the command cannot be executed, 127 when it is not found.";

}  // namespace

CommandLine::CommandLine() : app_(std::make_unique<CLI::App>("ldapsnap: what a setup does to an LDAP directory")) {
  app_->name("ldapsnap");
  app_->set_version_flag("--version", versionText);
  app_->formatter(helpFormatter());  // subcommands inherit it
  app_->footer(kFooter);
  app_->require_subcommand(1);
  app_->fallthrough();
  addGlobalOptions();
  for (std::unique_ptr<Command>& command : allCommands()) add(*app_, std::move(command));
  add(*app_, std::make_unique<HelpCommand>());
  add(*app_, std::make_unique<VersionCommand>());
  add(*app_, makeComplete(*app_));
  add(*app_, makeManual(*app_));
}

CommandLine::~CommandLine() = default;

void CommandLine::addGlobalOptions() {
  GlobalOptions& options = session_.options;
  app_->add_option("--store", options.store,
                   "the store: a folder (default ~/.local/share/ldapsnap), or postgresql://HOST/DATABASE")
      ->type_name("DIR")
      ->envname("LDAPSNAP_STORE");
  app_->add_option(
          "--redaction-key", options.redactionKey,
          "the key that redacts secrets: a file, or \"|COMMAND\" (default: redaction.key in the store's folder)")
      ->type_name("FILE")
      ->envname("LDAPSNAP_REDACTION_KEY");
  app_->add_option("--config", options.configFile,
                   "sites and defaults, as ldapsnap.toml(5) says (default /etc/ldapsnap/config.toml, then "
                   "~/.config/ldapsnap/config.toml)")
      ->type_name("FILE")
      ->envname("LDAPSNAP_CONFIG");
  app_->add_option("--rules", options.rules, "rule packs of your own, besides those that ship (may be repeated)")
      ->type_name("DIR")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->envname("LDAPSNAP_RULES");
  app_->add_option("--color", options.colour, "auto, always or never")
      ->type_name("WHEN")
      ->check(oneOf({"auto", "always", "never"}))
      ->envname("LDAPSNAP_COLOR");
  app_->add_option("--wait", options.wait, "seconds to wait for another process that is writing the store")
      ->type_name("SECONDS")
      ->check(numberBetween(0, 86400))
      ->capture_default_str()
      ->envname("LDAPSNAP_WAIT");
  app_->add_option("--memory", options.memory,
                   "memory limit for sorting; the rest spills to temporary files (default 512MB)")
      ->type_name("SIZE")
      ->transform(sizeInBytes())
      ->envname("LDAPSNAP_MEMORY");
  app_->add_option("--settle", options.settle,
                   "how long to reread a changing directory before its snapshot counts as torn (default 30s)")
      ->type_name("TIME")
      ->transform(secondsFrom(0))
      ->envname("LDAPSNAP_SETTLE");
  app_->add_flag_callback(
      "--no-pager", [&options] { options.paging = false; },
      "do not show long results through a pager ($LDAPSNAP_PAGER, else $PAGER, else less)");
  app_->add_flag("--utc", options.utc, "show and read times in UTC; without it, in the local time zone ($TZ)")
      ->envname("LDAPSNAP_UTC");
  app_->add_flag("-q,--quiet", options.quiet, "suppress progress and notes on standard error")
      ->envname("LDAPSNAP_QUIET");
}

void CommandLine::add(CLI::App& parent, std::unique_ptr<Command> command) {
  CLI::App* app = parent.add_subcommand(command->name(), command->about());
  app->footer(command->footer());
  if (command->isHidden()) app->group("");
  command->declare(*app);
  Command* added = command.get();
  // CLI11 calls back for a command after its verb, too.
  app->final_callback([this, app, added] {
    if (app->get_subcommands().empty()) chosen_ = added;
  });
  byApp_.emplace(app, added);
  commands_.push_back(std::move(command));
  CommandList verbs = added->verbs();
  if (verbs.empty()) return;
  app->require_subcommand(added->needsVerb() ? 1 : 0, 1);
  for (std::unique_ptr<Command>& verb : verbs) add(*app, std::move(verb));
}

Command* CommandLine::parse(std::vector<std::string> words) {
  std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 takes them
  try {
    app_->parse(reversed);
  } catch (const CLI::Success& success) {
    std::ostringstream out, err;
    app_->exit(success, out, err);
    answer_ = out.str() + err.str();
    return nullptr;
  } catch (const CLI::ParseError& error) {
    throw usageError(error, *app_, words);
  }
  if (const auto* const help = dynamic_cast<const HelpCommand*>(chosen_)) {
    CommandLine asked;
    asked.requireCommand(help->words());
    asked.parse(help->words());
    answer_ = asked.answer();
    return nullptr;
  }
  applyConfiguration();
  if (session_.options.utc) useUtc();
  chosen_->check();
  return chosen_;
}

void CommandLine::applyConfiguration() {
  if (!chosen_->isConfigurable()) return;
  CLI::App* const command = const_cast<CLI::App*>(&deepest(*app_));
  const std::string name = nameOf(*command).substr(nameOf(*app_).size() + 1);
  std::vector<std::string> known;
  for (const auto& [app, unused] : byApp_)
    if (!app->get_group().empty()) known.push_back(nameOf(*app).substr(nameOf(*app_).size() + 1));
  const std::vector<Configuration::Default>& defaults = session_.configuration().defaults;
  // What a later file says replaces what an earlier one does: it is set last.
  for (const Configuration::Default& each : defaults) {
    if (each.command.empty()) applyDefault(*app_, each.words, each.place);
    if (each.command == name) applyDefault(*command, each.words, each.place);
    if (each.command.empty() || std::find(known.begin(), known.end(), each.command) != known.end()) continue;
    const auto meant = didYouMean(each.command, known);
    throw Error(ErrorKind::BadInput, fmt::format("no command \"{}\"", visible(each.command)))
        .at(each.place)
        .fix(meant ? fmt::format("did you mean \"{}\"?", *meant) : "see ldapsnap --help");
  }
}

void CommandLine::applyDefault(CLI::App& app, const std::vector<std::string>& words, const std::string& place) {
  const auto fail = [&place](const std::string& what, const std::string& remedy) {
    throw Error(ErrorKind::BadInput, what).at(place).fix(remedy);
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t equals = words[i].starts_with("--") ? words[i].find('=') : std::string::npos;
    const std::string name = words[i].substr(0, equals);
    CLI::Option* option = nullptr;
    for (CLI::App* level = &app; level != nullptr && option == nullptr; level = level->get_parent())
      option = level->get_option_no_throw(name);
    if (option == nullptr || option->get_positional() || !name.starts_with('-')) {
      const auto meant = suggestionFor(name, app);
      fail(fmt::format("unknown option \"{}\"", visible(name)),
           meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("see {} --help", nameOf(app)));
    }
    const bool takesValue = option->get_expected_max() > 0;
    if (takesValue && equals == std::string::npos && i + 1 == words.size())
      fail(fmt::format("{} needs a value", name), fmt::format("write \"{}\", \"VALUE\"", name));
    const std::string value = !takesValue                   ? "true"
                              : equals == std::string::npos ? words[++i]
                                                            : words[i].substr(equals + 1);
    const auto& others = option->get_excludes();
    if (std::any_of(others.begin(), others.end(), [](const CLI::Option* other) { return other->count() > 0; }))
      continue;  // the command line says otherwise
    const bool isRepeatable = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    if (option->count() > 0 && !isRepeatable) continue;
    try {
      if (isRepeatable) {
        option->add_result(value);
        option->run_callback();
      } else {
        // The option counts as not given, so that the suffix of a file chooses the format before a default does.
        option->run_callback_for_default()->default_val(value);
      }
    } catch (const CLI::ParseError& error) {
      fail(error.what(), fmt::format("see {} --help", nameOf(app)));
    }
  }
}

/// Needed because CLI11 answers --help before it finds out that there is no such command.
void CommandLine::requireCommand(const std::vector<std::string>& words) const {
  const CLI::App* at = app_.get();
  for (const std::string& word : words) {
    if (word.starts_with('-')) return;
    const auto named = at->get_subcommands([&word](const CLI::App* each) { return each->get_name() == word; });
    const CLI::App* const next = named.empty() ? nullptr : named.front();
    if (next == nullptr) {
      const auto meant = suggestionFor(word, *at);
      throw Error(ErrorKind::Usage, fmt::format("{} has no command \"{}\"", nameOf(*at), visible(word)))
          .fix(meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("see {} --help", nameOf(*at)));
    }
    at = next;
  }
}

int CommandLine::exitCodeFor(ErrorKind kind) const {
  const auto command = byApp_.find(&deepest(*app_));
  return command == byApp_.end() ? exitCodeOf(kind) : command->second->exitCodeFor(kind);
}

}  // namespace ldapsnap
