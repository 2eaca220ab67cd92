#include "snapshot/ldap/schema/decode.h"

#include <cstdint>
#include <fmt/format.h>
#include <limits>

#include "snapshot/base/number.h"
#include "snapshot/base/time.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/value/decodings.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sddl.h"
#include "snapshot/ldap/value/security_descriptor.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

using Text = std::optional<std::string>;

constexpr std::int64_t kTicksPerSecond = 10'000'000;  // of 100 ns
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

Text fileTime(std::string_view value, const Decoding& decoding) {
  constexpr std::int64_t kSecondsTo1970 = 11'644'473'600;
  constexpr std::int64_t kYear10000 = 253'402'300'800;
  const std::optional<std::int64_t> ticks = wholeNumber<std::int64_t>(value);
  if (!ticks || *ticks < 0) return std::nullopt;
  if (*ticks == 0) return decoding.zero;
  if (*ticks == kNever) return "never";
  const std::int64_t seconds = *ticks / kTicksPerSecond - kSecondsTo1970;
  if (seconds >= kYear10000) return std::nullopt;
  return formatTime(Time(std::chrono::seconds(seconds)));
}

/// "1 day 12 hours", with the units that are not zero.
std::string durationText(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  std::string text;
  for (const Unit unit : {Unit{86400, "day"}, Unit{3600, "hour"}, Unit{60, "minute"}, Unit{1, "second"}}) {
    const std::int64_t count = seconds / unit.seconds;
    seconds %= unit.seconds;
    if (count == 0) continue;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : " ", count, unit.name, count == 1 ? "" : "s");
  }
  return text;
}

Text interval(std::string_view value, const Decoding& decoding) {
  const std::optional<std::int64_t> ticks = wholeNumber<std::int64_t>(value);
  if (!ticks || *ticks > 0) return std::nullopt;
  if (*ticks == 0) return decoding.zero;
  if (*ticks == std::numeric_limits<std::int64_t>::min()) return "never";
  if (*ticks % kTicksPerSecond != 0) return std::nullopt;
  return durationText(-*ticks / kTicksPerSecond);
}

/// Flag words are 32 bits wide; servers write the highest as a sign.
std::optional<std::uint32_t> flagWord(std::string_view value) {
  const std::optional<std::int64_t> number = wholeNumber<std::int64_t>(value);
  if (!number || *number < std::numeric_limits<std::int32_t>::min() ||
      *number > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

/// Bits without a name are one number, behind the names.
std::vector<std::string> flagNames(std::uint32_t bits, const Decoding& decoding) {
  std::vector<std::string> names;
  for (const NamedBit& named : decoding.bits) {
    if (bits & named.bit) names.push_back(named.name);
    bits &= ~named.bit;
  }
  if (bits) names.push_back(fmt::format("0x{:x}", bits));
  return names;
}

Text flags(std::string_view value, const Decoding& decoding) {
  const std::optional<std::uint32_t> bits = flagWord(value);
  if (!bits || *bits == 0) return std::nullopt;
  return fmt::format("{}", fmt::join(flagNames(*bits, decoding), " | "));
}

Text sid(std::string_view value) {
  const Text text = sidToText(value);
  const std::string_view name = wellKnownSid(text ? *text : value);
  if (!text) return name.empty() ? Text() : std::string(name);  // the value is the text form already
  return name.empty() ? *text : fmt::format("{} ({})", *text, name);
}

Text securityDescriptor(std::string_view value) {
  const std::optional<SecurityDescriptor> descriptor = readSecurityDescriptor(value);
  const std::string text = descriptor ? toSddl(*descriptor) : std::string();
  return text.empty() ? Text() : text;  // a descriptor may have no part at all
}

Text named(std::string_view value, const Decoding& decoding) {
  const auto found = decoding.names.find(std::string(value));
  return found == decoding.names.end() ? Text() : found->second;
}

/// By the name itself, or by another name that the schema has for it.
const Decoding* decodingByName(std::string_view type, const Schema& schema) {
  if (const Decoding* const found = findDecoding(type)) return found;
  const AttributeType* const known = schema.attributeType(type);
  if (!known) return nullptr;
  for (const std::string& name : known->names) {
    if (const Decoding* const found = findDecoding(name)) return found;
  }
  return nullptr;
}

}  // namespace

const Decoding* decodingOf(std::string_view attribute, const Schema& schema) {
  static const Decoding kSid{ValueForm::Sid, {}, {}, {}}, kDescriptor{ValueForm::SecurityDescriptor, {}, {}, {}};
  const std::string_view type = attributeTypeOf(attribute);
  if (const Decoding* const found = decodingByName(type, schema)) return found;
  const MatchingRule* const rule = schema.equality(type);
  if (!rule) return nullptr;
  if (rule->name == "sidMatch") return &kSid;
  return rule->name == "securityDescriptorMatch" ? &kDescriptor : nullptr;
}

std::optional<std::string> decoded(const Decoding& decoding, std::string_view value) {
  switch (decoding.form) {
    case ValueForm::Guid:
      return guidToText(value);
    case ValueForm::Sid:
      return sid(value);
    case ValueForm::SecurityDescriptor:
      return securityDescriptor(value);
    case ValueForm::FileTime:
      return fileTime(value, decoding);
    case ValueForm::Interval:
      return interval(value, decoding);
    case ValueForm::Flags:
      return flags(value, decoding);
    case ValueForm::Names:
      return named(value, decoding);
  }
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view attribute, std::string_view value, const Schema& schema) {
  const Decoding* const decoding = decodingOf(attribute, schema);
  return decoding ? decoded(*decoding, value) : std::nullopt;
}

std::optional<FlagChange> flagChange(const Decoding& decoding, std::string_view before, std::string_view after) {
  if (decoding.form != ValueForm::Flags) return std::nullopt;
  const std::optional<std::uint32_t> old = flagWord(before), now = flagWord(after);
  if (!old || !now) return std::nullopt;
  return FlagChange{flagNames(*now & ~*old, decoding), flagNames(*old & ~*now, decoding)};
}

}  // namespace ldapsnap
