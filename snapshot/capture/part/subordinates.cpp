#include "snapshot/capture/part/subordinates.h"

#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool claimsSubordinates(const Entry& entry) {
  if (const std::string* count = entry.first("numSubordinates")) return *count != "0";
  const std::string* has = entry.first("hasSubordinates");
  return has != nullptr && equalsIgnoreAsciiCase(*has, "TRUE");
}

}  // namespace

std::string_view parentText(std::string_view dn) {
  bool quoted = false;
  for (std::size_t i = 0; i < dn.size(); ++i) {
    if (dn[i] == '\\') {
      ++i;
    } else if (dn[i] == '"') {
      quoted = !quoted;
    } else if (dn[i] == ',' && !quoted) {
      return trimSpaces(dn.substr(i + 1));
    }
  }
  return {};
}

void SubordinateCheck::add(const Entry& entry) {
  if (claimsSubordinates(entry)) claims_.push_back(entry.dn);
  const std::string_view parent = parentText(entry.dn);
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
