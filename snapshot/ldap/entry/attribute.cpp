#include "snapshot/ldap/entry/attribute.h"

#include <algorithm>
#include <array>

#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn_scanner.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kDigestDigits = 32;

constexpr std::string_view kRange = "range=";
/// How options begin that say when 389 changed the attribute and its values: the state that `db2ldif -r` writes (adcsn:
/// attribute deleted; mdcsn: value made part of the name; vucsn, vdcsn: value updated, deleted).
constexpr std::array<std::string_view, 4> kStatePrefixes = {"adcsn-", "mdcsn-", "vucsn-", "vdcsn-"};

bool isChangeState(std::string_view option) {
  return std::any_of(kStatePrefixes.begin(), kStatePrefixes.end(),
                     [option](std::string_view prefix) { return startsWithIgnoreAsciiCase(option, prefix); });
}

bool isDeletion(std::string_view option) {
  return equalsIgnoreAsciiCase(option, "deleted") || equalsIgnoreAsciiCase(option, "deletedattribute");
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isKeyCharacter(char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '_'; }

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
  return option.empty() || equalsIgnoreAsciiCase(option, "binary") || startsWithIgnoreAsciiCase(option, kRange) ||
         isChangeState(option);
}

bool isAttributeDescription(std::string_view text) {
  if (text.find(';') == std::string_view::npos) return isAttributeType(text);
  const AttributeDescription parts = AttributeDescription::split(text);
  const auto isOption = [](std::string_view option) {
    if (parseValueRange(option)) return true;
    return !option.empty() && std::all_of(option.begin(), option.end(), isKeyCharacter);
  };
  return isAttributeType(parts.type) && std::all_of(parts.options.begin(), parts.options.end(), isOption);
}

std::optional<ValueRange> parseValueRange(std::string_view option) {
  if (!startsWithIgnoreAsciiCase(option, kRange)) return std::nullopt;
  const std::string_view bounds = option.substr(kRange.size());
  const std::size_t dash = bounds.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint32_t> first = wholeNumber<std::uint32_t>(bounds.substr(0, dash));
  const std::string_view upper = bounds.substr(dash + 1);
  if (!first) return std::nullopt;
  if (upper == "*") return ValueRange{*first, std::nullopt};
  const std::optional<std::uint32_t> last = wholeNumber<std::uint32_t>(upper);
  if (!last || *last < *first) return std::nullopt;
  return ValueRange{*first, last};
}

std::optional<ValueState> valueStateOf(std::string_view description) {
  if (description.find(';') == std::string_view::npos) return std::nullopt;
  const AttributeDescription parts = AttributeDescription::split(description);
  ValueState state;
  state.description = parts.type;
  bool isFound = false;
  for (const std::string_view option : parts.options) {
    const std::optional<ValueRange> range = parseValueRange(option);
    if (range) state.range = range;
    if (isDeletion(option)) state.isDeleted = true;
    if (range || isDeletion(option) || isChangeState(option)) {
      isFound = true;
    } else {
      state.description.append(";").append(option);
    }
  }
  return isFound ? std::optional(std::move(state)) : std::nullopt;
}

bool isObjectClassType(std::string_view description) {
  const std::string_view type = attributeTypeOf(description);
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
