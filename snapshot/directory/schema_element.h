// The elements of a subschema (RFC 4512, 4.1) as values.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ldapsnap {

/// What all elements share. `extensions` maps "X-ORIGIN" to its strings; unknown ones are kept.
struct SchemaElement {
  std::string oid;
  std::vector<std::string> names;  ///< in the order written; the first is the one shown
  std::string description;
  bool obsolete = false;
  std::map<std::string, std::vector<std::string>> extensions;
  std::string source;  ///< the definition's text, or the DN of the object that it came from

  const std::string& displayName() const { return names.empty() ? oid : names.front(); }
};

enum class AttributeUsage { UserApplications, DirectoryOperation, DistributedOperation, DsaOperation };

struct AttributeType : SchemaElement {
  std::string superior;  ///< name or OID as written; empty when there is none
  std::string equality, ordering, substrings;
  std::string syntax;            ///< OID without the length bound
  std::size_t syntaxLength = 0;  ///< the "{64}" of the syntax, 0 when there is none
  bool singleValue = false, collective = false, noUserModification = false;
  AttributeUsage usage = AttributeUsage::UserApplications;
  // Active Directory (attributeSchema objects); 0 elsewhere.
  unsigned systemFlags = 0, searchFlags = 0;
  int linkId = 0;
};

enum class ObjectClassKind { Abstract, Structural, Auxiliary };

struct ObjectClass : SchemaElement {
  std::vector<std::string> superiors;
  ObjectClassKind kind = ObjectClassKind::Structural;
  std::vector<std::string> must, may;
};

/// A description that could not be read: kept as text, reported, and no reason to give up the rest.
struct UnreadableElement {
  std::string kind;  ///< the attribute that held it: "attributeTypes"
  std::string text;
  std::string reason;  ///< with the column
};

/// RFC 4512, 4.1.2 and 4.1.1, with the vendors' deviations: AD's quoted SYNTAX, `SUP ''`, cn=config's `{n}` prefix,
/// descriptive OIDs, keywords in any order, unknown X- extensions. Throws Error(BadInput) with the column.
AttributeType parseAttributeType(std::string_view text);
ObjectClass parseObjectClass(std::string_view text);
/// The same element as RFC 4512 text in the order of the grammar. parse(print(x)) == x but for `source`.
std::string print(const AttributeType& type);
std::string print(const ObjectClass& objectClass);

}  // namespace ldapsnap
