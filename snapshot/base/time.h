// Moments in UTC, to the second, as they stand in manifests and reports.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace ldapsnap {

using Time = std::chrono::sys_seconds;

Time now();
/// RFC 3339 in UTC: "2026-03-02T10:14:07Z".
std::string formatTime(Time time);
/// The inverse. Throws Error(BadInput).
Time parseTime(std::string_view text);

}  // namespace ldapsnap
