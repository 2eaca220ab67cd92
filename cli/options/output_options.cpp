#include "cli/options/output_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>

#include "cli/options/option_given.h"
#include "cli/options/option_values.h"
#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kSeparator = ", ";
constexpr const char* kFormatVariable = "LDAPSNAP_FORMAT";
constexpr const char* kMaxCharactersVariable = "LDAPSNAP_MAX_CHARS";

std::vector<std::string> namesOf(const std::vector<FormatRow>& formats) {
  std::vector<std::string> names;
  for (const FormatRow& row : formats) names.emplace_back(nameOf(row.format));
  return names;
}

std::string listOf(const std::vector<FormatRow>& formats) {
  return fmt::format("{}", fmt::join(namesOf(formats), kSeparator));
}

const FormatRow* rowOf(const std::vector<FormatRow>& formats, std::string_view name) {
  const auto found =
      std::find_if(formats.begin(), formats.end(), [name](const FormatRow& row) { return nameOf(row.format) == name; });
  return found == formats.end() ? nullptr : &*found;
}

[[noreturn]] void failFormat(const std::vector<FormatRow>& formats, const std::string& name, const std::string& where) {
  Error error(ErrorKind::Usage, fmt::format("no format \"{}\" {}", name, where));
  const auto meant = didYouMean(name, namesOf(formats));
  throw error.fix(meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("available: {}", listOf(formats)));
}

}  // namespace

void OutputOptions::declare(CLI::App& command, std::vector<FormatRow> formats, const std::vector<OutputFlag>& flags,
                            WithFile withFile) {
  command_ = &command;
  formats_ = std::move(formats);
  format_ = nameOf(formats_.front().format);
  CLI::Option* format = command.add_option("--format", format_, listOf(formats_))->type_name("FORMAT");
  format->capture_default_str();
  formatOption_ = format;
  if (const char* wanted = std::getenv(kFormatVariable); wanted != nullptr && rowOf(formats_, wanted))
    format_ = wanted;  // of a command that does not have it, its usual one
  const auto isJson = [](const FormatRow& row) { return row.format == Format::Json; };
  if (std::any_of(formats_.begin() + 1, formats_.end(), isJson))
    command.add_flag("--json", json_, "the same as --format json")->excludes(format);
  if (withFile == WithFile::Yes) declareFile(command);
  declareFlags(command, flags);
}

void OutputOptions::declareFile(CLI::App& command) {
  command
      .add_option("-o,--output", file,
                  "write to FILE instead of standard output; its suffix chooses the format, unless "
                  "--format is given")
      ->type_name("FILE");
  command.add_flag("--private", isPrivate, "with -o: only you may read the file (mode 0600), whatever the umask")
      ->envname("LDAPSNAP_PRIVATE_FILES");
}

void OutputOptions::declareFlags(CLI::App& command, const std::vector<OutputFlag>& flags) {
  CLI::Option *unchanged = nullptr, *isVolatile = nullptr, *stat = nullptr, *names = nullptr, *summary = nullptr,
              *verbose = nullptr;
  for (const OutputFlag flag : flags) {
    switch (flag) {
      case OutputFlag::Volatile:
        isVolatile = command.add_flag("--volatile", volatile_,
                                      "also list changes of volatile attributes (counters, timestamps)");
        break;
      case OutputFlag::Unchanged:
        unchanged =
            command.add_flag("--unchanged", unchanged_, "also list the unchanged attributes of changed entries");
        break;
      case OutputFlag::Stat:
        stat = command.add_flag("--stat", stat_, "only count the changes, by subtree");
        break;
      case OutputFlag::NameOnly:
        names = command.add_flag("--name-only", nameOnly_, "only list the names of what changed");
        break;
      case OutputFlag::Summary:
        summary = command.add_flag("--summary", summary_, "one line, as for a log or the subject of a mail");
        break;
      case OutputFlag::OneLine:
        command.add_flag("--oneline", oneLine_, "one line for each, without a header");
        break;
      case OutputFlag::All:
        command.add_flag("--all", all_, "show long values and lists in full");
        break;
      case OutputFlag::Reverse:
        command.add_flag("--reverse", reverse_, "with --format ldif: change records that undo the change");
        break;
      case OutputFlag::Page:
        command.add_flag("--interactive", interactive_, "html: add a small script that searches the page");
        command.add_flag("--print-details", printDetails_, "html: print what the page folds as well");
        break;
      case OutputFlag::Verbose:
        verbose =
            command.add_flag("-v,--verbose", verbose_,
                             "hide nothing: --volatile, --unchanged and --all together, as far as the format has them");
        break;
      case OutputFlag::Context:
        contextOption_ = command
                             .add_option("--context", context_,
                                         "show N unchanged lines around those that changed inside a value (default 1)")
                             ->type_name("N")
                             ->check(numberFrom(0));
        break;
      case OutputFlag::MaxChars:
        maxCharactersOption_ =
            command
                .add_option("--max-chars", maxCharacters_,
                            "markdown: shorten it to N characters, as ticket systems do not take more; 0: do not "
                            "(default 65000, with --all 0)")
                ->type_name("N")
                ->check(numberFrom(0));
        if (const char* most = std::getenv(kMaxCharactersVariable))
          maxCharacters_ = wholeNumber<std::size_t>(most).value_or(maxCharacters_);  // any other text: checkDetails()
        break;
    }
  }
  for (CLI::Option* extent : {stat, names, summary}) {
    if (!extent) continue;
    for (CLI::Option* other : {unchanged, isVolatile, verbose})
      if (other) extent->excludes(other);
  }
  if (stat && names) stat->excludes(names);
  if (stat && summary) summary->excludes(stat)->excludes(names);
}

void OutputOptions::check() const {
  if (!rowOf(formats_, formatName())) failFormat(formats_, formatName(), "for this command");
  checkDetails(formats_);
  const char* const usual = std::getenv(kFormatVariable);
  if (usual == nullptr || wasGiven(formatOption_)) return;
  try {
    formatNamed(usual);  // one that this command does not have is another's
  } catch (Error& error) {
    throw error.at(kFormatVariable);
  }
}

void OutputOptions::checkAmong(const std::vector<FormatRow>& formats, const std::string& option) const {
  if (!rowOf(formats, formatName())) failFormat(formats, formatName(), "with " + option);
  checkDetails(formats);
}

void OutputOptions::checkDetails(const std::vector<FormatRow>& formats) const {
  if (reverse_ && format() != Format::Ldif) {
    throw Error(ErrorKind::Usage, "--reverse has no effect without change records")
        .fix("ask for them with --format ldif");
  }
  const char* const most = maxCharactersOption_ == nullptr ? nullptr : std::getenv(kMaxCharactersVariable);
  if (most != nullptr && !wasGiven(maxCharactersOption_) && !wholeNumber<std::size_t>(most))
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a number of characters", most))
        .at(kMaxCharactersVariable)
        .fix("set it to a number, 0 for any length, or unset it");
  if (isPrivate && (file.empty() || file == "-") && std::getenv("LDAPSNAP_PRIVATE_FILES") == nullptr)
    throw Error(ErrorKind::Usage, "--private has no effect without a file").fix("name one with -o FILE");
  struct Asked {
    bool isGiven;
    Detail detail;
    const char* option;
  };
  for (const Asked& asked : {Asked{volatile_, Detail::Volatile, "--volatile"},
                             {unchanged_, Detail::Unchanged, "--unchanged"},
                             {all_, Detail::All, "--all"},
                             {stat_, Detail::Stat, "--stat"},
                             {nameOnly_, Detail::Names, "--name-only"},
                             {interactive_, Detail::Interactive, "--interactive"},
                             {printDetails_, Detail::Print, "--print-details"},
                             {wasGiven(maxCharactersOption_), Detail::MaxCharacters, "--max-chars"},
                             {wasGiven(contextOption_), Detail::Context, "--context"},
                             {summary_, Detail::Summary, "--summary"},
                             {oneLine_, Detail::OneLine, "--oneline"}}) {
    if (!asked.isGiven || rowOf(formats, nameOf(format()))->details.has(asked.detail)) continue;
    if (!wasGiven(command_->get_option_no_throw(asked.option))) continue;  // a default of config.toml gives way
    std::vector<std::string> suitable;
    for (const FormatRow& row : formats)
      if (row.details.has(asked.detail)) suitable.emplace_back(nameOf(row.format));
    throw Error(ErrorKind::Usage, fmt::format("{} has no effect with --format {}", asked.option, nameOf(format())))
        .fix(suitable.empty() ? "leave it out" : fmt::format("it applies to {}", fmt::join(suitable, kSeparator)));
  }
}

bool OutputOptions::hasAsVerbose(Detail detail) const {
  const FormatRow* const row = rowOf(formats_, nameOf(format()));
  return verbose_ && row != nullptr && row->details.has(detail);
}

bool OutputOptions::isOutline() const {
  const FormatRow* const row = rowOf(formats_, nameOf(format()));
  const Details details = row == nullptr ? Details({}) : row->details;
  return (stat_ && details.has(Detail::Stat)) || (nameOnly_ && details.has(Detail::Names)) ||
         (summary_ && details.has(Detail::Summary));
}

std::string OutputOptions::formatName() const {
  if (json_) return std::string(nameOf(Format::Json));
  if (wasGiven(formatOption_)) return format_;
  const std::optional<Format> named = formatOfSuffix(std::filesystem::path(file).extension().string());
  return named && rowOf(formats_, nameOf(*named)) ? std::string(nameOf(*named)) : format_;
}

void OutputOptions::showText() {
  formats_.insert(formats_.begin(), {Format::Text, {}});
  formatOption_ = nullptr;
  format_ = nameOf(Format::Text);
  json_ = false;
}

Format OutputOptions::format() const { return formatNamed(formatName()); }

std::optional<Direction> OutputOptions::changeRecords() const {
  if (format() != Format::Ldif) return {};
  return reverse_ ? Direction::Reverse : Direction::Forward;
}

RenderOptions OutputOptions::renderOptions() const {
  RenderOptions how;
  how.showVolatile = volatile_ || hasAsVerbose(Detail::Volatile);
  how.showAll = showsAll();
  how.context = context_;
  how.isInteractive = interactive_;
  how.printsDetails = printDetails_;
  how.maxCharacters = showsAll() && !wasGiven(maxCharactersOption_) ? 0 : maxCharacters_;
  how.isOneLine = oneLine_;
  how.extent = stat_ ? Extent::Stat : nameOnly_ ? Extent::Names : summary_ ? Extent::Summary : Extent::Full;
  return how;
}

std::vector<std::string> formatsTaken(const CLI::Option& option) {
  std::vector<std::string> names;
  if (!option.check_name("--format")) return names;
  // The description lists them: what completion offers is what help says.
  for (std::string list = option.get_description(); !list.empty();) {
    const std::size_t end = list.find(kSeparator);
    names.push_back(list.substr(0, end));
    list.erase(0, end == std::string::npos ? end : end + kSeparator.size());
  }
  return names;
}

}  // namespace ldapsnap
