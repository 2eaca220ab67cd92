#include "snapshot/import/binary_values.h"

#include <algorithm>
#include <optional>

#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/value/decodings.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kHexGuid = 32;

bool isHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Whether `value` may be text of one of the forms: a cheap test, for nearly all values are something else.
bool mayBeText(std::string_view value) {
  constexpr std::size_t kPlain = 36, kBraced = 38;
  if (value.size() == kHexGuid) return std::all_of(value.begin(), value.end(), isHexDigit);
  if (value.size() == kPlain) return value[8] == '-' && value[13] == '-';
  if (value.size() == kBraced) return value[0] == '{' && value[9] == '-';
  return value.size() > 4 && (value[0] == 'S' || value[0] == 's') && value[1] == '-' && value[2] == '1';
}

std::optional<std::string> bytesOf(std::string_view value, ValueForm form) {
  // Without dashes the digits are those of the bytes ([MS-ADTS] 3.1.1.3.1.2.4, and the Guid property of ADSI).
  if (form == ValueForm::Guid) return value.size() == kHexGuid ? fromHex(value) : guidFromText(value);
  if (form == ValueForm::Sid) return sidFromText(value);
  return std::nullopt;
}

}  // namespace

void restoreBinaryValues(Entry& entry) {
  for (Attribute& attribute : entry.attributes) {
    if (std::none_of(attribute.values.begin(), attribute.values.end(), mayBeText)) continue;
    const std::string_view type = attributeTypeOf(attribute.description);
    const Decoding* const decoding = findDecoding(type);
    if (!decoding) continue;
    for (std::string& value : attribute.values) {
      if (std::optional<std::string> bytes = bytesOf(value, decoding->form)) value = *std::move(bytes);
    }
  }
}

}  // namespace ldapsnap
