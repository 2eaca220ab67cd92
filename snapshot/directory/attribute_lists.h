// Which attributes are volatile and which are secret: data, per product, with the schema's own word added.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace ldapsnap {

class Schema;

/// One list of attribute types, by lower-cased name, from snapshot/directory/data/volatile-attributes.json or
/// secret-attributes.json (their format is described in snapshot/directory/data/README.md).
class AttributeList {
 public:
  AttributeList() = default;
  explicit AttributeList(std::unordered_set<std::string> names) : names_(std::move(names)) {}

  /// True for a listed type, whatever its options, in any case, and for a name or OID that `schema` knows as a listed
  /// one.
  bool contains(std::string_view description, const Schema& schema) const;

 private:
  std::unordered_set<std::string> names_;
};

/// The servers that we know apart. Generic takes what all products list together.
enum class Product { Generic, OpenLdap, Ds389, ActiveDirectory, Samba, Exchange55 };
std::string_view nameOf(Product product);     ///< "openldap", "389ds", ...: as in data files and manifests
Product productNamed(std::string_view name);  ///< Generic for a name that is not known

/// State and bookkeeping of the server: changes without anybody's doing. Folded and counted in reports, never lost.
const AttributeList& volatileAttributes(Product product);
/// Passwords, keys, hashes: replaced at capture by a keyed digest.
const AttributeList& secretAttributes(Product product);

}  // namespace ldapsnap
