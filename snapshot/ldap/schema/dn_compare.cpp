// Comparing names as a server does: AVA by AVA, each by its type's EQUALITY rule.

#include <algorithm>
#include <unicode/ustring.h>

#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/dn/dn_path.h"
#include "snapshot/ldap/dn/dn_scanner.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

constexpr char kOpaqueBer = '%';    // beside the two marks of equalityKey()
constexpr char kUnparsed = '\x01';  // before every name, as in the store's key

/// The character string types of ASN.1 whose contents are UTF-8 or ASCII, and OCTET STRING, by their BER tags.
constexpr std::string_view kByteStrings = "\x04\x0C\x12\x13\x16\x17\x18\x1A";
constexpr char kBmpString = '\x1E';

std::optional<std::string> textOfBmp(std::string_view contents) {
  if (contents.size() % 2 != 0) return std::nullopt;
  std::u16string units;
  for (std::size_t i = 0; i < contents.size(); i += 2) {
    const auto high = static_cast<unsigned char>(contents[i]), low = static_cast<unsigned char>(contents[i + 1]);
    units += static_cast<char16_t>(high << 8 | low);
  }
  std::string text(units.size() * 3, '\0');
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(text.data(), static_cast<std::int32_t>(text.size()), &size, units.data(),
              static_cast<std::int32_t>(units.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  text.resize(static_cast<std::size_t>(size));
  return text;
}

/// The contents of a BER element that is the whole of `octets`, with a definite length of up to two octets.
std::optional<std::string_view> berContents(std::string_view octets) {
  if (octets.size() < 2) return std::nullopt;
  std::size_t size = static_cast<unsigned char>(octets[1]);
  std::size_t header = 2;
  if (size & 0x80) {
    header += size & 0x7F;
    if (header > 4 || header == 2 || header > octets.size()) return std::nullopt;
    size = 0;
    for (const char c : octets.substr(2, header - 2)) size = size << 8 | static_cast<unsigned char>(c);
  }
  return octets.size() == header + size ? std::optional(octets.substr(header)) : std::nullopt;
}

/// The LDAP value that a "#hex" string stands for (RFC 4514, 2.4): 2.5.4.3=#0c0161 is cn=a. Empty optional for a type
/// of ASN.1 that is no string.
std::optional<std::string> valueOfBer(std::string_view octets) {
  const std::optional<std::string_view> contents = berContents(octets);
  if (!contents) return std::nullopt;
  if (kByteStrings.find(octets.front()) != std::string_view::npos) return std::string(*contents);
  return octets.front() == kBmpString ? textOfBmp(*contents) : std::nullopt;
}

void appendValue(DnPath& path, std::string_view type, std::string_view value, const Schema& schema) {
  static const MatchingRule* const kCaseIgnore = findMatchingRule("caseIgnoreMatch");
  const MatchingRule* const rule = schema.equality(type);
  path.append(equalityKey(rule ? rule : kCaseIgnore, value, schema));
}

void appendAva(DnPath& path, std::string_view type, std::string_view value, bool isBer, const Schema& schema) {
  path.beginAva();
  path.append(schema.identity(type));
  path.append('=');
  if (!isBer) return appendValue(path, type, value, schema);
  if (const std::optional<std::string> decoded = valueOfBer(value)) return appendValue(path, type, *decoded, schema);
  path.append(kOpaqueBer);
  path.append(value);
}

bool isSuffix(const Dn& dn, const Dn& suffix) {
  return std::equal(suffix.rdns().rbegin(), suffix.rdns().rend(), dn.rdns().rbegin());
}

}  // namespace

std::string normalForm(const Dn& dn, const Schema& schema) {
  DnPath path(32 * dn.size());
  for (const Rdn& rdn : dn.rdns()) {
    path.beginRdn();
    for (const Ava& ava : rdn) appendAva(path, ava.type, ava.value, ava.isBer, schema);
  }
  return path.finish();
}

std::optional<std::string> tryNormalForm(std::string_view dn, const Schema& schema) {
  DnPath path(2 * dn.size() + 16);
  DnScanner scanner(dn);
  DnScanner::Step step = scanner.next();
  for (; step == DnScanner::Step::Ava; step = scanner.next()) {
    if (scanner.startsRdn()) path.beginRdn();
    appendAva(path, scanner.type(), scanner.value(), scanner.isBer(), schema);
  }
  if (step == DnScanner::Step::Malformed) return std::nullopt;
  return path.finish();
}

std::string normalForm(std::string_view dn, const Schema& schema) {
  std::optional<std::string> form = tryNormalForm(dn, schema);
  if (form) return std::move(*form);
  return kUnparsed + std::string(dn);
}

bool isAtOrBelow(const Dn& dn, const Dn& ancestor, const Schema& schema) {
  if (dn.size() < ancestor.size()) return false;
  if (isSuffix(dn, ancestor)) return true;
  const auto start = dn.rdns().end() - static_cast<std::ptrdiff_t>(ancestor.size());
  const Dn suffix(std::vector<Rdn>(start, dn.rdns().end()));
  return normalForm(suffix, schema) == normalForm(ancestor, schema);
}

}  // namespace ldapsnap
