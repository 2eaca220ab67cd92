// What an entry must have for a filter to match: the keys under which MatchIndex files filters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// One thing that an entry may have, lower-cased: a value of objectClass, or an attribute type.
struct FilterKey {
  enum class Kind { ObjectClass, Attribute } kind = Kind::Attribute;
  std::string text;

  bool operator==(const FilterKey&) const = default;
};

/// Finds the keys of many filters for one schema, which outlives it and gets no further element. What lies below a type
/// or a class is worked out once for all of them.
class FilterKeys {
 public:
  explicit FilterKeys(const Schema& schema) : schema_(&schema) {}

  /// The filter can match, or be undefined, only on an entry that has at least one of the keys. Names, OIDs and
  /// subtypes are all listed, as the schema knows them. Empty optional: any entry may match.
  std::optional<std::vector<FilterKey>> of(const Filter& filter);

 private:
  using Keys = std::optional<std::vector<FilterKey>>;
  /// The subtypes of types, by the identity of the type.
  using Subtypes = std::unordered_map<std::string, std::vector<const AttributeType*>>;
  /// The classes below a class.
  using Subclasses = std::unordered_map<const ObjectClass*, std::vector<const ObjectClass*>>;

  const std::vector<FilterKey>& ofAttribute(std::string_view description);
  Keys ofClass(const std::string& name);
  Keys ofAnd(const std::vector<Filter>& operands);
  Keys ofOr(const std::vector<Filter>& operands);
  const Subtypes& subtypes();
  const Subclasses& subclasses();

  const Schema* schema_;
  std::optional<Subtypes> subtypes_;
  std::optional<Subclasses> subclasses_;
  std::unordered_map<std::string, std::vector<FilterKey>> byType_;  ///< by type as spelled
};

/// `filter` without the values that it mentions as ${name}: what matches `filter` under any binding matches this. Of an
/// item that mentions one the presence of its attribute is left; a negation becomes true.
Filter withoutMentions(const Filter& filter);

/// The attribute descriptions that `filter` asks about, each once in whatever case, in the filter's order.
std::vector<std::string> attributesIn(const Filter& filter);

}  // namespace ldapsnap
