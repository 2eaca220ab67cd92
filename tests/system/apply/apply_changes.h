// A real server that change records are applied to, and what it holds then.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diff/apply/change_records.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/server/connection.h"

namespace ldapsnap::test {

/// A server as an administrator reaches it who may read and write everything.
class LiveDirectory {
 public:
  LiveDirectory(ConnectionSettings connection, std::vector<std::string> bases)
      : connection_(std::move(connection)), bases_(std::move(bases)) {}

  /// What it holds now.
  MemorySnapshot capture() const;
  /// By ldapmodify. Throws std::runtime_error with its words and the LDIF.
  void apply(const std::string& ldif) const;

 private:
  ConnectionSettings connection_;
  std::vector<std::string> bases_;
};

/// The LDIF report of the records that lead from `from` to `to`.
std::string changesAsLdif(const Snapshot& from, const Snapshot& to);

/// What differs, one line an entry or schema element, without what every server gives anew to an entry that was
/// added, and without what it owns:
/// "added cn=a,o=Acme", "modified cn=b,o=Acme: description -old +new", "schema acmeHost". Empty: nothing.
std::string differenceOf(const Snapshot& before, const Snapshot& after);

/// Brings `server`, which holds `after`, back to `before`, and forward again, by LDIF both ways. `leftBack` and
/// `leftForward` are what each way is expected to leave (differenceOf()).
void expectBothWays(const LiveDirectory& server, const Snapshot& before, const Snapshot& after,
                    const std::string& leftBack = "", const std::string& leftForward = "");

}  // namespace ldapsnap::test
