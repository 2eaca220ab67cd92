// replPropertyMetaData of Active Directory and Samba: for each replicated attribute of an object, when and where it was
// written last and how often ([MS-DRSR] 4.1.10.2.22, PROPERTY_META_DATA_VECTOR; [MS-ADTS] 3.1.1.1.9).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"

namespace ldapsnap {

/// The stamp of one attribute.
struct PropertyStamp {
  std::uint32_t attributeId = 0;     ///< ATTRTYP, as the answering domain controller numbers attributes
  std::uint32_t version = 0;         ///< 1 for the first write, one more with every originating write
  Time time{};                       ///< by the clock of the domain controller on which it was written
  std::string_view invocationId;     ///< of that domain controller: 16 bytes
  std::uint64_t originatingUsn = 0;  ///< of that domain controller
  std::uint64_t localUsn = 0;        ///< of the domain controller that answered

  bool operator==(const PropertyStamp&) const = default;
};

/// All stamps in the value, in its order; views into it. Nothing for bytes of another layout: another version, a count
/// that the size contradicts, a time that no calendar has.
std::optional<std::vector<PropertyStamp>> readPropertyMetaData(std::string_view bytes);

}  // namespace ldapsnap
