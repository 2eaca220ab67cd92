// ldapsnap complete, ldapsnap manual: for shells and for the build
#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <optional>

#include "cli/manual.h"
#include "cli/options/output_options.h"
#include "cli/support/console.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// What a word of the command line names.
enum class Kind {
  None,
  Files,
  Folders,
  Site,
  Snapshot,
  Run,
  RunOrFile,
  Setup,
  Rule,
  Format,
  Label,
  When,
  Scope,
  Level,
  Dn
};

/// By the name of a positional, or of an option: the long name where it says more than the type.
std::optional<Kind> kindNamed(const std::string& name) {
  static const std::map<std::string, Kind> kKinds = {
      {"SITE", Kind::Site},
      {"A", Kind::Snapshot},
      {"B", Kind::Snapshot},
      {"RUN", Kind::Run},
      {"WHAT", Kind::RunOrFile},
      {"RULE", Kind::Rule},
      {"PACK", Kind::Rule},
      {"LABEL", Kind::Label},
      {"NAME", Kind::Label},
      {"FORMAT", Kind::Format},
      {"WHEN", Kind::When},
      {"SCOPE", Kind::Scope},
      {"LEVEL", Kind::Level},
      {"FILE", Kind::Files},
      {"KEYFILE", Kind::Files},
      {"ZIP", Kind::Files},
      {"PROOF", Kind::Files},
      {"COMMAND", Kind::Files},
      {"auto|none|FILE", Kind::Files},
      {"DIR", Kind::Folders},
      {"FOLDER", Kind::Folders},
      {"FOLDER/NAME", Kind::Folders},
      {"DN", Kind::Dn},
      {"--setup", Kind::Setup},
      {"--planned", Kind::Setup},
      {"--finish", Kind::Run},
      {"--identity", Kind::None},
      {"--password-env", Kind::None},
  };
  const auto found = kKinds.find(name);
  if (found == kKinds.end()) return {};
  return found->second;
}

Kind kindOf(const CLI::Option& option) {
  if (option.get_positional()) return kindNamed(option.get_name(true)).value_or(Kind::None);
  for (const std::string& name : option.get_lnames())
    if (const auto kind = kindNamed("--" + name)) return *kind;
  const std::string type = option.get_type_name();
  return kindNamed(type.substr(0, type.find(':'))).value_or(Kind::None);
}

void addSites(Session& session, std::vector<Candidate>& to) {
  for (const auto& [name, profile] : session.profiles().all()) to.push_back({name, profile.connection.uri});
  if (Store* store = session.storeIfAny())
    for (const std::string& name : store->sites()) to.push_back({name, "in the store"});
}

void addLabels(Session& session, std::vector<Candidate>& to) {
  if (Store* store = session.storeIfAny())
    for (const auto& label : store->labels()) to.push_back({label.name, "label"});
}

void addRuns(Session& session, std::vector<Candidate>& to, const std::vector<std::string>& ends) {
  Store* store = session.storeIfAny();
  if (store == nullptr) return;
  for (const Run& run : store->runs())
    for (const std::string& end : ends) to.push_back({run.name() + end, run.setup.empty() ? "run" : run.setup});
}

void addRules(Session& session, std::vector<Candidate>& to) {
  const Packs packs = session.packs();
  for (const Rule& rule : packs.rules()) to.push_back({rule.id, rule.title});
}

void addSetups(Session& session, std::vector<Candidate>& to) {
  const Packs packs = session.packs();
  for (const Setup& setup : packs.setups()) to.push_back({setup.id, setup.title});
}

void addWords(std::initializer_list<const char*> words, std::vector<Candidate>& to) {
  for (const char* word : words) to.push_back({word, ""});
}

void addOf(Kind kind, Session& session, std::vector<Candidate>& to) {
  switch (kind) {
    case Kind::Site:
      return addSites(session, to);
    case Kind::Snapshot:
      addSites(session, to);
      addLabels(session, to);
      addRuns(session, to, {":before", ":after"});
      return addWords({":files"}, to);
    case Kind::Run:
      return addRuns(session, to, {""});
    case Kind::RunOrFile:
      addRuns(session, to, {""});
      return addWords({":files"}, to);
    case Kind::Label:
      return addLabels(session, to);
    case Kind::Setup:
      return addSetups(session, to);
    case Kind::Rule:
      return addRules(session, to);
    case Kind::Format:
      return;  // each command has its own: addValuesOf()
    case Kind::When:
      return addWords({"always", "auto", "never"}, to);
    case Kind::Scope:
      return addWords({"base", "one", "sub"}, to);
    case Kind::Level:
      return addWords({"error", "warning", "note", "never"}, to);
    case Kind::Files:
      return addWords({":files"}, to);
    case Kind::Folders:
      return addWords({":folders"}, to);
    case Kind::Dn:
      return;  // of a snapshot: addDns()
    case Kind::None:
      return;
  }
}

/// The names of the entries of the stored snapshot `name` that begin with `typed`. A large snapshot is not read in
/// full: somebody waits.
void addDns(Session& session, const std::string& name, const std::string& typed, std::vector<Candidate>& to) {
  constexpr std::size_t kMostRead = 20'000, kMostOffered = 500;
  Store* store = session.storeIfAny();
  const std::optional<SnapshotInfo> info = store == nullptr || name.empty() ? std::nullopt : store->find(name);
  if (!info) return;
  std::size_t read = 0, offered = 0;
  store->snapshot(info->id)->scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    if (!entry.dn.empty() && entry.dn.starts_with(typed) && entry.dn.find(' ') == std::string::npos) {
      to.push_back({entry.dn, ""});
      ++offered;
    }
    return ++read < kMostRead && offered < kMostOffered ? Snapshot::Visit::Continue : Snapshot::Visit::Stop;
  });
}

/// What `option` takes, of which `typed` is the beginning.
void addValuesOf(const CLI::Option& option, Session& session, const std::string& snapshot, const std::string& typed,
                 std::vector<Candidate>& to) {
  if (kindOf(option) == Kind::Dn) return addDns(session, snapshot, typed, to);
  for (const std::string& format : formatsTaken(option)) to.push_back({format, ""});
  addOf(kindOf(option), session, to);
}

/// Where the words before the last have led to.
struct Place {
  const CLI::App* command = nullptr;
  const CLI::Option* waiting = nullptr;  ///< an option whose value comes next
  std::size_t positionals = 0;           ///< that were given
  std::string snapshot;                  ///< what the last of them, or --on, names
  bool isAfterDashes = false;
  bool areRuns = false;  ///< A and B of `diff --runs`
};

const CLI::Option* optionNamed(const CLI::App& command, const std::string& word) {
  for (const CLI::App* level = &command; level != nullptr; level = level->get_parent())
    if (const CLI::Option* option = level->get_option_no_throw(word)) return option;
  return nullptr;
}

/// Names are looked up in the store and the packs that the command line names.
void applyValue(const CLI::Option& option, std::string value, GlobalOptions& options) {
  const char* home = std::getenv("HOME");
  if (value.starts_with("~/") && home != nullptr) value.replace(0, 1, home);  // not yet expanded by the shell
  if (option.check_name("--store")) options.store = value;
  if (option.check_name("--config")) options.configFile = value;
  if (option.check_name("--rules")) options.rules.push_back(value);
}

/// "--format=json" as its two parts, if `word` is of that form.
std::optional<std::pair<std::string, std::string>> withValue(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (!word.starts_with("--") || equals == std::string::npos) return {};
  return std::pair(word.substr(0, equals), word.substr(equals + 1));
}

void takeOption(Place& place, GlobalOptions& options, const std::string& word) {
  if (word == "--runs") place.areRuns = true;
  const auto parts = withValue(word);
  const CLI::Option* option = optionNamed(*place.command, parts ? parts->first : word);
  if (option == nullptr || option->get_expected_max() == 0) return;
  if (parts) {
    applyValue(*option, parts->second, options);
  } else {
    place.waiting = option;
  }
}

void take(Place& place, GlobalOptions& options, const std::string& word) {
  if (place.waiting != nullptr) {
    applyValue(*place.waiting, word, options);
    if (place.waiting->check_name("--on")) place.snapshot = word;
    place.waiting = nullptr;
  } else if (word == "--") {
    place.isAfterDashes = true;
  } else if (word.size() > 1 && word[0] == '-' && !place.isAfterDashes) {
    takeOption(place, options, word);
  } else {
    const auto subcommands = place.command->get_subcommands(
        [&word](const CLI::App* each) { return each->check_name(word) && !each->get_group().empty(); });
    if (!subcommands.empty() && place.positionals == 0) {
      place.command = subcommands.front();
    } else {
      ++place.positionals;
      if (optionNamed(*place.command, "--on") == nullptr) place.snapshot = word;
    }
  }
}

void addOptions(const CLI::App& command, std::vector<Candidate>& to) {
  for (const CLI::App* level = &command; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) to.push_back({"--" + name, option->get_description()});
      for (const std::string& name : option->get_snames()) to.push_back({"-" + name, option->get_description()});
    }
  }
}

void addPositional(const Place& place, Session& session, const std::string& typed, std::vector<Candidate>& to) {
  std::vector<const CLI::Option*> positionals;
  for (const CLI::Option* option : place.command->get_options())
    if (option->get_positional()) positionals.push_back(option);
  if (positionals.empty()) return;
  const CLI::Option* next =
      place.isAfterDashes ? positionals.back() : positionals[std::min(place.positionals, positionals.size() - 1)];
  const Kind kind = kindOf(*next);
  if (kind == Kind::Dn && place.positionals < positionals.size()) return addDns(session, place.snapshot, typed, to);
  if (place.isAfterDashes || place.positionals < positionals.size() || next->get_expected_max() > 1)
    addOf(place.areRuns && kind == Kind::Snapshot ? Kind::Run : kind, session, to);
}

std::vector<Candidate> candidatesAt(const Place& place, Session& session, const std::string& typed) {
  std::vector<Candidate> candidates;
  const auto parts = withValue(typed);
  if (place.waiting != nullptr) {
    addValuesOf(*place.waiting, session, place.snapshot, typed, candidates);
  } else if (parts && !place.isAfterDashes) {
    if (const CLI::Option* option = optionNamed(*place.command, parts->first))
      addValuesOf(*option, session, place.snapshot, parts->second, candidates);
    for (Candidate& each : candidates)
      if (!each.word.starts_with(':')) each.word.insert(0, parts->first + "=");
  } else if (typed.starts_with('-') && !place.isAfterDashes) {
    addOptions(*place.command, candidates);
  } else {
    if (place.positionals == 0 && !place.isAfterDashes)
      for (const CLI::App* sub :
           place.command->get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
        candidates.push_back({sub->get_name(), sub->get_description()});
    addPositional(place, session, typed, candidates);
  }
  return candidates;
}

/// Not offered: a name that could act on a terminal, that a shell would not read back as one word, or that would be
/// taken for an option or for one of our own words.
bool isOffered(const Candidate& candidate, const std::string& typed) {
  const std::string& word = candidate.word;
  if (word.starts_with(':')) return candidate.about.empty() && (word == ":files" || word == ":folders");
  if (word.starts_with('-') && !typed.starts_with('-')) return false;
  return word.starts_with(typed) && word.find(' ') == std::string::npos && visible(word) == word;
}

/// The store and the packs that config.toml names, where the command line names none.
void applyStoreOf(Session& session) {
  const bool hasStore = !session.options.store.empty();
  for (const Configuration::Default& each : session.configuration().defaults) {
    if (!each.command.empty()) continue;
    for (std::size_t i = 0; i + 1 < each.words.size(); ++i) {
      const std::string& option = each.words[i];
      if (option != "--store" && option != "--rules") continue;  // "--quiet" has no value
      const std::string& value = each.words[++i];
      if (option == "--rules") session.options.rules.push_back(value);
      if (option == "--store" && !hasStore) session.options.store = value;
    }
  }
}

int runComplete(const CLI::App& app, Session& session, const std::vector<std::string>& words) {
  for (const Candidate& candidate : complete(app, session, words))
    fmt::print("{}\t{}\n", candidate.word, visible(candidate.about));
  return 0;
}

void writePages(const CLI::App& command, const std::filesystem::path& folder) {
  writeOutput((folder / (manualName(command) + ".1")).string(),
              [&command](std::ostream& out) { out << manualPage(command); });
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    writePages(*sub, folder);
}

}  // namespace

std::vector<Candidate> complete(const CLI::App& app, Session& session, const std::vector<std::string>& words) {
  const std::string typed = words.empty() ? "" : words.back();
  Place place;
  place.command = &app;
  session.options.wait = 0;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) take(place, session.options, words[i]);
  std::vector<Candidate> candidates;
  try {
    applyStoreOf(session);
    candidates = candidatesAt(place, session, typed);
  } catch (const Error&) {
    // The command itself reports a store or a configuration that cannot be read.
  }
  std::erase_if(candidates, [&typed](const Candidate& each) { return !isOffered(each, typed); });
  const auto isBefore = [](const Candidate& a, const Candidate& b) { return a.word < b.word; };
  const auto isSame = [](const Candidate& a, const Candidate& b) { return a.word == b.word; };
  std::stable_sort(candidates.begin(), candidates.end(), isBefore);
  candidates.erase(std::unique(candidates.begin(), candidates.end(), isSame), candidates.end());
  return candidates;
}

namespace {

class Complete : public Command {
 public:
  explicit Complete(const CLI::App& root)
      : Command("complete", "list what can follow on the command line", "", Visibility::Hidden), root_(root) {}
  void declare(CLI::App& app) override { app.add_option("WORDS", words_, "after --: the words so far"); }
  int run(Session& session) override { return runComplete(root_, session, words_); }

 private:
  const CLI::App& root_;
  std::vector<std::string> words_;
};

class Manual : public Command {
 public:
  explicit Manual(const CLI::App& root)
      : Command("manual", "write the man pages", "", Visibility::Hidden), root_(root) {}
  void declare(CLI::App& app) override { app.add_option("DIR", folder_, "the folder for them")->required(); }
  int run(Session&) override {
    const std::filesystem::path folder(folder_);
    for (const char* section : {"man1", "man5"}) std::filesystem::create_directories(folder / section);
    writePages(root_, folder / "man1");
    writeOutput((folder / "man5" / "ldapsnap.toml.5").string(), [](std::ostream& out) { out << configurationPage(); });
    return 0;
  }

 private:
  const CLI::App& root_;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Command> makeComplete(const CLI::App& root) { return std::make_unique<Complete>(root); }
std::unique_ptr<Command> makeManual(const CLI::App& root) { return std::make_unique<Manual>(root); }

}  // namespace ldapsnap
