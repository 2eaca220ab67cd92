// The attributes in which servers keep an entry's history, found in one walk over the entry.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

enum class Bookkeeping {
  ObjectClass,
  // Active Directory and Samba
  ReplPropertyMetaData,
  ReplAttributeMetaData,
  ReplValueMetaData,
  ReplValueMetaDataExt,
  WhenCreated,
  WhenChanged,
  USNChanged,
  IsDeleted,
  LastKnownParent,
  LastKnownRdn,
  InvocationId,
  RetiredSignatures,
  IntId,
  AttributeId,
  LdapDisplayName,
  PrefixMap,
  CurrentTime,
  TombstoneLifetime,
  // RFC 4512, OpenLDAP
  CreateTimestamp,
  ModifyTimestamp,
  CreatorsName,
  ModifiersName,
  EntryCsn,
  ContextCsn,
  PwdFailureTime,
  // slapo-accesslog
  ReqType,
  ReqStart,
  ReqDn,
  ReqResult,
  ReqAuthzId,
  ReqMod,
  ReqNewRdn,
  ReqNewSuperior,
  MinCsn,
  // 389
  NscpEntryWsi,
  NscpEntryDn,
  TombstoneCsn,
  CenotaphTo,
  Ruv,
  NewDnUniqueId,
  ChangeNumber,
  ChangeType,
  ChangeTime,
  TargetDn,
  Changes,
  NewRdn,
  NewSuperior,
  // OpenDJ
  SyncHist
};
inline constexpr std::size_t kBookkeeping = static_cast<std::size_t>(Bookkeeping::SyncHist) + 1;

class BookkeepingOf {
 public:
  /// `entry` must outlive it.
  explicit BookkeepingOf(const Entry& entry);

  const Entry& entry() const { return *entry_; }
  bool has(Bookkeeping which) const { return attributes_[index(which)] != nullptr; }
  /// nullptr: the entry does not have it.
  const Attribute* attribute(Bookkeeping which) const { return attributes_[index(which)]; }
  /// The first value; empty: there is none.
  std::string_view first(Bookkeeping which) const;
  /// Whether one of the values of objectClass is `name`, in upper or lower case.
  bool hasClass(std::string_view name) const;

 private:
  static constexpr std::size_t index(Bookkeeping which) { return static_cast<std::size_t>(which); }

  const Entry* entry_;
  std::array<const Attribute*, kBookkeeping> attributes_{};
};

}  // namespace ldapsnap
