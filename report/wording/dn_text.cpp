#include "report/wording/dn_text.h"

#include "snapshot/base/text.h"

namespace ldapsnap {

std::vector<std::string_view> splitRdns(std::string_view dn) {
  std::vector<std::string_view> rdns;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < dn.size(); ++i) {
    if (dn[i] == '\\') {
      ++i;
    } else if (dn[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (dn[i] == ',' || dn[i] == ';')) {
      rdns.push_back(trimSpaces(dn.substr(start, i - start)));
      start = i + 1;
    }
  }
  if (start < dn.size()) rdns.push_back(trimSpaces(dn.substr(start)));
  return rdns;
}

std::string relativeName(std::string_view dn, std::string_view base) {
  const std::vector<std::string_view> rdns = splitRdns(dn), suffix = splitRdns(base);
  if (suffix.empty() || rdns.size() <= suffix.size()) return dnForPeople(dn);
  const std::size_t depth = rdns.size() - suffix.size();
  for (std::size_t i = 0; i < suffix.size(); ++i) {
    if (!equalsIgnoreAsciiCase(rdns[depth + i], suffix[i])) return dnForPeople(dn);
  }
  const char* end = rdns[depth - 1].data() + rdns[depth - 1].size();
  return std::string(dn.data(), static_cast<std::size_t>(end - dn.data()));
}

std::string dnForPeople(std::string_view dn) { return dn.empty() ? "(root DSE)" : std::string(dn); }

}  // namespace ldapsnap
