#include "snapshot/import/binary_values.h"

#include <algorithm>
#include <optional>

#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/value/decodings.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

/// Whether `value` may be text of one of the forms: a cheap test, for nearly all values are something else.
bool mayBeText(std::string_view value) {
  constexpr std::size_t kPlain = 36, kBraced = 38;
  if (value.size() == kPlain) return value[8] == '-' && value[13] == '-';
  if (value.size() == kBraced) return value[0] == '{' && value[9] == '-';
  return value.size() > 4 && (value[0] == 'S' || value[0] == 's') && value[1] == '-' && value[2] == '1';
}

std::optional<std::string> bytesOf(std::string_view value, ValueForm form) {
  if (form == ValueForm::Guid) return guidFromText(value);
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
