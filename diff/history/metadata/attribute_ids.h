// From the 32-bit identifiers of attributes that domain controllers use among themselves to their names ([MS-DRSR]
// 5.16.4, ATTRTYP-to-OID conversion).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "diff/history/metadata/bookkeeping.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// The OID of `attributeId` by the prefix table that all domain controllers share; empty when its prefix is not in that
/// table: then the table of the domain controller has it (prefixMap), or the schema (msDS-IntId).
std::string oidOfAttributeId(std::uint32_t attributeId);

/// Reads prefixMap of Samba (librpc/idl/drsblobs.idl, drsuapi_MSPrefixMap_Ctr): prefix index and the bytes of the OID's
/// BER encoding that it stands for. Empty for bytes of another layout.
std::unordered_map<std::uint32_t, std::string> readPrefixMap(std::string_view bytes);

/// The names of the attributes of one directory.
class AttributeIds {
 public:
  /// `schema` must outlive it.
  explicit AttributeIds(const Schema& schema) : schema_(&schema) {}

  /// Takes what an entry of the schema says: attributeID and msDS-IntId of an attribute, prefixMap of its head.
  void learn(const BookkeepingOf& entry);

  /// lDAPDisplayName; the OID where the schema does not have it; "attribute 0x000905d3" where that is not known either.
  /// Valid until learn() is called.
  std::string_view nameOf(std::uint32_t attributeId) const;
  /// Whether what nameOf() gave is a name: an entry can be asked for the attribute.
  static bool isName(std::string_view text);

 private:
  std::string resolve(std::uint32_t attributeId) const;

  const Schema* schema_;
  std::unordered_map<std::uint32_t, std::string> assigned_;  ///< by msDS-IntId
  std::unordered_map<std::uint32_t, std::string> prefixes_;  ///< BER bytes by index, of prefixMap
  mutable std::unordered_map<std::uint32_t, std::string> cache_;
};

}  // namespace ldapsnap
