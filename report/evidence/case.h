// What an evidence bag holds (FORMAT.md): reports, manifests of the snapshots, changed objects, rules, the run.
#pragma once

#include <optional>
#include <string>

#include "diff/rules/pack/pack.h"
#include "report/evidence/package/bag.h"
#include "report/evidence/redaction/disguise.h"
#include "report/model/report.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// What a bag is made from.
struct EvidenceSource {
  Store& store;
  const Packs& packs;
  const Report& report;                ///< a run or a diff of two snapshots of `store`
  const Report& shown;                 ///< the same as the bag shows it: disguised(), or `report` itself
  const Disguise* disguise = nullptr;  ///< that made `shown`
  Selection selection = {};            ///< that `report` was made with
};

/// How the bag is going to be signed: VERIFY.txt holds the commands.
struct SigningPlan {
  std::string minisignPublicKey;  ///< the base64 line; empty: no such signature
  bool isSshSigned = false;
};

/// Everything but the signatures. Depends on its arguments alone, not on time or place. Throws what the store throws.
Bag makeBag(const EvidenceSource& source, const SigningPlan& signing);

/// "evidence-seattle-R1", or "evidence-4c1d07e2-9ab0c1d2" of two snapshots: the name of the folder in the zip.
std::string caseName(const Report& report);
/// One line that says what is signed: the trusted comment.
std::string signedStatement(const Report& report);

}  // namespace ldapsnap
