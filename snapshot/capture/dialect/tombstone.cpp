#include "snapshot/capture/dialect/tombstone.h"

namespace ldapsnap {

std::string nameBefore(const Entry& tombstone) {
  const std::string* const parent = tombstone.first("lastKnownParent");
  const std::size_t mark = tombstone.dn.find("\\0ADEL:");
  if (parent == nullptr || mark == std::string::npos) return tombstone.dn;
  return tombstone.dn.substr(0, mark) + "," + *parent;
}

}  // namespace ldapsnap
