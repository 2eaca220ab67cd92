// The values of one attribute, before and after.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "diff/compare/model/difference.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// The values of one attribute of one entry, as views. An entry may spell one attribute in two ways (cn and 2.5.4.3);
/// then the values of both are here, under the first spelling.
struct AttributeView {
  const AttributeTraits* traits = nullptr;
  std::string_view description;
  std::vector<std::string_view> values;
};

/// What differs between two attributes that are one.
struct MatchedAttribute {
  std::optional<AttributeChange> change;   ///< empty when the values are equal
  std::vector<AttributeChange> spellings;  ///< as EntryChange::spellings
};

/// One of the two may be nullptr: the attribute is added or removed.
MatchedAttribute matchAttribute(const AttributeView* before, const AttributeView* after,
                                const ComparisonSchema& schema);

}  // namespace ldapsnap
