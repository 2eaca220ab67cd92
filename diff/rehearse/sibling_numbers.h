// The numbers that slapd gives to databases, overlays and schemas of cn=config: "olcDatabase={1}mdb" (slapd-config(5),
// draft-chu-ldap-xordered). A setup names its entry without one, and the server counts; so what a run recorded in one
// directory says is that directory's number.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diff/rehearse/predicted_snapshot.h"
#include "diff/rehearse/rehearse.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {

class SiblingNumbers {
 public:
  /// `predicted` outlives it.
  explicit SiblingNumbers(PredictedSnapshot& predicted);

  /// The step with the numbers that earlier steps got here.
  RehearsalStep followed(RehearsalStep step) const;

  /// The entry beside `dn` that has the same name but for its number.
  std::optional<Entry> namesake(const Dn& dn) const;

  /// What became of the number of an entry that is added.
  enum class Outcome {
    Fits,        ///< it has none, or keeps the one it asks for
    Changed,     ///< it got another one: in the record's name and in its naming value
    Refused,     ///< of a schema: those behind it would have to move, and slapd does not do that (53)
    MovesOthers  ///< of a database or an overlay: those at and behind it got the next ones, in the prediction already
  };
  /// Of an add. A recorded step (without a line in a file) gets the next number, whatever the other directory had.
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
