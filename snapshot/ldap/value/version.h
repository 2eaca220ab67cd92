// Versions within values: "Version 15.1 (Build 31531.3)", "389-Directory/1.4.3.39 B2023.062.1530", "5.0-7".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// A version as servers number themselves: "15.2.1544.4" is {15, 2, 1544, 4}.
using VersionNumber = std::vector<std::uint32_t>;

/// The version that `text` holds: the first run of numbers joined by '.', or the first number where there is none. A
/// build in parentheses and an errata level after '-' ("5.0-7", Univention) continue it. Exchange 2007 and later add
/// 30000 to the build that they write into serialNumber; it is subtracted. Empty when there is no number.
VersionNumber versionIn(std::string_view text);

/// Negative, 0 or positive as `version` is older than, the same as or newer than `wanted`, in as many places as
/// `wanted` has: 2.4.44 is the same as 2.4. Missing places are 0.
int compareVersions(const VersionNumber& version, const VersionNumber& wanted);

}  // namespace ldapsnap
