// Security descriptors made for a test.
#pragma once

#include <string>
#include <vector>

#include "snapshot/base/text.h"
#include "snapshot/ldap/value/security_descriptor.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {

enum class Given { Here, ByParent };

/// An ACE that allows `mask` to `sid`, handed down by the parent or not.
inline std::string allow(char mask, const std::string& sid, Given given = Given::Here) {
  const std::string bytes = *sidFromText(sid);
  std::string ace = {
      0, static_cast<char>(given == Given::ByParent ? 0x12 : 0x02), static_cast<char>(8 + bytes.size()), 0, mask, 0, 0,
      0};
  return ace + bytes;
}

/// A descriptor with that owner and DACL, as the LDIF of its attribute.
inline std::string descriptorOf(const std::string& owner, const std::vector<std::string>& aces) {
  const std::string ownerSid = *sidFromText(owner);
  SecurityDescriptor descriptor;
  descriptor.control = 0x8004;
  descriptor.owner = ownerSid;
  descriptor.dacl.emplace();
  descriptor.dacl->revision = 4;
  for (const std::string& ace : aces) descriptor.dacl->aces.push_back(ace);
  return "nTSecurityDescriptor:: " + base64(canonicalBytes(descriptor)) + "\n";
}

inline const std::string kSystem = "S-1-5-18", kAdministrators = "S-1-5-32-544", kWorld = "S-1-1-0";
inline const std::string kDomainAdmins = "S-1-5-21-1-2-3-512";

}  // namespace ldapsnap
