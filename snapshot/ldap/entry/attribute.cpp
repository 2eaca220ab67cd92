#include "snapshot/ldap/entry/attribute.h"

#include <algorithm>
#include <array>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kDigestDigits = 32;

/// How options begin that tell a part of a value list, or when 389 changed the attribute and its values: the state that
/// `db2ldif -r` writes (adcsn, mdcsn: attribute deleted, modified; vucsn, vdcsn: value updated, deleted).
constexpr std::array<std::string_view, 5> kStatePrefixes = {"range=", "adcsn-", "mdcsn-", "vucsn-", "vdcsn-"};

}  // namespace

AttributeDescription AttributeDescription::split(std::string_view text) {
  AttributeDescription parts;
  std::size_t end = text.find(';');
  parts.type = text.substr(0, end);
  while (end != std::string_view::npos) {
    const std::size_t start = end + 1;
    end = text.find(';', start);
    parts.options.push_back(text.substr(start, end - start));
  }
  return parts;
}

bool isTransferOption(std::string_view option) {
  const auto begins = [option](std::string_view prefix) {
    return equalsIgnoreAsciiCase(option.substr(0, prefix.size()), prefix);
  };
  return option.empty() || equalsIgnoreAsciiCase(option, "binary") ||
         std::any_of(kStatePrefixes.begin(), kStatePrefixes.end(), begins);
}

bool isObjectClassType(std::string_view description) {
  const std::string_view type = description.substr(0, description.find(';'));
  return equalsIgnoreAsciiCase(type, "objectClass") || type == "2.5.4.0";
}

std::string foldDescription(std::string_view description) {
  if (description.find(';') == std::string_view::npos) return asciiLower(description);
  const AttributeDescription parts = AttributeDescription::split(description);
  std::vector<std::string> options;
  for (const std::string_view option : parts.options) {
    if (!isTransferOption(option)) options.push_back(asciiLower(option));
  }
  std::sort(options.begin(), options.end());
  options.erase(std::unique(options.begin(), options.end()), options.end());
  std::string folded = asciiLower(parts.type);
  for (const std::string& option : options) folded.append(";").append(option);
  return folded;
}

bool isRedacted(std::string_view value) {
  if (value.size() != kRedactedMark.size() + kDigestDigits || value.substr(0, kRedactedMark.size()) != kRedactedMark) {
    return false;
  }
  return value.find_first_not_of("0123456789abcdef", kRedactedMark.size()) == std::string_view::npos;
}

std::string_view withoutOrder(std::string_view value) {
  if (value.empty() || value.front() != '{') return value;
  const std::size_t digits = value.find_first_not_of("0123456789", 1);
  const bool isPrefix = digits != std::string_view::npos && digits > 1 && value[digits] == '}';
  return isPrefix ? value.substr(digits + 1) : value;
}

}  // namespace ldapsnap
