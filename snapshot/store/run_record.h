// A run as it is stored (FORMAT.md, "Runs").
#pragma once

#include <string>
#include <string_view>

#include "snapshot/store/run.h"

namespace ldapsnap {

/// Canonical JSON.
std::string toRecord(const Run& run);
/// The inverse. Throws Error(Integrity) for anything else.
Run runFromRecord(std::string_view record);

}  // namespace ldapsnap
