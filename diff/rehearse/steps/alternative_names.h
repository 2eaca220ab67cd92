// The names that Active Directory takes in place of a DN: <GUID=...>, <SID=...> and <WKGUID=...,DN>
// ([MS-ADTS] 3.1.1.3.1.2.4).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// True for a text of one of these forms, whether or not it names an entry.
bool isAlternativeName(std::string_view text);

class AlternativeNames {
 public:
  /// `directory` outlives it. Nothing is read until the first name; then all entries are, once.
  explicit AlternativeNames(const Snapshot& directory) : directory_(directory) {}

  /// The DN of the entry of that name; nothing when there is none.
  std::optional<std::string> find(std::string_view name);
  /// Entries have come, or have other DNs: they are read again for the next name.
  void invalidate() { isRead_ = false; }

 private:
  void read();
  std::optional<std::string> wellKnown(std::string_view guid, std::string_view dn) const;

  const Snapshot& directory_;
  bool isRead_ = false;
  std::map<std::string, std::string, std::less<>> byIdentity_;  ///< "guid 6f96..." in lower case
};

}  // namespace ldapsnap
