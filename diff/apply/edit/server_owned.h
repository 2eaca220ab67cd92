// What a server sets, derives or never gives up: data, per product (snapshot/ldap/product/data/server-owned.json).
#pragma once

#include <string>
#include <string_view>

#include "diff/compare/model/difference.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Each question is answered with the reason in words, empty when nothing stands in the way.
class ServerOwned {
 public:
  /// `schema` must outlive it.
  ServerOwned(Product product, const Schema& schema) : product_(product), schema_(schema) {}

  /// Why no client can write the attribute: the schema's NO-USER-MODIFICATION, or the list.
  std::string whyNotWrite(std::string_view description) const;
  /// The same for an entry that is a schema object itself: [MS-ADTS] 3.1.1.5.2.2 lets a client that adds one set what
  /// is systemOnly later.
  std::string whyNotDefine(std::string_view description) const;
  /// True for an attribute that an add may not hold and a modify may.
  bool isSetLater(std::string_view description) const;
  /// Why no client adds, changes or deletes the entry: the root DSE, cn=monitor, ...
  std::string whyNotTouch(const std::string& dn) const;
  /// Why the server never deletes an entry of these object classes: schema objects.
  std::string whyNotDelete(const EntryChange& removed) const;
  /// Why the server never takes a value away from the attribute: olcModuleLoad.
  std::string whyNotRemoveFrom(std::string_view description) const;

 private:
  Product product_;
  const Schema& schema_;
};

}  // namespace ldapsnap
