// Collections: the names and numbers that a vendor's schema will want, as data of a pack (RULES.md, "Collections").
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/base/name_index.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// What identifies one element of a vendor's schema. What is not known is empty.
struct CollectedElement {
  bool isClass = false;  ///< an object class; else an attribute type
  std::string oid;
  std::vector<std::string> names;  ///< NAME; of Active Directory: lDAPDisplayName
  std::string cn;                  ///< of Active Directory's schema object
  std::string schemaIdGuid;        ///< of Active Directory, the 16 bytes
  std::int64_t linkId = 0;         ///< of Active Directory; 0: not linked

  /// "msDS-BridgeHeadServersUsed (1.2.840.113556.1.4.2049)"
  std::string displayName() const;
};

class Collection {
 public:
  /// Reads `collections/NAME.json` of a family. Throws Error(BadInput) at file, line and column.
  static Collection read(const std::filesystem::path& file, std::string id);
  /// The elements of a schema that is planned.
  static Collection of(const Schema& schema);

  const std::string& id() const { return id_; }  ///< "active-directory/windows-server-2012"; empty: of()
  const std::vector<CollectedElement>& elements() const { return elements_; }

  /// The elements that have this, in the order of the collection; names, OIDs and CNs in any ASCII case. Attribute
  /// types and object classes alike.
  using Found = std::vector<const CollectedElement*>;
  const Found& byOid(std::string_view oid) const { return found(byOid_, oid); }
  const Found& byName(std::string_view name) const { return found(byName_, name); }
  const Found& byCn(std::string_view cn) const { return found(byCn_, cn); }
  const Found& byGuid(std::string_view bytes) const { return found(byGuid_, bytes); }
  const Found& byLinkId(std::int64_t linkId) const { return found(byLinkId_, linkId); }

  // Its elements are pointed to.
  Collection(const Collection&) = delete;
  Collection& operator=(const Collection&) = delete;
  Collection(Collection&&) = default;
  Collection& operator=(Collection&&) = default;

 private:
  Collection() = default;
  void index();
  template <typename Index, typename Key>
  static const Found& found(const Index& index, const Key& key) {
    static const Found kNone;
    const auto at = index.find(key);
    return at == index.end() ? kNone : at->second;
  }

  std::string id_;
  std::vector<CollectedElement> elements_;
  NameIndex<Found> byOid_, byName_, byCn_;
  std::map<std::string, Found, std::less<>> byGuid_;
  std::unordered_map<std::int64_t, Found> byLinkId_;
};

/// The collection in a file, read when a rule first asks for it: most checks need none of a pack's collections.
class CollectionFile {
 public:
  CollectionFile(std::string id, std::filesystem::path file) : id_(std::move(id)), file_(std::move(file)) {}

  const std::string& id() const { return id_; }
  /// Throws as Collection::read().
  const Collection& collection() const;

 private:
  std::string id_;
  std::filesystem::path file_;
  mutable std::mutex reading_;
  mutable std::optional<Collection> collection_;
};

using Collections = std::vector<std::shared_ptr<const CollectionFile>>;

}  // namespace ldapsnap
