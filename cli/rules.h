// The parts of `ldapsnap rules`: what readers ask is in rules.cpp, what authors need in rule_authors.cpp.
#pragma once

#include "cli/session.h"

namespace ldapsnap {

/// Adds `new`, `test`, `lint` and `explain` to `rules`.
void addRuleAuthorCommands(CLI::App& rules, Session& session, Action& action);

}  // namespace ldapsnap
