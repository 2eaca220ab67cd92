// VERIFY.txt: how a reader checks the bag without ldapsnap.
#pragma once

#include <string>

#include "report/evidence/case.h"

namespace ldapsnap {

/// Whether the bag has the snapshots' manifests.
enum class Manifests {
  InBag,
  LeftOut,  ///< they name what is hidden
};

/// Commands for a POSIX shell, to be run in the bag's folder, and what each of them must say.
std::string verifyText(const Report& report, const SigningPlan& signing, Manifests manifests);

}  // namespace ldapsnap
