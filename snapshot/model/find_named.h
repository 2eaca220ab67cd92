// Finding an entry by a name that a person typed.
#pragma once

#include <optional>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// As Snapshot::find(), for names in any spelling that RFC 4518 calls the same: "cn=MÜLLER JÜRGEN", or letters with
/// combining accents as macOS types them, for "cn=Müller Jürgen". Where find() does not know the spelling, this reads
/// the entries below the nearest superior that it knows: meant for one name, not for many.
std::optional<Entry> findNamed(const Snapshot& snapshot, const Dn& dn);

}  // namespace ldapsnap
