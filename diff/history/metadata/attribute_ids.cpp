#include "diff/history/metadata/attribute_ids.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "snapshot/base/little_endian.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/source/schema_object.h"

namespace ldapsnap {
namespace {

/// [MS-DRSR] 5.16.4: the prefixes that every domain controller has under the same index.
constexpr std::array<std::string_view, 39> kCommonPrefixes = {
    "2.5.4",
    "2.5.6",
    "1.2.840.113556.1.2",
    "1.2.840.113556.1.3",
    "2.16.840.1.101.2.2.1",
    "2.16.840.1.101.2.2.3",
    "2.16.840.1.101.2.1.5",
    "2.16.840.1.101.2.1.4",
    "2.5.5",
    "1.2.840.113556.1.4",
    "1.2.840.113556.1.5",
    "1.2.840.113556.1.4.260",
    "1.2.840.113556.1.5.56",
    "1.2.840.113556.1.4.262",
    "1.2.840.113556.1.5.57",
    "1.2.840.113556.1.4.263",
    "1.2.840.113556.1.5.58",
    "1.2.840.113556.1.5.73",
    "1.2.840.113556.1.4.305",
    "0.9.2342.19200300.100",
    "2.16.840.1.113730.3",
    "0.9.2342.19200300.100.1",
    "2.16.840.1.113730.3.1",
    "1.2.840.113556.1.5.7000",
    "2.5.21",
    "2.5.18",
    "2.5.20",
    "1.3.6.1.4.1.1466.101.119",
    "2.16.840.1.113730.3.2",
    "1.3.6.1.4.1.250.1",
    "1.2.840.113549.1.9",
    "0.9.2342.19200300.100.4",
    "1.2.840.113556.1.6.23",
    "1.2.840.113556.1.6.18.1",
    "1.2.840.113556.1.6.18.2",
    "1.2.840.113556.1.6.13.3",
    "1.2.840.113556.1.6.13.4",
    "1.3.6.1.1.1.1",
    "1.3.6.1.1.1.2",
};

/// What readers look for by name, also where the snapshot has no schema.
constexpr std::array<std::pair<std::uint32_t, std::string_view>, 3> kWellKnown = {
    {{0x00020002, "whenCreated"}, {0x00020030, "isDeleted"}, {0x00090001, "name"}}};

/// From this identifier on the schema assigns it (msDS-IntId), whatever the OID.
constexpr std::uint32_t kAssigned = 0x80000000;
/// Set in the low word where the prefix ends inside the last arc: what follows has 14 bits.
constexpr std::uint32_t kLongArc = 0x8000;

/// The low word as the last bytes of a BER encoding ([MS-DRSR] 5.16.4, OidFromAttid).
std::string berOfLowWord(std::uint32_t low) {
  const std::uint32_t arc = low & ~kLongArc;
  if (low < 0x80) return {static_cast<char>(arc)};
  return {static_cast<char>((arc >> 7U & 0x7FU) | 0x80U), static_cast<char>(arc & 0x7FU)};
}

std::optional<std::uint32_t> signedNumber(std::string_view text) {
  const auto number = wholeNumber<std::int64_t>(text);
  if (!number || *number < INT32_MIN || *number > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

std::string oidOfAttributeId(std::uint32_t attributeId) {
  const std::uint32_t prefix = attributeId >> 16U, low = attributeId & 0xFFFFU;
  if (prefix >= kCommonPrefixes.size() || low >= kLongArc) return {};
  return fmt::format("{}.{}", kCommonPrefixes[prefix], low);
}

// NDR: a signature, a version, the count, a pointer; the array's own count, then {index, length, pointer} for each,
// then for each its length again and its bytes, filled to a multiple of four.
std::unordered_map<std::uint32_t, std::string> readPrefixMap(std::string_view bytes) {
  constexpr std::size_t kHeader = 20, kElement = 12;
  std::unordered_map<std::uint32_t, std::string> prefixes;
  if (bytes.size() < kHeader || !bytes.starts_with("BDSD")) return prefixes;
  const std::size_t count = littleEndian32(bytes, 8);
  if (littleEndian32(bytes, 16) != count || count > (bytes.size() - kHeader) / kElement) return prefixes;
  std::size_t at = kHeader + count * kElement;
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes.size() - at < 4) return {};
    const std::size_t length = littleEndian32(bytes, at);
    at += 4;
    if (length > bytes.size() - at) return {};
    prefixes.emplace(littleEndian32(bytes, kHeader + i * kElement), bytes.substr(at, length));
    at = std::min(bytes.size(), at + (length + 3) / 4 * 4);
  }
  return prefixes;
}

void AttributeIds::learn(const BookkeepingOf& entry) {
  if (entry.has(Bookkeeping::IntId) && entry.has(Bookkeeping::LdapDisplayName)) {
    if (const auto id = signedNumber(entry.first(Bookkeeping::IntId)))
      assigned_.insert_or_assign(*id, std::string(entry.first(Bookkeeping::LdapDisplayName)));
  }
  if (entry.has(Bookkeeping::PrefixMap)) prefixes_ = readPrefixMap(entry.first(Bookkeeping::PrefixMap));
  if (entry.has(Bookkeeping::IntId) || entry.has(Bookkeeping::PrefixMap)) cache_.clear();
}

bool AttributeIds::isName(std::string_view text) {
  return !text.empty() && !(text.front() >= '0' && text.front() <= '9') && text.find(' ') == std::string_view::npos;
}

std::string_view AttributeIds::nameOf(std::uint32_t attributeId) const {
  const auto [found, isNew] = cache_.try_emplace(attributeId);
  if (isNew) found->second = resolve(attributeId);
  return found->second;
}

std::string AttributeIds::resolve(std::uint32_t attributeId) const {
  if (const auto found = assigned_.find(attributeId); found != assigned_.end()) return found->second;
  for (const auto& [id, name] : kWellKnown) {
    if (id == attributeId) return std::string(name);
  }
  std::string oid;
  if (attributeId < kAssigned) {
    oid = oidOfAttributeId(attributeId);
    const auto prefix = prefixes_.find(attributeId >> 16U);
    if (oid.empty() && prefix != prefixes_.end())
      oid = oidFromBer(prefix->second + berOfLowWord(attributeId & 0xFFFFU));
  }
  if (oid.empty()) return fmt::format("attribute 0x{:08x}", attributeId);
  const AttributeType* const type = schema_->attributeType(oid);
  return type == nullptr ? oid : type->displayName();
}

}  // namespace ldapsnap
