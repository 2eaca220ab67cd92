#include "cli/options/selection_options.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "diff/selection/expected_changes.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

void addRepeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                   const std::string& about, const std::string& type) {
  command.add_option(name, values, about)
      ->type_name(type)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<Dn> dnsOf(const std::string& option, const std::vector<std::string>& texts) {
  std::vector<Dn> dns;
  for (const std::string& text : texts) {
    std::optional<Dn> dn = Dn::tryParse(text);
    if (!dn) throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a DN", text)).at(option);
    dns.push_back(std::move(*dn));
  }
  return dns;
}

Filter filterOf(const std::string& text) {
  try {
    return Filter::parse(text);
  } catch (const Error& error) {
    throw Error(ErrorKind::Usage, error.what()).at("--filter");
  }
}

/// --change added,removed is --change added --change removed.
std::vector<ChangeKind> kindsOf(const std::vector<std::string>& texts) {
  std::vector<ChangeKind> kinds;
  for (const std::string& text : texts) {
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      kinds.push_back(parseChangeKind(std::string_view(text).substr(at, end - at)));
      at = end + 1;
    }
  }
  return kinds;
}

}  // namespace

void SelectionOptions::declare(CLI::App& command, Of what) {
  what_ = what;
  const std::string where =
      what == Of::Changes ? "show only changes at or below DN" : "show only findings at or below DN";
  addRepeatable(command, "--under", under_, where + " (may be repeated, as the other selectors)", "DN");
  addRepeatable(command, "--not-under", notUnder_, "leave out what is at or below DN", "DN");
  if (what == Of::Places) return;
  addRepeatable(command, "--attr", attributes_, "show only changes of this attribute (a name or an OID)", "NAME");
  addRepeatable(command, "--no-attr", notAttributes_, "leave out changes of this attribute", "NAME");
  addRepeatable(command, "--class", classes_, "show only changes of entries of this object class", "NAME");
  addRepeatable(command, "--filter", filters_, "show only changes of entries that match this LDAP filter", "FILTER");
  addRepeatable(command, "--change", changes_, "show only this kind: added, removed, modified, renamed, moved", "KIND");
  CLI::Option* file = command.add_option(
      "--ignore", ignoreFile_,
      fmt::format("expected changes, left out with their reasons (default {}, if it exists)", kIgnoreFile));
  file->type_name("FILE");
  command.add_flag("--no-ignore", ignoresNothing_, "show expected changes as well")->excludes(file);
}

Selection SelectionOptions::selectors() const {
  Selection selection;
  selection.under = dnsOf("--under", under_);
  selection.notUnder = dnsOf("--not-under", notUnder_);
  selection.attributes = attributes_;
  selection.notAttributes = notAttributes_;
  selection.classes = classes_;
  for (const std::string& text : filters_) selection.filters.push_back(filterOf(text));
  selection.changes = kindsOf(changes_);
  return selection;
}

Selection SelectionOptions::selection() const {
  Selection selection = selectors();
  if (what_ == Of::Places || ignoresNothing_) return selection;
  if (!ignoreFile_.empty()) {
    selection.expected = readExpectedChanges(ignoreFile_);
  } else if (std::filesystem::exists(kIgnoreFile)) {
    selection.expected = readExpectedChanges(kIgnoreFile);
  }
  return selection;
}

std::vector<std::string> SelectionOptions::words() const {
  std::vector<std::string> words = selectors().words();
  if (!ignoreFile_.empty()) words.insert(words.end(), {"--ignore", ignoreFile_});
  if (ignoresNothing_) words.push_back("--no-ignore");
  return words;
}

}  // namespace ldapsnap
