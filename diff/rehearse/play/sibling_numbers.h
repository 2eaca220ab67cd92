// The numbers that slapd assigns to databases, overlays and schemas of cn=config: "olcDatabase={1}mdb"
// (slapd-config(5), draft-chu-ldap-xordered). A setup names its entry without one and the server counts, so the number
// that a run recorded is valid in the directory of that run only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diff/rehearse/prediction/predicted_snapshot.h"
#include "diff/rehearse/steps/rehearsal_step.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {

class SiblingNumbers {
 public:
  /// `predicted` outlives it.
  explicit SiblingNumbers(PredictedSnapshot& predicted);

  /// The step with its names changed to the numbers that entries of earlier steps were given here.
  RehearsalStep followed(RehearsalStep step) const;

  /// A sibling of `dn` whose name differs from it in the number only.
  std::optional<Entry> namesake(const Dn& dn) const;

  /// What became of the number of an entry that is added.
  enum class Outcome {
    Fits,        ///< it has none, or keeps the one it asks for
    Changed,     ///< it was given another one, in the record's name and in its naming value
    Refused,     ///< of a schema: those after it would have to move, which slapd refuses (53)
    MovesOthers  ///< of a database or an overlay: those at and after it were renumbered, in the prediction already
  };
  /// Assigns the number of an entry that `step` adds. A recorded step gets the next number, whatever it was in the
  /// other directory.
  Outcome place(RehearsalStep& step);

 private:
  struct Numbered {
    Dn parent;
    std::string type, text;  ///< of the RDN; `text` without its number
    std::optional<int> number;
    bool isSchema = false;
  };
  /// Nothing for an entry that the server does not number.
  std::optional<Numbered> numbered(const Dn& dn) const;
  std::vector<std::pair<int, Dn>> siblings(const Numbered& entry) const;
  void makeRoom(const Numbered& entry, int number);

  PredictedSnapshot& predicted_;
  const std::optional<SiblingNumbering>& numbering_;  ///< of the target's product
  std::vector<std::pair<Dn, Dn>> renumbered_;         ///< a name as steps have it, and the one here
};

}  // namespace ldapsnap
