// A run as it is stored (FORMAT.md, "Runs").
#pragma once

#include <string>
#include <string_view>

#include "snapshot/store/backend.h"
#include "snapshot/store/run.h"

namespace ldapsnap {

/// Canonical JSON.
std::string toRecord(const Run& run);
/// The inverse. Throws Error(Integrity) for anything else.
Run runFromRecord(std::string_view record);
/// The run of a row. Throws Error(Integrity) that names it when it is damaged.
Run readRun(const RunRow& row);
/// The bytes of an attachment. Throws Error(Integrity) that names it when it is damaged.
std::string contentOf(const AttachmentRow& row);

}  // namespace ldapsnap
