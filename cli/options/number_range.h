// A range of numbers for options, refused in the same words by every version of CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <system_error>

namespace ldapsnap {

/// Takes whole numbers from `least` to `most`.
inline CLI::Validator isBetween(std::int64_t least, std::int64_t most) {
  const auto check = [least, most](const std::string& text) -> std::string {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isNumber = read.ec == std::errc() && read.ptr == text.data() + text.size();
    if (isNumber && number >= least && number <= most) return {};
    return fmt::format("{} is not a number from {} to {}", text, least, most);
  };
  return CLI::Validator(check, "");
}

}  // namespace ldapsnap
