// Reading only the entries that have something in particular: what a snapshot can offer that knows where to look.
#pragma once

#include <functional>
#include <string_view>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What can be known of an entry without reading its values: a type that it has values of, a class that it belongs to.
struct Trait {
  enum class Kind { AttributeType, ObjectClass };
  Kind kind = Kind::AttributeType;
  std::string_view name;  ///< the type without options, or the value of objectClass; as spelled or in lower case

  bool operator==(const Trait&) const = default;
};

/// Must not depend on the case of the name.
using TraitTest = std::function<bool(const Trait&)>;

bool hasTrait(const Entry& entry, const TraitTest& isWanted);

class TraitScan {
 public:
  virtual ~TraitScan() = default;

  /// As Snapshot::scan() of the subtree at `base`, but may leave out entries that have no trait that is wanted.
  virtual void scanTraits(const Dn& base, const TraitTest& isWanted, const Snapshot::Visitor& visitor) const = 0;
  /// False when it is known, without reading entries for it, that no entry has a trait that is wanted.
  virtual bool mayHaveTraits(const TraitTest& isWanted) const = 0;
};

}  // namespace ldapsnap
