// The values of one entry: what an add record holds, what a modify record takes away and brings.
#pragma once

#include <string>
#include <vector>

#include "diff/apply/change_records.h"
#include "diff/apply/edit/server_owned.h"
#include "diff/apply/edit/tree_edit.h"
#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {

/// What kind of entry gets the values.
enum class EntryKind {
  Data,
  Configuration,  ///< below cn=config
  SchemaObject,   ///< attributeSchema or classSchema of Active Directory
  Definitions,    ///< holds definitions as values (cn=schema, cn={4}acme,cn=schema,cn=config)
};

class ValueEdit {
 public:
  /// `tree` knows which entries are renamed or removed. All must outlive it.
  ValueEdit(const ComparisonSchema& schema, const Snapshot& to, const TreeEdit& tree);

  /// The attributes of an add record, the RDN's among them, objectClass first. Values that name entries which may not
  /// be there yet (Active Directory refuses them) go to `later`, a modify record without a DN.
  Entry added(const EntryChange& change, EntryKind kind, const Dn& dn, std::vector<LeftOut>& leftOut,
              std::vector<Modification>& later) const;

  /// What a modify record does; empty when all of it was left out. `keepsOldRdn`: a rename has left the values of the
  /// old RDN, so they are not brought back.
  std::vector<Modification> modified(const EntryChange& change, EntryKind kind, bool keepsOldRdn,
                                     std::vector<LeftOut>& leftOut) const;

  /// True when the entry that is renamed has the values of its old RDN after it, too (RFC 4511, 4.9: deleteoldrdn
  /// FALSE).
  bool keepsOldRdn(const EntryChange& renamed) const;

 private:
  struct Edit;

  std::string whyNotWrite(std::string_view description, EntryKind kind) const;
  bool dropPermanent(Edit& edit, bool isReordered) const;
  bool dropRedacted(Edit& edit) const;
  void followReferences(Edit& edit) const;
  bool isByValue(const Edit& edit) const;
  std::vector<std::string> valuesAfter(const Edit& edit) const;
  void write(Edit& edit, std::vector<Modification>& modifications) const;
  void addRdn(const Dn& dn, Entry& entry) const;

  const ComparisonSchema& schema_;
  const Snapshot& to_;
  const TreeEdit& tree_;
  const ServerBehaviour& behaviour_;
  ServerOwned owned_;
};

}  // namespace ldapsnap
