#include "snapshot/capture/part/subordinates.h"

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

bool claimsSubordinates(const Entry& entry) {
  if (const std::string* count = entry.first("numSubordinates")) return *count != "0";
  const std::string* has = entry.first("hasSubordinates");
  return has != nullptr && equalsIgnoreAsciiCase(*has, "TRUE");
}

}  // namespace

void SubordinateCheck::add(const Entry& entry) {
  if (claimsSubordinates(entry)) claims_.push_back(entry.dn);
  const std::optional<DnSplit> split = splitFirstRdn(entry.dn);
  const std::string_view parent = split ? split->parent : std::string_view();
  if (parent == lastParent_) return;
  lastParent_ = parent;
  parents_.insert(asciiLower(parent));
}

std::vector<std::string> SubordinateCheck::missing() const {
  std::vector<std::string> result;
  for (const std::string& dn : claims_) {
    if (!parents_.contains(asciiLower(dn))) result.push_back(dn);
  }
  return result;
}

}  // namespace ldapsnap
