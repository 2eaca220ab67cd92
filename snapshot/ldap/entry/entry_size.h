// How much memory an entry takes, for those who keep many.
#pragma once

#include <cstddef>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// The bytes of its values: most of its size.
inline std::size_t bytesOfValues(const Entry& entry) {
  std::size_t bytes = 0;
  for (const Attribute& attribute : entry.attributes)
    for (const std::string& value : attribute.values) bytes += value.size();
  return bytes;
}

}  // namespace ldapsnap
