#include "report/wording/dn_text.h"

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

std::vector<std::string_view> rdnsForPeople(std::string_view dn) {
  return splitRdns(dn).value_or(std::vector<std::string_view>{dn});
}

std::string relativeName(std::string_view dn, std::string_view base) {
  const std::vector<std::string_view> rdns = rdnsForPeople(dn), suffix = rdnsForPeople(base);
  if (suffix.empty() || rdns.size() <= suffix.size()) return dnForPeople(dn);
  const std::size_t depth = rdns.size() - suffix.size();
  for (std::size_t i = 0; i < suffix.size(); ++i) {
    if (!equalsIgnoreAsciiCase(rdns[depth + i], suffix[i])) return dnForPeople(dn);
  }
  const char* end = rdns[depth - 1].data() + rdns[depth - 1].size();
  return std::string(dn.data(), static_cast<std::size_t>(end - dn.data()));
}

bool isBelow(std::string_view dn, std::string_view base) {
  return !base.empty() && relativeName(dn, base).size() < dn.size();
}

std::string dnForPeople(std::string_view dn) { return dn.empty() ? "(root DSE)" : std::string(dn); }

}  // namespace ldapsnap
