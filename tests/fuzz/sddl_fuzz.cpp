// Security descriptors, SIDs, GUIDs and all other values that decode.h shows in words, from any bytes: read or refused,
// and shown as one readable line.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/decode.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/value/sddl.h"
#include "snapshot/ldap/value/security_descriptor.h"
#include "snapshot/ldap/value/sid.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::SecurityDescriptor;
using ldapsnap::fuzz::require;

/// One attribute, or more, of each form that decodings.json knows.
constexpr std::array<std::string_view, 10> kAttributes = {
    "objectGUID", "objectSid", "nTSecurityDescriptor", "lastLogon",     "pwdLastSet",
    "maxPwdAge",  "groupType", "userAccountControl",   "objectVersion", "cn"};

void checkDecoded(std::string_view bytes) {
  for (const std::string_view attribute : kAttributes) {
    const std::optional<std::string> text = ldapsnap::decoded(attribute, bytes, ldapsnap::Schema::builtin());
    require(!text || (!text->empty() && ldapsnap::isReadableText(*text)));
  }
}

void checkDescriptor(const SecurityDescriptor& descriptor) {
  require(ldapsnap::isReadableText(ldapsnap::toSddl(descriptor)));
  const std::string canonical = ldapsnap::canonicalBytes(descriptor);
  const std::optional<SecurityDescriptor> again = ldapsnap::readSecurityDescriptor(canonical);
  require(again && ldapsnap::canonicalBytes(*again) == canonical);
  require(ldapsnap::toSddl(*again) == ldapsnap::toSddl(descriptor));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = ldapsnap::fuzz::textOf(data, size);
  if (const std::optional<std::string> text = ldapsnap::sidToText(bytes)) {
    require(ldapsnap::sidFromText(*text) == bytes);
  }
  if (const std::optional<std::string> sid = ldapsnap::sidFromText(bytes)) require(ldapsnap::isSid(*sid));
  require(ldapsnap::isReadableText(ldapsnap::aceToSddl(bytes)));
  checkDecoded(bytes);
  if (const auto descriptor = ldapsnap::readSecurityDescriptor(bytes)) checkDescriptor(*descriptor);
  return 0;
}
