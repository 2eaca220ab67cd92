// References that point nowhere because of a difference: to entries that are gone or renamed, and new ones to entries
// that never were.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diff/impact/judge.h"
#include "snapshot/base/name_index.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

class ReferenceWatch {
 public:
  ReferenceWatch(const Difference& difference, const Snapshot& after);

  /// Whether any entry has to be looked at: something is gone.
  bool needsReading() const { return !gone_.empty(); }
  /// False for attributes that make no difference to look(): in other attributes (text, URLs) names are not looked at,
  /// and some names need not be of an entry.
  bool isReference(std::string_view description);
  void look(const Entry& entry);
  void collect(std::vector<Judgement>& judgements) const;

 private:
  struct Dangling {
    std::string target, attribute;
    bool wasThere = false;  ///< the difference removed or renamed the target
    std::uint64_t count = 0;
    std::vector<std::string> objects;
  };
  bool isGone(const std::string& path) const;
  bool isThere(const std::string& dn) const;
  bool mayBeThere(const std::string& dn) const;
  void lookAtAdded(const EntryChange& change);
  void note(const std::string& path, const std::string& target, const std::string& attribute, const std::string& dn,
            bool wasThere);

  const Snapshot& after_;
  Coverage coverage_;
  std::set<std::string> gone_;   ///< paths (dn.h) of entries that are no longer there, with what was below them
  NameIndex<bool> isReference_;  ///< by description
  std::map<std::string, Dangling> dangling_;  ///< by path and attribute
};

}  // namespace ldapsnap
