#include "snapshot/server/library_version.h"

#include <fmt/format.h>
#include <ldap.h>

namespace ldapsnap {

std::string ldapLibraryVersion() {
  LDAPAPIInfo info{};
  info.ldapai_info_version = LDAP_API_INFO_VERSION;
  if (ldap_get_option(nullptr, LDAP_OPT_API_INFO, &info) != LDAP_OPT_SUCCESS) return "OpenLDAP";
  const int version = info.ldapai_vendor_version;  // 20513 for 2.5.13
  std::string text =
      fmt::format("{} {}.{}.{}", info.ldapai_vendor_name, version / 10000, version / 100 % 100, version % 100);
  ldap_memfree(info.ldapai_vendor_name);
  ber_memvfree(reinterpret_cast<void**>(info.ldapai_extensions));
  return text;
}

}  // namespace ldapsnap
