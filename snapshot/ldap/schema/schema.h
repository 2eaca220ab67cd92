// The schema of a snapshot: what its attribute types and object classes are, and how their values compare.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/definition/oid_macros.h"
#include "snapshot/ldap/schema/definition/schema_element.h"
#include "snapshot/ldap/schema/definition/schema_element_table.h"

namespace ldapsnap {

/// Filled from the entries of a snapshot, whatever the server: a subschema subentry (RFC 4512, 4.2),
/// `cn=schema,cn=config` of OpenLDAP, classSchema and attributeSchema objects of Active Directory, Attribute-Schema and
/// Class-Schema objects of Exchange 5.5. Lookups take a name (any ASCII case) or an OID. Pointers stay valid as long as
/// the schema and until the next add.
class Schema {
 public:
  Schema() = default;
  Schema(Schema&&) = default;
  Schema& operator=(Schema&&) = default;

  /// What stands in where a snapshot holds no schema (a bare LDIF file), and below what it holds: RFC 2079, 2247, 2307,
  /// 2798, 4512, 4519, 4523, 4524, 4530, the password policy draft, and the servers' operational attributes; data in
  /// snapshot/ldap/schema/data/builtin-schema.json.
  static const Schema& builtin();

  /// Takes the schema elements that `entry` holds, if it holds any; other entries are passed over at little cost, so
  /// every entry of a snapshot can be offered, in any order. Returns how many of its values were schema elements, the
  /// unreadable ones and OID macros included: 0 for an entry that is no part of a schema.
  std::size_t addFrom(const Entry& entry);
  /// A second definition of an element (same OID, and a name in common) adds what the known one lacks: a server may
  /// show its schema in more than one place (cn=Subschema and cn=schema,cn=config; the aggregate and the schema
  /// objects). One that is OBSOLETE (defunct) never goes before one that is not. Elements that share an OID under
  /// different names are different elements.
  void add(AttributeType type);
  void add(ObjectClass objectClass);
  void add(SchemaDefinition definition);

  /// What a server of the snapshot's product defines without showing it in every export (compiledInSchema() of
  /// snapshot/ldap/product/): it answers before builtin(), whose definitions may be another product's. `compiledIn`
  /// lives as long as this schema.
  void completeWith(const Schema& compiledIn) { compiledIn_ = &compiledIn; }
  /// Its types name no matching rules: those of their syntaxes count (equality()).
  void takeRulesFromSyntaxes() { rulesFromSyntax_ = true; }

  /// The element of that name or OID: this schema's own, else that of the schema it was completed with, else that of
  /// the built-in schema. nullptr: none of them knows it.
  const AttributeType* attributeType(std::string_view nameOrOid) const;
  const ObjectClass* objectClass(std::string_view nameOrOid) const;
  /// Only what this schema itself holds, in the order it was added.
  const std::deque<AttributeType>& attributeTypes() const { return types_.elements(); }
  const std::deque<ObjectClass>& objectClasses() const { return classes_.elements(); }
  /// Those of the six other kinds.
  const std::deque<SchemaDefinition>& definitions(DefinitionKind kind) const { return tableOf(kind).elements(); }
  const SchemaDefinition* definition(DefinitionKind kind, std::string_view nameOrOid) const {
    return tableOf(kind).find(nameOrOid);
  }
  /// In the order they were offered.
  const std::vector<UnreadableElement>& unreadable() const { return unreadable_; }
  /// More than one attribute type of this schema has this OID.
  bool sharesOid(std::string_view oid) const { return types_.sharesOid(oid); }
  bool empty() const { return attributeTypes().empty() && objectClasses().empty(); }

  /// The rule by which values of this type are equal, along SUP (RFC 4512, 2.5.1). Where no EQUALITY is named, it comes
  /// from the syntax if the server does so (Active Directory, and the servers that keep their schema in `cn=schema`:
  /// 389, Oracle, OpenDJ). nullptr when the type or its rule is not known: compare bytes. Takes a type, or a
  /// description whose options do not count.
  const MatchingRule* equality(std::string_view type) const;
  const MatchingRule* ordering(std::string_view type) const;
  /// The rule that prepares substring assertions of this type; nullptr: bytes.
  const MatchingRule* substrings(std::string_view type) const;
  /// Syntax OID along SUP; empty when not known.
  std::string_view syntax(std::string_view type) const;
  /// X-ORDERED: values (or RDNs) carry a "{n}" prefix and their order means something.
  bool isOrdered(std::string_view type) const;

  /// A copy that lacks the attribute types and object classes whose OID or first name, in lower case, is among these.
  Schema without(const std::set<std::string>& elements) const;

  /// The identity of a type or description: OID in place of a known name, options folded; where several types share
  /// the OID, the type's first name in lower case. Equal identities, same attribute.
  std::string identity(std::string_view description) const;

 private:
  /// A type, and the schema that defines it: this one, the one it was completed with, or the built-in one.
  struct Located {
    const AttributeType* type = nullptr;
    const Schema* schema = nullptr;
  };
  Located locate(std::string_view nameOrOid) const;
  template <typename Predicate>
  const AttributeType* along(std::string_view type, Predicate wanted) const;
  const MatchingRule* rule(std::string_view type, MatchingRule::Kind kind) const;

  template <typename AddOne>
  void keepUnreadable(std::string_view kind, std::string_view name, std::string_view text, AddOne addOne);
  std::size_t addDefinitions(const Entry& entry);
  const SchemaElementTable<SchemaDefinition>& tableOf(DefinitionKind kind) const {
    return definitions_[static_cast<std::size_t>(kind)];
  }
  template <typename Element>
  std::size_t addObject(const Entry& entry, Element (*read)(const Entry&));
  std::size_t addMacros(const Entry& entry);

  SchemaElementTable<AttributeType> types_;
  SchemaElementTable<ObjectClass> classes_;
  std::array<SchemaElementTable<SchemaDefinition>, kDefinitionKinds> definitions_;  ///< by DefinitionKind
  std::vector<UnreadableElement> unreadable_;
  OidMacros macros_;
  const Schema* compiledIn_ = nullptr;
  bool rulesFromSyntax_ = false;
};

}  // namespace ldapsnap
