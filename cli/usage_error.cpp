#include "cli/usage_error.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

std::vector<std::string> optionsAt(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* level = &app; level; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> subcommandsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    names.push_back(sub->get_name());
  return names;
}

/// "A [B]", as in the line of usage.
std::string argumentsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string name = option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
    names.push_back(option->get_required() ? name : "[" + name + "]");
  }
  return fmt::format("{}", fmt::join(names, " "));
}

std::string usageOf(const CLI::App& app) {
  const std::string arguments = argumentsOf(app);
  return nameOf(app) + (arguments.empty() ? "" : " " + arguments);
}

std::string helpOf(const CLI::App& app) { return fmt::format("see {} --help", nameOf(app)); }

std::string didYouMeanOr(const std::optional<std::string>& meant, const std::string& otherwise) {
  return meant ? fmt::format("did you mean \"{}\"?", *meant) : otherwise;
}

/// A word that the command has no place for.
Error surplus(const std::string& word, const CLI::App& app) {
  const std::string remedy = didYouMeanOr(suggestionFor(word, app), helpOf(app));
  const auto problem = [&](const std::string& what) { return Error(ErrorKind::Usage, what).fix(remedy); };
  if (word.starts_with('-')) return problem(fmt::format("{} has no option \"{}\"", nameOf(app), visible(word)));
  if (!subcommandsOf(app).empty()) return problem(fmt::format("{} has no command \"{}\"", nameOf(app), visible(word)));
  const std::string arguments = argumentsOf(app);
  return Error(ErrorKind::Usage, fmt::format("\"{}\" is one argument too many", visible(word)))
      .fix(arguments.empty() ? fmt::format("{} takes none", nameOf(app))
                             : fmt::format("write it as in: {}", usageOf(app)));
}

/// What is required and was not given.
Error missing(const CLI::ParseError& error, const CLI::App& app) {
  const std::vector<std::string> commands = subcommandsOf(app);
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_required() || option->count() > 0) continue;
    if (option->get_positional())
      return Error(ErrorKind::Usage, fmt::format("{} is missing", option->get_name(true)))
          .fix(fmt::format("write it as in: {}", usageOf(app)));
    return Error(ErrorKind::Usage,
                 fmt::format("--{} {} is missing", option->get_lnames().front(), option->get_type_name()))
        .fix(helpOf(app));
  }
  if (!commands.empty() && app.get_parent() == nullptr)
    return Error(ErrorKind::Usage, "a command is missing").fix(helpOf(app));
  if (!commands.empty())
    return Error(ErrorKind::Usage, fmt::format("{} needs a command", nameOf(app)))
        .fix(fmt::format("one of: {}", fmt::join(commands, ", ")));
  return Error(ErrorKind::Usage, error.what()).fix(helpOf(app));
}

/// CLI11 names an option before the colon: "--under: 1 required DN missing".
Error withoutValue(const CLI::ParseError& error, const CLI::App& app) {
  const std::string text = error.what(), name = text.substr(0, text.find(':'));
  for (const CLI::App* level = &app; level; level = level->get_parent()) {
    const CLI::Option* const option = level->get_option_no_throw(name);
    if (option == nullptr) continue;
    if (static_cast<std::size_t>(option->get_items_expected_max()) < option->count())
      return Error(ErrorKind::Usage, fmt::format("{} is given twice", name)).fix("give it once");
    return Error(ErrorKind::Usage, fmt::format("{} needs a value: {}", name, option->get_type_name())).fix(helpOf(app));
  }
  return Error(ErrorKind::Usage, text).fix(helpOf(app));
}

/// What is wrong with a value that the command line does not give comes from a variable of the environment.
std::string placed(const std::string& text, const CLI::App& app, const std::vector<std::string>& words) {
  const std::string name = text.substr(0, text.find(':'));
  const auto isGiven = [&name](const std::string& word) { return word == name || word.starts_with(name + "="); };
  if (std::any_of(words.begin(), words.end(), isGiven)) return text;
  for (const CLI::App* level = &app; level; level = level->get_parent()) {
    const CLI::Option* const option = level->get_option_no_throw(name);
    if (option != nullptr && !option->get_envname().empty()) return option->get_envname() + text.substr(name.size());
  }
  return text;
}

}  // namespace

const CLI::App& deepest(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : deepest(*chosen.front());
}

std::string nameOf(const CLI::App& app) {
  return app.get_parent() ? nameOf(*app.get_parent()) + " " + app.get_name() : app.get_name();
}

std::optional<std::string> suggestionFor(const std::string& word, const CLI::App& app) {
  if (!word.starts_with("--")) return didYouMean(word, subcommandsOf(app));
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> bare = optionsAt(app);
  for (std::string& option : bare) option.erase(0, 2);  // the dashes, alike in all, say nothing about likeness
  const auto meant = didYouMean(name.substr(2), bare);
  return meant ? std::optional<std::string>("--" + *meant) : std::nullopt;
}

Error usageError(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App& at = deepest(app);
  const std::vector<std::string> unknown = app.remaining(true);
  // What is unknown may be why something else seems to be missing.
  if (!unknown.empty()) return surplus(unknown.front(), at);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return missing(error, at);
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) return withoutValue(error, at);
  if (const auto* const excludes = dynamic_cast<const CLI::ExcludesError*>(&error)) {
    const std::string text = excludes->what();
    const std::size_t middle = text.find(" excludes ");
    if (middle != std::string::npos)
      return Error(ErrorKind::Usage, fmt::format("{} and {} exclude each other", text.substr(0, middle),
                                                 text.substr(middle + std::string_view(" excludes ").size())))
          .fix("leave one of them out");
  }
  const std::string text = placed(error.what(), at, words);
  // What checks a value may say itself what to write.
  if (text.find("; ") != std::string::npos) return Error(ErrorKind::Usage, text);
  return Error(ErrorKind::Usage, text).fix(helpOf(at));
}

}  // namespace ldapsnap
