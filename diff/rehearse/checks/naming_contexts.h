// Which names are those of a server's naming contexts (RFC 4512, 5.1.2): their entries have no parent in the server.
#pragma once

#include <string>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class NamingContexts {
 public:
  /// `directory` outlives it, and is asked each time: a setup may add a database, and then the entry of its suffix.
  /// Throws Error(BadInput) if the data is wrong.
  explicit NamingContexts(const Snapshot& directory);

  /// Whether the root DSE names the context, the snapshot was read from there, or the configuration has a database of
  /// that suffix (diff/rehearse/data/configuration-limits.json).
  bool isSuffix(const Dn& dn) const;

  /// Whether a database of the server may hold the name. True where the root DSE does not say which there are.
  bool mayHold(const Dn& dn) const;
  /// Whether both names are known to be in two different naming contexts.
  bool areApart(const Dn& a, const Dn& b) const;

 private:
  struct Setting {
    std::string attribute, below;
  };

  std::vector<std::string> known() const;

  const Snapshot& directory_;
  std::vector<Setting> settings_;
};

}  // namespace ldapsnap
