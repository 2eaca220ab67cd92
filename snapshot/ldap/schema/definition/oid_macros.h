// OpenLDAP's names for OIDs: `olcObjectIdentifier` of cn=config (slapd-config(5)).
#pragma once

#include <string>
#include <string_view>

#include "snapshot/base/name_index.h"

namespace ldapsnap {

/// Macros such as "OLcfgGlAt OLcfg:3": a name for an OID, or for another macro and what follows it.
class OidMacros {
 public:
  /// Takes one value, with its "{n}" prefix or without. White space of any kind
  /// separates the two words. Throws Error(BadInput) for what is not two words.
  void add(std::string_view value);

  /// The OID that `text` ("OLcfgGlAt:12", "OMsDirectoryString") stands for; `text` itself when it names no macro that
  /// is known here, or one that is defined by itself.
  std::string expand(std::string_view text) const;

 private:
  NameIndex<std::string> definitions_;
};

}  // namespace ldapsnap
