// Security descriptors, SIDs and GUIDs from any bytes: read or refused, and shown as one readable line.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/directory/sddl.h"
#include "snapshot/directory/security_descriptor.h"
#include "snapshot/directory/sid.h"
#include "snapshot/directory/text.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const std::optional<std::string> text = ldapsnap::sidToText(bytes))
    require(ldapsnap::sidFromText(*text) == bytes);
  require(ldapsnap::isReadableText(ldapsnap::aceToSddl(bytes)));
  const std::optional<ldapsnap::SecurityDescriptor> descriptor = ldapsnap::readSecurityDescriptor(bytes);
  if (!descriptor) return 0;
  require(ldapsnap::isReadableText(ldapsnap::toSddl(*descriptor)));
  const std::string canonical = ldapsnap::canonicalBytes(*descriptor);
  const std::optional<ldapsnap::SecurityDescriptor> again = ldapsnap::readSecurityDescriptor(canonical);
  require(again && ldapsnap::canonicalBytes(*again) == canonical);
  require(ldapsnap::toSddl(*again) == ldapsnap::toSddl(*descriptor));
  return 0;
}
