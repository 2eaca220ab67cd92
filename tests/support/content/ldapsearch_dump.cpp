#include "tests/support/content/ldapsearch_dump.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <stdexcept>

#include "snapshot/base/text.h"
#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {
namespace {

bool isVolatile(const std::string& line, const DumpOptions& options) {
  return options.volatileTypes.contains(asciiLower(line.substr(0, line.find_first_of(":;"))));
}

std::string ldapsearch(const Target& target, const std::string& base, const std::vector<std::string>& words) {
  std::vector<std::string> argv{"ldapsearch", "-x", "-LLL",        "-o", "ldif-wrap=no",  "-H",
                                target.uri,   "-D", target.bindDn, "-w", target.password, "-b",
                                base};
  argv.insert(argv.end(), words.begin(), words.end());
  const ProcessResult result = runProcess(argv);
  if (result.exitCode != 0) throw std::runtime_error("ldapsearch of " + base + ": " + result.err);
  return result.out;
}

void readEntries(LdapsearchDump& dump, const std::string& ldif, const DumpOptions& options) {
  std::istringstream lines(ldif);
  std::multiset<std::string>* entry = nullptr;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("dn:")) {
      const std::string dn = asciiLower(line);
      const bool isCounters = !options.counters.empty() && dn.find(options.counters) != std::string::npos;
      std::multiset<std::string>& read = dump.entries[dn];
      entry = isCounters ? nullptr : &read;
    } else if (entry && !line.empty() && line.front() != '#' && !isVolatile(line, options)) {
      entry->insert(line);
    }
  }
}

void readDefinitions(LdapsearchDump& dump, const std::string& ldif) {
  std::istringstream lines(ldif);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("attributeTypes:") || line.starts_with("objectClasses:")) dump.definitions.insert(line);
  }
}

std::size_t countMissing(const std::set<std::string>& these, const std::set<std::string>& those) {
  return static_cast<std::size_t>(
      std::count_if(these.begin(), these.end(), [&](const std::string& each) { return !those.contains(each); }));
}

}  // namespace

LdapsearchDump dumpOf(const Target& target, const DumpOptions& options) {
  LdapsearchDump dump;
  readEntries(dump, ldapsearch(target, "", {"-s", "base", "(objectClass=*)", "namingContexts"}), options);
  for (const std::string& base : options.bases) readEntries(dump, ldapsearch(target, base, options.words), options);
  if (!options.schema.empty()) {
    readDefinitions(
        dump, ldapsearch(target, options.schema, {"-s", "base", "(objectClass=*)", "attributeTypes", "objectClasses"}));
  }
  return dump;
}

std::string changesBetween(const LdapsearchDump& before, const LdapsearchDump& after) {
  std::size_t added = 0, changed = 0, removed = 0;
  for (const auto& [dn, lines] : after.entries) {
    const auto found = before.entries.find(dn);
    if (found == before.entries.end())
      ++added;
    else if (found->second != lines)
      ++changed;
  }
  for (const auto& [dn, lines] : before.entries) removed += after.entries.contains(dn) ? 0 : 1;
  const std::size_t came = countMissing(after.definitions, before.definitions);
  const std::size_t went = countMissing(before.definitions, after.definitions);
  const std::string schema =
      came + went == 0 ? std::string() : fmt::format("schema: {} added, {} removed; ", came, went);
  return schema + fmt::format("entries: {} added, {} changed, {} removed", added, changed, removed);
}

std::string detailsBetween(const LdapsearchDump& before, const LdapsearchDump& after) {
  std::string details;
  for (const auto& [dn, lines] : after.entries) {
    const auto found = before.entries.find(dn);
    if (found == before.entries.end() || found->second == lines) continue;
    details += "~ " + dn + "\n";
    for (const std::string& line : found->second) details += lines.contains(line) ? "" : "    - " + line + "\n";
    for (const std::string& line : lines) details += found->second.contains(line) ? "" : "    + " + line + "\n";
  }
  return details;
}

}  // namespace ldapsnap::test
