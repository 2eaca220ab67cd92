// Attribute descriptions and attributes (RFC 4512, 2.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// The parts of an attribute description "type;option;option". Views into the text it was split from.
struct AttributeDescription {
  std::string_view type;
  std::vector<std::string_view> options;

  /// Never fails: everything before the first ';' is the type.
  static AttributeDescription split(std::string_view text);
};

/// The type alone; a view into `description`.
inline std::string_view attributeTypeOf(std::string_view description) {
  return description.substr(0, description.find(';'));
}

/// The description by which attributes of one entry are told apart without a schema: lower case, options sorted, each
/// once, without `binary` (RFC 4522), `range=` ([MS-ADTS] 3.1.1.3.1.3.3) and the change state that 389 exports
/// (`adcsn-`, `mdcsn-`, `vucsn-`, `vdcsn-`). `lang-de` stays: it is another attribute (RFC 3866).
std::string foldDescription(std::string_view description);

/// True for options that say how values travel or when they came, not which attribute they belong to: those that
/// foldDescription() leaves out.
bool isTransferOption(std::string_view option);
/// True for text that RFC 4512, 2.5 allows as an attribute description, in which underscores are accepted because many
/// schemas have them, and the options of ranges of values.
bool isAttributeDescription(std::string_view text);

/// The values that a server returned of a long list: the option `range=0-1499` or `range=1500-*`
/// ([MS-ADTS] 3.1.1.3.1.3.3).
struct ValueRange {
  std::uint32_t first = 0;
  std::optional<std::uint32_t> last;  ///< nothing: to the end of the list

  bool operator==(const ValueRange&) const = default;
};
std::optional<ValueRange> parseValueRange(std::string_view option);

/// What the options of an attribute description say about the values that follow it, apart from the attribute that they
/// belong to.
struct ValueState {
  std::string description;          ///< without those options
  std::optional<ValueRange> range;  ///< of the list that the values are a part of
  /// 389 keeps deleted values and attributes for replication; a search does not return them.
  bool isDeleted = false;
};
/// Nothing for a description without such options: ranges, and the change state that 389 exports (`vucsn-`, `vdcsn-`,
/// `mdcsn-`, `adcsn-`, `deleted`, `deletedattribute`; str2entry_state_information_from_type() in its entry.c).
std::optional<ValueState> valueStateOf(std::string_view description);

/// True for objectClass by its name or its OID, with options or without.
bool isObjectClassType(std::string_view description);

/// An attribute of an entry: the description as the server spelled it, the values as bytes. Values are a set (X.501);
/// their order here means nothing unless the schema says X-ORDERED.
struct Attribute {
  std::string description;
  std::vector<std::string> values;

  bool operator==(const Attribute&) const = default;
};

/// `value` without the "{n}" that gives an X-ORDERED value its place; as it is when it has none.
std::string_view withoutOrder(std::string_view value);

/// A value that the capture replaced by a keyed digest starts with this mark; 32 hexadecimal digits follow. Equal
/// digests of one store mean equal values, so a change of a secret is visible and the secret is not.
/// snapshot/redact/redaction.h makes them.
inline constexpr std::string_view kRedactedMark = "{ldapsnap-redacted}";
bool isRedacted(std::string_view value);

}  // namespace ldapsnap
