// What a command wrote, as it is stored with its run (FORMAT.md, "Runs").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/model/command_output.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// The name of the attachment.
inline constexpr const char* kOutputAttachment = "output";

/// Canonical JSON. Lines that are not UTF-8 are kept as visible() shows them.
std::string toRecord(const CommandOutput& output);
/// The inverse. Throws Error(Integrity) for anything else.
CommandOutput outputFromRecord(std::string_view record);

/// Of a run whose output was captured. Throws Error(Integrity) when it is damaged.
std::optional<CommandOutput> outputOf(Store& store, const Run& run);

}  // namespace ldapsnap
