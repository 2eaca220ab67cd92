// Plays one change record after the other on a predicted snapshot, as the server would.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/configuration_limits.h"
#include "diff/rehearse/checks/naming_contexts.h"
#include "diff/rehearse/checks/planned_schema.h"
#include "diff/rehearse/checks/request_checks.h"
#include "diff/rehearse/play/failed_steps.h"
#include "diff/rehearse/play/sibling_numbers.h"
#include "diff/rehearse/prediction/predicted_snapshot.h"
#include "diff/rehearse/steps/alternative_names.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

/// Checks what the server checks, in its order, and changes the prediction where a step succeeds. The first obstacle
/// ends a step: a request succeeds in full or changes nothing (RFC 4511, 4.6).
///
/// A step whose outcome cannot be told is taken to succeed, so that the steps after it depend on one doubt only.
class StepPlayer {
 public:
  /// Both outlive the player. `predicted` is a prediction of `target`.
  StepPlayer(const Snapshot& target, PredictedSnapshot& predicted);

  /// Names and OIDs, lower case, of schema elements that a recorded step still to come defines. A recording may hold
  /// only the last change of an entry, and then the class that names an element comes before the element: that is not
  /// an obstacle.
  void expect(const std::set<std::string>& elements) { expectedElements_.insert(elements.begin(), elements.end()); }

  StepVerdict play(const RehearsalStep& step);

 private:
  struct Attempt;
  using Refusal = std::optional<Obstacle>;

  Refusal resolveNames(Attempt& attempt);
  Refusal perform(Attempt& attempt);
  Refusal add(Attempt& attempt);
  Refusal addDefinitions(Attempt& attempt);
  Refusal remove(Attempt& attempt);
  Refusal modify(Attempt& attempt);
  Refusal rename(Attempt& attempt);

  Refusal run(const std::vector<CheckGroup>& groups, Attempt& attempt);
  Refusal check(RequestCheck check, Attempt& attempt);
  Refusal checkEachAttribute(const std::vector<RequestCheck>& checks, Attempt& attempt);
  RequestContext contextOf(const Attempt& attempt) const;

  Refusal requireControls(const LdifRecord& record) const;
  bool supports(const std::string& control) const;
  bool asksFor(const LdifRecord& record, std::string_view control) const;
  Refusal requireName(const Dn& dn) const;
  Refusal assignSiblingNumber(Attempt& attempt);
  static Refusal requireNoIncrement(const Attempt& attempt);
  Refusal dropReadOnly(Attempt& attempt) const;
  Refusal requireReferences(Attempt& attempt) const;
  Refusal requireReferredClasses(const Attempt& attempt) const;
  static Refusal requireSimpleRdn(RequestCheck check, const Attempt& attempt);
  Refusal requireRdnUntouched(const Attempt& attempt) const;
  Refusal requireNewRdn(Attempt& attempt) const;
  Refusal requireOtherPlace(const Attempt& attempt) const;
  Refusal requireContext(const Attempt& attempt) const;
  Refusal requireFreeName(Attempt& attempt) const;
  Refusal requireParent(Attempt& attempt) const;
  Refusal requireEntry(Attempt& attempt);
  Refusal requireSuperior(Attempt& attempt) const;
  Refusal requireFreeNewName(const Attempt& attempt) const;
  Refusal apply(Attempt& attempt);
  Refusal requirePossibleSuperior(Attempt& attempt) const;
  Refusal requireNamingType(RequestCheck check, const Attempt& attempt) const;
  bool mayConfigure(const Attempt& attempt) const;
  Refusal requireFreeDefinitions(const Entry& entry) const;
  Refusal requireValidEntry(RequestCheck check, Attempt& attempt) const;

  Refusal unlessNotCovered(Attempt& attempt, ObstacleKind absence, const Dn& absent) const;
  Refusal unlessSchemaUnknown(Attempt& attempt, Refusal refusal) const;

  void put(Entry entry);
  void forgetElements(const std::set<std::string>& oids);
  bool isSkipped(const Attempt& attempt) const;
  bool holdsAllOf(const Attempt& attempt, const Entry& wanted, const Obstacle& obstacle) const;
  bool isDefinitionsOnly(const Attempt& attempt) const;
  std::vector<std::string> tagOptions() const;

  const Snapshot& target_;
  PredictedSnapshot& predicted_;
  Coverage coverage_;
  PlannedSchema schema_;
  SiblingNumbers numbers_;
  AlternativeNames names_;
  Product product_;
  const ServerBehaviour& behaviour_;
  const RequestChecks& checks_;
  ConfigurationLimits configuration_;
  NamingContexts contexts_;
  std::set<std::string> supportedControls_;  ///< of the root DSE; empty: not known
  std::size_t played_ = 0;
  std::optional<std::size_t> moduleStep_;  ///< the last step that loaded a module: its schema is not known
  FailedSteps failed_;
  std::set<std::string> expectedElements_;
};

}  // namespace ldapsnap
