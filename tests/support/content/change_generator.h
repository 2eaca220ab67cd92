// Change records for a directory, made from its own schema and content: valid, slightly wrong and badly wrong.
#pragma once

#include <random>
#include <set>
#include <string>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/support/content/syntax_values.h"

namespace ldapsnap::test {

struct GeneratorSettings {
  std::string base;  ///< DN: changes are made at and below it
  /// Structural classes of the entries; empty: every one for whose required attributes values are known.
  std::vector<std::string> structuralClasses;
  std::vector<std::string> auxiliaryClasses;  ///< empty: every one of the schema
  std::set<std::string> withoutClasses;       ///< classes that no entry gets, as displayName()
  std::set<std::string> suppliedTypes;        ///< the server gives them values of its own where they are required
  std::set<std::string> withoutTypes;         ///< attribute types that are never given a value, as displayName()
  std::set<std::string> binaryTypes;          ///< those that are written with ";binary"
  std::size_t mostEntries = 60;               ///< from here on, more entries are deleted than added
};

struct GeneratedChange {
  LdifRecord record;
  std::string kind;  ///< what it tries: "add: missing must attribute"
};

/// The same seed and the same content, the same records.
class ChangeGenerator {
 public:
  /// The schema outlives it.
  ChangeGenerator(const Schema& schema, GeneratorSettings settings, unsigned seed);

  /// The next record. `content` are the entries at and below the base as they are now, the base's own first. That one
  /// is never renamed or deleted.
  GeneratedChange next(const std::vector<Entry>& content);
  /// An add that should succeed, for content to begin with.
  LdifRecord validAdd(const std::vector<Entry>& content);

 private:
  using Types = std::vector<const AttributeType*>;

  bool canMake(const ObjectClass& objectClass) const;
  bool isUsable(const AttributeType& type) const;
  std::string nameOf(const AttributeType& type) const;
  Attribute attributeOf(const AttributeType& type);
  Types usable(const std::set<std::string>& identities) const;
  Types allowedFor(const Entry& entry) const;
  const AttributeType* foreignTo(const Entry& entry);
  const Attribute* heldBy(const Entry& entry);
  const AttributeType* namingType(const ObjectClass& objectClass);
  std::string escaped(const std::string& value) const;
  const Entry& someEntry() { return values_.pick(*content_); }
  const Entry& someChild();
  const Entry& someLeaf();
  std::string missingName();

  GeneratedChange add();
  void spoil(LdifRecord& record, std::string& kind);
  GeneratedChange modify();
  std::string addModification(LdifRecord& record, const Entry& entry);
  GeneratedChange rename();
  GeneratedChange remove();

  const Schema& schema_;
  GeneratorSettings settings_;
  std::mt19937 random_;
  SyntaxValues values_;
  std::vector<const ObjectClass*> structural_, auxiliary_;
  Types types_, readOnly_;
  const std::vector<Entry>* content_ = nullptr;  ///< of the call
};

}  // namespace ldapsnap::test
