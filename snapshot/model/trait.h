// Traits: what can be known of an entry without reading its values.
#pragma once

#include <functional>
#include <string_view>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// A type that an entry has values of, or a class that it belongs to. An index of traits (snapshot/store) leads to the
/// few entries that a rule is about.
struct Trait {
  enum class Kind { AttributeType, ObjectClass };
  Kind kind = Kind::AttributeType;
  std::string_view name;  ///< the type without options, or the value of objectClass; as spelled or in lower case

  bool operator==(const Trait&) const = default;
};

/// Must not depend on the case of the name.
using TraitTest = std::function<bool(const Trait&)>;

bool hasTrait(const Entry& entry, const TraitTest& isWanted);

}  // namespace ldapsnap
