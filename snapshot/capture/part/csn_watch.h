// Whether contextCSN can be trusted: a server that no longer keeps it still shows the value it was loaded with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// The newest entryCSN of what was read of a part. A CSN begins with the time of the change in a fixed width
/// ("20261123055301.123456Z#000000#001#000000"), so the order of the texts is that of the changes.
class CsnWatch {
 public:
  void add(const Entry& entry);
  void clear() { newest_.clear(); }

  /// True when an entry is newer than every value of `counters` (as readCounters() gives them), each a CSN: then the
  /// counter stood still while the directory changed, and says nothing. False for counters that are no CSN, or none.
  bool outruns(const std::vector<std::string>& counters) const;

 private:
  std::string newest_;
};

}  // namespace ldapsnap
