// What an entry must have for a filter to match: the keys under which MatchIndex files filters.
#pragma once

#include <optional>
#include <string>
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

/// The filter can match, or be undefined, only on an entry that has at least one of the keys. Names, OIDs and subtypes
/// are all listed, as `schema` knows them. Empty optional: any entry may match.
std::optional<std::vector<FilterKey>> keysOf(const Filter& filter, const Schema& schema);

/// `filter` without the values that it mentions as ${name}: what matches `filter` under any binding matches this. Of an
/// item that mentions one the presence of its attribute is left; a negation becomes true.
Filter withoutMentions(const Filter& filter);

/// The attribute descriptions that `filter` asks about, each once in whatever case, in the filter's order.
std::vector<std::string> attributesIn(const Filter& filter);

}  // namespace ldapsnap
