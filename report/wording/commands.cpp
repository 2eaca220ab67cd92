#include "report/wording/commands.h"

#include <fmt/format.h>

#include "report/wording/sides.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"
#include "snapshot/run/run_command.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kIdDigits = 16;  ///< as many as keep an id unique in any store

/// How a command names a snapshot for good: by its id, or a file by its name.
std::string lastingName(const SnapshotInfo& info, const std::string& name) {
  return info.id.empty() ? name : info.id.substr(0, kIdDigits);
}

std::vector<std::string> wordsOf(const Report& report, const std::string& before, const std::string& after) {
  std::vector<std::string> words = {"ldapsnap"};
  if (report.before) {
    words.insert(words.end(), {"diff", before, after});
  } else {
    words.insert(words.end(), {"check", after});
  }
  if (!report.askedSetup.empty()) words.insert(words.end(), {"--setup", report.askedSetup});
  words.insert(words.end(), report.options.begin(), report.options.end());
  return words;
}

std::vector<std::string> lastingWordsOf(const Report& report) {
  return wordsOf(report, report.before ? lastingName(*report.before, report.beforeName) : "",
                 lastingName(report.after, report.afterName));
}

}  // namespace

std::string titleOf(const Report& report) {
  const auto dayOf = [](Time time) { return minuteOf(time).substr(0, 10); };
  const std::string after = visible(shortName(report.afterName, report.after));
  if (report.run) return fmt::format("{}, {}", subjectOf(report), dayOf(report.after.taken));
  if (!report.before) {
    return fmt::format("{} of {} checked{}{}", after, minuteOf(report.after.taken),
                       report.askedSetup.empty() ? "" : " for ", report.askedSetup);
  }
  const std::string before = visible(shortName(report.beforeName, *report.before));
  if (before == after) {
    return fmt::format("Changes at {} from {} to {}", after, minuteOf(report.before->taken),
                       minuteOf(report.after.taken));
  }
  return fmt::format("{} ({}) and {} ({}) compared", before, dayOf(report.before->taken), after,
                     dayOf(report.after.taken));
}

std::string subjectOf(const Report& report) {
  if (report.run) {
    const std::string& setup = report.run->setup;
    return fmt::format("Run {}{}{}", report.run->name(), setup.empty() ? "" : " of ", setup);
  }
  if (report.before) return fmt::format("{} and {} compared", report.beforeName, report.afterName);
  return fmt::format("{} checked{}{}", report.afterName, report.askedSetup.empty() ? "" : " for ", report.askedSetup);
}

std::string commandFor(const Report& report, const std::vector<std::string>& options) {
  std::vector<std::string> words = wordsOf(report, report.beforeName, report.afterName);
  words.insert(words.end(), options.begin(), options.end());
  return shellQuote(words);
}

std::string lastingCommandFor(const Report& report, const std::vector<std::string>& options) {
  std::vector<std::string> words = lastingWordsOf(report);
  words.insert(words.end(), options.begin(), options.end());
  return shellQuote(words);
}

std::string rehearsalCommand(const RehearsalReport& report, const std::vector<std::string>& options) {
  const bool isFiltered = report.shows == RehearsalReport::Shows::Obstacles;
  const std::string on = lastingName(report.target, report.on);
  std::vector<std::string> words = {"ldapsnap"};
  words.insert(words.end(), isFiltered ? std::initializer_list<std::string>{"check", on, "--plan", report.what}
                                       : std::initializer_list<std::string>{"rehearse", report.what, "--on", on});
  words.insert(words.end(), report.options.begin(), report.options.end());
  words.insert(words.end(), options.begin(), options.end());
  return shellQuote(words);
}

std::string commandLineOf(const Run& run) { return shellQuote(run.command); }

std::vector<NamedCommand> verifyingCommands(const Report& report, Format format, const RenderOptions& options) {
  const bool isStored = !report.after.id.empty() && (!report.before || !report.before->id.empty());
  std::vector<NamedCommand> commands;
  if (isStored) commands.push_back({"The stored snapshots are complete and unchanged", "ldapsnap store verify"});
  std::vector<std::string> asked = {"--format", std::string(nameOf(format))};
  const auto add = [&asked](bool isAsked, std::string_view option) {
    if (isAsked) asked.emplace_back(option);
  };
  const RenderOptions usual;
  add(options.showVolatile, "--volatile");
  add(options.showAll, "--all");
  add(options.isInteractive, "--interactive");
  add(options.printsDetails, "--print-details");
  if (format == Format::Markdown && options.maxCharacters != (options.showAll ? 0 : usual.maxCharacters))
    asked.insert(asked.end(), {"--max-chars", std::to_string(options.maxCharacters)});
  commands.push_back({isStored ? "The same report from the same snapshots" : "The same report from the same sources",
                      lastingCommandFor(report, asked)});
  return commands;
}

}  // namespace ldapsnap
