// What may stand once in a server's configuration: overlays, databases, suffixes, from
// diff/rehearse/data/configuration-limits.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/rehearse/answers/obstacle.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class ConfigurationLimits {
 public:
  /// Throws Error(BadInput) if the data is wrong.
  explicit ConfigurationLimits(Product product);

  /// The obstacle to an entry that is added; `namesake` is the sibling whose name differs from it in the number only
  /// (sibling_numbers.h).
  std::optional<Obstacle> check(const Entry& entry, const std::optional<Entry>& namesake,
                                const Snapshot& directory) const;

  /// The obstacle to an entry of these classes.
  std::optional<Obstacle> checkClasses(const Entry& entry, const Snapshot& directory) const;

 private:
  struct Limit {
    std::string attribute;
    std::vector<std::string> once;
  };
  struct Suffix {
    std::string attribute, below;
  };
  std::vector<Limit> limits_;
  struct SupportedClass {
    std::string name, needs, named, below;
  };
  std::vector<Suffix> suffixes_;
  std::vector<SupportedClass> classes_;
  /// A class of the server's own entries, which another one has only together with the class `with`; empty: never.
  struct OwnClass {
    std::string name, with;
  };
  std::vector<OwnClass> ownClasses_;
};

}  // namespace ldapsnap
