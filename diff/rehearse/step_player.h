// Plays one change record after the other on a predicted snapshot.
#pragma once

#include <map>
#include <set>
#include <string>

#include "diff/rehearse/plan_schema.h"
#include "diff/rehearse/rehearse.h"
#include "diff/rehearse/sibling_numbers.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

class StepPlayer {
 public:
  /// Both outlive it.
  StepPlayer(const Snapshot& target, PredictedSnapshot& predicted);
  /// Schema elements that a recorded step to come defines. A record of changes may tell the last change of an entry
  /// alone, and the class that named it went behind its first: it is no obstacle there.
  void expect(const std::set<std::string>& elements) { expectedElements_.insert(elements.begin(), elements.end()); }

  StepVerdict play(const RehearsalStep& asked);

 private:
  void add(const RehearsalStep& step);
  bool isNumbered(RehearsalStep& step);
  void remove(const RehearsalStep& step);
  void modify(const RehearsalStep& step);
  void rename(const LdifRecord& record);

  bool fail(Obstacle obstacle);
  bool fail(Obstacle::Kind kind, const std::string& holder = "");
  bool failAbsent(Obstacle::Kind kind, const Dn& absent);
  void doubt(const std::string& reason);
  bool isPlaced(const Dn& dn);
  bool fitsSchema(const Entry& entry);
  bool isAccepted(const std::optional<Obstacle>& obstacle);
  bool isDefinable(const Entry& entry);
  void put(Entry entry);
  void noteModules(const Entry& entry);
  void noteLost(const RehearsalStep& step, const Entry& held);
  void noteOverwritten(const RehearsalStep& step, const Entry& held);
  bool isDefinitionSubentry(const LdifRecord& record) const;

  bool blameOf(const Obstacle& obstacle);
  void noteFailure(const RehearsalStep& step);
  void noteSuccess();

  const Snapshot& target_;
  PredictedSnapshot& predicted_;
  Coverage coverage_;
  PlannedSchema schema_;
  SiblingNumbers numbers_;
  Product product_;
  const ServerBehaviour& behaviour_;
  Dn dn_;
  StepVerdict verdict_;
  std::size_t number_ = 0;
  std::string loadedModule_;  ///< of a step so far: its schema is not known
  /// Failed steps by the path of the entry that they did not make, move, change or delete, and by the schema element
  /// (lower case) that they did not define.
  std::map<std::string, std::size_t> failedEntries_, failedElements_;
  std::set<std::string> expectedElements_;
};

}  // namespace ldapsnap
