// The schemas of both sides as one: which attributes are the same, and when their values are equal.
//
// Each side's values are read with its own schema. Where a side does not know a type, the other's word counts; a side
// that holds no schema at all (a bare LDIF file) is read with the other's. Where the two disagree about a type's
// EQUALITY, values are equal only when both rules say so: what differs under either of them is reported.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/schema/decode.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

enum class Side { Before, After };

/// When values and names are the same.
enum class Exactness {
  ByRule,        ///< as the schema's matching rules say
  ByByte,        ///< when their bytes are
  IgnoringOrder  ///< as the rules say, wherever a value stands in an ordered list (X-ORDERED)
};

/// Attributes that name an entry for its life: RFC 4530, [MS-ADTS] 3.1.1.1.4, and 389's own. Kept over a rename, new
/// after delete and add.
inline constexpr std::array<std::string_view, 5> kIdentityAttributes{"entryUUID", "objectGUID", "nsUniqueId",
                                                                     "ibm-entryuuid", "GUID"};

/// What a comparison needs to know of an attribute description.
struct AttributeTraits {
  std::string identity;                       ///< equal identities, same attribute, on either side
  const MatchingRule* equality = nullptr;     ///< the before schema's; nullptr: bytes
  const MatchingRule* andEquality = nullptr;  ///< the after schema's
  bool isKnown = false;                       ///< by either schema
  bool isOrdered = false;                     ///< X-ORDERED 'VALUES'
  bool isVolatile = false;                    ///< listed for either side's product
  bool isIdentity = false;                    ///< one of kIdentityAttributes
  bool isDefinition = false;                  ///< holds schema definitions, and those are compared as such
  bool isServerSet = false;                   ///< NO-USER-MODIFICATION
  const Decoding* decoding = nullptr;         ///< how its values are shown in words (decode.h), or nullptr
};

class ComparisonSchema {
 public:
  /// Both snapshots must outlive it.
  ComparisonSchema(const Snapshot& before, const Snapshot& after, Exactness exactness = Exactness::ByRule);

  const Schema& of(Side side) const { return side == Side::Before ? before_ : after_; }
  /// True when both sides hold a schema. Where one does not, the other's elements are not news.
  bool comparesDefinitions() const { return comparesDefinitions_; }
  bool isExact() const { return exactness_ == Exactness::ByByte; }
  bool ignoresOrder() const { return exactness_ == Exactness::IgnoringOrder; }
  Product product(Side side) const { return side == Side::Before ? beforeProduct_ : afterProduct_; }

  /// Looked up once a description; the reference stays valid.
  const AttributeTraits& traits(std::string_view description, Side side) const;
  /// Equal keys, equal values.
  std::string valueKey(const AttributeTraits& traits, std::string_view value, Side side) const;
  /// Equal keys, equal names, whatever the spelling.
  std::string nameKey(std::string_view dn, Side side) const { return normalForm(dn, of(side)); }
  std::string nameKey(const Dn& dn, Side side) const { return normalForm(dn, of(side)); }

 private:
  AttributeTraits lookUp(std::string_view description, Side side) const;

  const Schema &before_, &after_;
  Product beforeProduct_, afterProduct_;
  bool comparesDefinitions_;
  Exactness exactness_;
  mutable std::unordered_map<std::string, AttributeTraits> beforeTraits_, afterTraits_;  ///< by description as spelled
};

}  // namespace ldapsnap
