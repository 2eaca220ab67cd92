#include "tests/support/content/history_truth.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>
#include <set>

#include "snapshot/base/text.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

constexpr std::array<const char*, 5> kKinds = {"created", "modified", "renamed", "deleted", "attributes"};
/// By kind, in lower case: DNs, and "attribute of DN".
using Changes = std::map<std::string, std::set<std::string>>;
using Lines = std::multiset<std::string>;

std::string typeOf(const std::string& line) { return asciiLower(line.substr(0, line.find_first_of(":;"))); }

/// The identity of each entry, with its DN; of entries that have none, the DN is it.
std::map<std::string, std::string> entriesByIdentity(const LdapsearchDump& dump, const std::string& identity) {
  std::map<std::string, std::string> entries;
  for (const auto& [dn, lines] : dump.entries) {
    const auto line = std::find_if(lines.begin(), lines.end(),
                                   [&identity](const std::string& each) { return typeOf(each) == identity; });
    entries[line != lines.end() ? *line : dn] = dn;
  }
  return entries;
}

std::set<std::string> typesIn(const Lines& these, const Lines& those) {
  std::set<std::string> types;
  for (const std::string& line : these) {
    if (these.count(line) != those.count(line)) types.insert(typeOf(line));
  }
  return types;
}

std::string nameIn(const std::string& dnLine) { return dnLine.substr(dnLine.find(' ') + 1); }

Changes seenBetween(const LdapsearchDump& before, const LdapsearchDump& after, const std::string& identity) {
  Changes changes;
  const auto old = entriesByIdentity(before, identity), now = entriesByIdentity(after, identity);
  for (const auto& [id, dn] : old)
    if (!now.contains(id)) changes["deleted"].insert(nameIn(dn));
  for (const auto& [id, dn] : now) {
    const auto found = old.find(id);
    if (found == old.end()) {
      changes["created"].insert(nameIn(dn));
    } else if (found->second != dn) {
      changes["renamed"].insert(nameIn(dn));
    } else if (const Lines& was = before.entries.at(dn), &is = after.entries.at(dn); was != is) {
      changes["modified"].insert(nameIn(dn));
      std::set<std::string> types = typesIn(was, is);
      types.merge(typesIn(is, was));
      for (const std::string& type : types) changes["attributes"].insert(type + " of " + nameIn(dn));
    }
  }
  return changes;
}

Changes listedIn(const json::value& history) {
  Changes changes;
  for (const json::value& change : history.at("changes").as_array()) {
    const std::string kind(change.at("change").as_string()), dn = asciiLower(change.at("dn").as_string());
    changes[kind].insert(dn);
    if (kind != "modified") continue;
    for (const json::value& attribute : change.at("attributes").as_array()) {
      if (const json::value& type = attribute.at("attribute"); type.is_string())
        changes["attributes"].insert(asciiLower(type.as_string()) + " of " + dn);
    }
  }
  return changes;
}

/// What is in `these` alone: attributes by type with how many there are, entries by name if they are few.
std::string listOf(const char* title, const std::set<std::string>& these, const std::set<std::string>& those) {
  constexpr std::size_t kMost = 3;
  constexpr std::string_view kOf = " of ";
  std::set<std::string> names;
  std::map<std::string, int> types;
  for (const std::string& each : these) {
    if (those.contains(each)) continue;
    const std::size_t of = each.find(kOf);
    if (of == std::string::npos)
      names.insert(each);
    else
      ++types[each.substr(0, of)];
  }
  std::string text;
  if (names.size() <= kMost)
    for (const std::string& name : names) text += fmt::format("    {} {}\n", title, name);
  for (const auto& [type, count] : types) text += fmt::format("    {} {} {}\n", title, count, type);
  return text;
}

}  // namespace

std::string historyBeside(const LdapsearchDump& before, const LdapsearchDump& after, const std::string& identity,
                          const json::value& history) {
  Changes seen = seenBetween(before, after, asciiLower(identity)), listed = listedIn(history);
  std::string text;
  for (const char* kind : kKinds) {
    const std::set<std::string>&real = seen[kind], &told = listed[kind];
    if (real.empty() && told.empty()) continue;
    const auto found = static_cast<std::size_t>(
        std::count_if(real.begin(), real.end(), [&told](const std::string& each) { return told.contains(each); }));
    text += fmt::format("{:<11} {}: found {}, missed {}, false {}\n", kind, real.size(), found, real.size() - found,
                        told.size() - found);
    text += listOf("missed", real, told) + listOf("false", told, real);
  }
  return text;
}

}  // namespace ldapsnap::test
