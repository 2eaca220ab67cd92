// Reading one attribute of all entries: what a snapshot can offer that need not decode the rest for it.
#pragma once

#include <functional>
#include <string_view>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class ValueScan {
 public:
  virtual ~ValueScan() = default;

  /// An entry's DN as spelled, and the attribute's first value; both for the time of the call. Empty: it has none.
  using ValueVisitor = std::function<Snapshot::Visit(std::string_view dn, std::string_view value)>;
  /// All entries at and below `base`, in key order. `description`: of an attribute that is not volatile, in any case.
  virtual void scanValues(const Dn& base, std::string_view description, const ValueVisitor& visitor) const = 0;
};

}  // namespace ldapsnap
