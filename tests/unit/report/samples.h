// Reports made by hand, so that the tests of report/ depend on no other part.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "report/model/report.h"

namespace ldapsnap::test {

/// `text` with the literal's leading line break taken off: literal blocks begin on their own line.
std::string block(std::string_view text);

SnapshotInfo snapshotOf(const std::string& idStart, const std::string& taken, std::uint64_t entries);
AttributeChange added(const std::string& description, std::initializer_list<std::string> values);
AttributeChange removed(const std::string& description, std::initializer_list<std::string> values);
AttributeChange modified(const std::string& description, std::initializer_list<std::string> before,
                         std::initializer_list<std::string> after);
EntryChange addedEntry(const std::string& dn, std::initializer_list<AttributeChange> attributes);

/// A difference of two snapshots of the site seattle that holds `changes`; counts match.
Report diffOf(std::initializer_list<EntryChange> changes);
/// KB Q174743: a run of exchange-server-5.5 setup that made the Encryption-Cfg object, with its finding.
Report encryptionCfgRun();
/// The same site checked: two setups blocked, one can run, one without rules, one not evaluated, one not applicable.
Report encryptionCfgCheck();
/// Names and values that attack a terminal, a page or a parser.
Report hostileRun();

}  // namespace ldapsnap::test
