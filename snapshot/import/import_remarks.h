// What there is to say about a source that could be read: doubtful names, records that are left out, partial lists of
// values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What to do with names and attribute descriptions that the standards do not allow.
enum class OnInvalidName { Warn, Refuse };

/// Collects remarks on the records of one file, in the order of the file, and turns them into warnings and gaps. Of
/// each kind the first few are kept with their places, and the others are counted.
class ImportRemarks {
 public:
  /// `file`: its name, for places.
  ImportRemarks(std::string file, OnInvalidName onInvalidName)
      : file_(std::move(file)), onInvalidName_(onInvalidName) {}

  /// Throws Error(BadInput) under OnInvalidName::Refuse.
  void addInvalidDn(std::string_view dn, const std::string& place);
  void addInvalidDn(std::string_view dn, std::size_t line);
  /// A record that is left out. `kind` is not Entry.
  void addLeftOut(LdifEntryKind kind, std::string_view dn, std::size_t line);
  /// Throws Error(BadInput) for an invalid description under OnInvalidName::Refuse.
  void add(const LdifRemark& remark, std::string_view dn);

  /// Appends to the warnings and gaps of `info`.
  void appendTo(SnapshotInfo& info);

 private:
  enum class Kind { InvalidDn, InvalidDescription, VersionAtEnd, Tombstone, LdbRecord };
  struct Kept {
    std::vector<Warning> warnings;
    std::uint64_t others = 0;
  };
  bool isNamed(Kind kind) const;
  void add(Kind kind, Error error);

  std::string file_;
  OnInvalidName onInvalidName_;
  std::map<Kind, Kept> kept_;
  std::vector<Gap> gaps_;
};

/// One warning for an error that is not one here.
Warning warningOf(const Error& error);

}  // namespace ldapsnap
