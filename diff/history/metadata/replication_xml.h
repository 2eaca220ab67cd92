// Replication metadata of Windows as XML text: one value of msDS-ReplAttributeMetaData for each attribute of an object,
// one of msDS-ReplValueMetaData for each linked value ([MS-ADTS] 3.1.1.4.5.24 and 3.1.1.4.5.25).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/base/time.h"

namespace ldapsnap {

/// DS_REPL_ATTR_META_DATA.
struct AttributeMetaData {
  std::string attribute;  ///< lDAPDisplayName
  std::uint32_t version = 0;
  Time time{};               ///< of the last originating change
  std::string invocationId;  ///< text of a GUID, lower case
  std::uint64_t originatingUsn = 0, localUsn = 0;
  std::string serverDn;  ///< of the domain controller's NTDS Settings; empty where it is gone

  bool operator==(const AttributeMetaData&) const = default;
};

/// DS_REPL_VALUE_META_DATA.
struct ValueMetaData {
  AttributeMetaData stamp;
  std::string value;            ///< DN
  std::optional<Time> created;  ///< nothing for a value from before such metadata was kept
  std::optional<Time> deleted;  ///< nothing: it is a value of the object

  bool operator==(const ValueMetaData&) const = default;
};

/// Nothing for text that is not such an element, or lacks its attribute's name, its version or its time.
std::optional<AttributeMetaData> readAttributeMetaData(std::string_view xml);
std::optional<ValueMetaData> readValueMetaData(std::string_view xml);

}  // namespace ldapsnap
