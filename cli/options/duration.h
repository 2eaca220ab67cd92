// Lengths of time as they are typed: "90s", "2m", "1h".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace ldapsnap {

/// Seconds for a plain number. Throws Error(Usage) that names `option` for anything else, and for zero.
std::chrono::seconds readDuration(std::string_view option, const std::string& text);

}  // namespace ldapsnap
