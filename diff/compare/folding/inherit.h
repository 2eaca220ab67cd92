// inherit: security descriptors that follow from a change further up.
#pragma once

#include <string>

#include "diff/compare/model/entry_change.h"
#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {

/// Sets AttributeChange::followsFromParent. Whoever changes the descriptor of a container in Active Directory changes
/// those of all that lies below ([MS-ADTS] 6.1.3): of a thousand changes one is news. Where nothing but inherited ACEs
/// changed, and an entry above has a change of its descriptor in the difference, or the entry was moved, the rest
/// follows. The topmost stays visible even when its own change is inherited: its cause is not in the difference.
class InheritedRights {
 public:
  /// `schema` must outlive it.
  explicit InheritedRights(const ComparisonSchema& schema) : schema_(schema) {}

  /// Changes come in the order of order.h.
  void mark(EntryChange& change);

 private:
  const ComparisonSchema& schema_;
  std::string top_;  ///< the place of the topmost cause; what lies below follows it
  bool hasTop_ = false;
};

}  // namespace ldapsnap
