#include "snapshot/capture/access/access_control.h"

namespace ldapsnap {

std::unique_ptr<AccessControl> accessControlOf(const ServerBehaviour& behaviour,
                                               const std::vector<std::string>& identity, const Schema& schema) {
  if (identity.empty()) return nullptr;
  switch (behaviour.accessControl) {
    case AccessControlKind::OlcAccess:
      return olcAccessControl(identity);
    case AccessControlKind::Aci:
      return aciControl(identity, behaviour.administrator);
    case AccessControlKind::SecurityDescriptors:
      return directoryRights(identity, schema);
    case AccessControlKind::Unknown:
      break;
  }
  return nullptr;
}

std::optional<std::string> boundDnOf(const std::vector<std::string>& identity) {
  constexpr std::string_view kDn = "dn:";
  if (identity.empty()) return std::nullopt;
  if (identity.front() == "anonymous") return std::string();
  if (!identity.front().starts_with(kDn)) return std::nullopt;
  std::string dn = identity.front().substr(kDn.size());
  while (dn.starts_with(' ')) dn.erase(0, 1);  // 389 Directory Server: "dn: cn=directory manager"
  return dn;
}

}  // namespace ldapsnap
