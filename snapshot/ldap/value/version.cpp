#include "snapshot/ldap/value/version.h"

#include <charconv>
#include <cstddef>

namespace ldapsnap {
namespace {

/// The place of the build in "15.1.1531.3", and what Exchange adds to it.
constexpr std::size_t kBuildPlace = 2;
constexpr std::uint32_t kBuildOffset = 30000;

bool startsWithDigit(std::string_view text) { return !text.empty() && text.front() >= '0' && text.front() <= '9'; }

/// Takes a number from the start of `text`; false when there is none that is small enough.
bool takeNumber(std::string_view& text, VersionNumber& numbers) {
  std::uint32_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  numbers.push_back(number);
  return true;
}

/// Takes what may stand between two numbers of one version; false when the version ends here.
bool takeSeparator(std::string_view& text) {
  for (const std::string_view separator : {".", " (Build ", " (", "-"}) {
    if (!text.starts_with(separator) || !startsWithDigit(text.substr(separator.size()))) continue;
    text.remove_prefix(separator.size());
    return true;
  }
  return false;
}

/// The numbers at the start of `text`, which are taken from it.
VersionNumber takeVersion(std::string_view& text) {
  VersionNumber numbers;
  while (takeNumber(text, numbers) && takeSeparator(text)) {
  }
  return numbers;
}

}  // namespace

VersionNumber versionIn(std::string_view text) {
  VersionNumber first;
  while (!text.empty()) {
    const std::size_t digit = text.find_first_of("0123456789");
    if (digit == std::string_view::npos) break;
    text.remove_prefix(digit);
    const std::size_t end = text.find_first_not_of("0123456789");
    const bool isJoined = end != std::string_view::npos && text[end] == '.' && startsWithDigit(text.substr(end + 1));
    std::string_view rest = text;
    VersionNumber numbers = takeVersion(rest);
    if (numbers.empty()) return {};  // too large to be one
    if (isJoined) {
      first = std::move(numbers);
      break;
    }
    if (first.empty()) first = std::move(numbers);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  }
  if (first.size() > kBuildPlace && first[kBuildPlace] >= kBuildOffset) first[kBuildPlace] -= kBuildOffset;
  return first;
}

int compareVersions(const VersionNumber& version, const VersionNumber& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::uint32_t number = i < version.size() ? version[i] : 0;
    if (number != wanted[i]) return number < wanted[i] ? -1 : 1;
  }
  return 0;
}

}  // namespace ldapsnap
