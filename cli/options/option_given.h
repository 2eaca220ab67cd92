// Whether an option is on the command line.
#pragma once

#include <CLI/CLI.hpp>

namespace ldapsnap {

/// False also for an option that the command does not have.
inline bool wasGiven(const CLI::Option* option) { return option != nullptr && option->count() > 0; }

}  // namespace ldapsnap
