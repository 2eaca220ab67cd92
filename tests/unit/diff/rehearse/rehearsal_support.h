// Small rehearsals for tests: change records as LDIF text, outcomes as one line a step.
#pragma once

#include <string>
#include <vector>

#include "diff/rehearse/rehearse.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap::test {

/// A small server with a schema of its own: o=Acme, ou=a,o=Acme and the service cn=b,ou=a,o=Acme.
extern const std::string kAcme;
/// SYNTAX and EQUALITY of a Directory String.
extern const std::string kString;

SnapshotInfo infoOf(Product product);
/// The steps of a change file with that text; no placeholders are filled in.
std::vector<RehearsalStep> stepsOf(const std::string& ldif);

/// One line a step: "1 fails 68 the step adds an entry that is there (step 1) (alike): doubt".
std::string outcomes(const Rehearsal& rehearsal);
std::string rehearsed(const std::string& ldif, const MemorySnapshot& target);
/// On kAcme and `more` entries, as a server of that product.
std::string rehearsedOn(Product product, const std::string& ldif, const std::string& more = "");

std::string add(const std::string& dn, const std::string& lines);
std::string modify(const std::string& dn, const std::string& lines);
std::string rename(const std::string& dn, const std::string& rdn, const std::string& superior = "");

}  // namespace ldapsnap::test
