// contextCSN of OpenLDAP (slapo-syncprov(5)): of each server the number of its newest change in a database. A change
// that is newer than every entry left none: a deletion. (Of an older one that cannot be said: another server may have
// written the entry since.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diff/history/metadata/bookkeeping.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

class ContextCsnWatch {
 public:
  /// To be called for every entry in key order; `path` is the entry's (dn.h).
  void add(const BookkeepingOf& entry, std::string_view path);

  struct Deletion {
    std::string suffix;  ///< DN of the database's suffix
    std::string csn;
  };
  /// For the databases that `coverage` holds completely.
  std::vector<Deletion> deletions(const Coverage& coverage) const;

 private:
  struct Context {
    std::string dn, path;
    std::string newest;       ///< contextCSN
    std::string newestEntry;  ///< entryCSN
  };

  std::vector<Context> contexts_;
  std::vector<std::size_t> open_;  ///< those that the last entry lies in, outermost first
};

}  // namespace ldapsnap
