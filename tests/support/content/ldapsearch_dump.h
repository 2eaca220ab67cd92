// What a setup really did to a server, told by ldapsearch and counted here: nothing of ldapsnap takes part.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/content/rehearsal.h"

namespace ldapsnap::test {

/// What to ask of a server, and what of its answers is noise by the product's own documentation.
struct DumpOptions {
  std::vector<std::string> bases;         ///< each with all below it; the root DSE's contexts come on top
  std::string schema{};                   ///< the subschema entry; empty: the schema does not matter
  std::vector<std::string> words{"*"};    ///< further words of ldapsearch: the attributes, options before them
  std::set<std::string> volatileTypes{};  ///< attribute types, in lower case
  /// What DNs hold, in lower case, of entries that are counters alone: of these the name counts. Empty: none.
  std::string counters{};
};

struct LdapsearchDump {
  /// By the DN's line in lower case, the other lines in any order.
  std::map<std::string, std::multiset<std::string>> entries;
  std::set<std::string> definitions;  ///< attribute types and object classes, as the server publishes them
};

/// Throws std::runtime_error with ldapsearch's words when it fails.
LdapsearchDump dumpOf(const Target& target, const DumpOptions& options);

/// "entries: 37 added, 2 changed, 0 removed", where definitions came or went behind "schema: 2 added, 0 removed; ".
std::string changesBetween(const LdapsearchDump& before, const LdapsearchDump& after);

/// Each changed entry with its lines that came and went, for the message of a test that fails.
std::string detailsBetween(const LdapsearchDump& before, const LdapsearchDump& after);

}  // namespace ldapsnap::test
