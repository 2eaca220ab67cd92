// Security descriptors in self-relative form ([MS-DTYP] 2.4.6), as nTSecurityDescriptor holds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// An access control list. The order of its ACEs decides who gets access; views into the descriptor's bytes.
struct AccessControlList {
  std::uint8_t revision = 0;
  std::vector<std::string_view> aces;  ///< whole: type, flags, size, body ([MS-DTYP] 2.4.4)
};

/// A descriptor taken apart. Views into the bytes that it was read from.
struct SecurityDescriptor {
  std::uint8_t resourceManagerControl = 0;  ///< "Sbz1"
  std::uint16_t control = 0;
  std::string_view owner, group;  ///< SIDs; empty when absent
  /// Absent and null are told apart by the "present" bits of `control`.
  std::optional<AccessControlList> sacl, dacl;
};

/// Empty optional when `bytes` is no self-relative descriptor, or parts of it lie outside.
std::optional<SecurityDescriptor> readSecurityDescriptor(std::string_view bytes);

/// The same descriptor with its parts in one order and no gaps: equal bytes, equal descriptors, wherever a server put
/// the parts. The order of ACEs stays.
std::string canonicalBytes(const SecurityDescriptor& descriptor);

}  // namespace ldapsnap
