// Which steps failed, and what later steps miss because of them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "diff/rehearse/answers/verdict.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

class FailedSteps {
 public:
  /// `record` failed as `verdict` says; `dn` is the entry's.
  void remember(const LdifRecord& record, const StepVerdict& verdict, const Dn& dn);
  /// What an earlier step failed to do to this entry has been done now.
  void forget(const Dn& dn);

  /// The failed step that the obstacle follows from.
  std::optional<std::size_t> causeOf(const Obstacle& obstacle) const;
  /// Whether a failed step would have defined the schema element of that name or OID, lower case.
  bool isUndefinedByFailure(const std::string& element) const { return elements_.contains(element); }

 private:
  /// By the path of the entry that a step did not make, move, change or delete, and by the schema element (lower case)
  /// that it did not define.
  std::map<std::string, std::size_t> entries_, elements_;
};

}  // namespace ldapsnap
