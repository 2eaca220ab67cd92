#include "snapshot/ldap/value/guid.h"

#include <fmt/format.h>

#include "snapshot/base/little_endian.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

std::optional<std::string> guidToText(std::string_view bytes) {
  if (bytes.size() != kGuidSize) return std::nullopt;
  return fmt::format("{:08x}-{:04x}-{:04x}-{}-{}", littleEndian32(bytes, 0), littleEndian16(bytes, 4),
                     littleEndian16(bytes, 6), hex(bytes.substr(8, 2)), hex(bytes.substr(10)));
}

}  // namespace ldapsnap
