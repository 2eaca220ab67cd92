#include "cli/options/selection_options.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "diff/selection/expected_changes.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

CLI::Option* addRepeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                           const std::string& about, const std::string& type) {
  return command.add_option(name, values, about)
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// What help calls what is selected.
std::string_view nounOf(SelectionOptions::Of what) {
  switch (what) {
    case SelectionOptions::Of::Changes:
      return "changes";
    case SelectionOptions::Of::Steps:
      return "steps";
    case SelectionOptions::Of::Findings:
      return "findings";
    case SelectionOptions::Of::Entries:
      return "entries";
    case SelectionOptions::Of::Values:
      break;
  }
  return "values";
}

std::vector<Dn> dnsOf(const std::string& option, const std::vector<std::string>& texts) {
  std::vector<Dn> dns;
  for (const std::string& text : texts) {
    std::optional<Dn> dn = Dn::tryParse(text);
    if (!dn)
      throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a DN", visible(text)))
          .at(option)
          .fix("write it as in ou=People,dc=example,dc=com");
    dns.push_back(std::move(*dn));
  }
  return dns;
}

Filter filterOf(const std::string& text) {
  try {
    return Filter::parse(text);
  } catch (const Error& error) {
    throw Error(ErrorKind::Usage, error.what())
        .at("--filter " + visible(text))
        .fix("write it as in (&(objectClass=person)(uid=ann*))");
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

/// What the profile of a site says, whose DNs and filter are known to be well-formed.
ExpectedChange expectedChange(const SiteExpectedChange& given) {
  ExpectedChange change;
  change.reason = given.reason;
  change.until = given.until;
  for (const std::string& dn : given.under) change.under.push_back(Dn::parse(dn));
  change.attributes = given.attributes;
  change.classes = given.classes;
  if (!given.filter.empty()) change.filter = Filter::parse(given.filter);
  try {
    change.changes = kindsOf(given.changes);
  } catch (Error& error) {
    throw Error(ErrorKind::BadInput, error.what()).at(given.place);
  }
  change.place = given.place;
  return change;
}

}  // namespace

void SelectionOptions::declare(CLI::App& command, Of what) {
  what_ = what;
  const std::string_view noun = nounOf(what);
  const bool isOfEntry = what == Of::Values, isOfFindings = what == Of::Findings, isOfEntries = what == Of::Entries;
  const auto add = [&](const char* name, std::vector<std::string>& values, const std::string& about, const char* type) {
    declared_.push_back(addRepeatable(command, name, values, about, type));
  };
  if (!isOfEntry) {
    add("--under", under_, fmt::format("show only {} at or below DN (may be repeated, as the other selectors)", noun),
        "DN");
    add("--not-under", notUnder_, "leave out what is at or below DN", "DN");
  }
  if (!isOfFindings) {
    const std::string repeated = isOfEntry ? " (may be repeated, as the other selector)" : "";
    const std::string of = isOfEntries || isOfEntry ? "values" : std::string(noun);
    add("--attr", attributes_, fmt::format("show only {} of this attribute (a name or an OID){}", of, repeated),
        "NAME");
    add("--no-attr", notAttributes_, fmt::format("leave out {} of this attribute", of), "NAME");
  }
  if (isOfEntry) return;
  const std::string entries = isOfEntries ? "entries" : fmt::format("{} of entries", noun);
  add("--class", classes_, fmt::format("show only {} of this object class", entries), "NAME");
  add("--filter", filters_, fmt::format("show only {} that match this LDAP filter", entries), "FILTER");
  if (!isOfEntries)
    declared_.push_back(command.add_flag("--no-site-selectors", leavesOutSite_,
                                         "do not apply the selectors of the site's profile (ldapsnap.toml(5))"));
  if (isOfFindings || isOfEntries) return;
  add("--change", changes_, "show only this kind: added, removed, modified, renamed, moved", "KIND");
  if (what == Of::Steps) return;
  CLI::Option* file = command.add_option(
      "--ignore", ignoreFile_,
      fmt::format("expected changes, left out with their reasons (default {}, if it exists)", kIgnoreFile));
  file->type_name("FILE");
  declared_.push_back(file);
  declared_.push_back(
      command.add_flag("--no-ignore", ignoresNothing_, "show expected changes as well")->excludes(file));
}

void SelectionOptions::addSite(const SiteProfile* site) {
  if (site == nullptr || leavesOutSite_) return;
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  const SiteSelectors& selectors = site->selectors;
  add(under_, selectors.under);
  add(notUnder_, selectors.notUnder);
  add(classes_, selectors.classes);
  add(filters_, selectors.filters);
  if (what_ == Of::Findings) return;
  add(attributes_, selectors.attributes);
  add(notAttributes_, selectors.notAttributes);
  if (what_ != Of::Changes || ignoresNothing_) return;
  if (ignoreFile_.empty()) ignoreFile_ = selectors.ignoreFile;
  for (const SiteExpectedChange& change : selectors.expected) siteExpects_.push_back(expectedChange(change));
}

void SelectionOptions::refuse(const std::string& reason) const {
  for (const CLI::Option* option : declared_)
    if (option->count() > 0)
      throw Error(ErrorKind::Usage, fmt::format("--{} has no effect here: {}", option->get_lnames().front(), reason))
          .fix("leave it out");
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
  if (what_ != Of::Changes || ignoresNothing_) return selection;
  if (!ignoreFile_.empty()) {
    selection.expected = readExpectedChanges(ignoreFile_);
  } else if (std::filesystem::exists(kIgnoreFile)) {
    selection.expected = readExpectedChanges(kIgnoreFile);
  }
  selection.expected.insert(selection.expected.end(), siteExpects_.begin(), siteExpects_.end());
  return selection;
}

std::vector<std::string> SelectionOptions::words() const {
  std::vector<std::string> words = selectors().words();
  if (!ignoreFile_.empty()) words.insert(words.end(), {"--ignore", ignoreFile_});
  if (ignoresNothing_) words.push_back("--no-ignore");
  return words;
}

}  // namespace ldapsnap
