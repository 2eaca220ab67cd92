// Snapshots from LDIF text, and differences as text: what the tests of the comparison are written in.
#pragma once

#include <string>

#include "diff/compare/model/difference.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

/// The entries of `ldif` in memory. Without a product of its own it is Generic's.
MemorySnapshot snapshotOf(const std::string& ldif, Product product = Product::Generic);

/// The difference of two LDIF texts.
Difference differenceOf(const std::string& before, const std::string& after, Product product = Product::Generic);

/// What happened to the entry cn=a, whose attribute lines are given, and in one attribute only.
AttributeChange onlyChange(const std::string& before, const std::string& after);

/// One line a change, schema first, in their order:
///   schema ~ objectClass acmeServer: MUST -acmeHost, MAY +acmeHost
///   + cn=a: cn +a, objectClass +device
///   - cn=b: ...
///   ~ cn=c: description -old +new
///   > cn=d from cn=e by entryUUID, 3 entries: description +new
///   ~ cn=f replaced
/// Of an X-ORDERED attribute or a long text, the steps: `olcAccess [ keep| -gone| +new]`. Volatile attributes follow
/// with a `*`: `~ cn=c: description -old, *entryCSN -1 +2`; what changed in them alone has the line `* cn=g: *entryCSN
/// -1 +2`.
std::string describe(const Difference& difference);

/// "added 1, removed 0, modified 2, renamed 0, unchanged 7, volatile 0".
std::string describe(const EntryCounts& counts);

}  // namespace ldapsnap
