#include "cli/support/shared_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "cli/support/console.h"
#include "snapshot/base/file/text_encoding.h"

namespace ldapsnap {

void LabelOption::declare(CLI::App& command, const std::string& name, const std::string& typeName,
                          const std::string& about) {
  CLI::Option* label = command.add_option(name, label_, about)->type_name(typeName);
  command.add_flag("--move,--move-label", moves_, "move the label if it is on another snapshot")->needs(label);
}

void LabelOption::require(Store& store, const std::string& site) const {
  if (isGiven()) store.requireLabel(label_, site, inUse());
}

void LabelOption::putOn(Store& store, const std::string& id) const {
  if (isGiven()) store.setLabel(label_, id, inUse());
}

void FileOptions::declare(CLI::App& command) {
  command
      .add_option("--encoding", encoding,
                  "the code page of a file that is neither UTF-8 nor UTF-16: cp1252, cp932, iso-8859-1")
      ->type_name("NAME");
  command
      .add_option("--read-files", readFiles,
                  "read files that an LDIF file names (values after \":<\", as of ldapsearch -t, and slapadd's "
                  "\"include:\"), but only below this folder; a slapd.conf may name files below its own folder")
      ->type_name("FOLDER");
}

void FileOptions::applyTo(OperandContext& context) const {
  if (!encoding.empty()) requireEncoding(encoding);
  context.encoding = encoding;
  context.readFiles = readFiles;
}

void FileOptions::appendTo(std::vector<std::string>& words) const {
  if (!encoding.empty()) words.insert(words.end(), {"--encoding", encoding});
  if (readFiles) words.insert(words.end(), {"--read-files", *readFiles});
}

std::vector<CLI::Option*> ChangeFileOption::declare(CLI::App& command) {
  CLI::Option* const add =
      command.add_flag("--add", adds_, "records without changetype are additions, as with ldapmodify -a");
  CLI::Option* const replace =
      command
          .add_option("-c", replacements_,
                      "replace FROM by TO in the file's names and values, as ldifde does (may be repeated); TO may be\n"
                      "#defaultNamingContext, #configurationNamingContext or #schemaNamingContext")
          ->type_name("FROM TO")
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return {add, replace};
}

ChangeFileOptions ChangeFileOption::options(const std::string& encoding, const OperandContext& context,
                                            SiteSecrets siteSecrets) const {
  ChangeFileOptions options;
  if (!encoding.empty()) requireEncoding(encoding);
  options.encoding = encoding;
  options.key = context.key;
  options.siteSecrets = std::move(siteSecrets);
  options.warn = context.warn;
  for (const auto& [from, to] : replacements_) options.replacements.push_back({from, to});
  options.without = adds_ ? WithoutChangeType::Add : WithoutChangeType::Modify;
  return options;
}

std::vector<std::string> ChangeFileOption::words() const {
  std::vector<std::string> words;
  if (adds_) words.emplace_back("--add");
  for (const auto& [from, to] : replacements_) words.insert(words.end(), {"-c", from, to});
  return words;
}

void requireOneStandardInput(const std::vector<std::string>& operands) {
  if (std::count(operands.begin(), operands.end(), "-") > 1)
    throw Error(ErrorKind::Usage, "standard input can be read once").at("-").fix("write one of the two to a file");
}

void addWaiversOption(CLI::App& command, std::string& file) {
  command
      .add_option("--waivers", file,
                  fmt::format("findings accepted for a time (default {}, if it exists)", kWaiversFile))
      ->type_name("FILE");
}

std::vector<WaiverEntry> readWaiversOf(const std::string& file) {
  if (!file.empty()) return readWaivers(file);
  return std::filesystem::exists(kWaiversFile) ? readWaivers(kWaiversFile) : std::vector<WaiverEntry>();
}

void reportWaivers(const WaiverUse& use, Judged judged) {
  for (const WaiverEntry& waiver : use.expired)
    warn(fmt::format("{}: the waiver of {} expired on {}: the finding counts again", waiver.place, waiver.id,
                     waiver.waiver.expires));
  if (judged == Judged::Part) return;
  for (const WaiverEntry& waiver : use.unused)
    note(fmt::format("{}: no finding has the id {}; the waiver can be removed", waiver.place, waiver.id));
}

ParameterValues parametersOf(const std::vector<std::string>& given) {
  ParameterValues values;
  for (const std::string& one : given) {
    const std::size_t sign = one.find('=');
    const std::string name = one.substr(0, sign);
    if (sign == std::string::npos || sign == 0)
      throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not NAME=VALUE", one)).at("--set");
    if (!values.emplace(name, one.substr(sign + 1)).second)
      throw Error(ErrorKind::Usage, fmt::format("{} is given twice", name)).at("--set");
  }
  return values;
}

}  // namespace ldapsnap
