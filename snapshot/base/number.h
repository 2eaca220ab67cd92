// Whole numbers written as text.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace ldapsnap {

/// The number that is the whole of `text`: digits of the base, with a "-" before them where Number is signed. Nothing
/// for any other text (spaces, "+", none at all) and for what Number cannot hold.
template <typename Number>
std::optional<Number> wholeNumber(std::string_view text, int base = 10) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && rest == end ? std::optional<Number>(number) : std::nullopt;
}

}  // namespace ldapsnap
