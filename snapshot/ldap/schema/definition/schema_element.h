// The elements of a subschema (RFC 4512, 4.1) as values.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ldapsnap {

/// The kinds of definitions that a subschema holds (RFC 4512, 4.1 and 4.2).
enum class DefinitionKind {
  AttributeType,
  ObjectClass,
  LdapSyntax,
  MatchingRule,
  MatchingRuleUse,
  DitContentRule,
  DitStructureRule,
  NameForm
};
inline constexpr std::size_t kDefinitionKinds = 8;

/// One definition, in the words of the RFC: "attributeType", "ldapSyntax", "dITContentRule".
std::string_view nameOf(DefinitionKind kind);
/// The kind that an attribute holds: of a subschema (RFC 4512, 4.2), by name or OID, or of OpenLDAP's cn=config
/// (slapd-config(5)). `type` has no options; ASCII case does not count.
std::optional<DefinitionKind> definitionKind(std::string_view type);

/// What all elements share. `extensions` maps "X-ORIGIN" to its strings; unknown ones are kept.
struct SchemaElement {
  std::string oid;
  std::vector<std::string> names;  ///< in the order written; the first is the one shown
  std::string description;
  bool obsolete = false;
  std::map<std::string, std::vector<std::string>> extensions;
  std::string source;  ///< the definition's text, or the DN of the object that it came from

  const std::string& displayName() const { return names.empty() ? oid : names.front(); }
  bool operator==(const SchemaElement&) const = default;
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

  bool operator==(const AttributeType&) const = default;
};

enum class ObjectClassKind { Abstract, Structural, Auxiliary };

/// As RFC 4512, 4.1.2 and 4.1.1, write them: "dSAOperation", "AUXILIARY".
std::string_view nameOf(AttributeUsage usage);
std::string_view nameOf(ObjectClassKind kind);

struct ObjectClass : SchemaElement {
  std::vector<std::string> superiors;
  ObjectClassKind kind = ObjectClassKind::Structural;
  std::vector<std::string> must, may;

  bool operator==(const ObjectClass&) const = default;
};

/// A definition of one of the six other kinds. An LDAP syntax has no parts; a structure rule has its number as `oid`.
struct SchemaDefinition : SchemaElement {
  DefinitionKind kind = DefinitionKind::LdapSyntax;
  /// By keyword: "SYNTAX" of a matching rule, "APPLIES" of its use, "AUX", "MUST", "MAY" and "NOT" of a content rule,
  /// "FORM" and "SUP" of a structure rule, "OC", "MUST" and "MAY" of a name form. Names and OIDs as written; none of
  /// the lists is empty.
  std::map<std::string, std::vector<std::string>> parts;

  bool operator==(const SchemaDefinition&) const = default;
};

/// A definition that could not be read: kept as text, reported, and no reason to give up the rest.
struct UnreadableElement {
  /// nameOf(DefinitionKind), "olcObjectIdentifier", or "schema object" of Active Directory and Exchange 5.5.
  std::string kind;
  /// What the text seems to be called: the first name, else the OID, else the DN of the object; else the text itself.
  std::string name;
  std::string text;    ///< as the server shows it, with "{n}"; the DN of an object
  std::string reason;  ///< with the column
};

/// As UnreadableElement::name, of a text that need not be a definition: what follows NAME, else the first word after
/// the parenthesis, else the text.
std::string nameInText(std::string_view text);

// RFC 4512, 4.1.1 to 4.1.7, with what the servers write that the RFC does not allow:
//   SYNTAX '1.3.6...'           Active Directory quotes it; quotes are taken around any name or OID
//   SUP ''                      Sun and Oracle write it for "none"
//   {0}( ... )                  cn=config orders its values
//   ( myAttr-oid ...            389 takes a description for an OID, cn=config a macro ("OLcfgOv:3.1"): kept as written
//   NAME 'x_y'                  any name in quotes
//   MAY ( a $ b $ ), MAY ( )    a list may end in '$' or be empty
//   ( 1.2.3 SINGLE-VALUE NAME   keywords in any order and any ASCII case; each at most once
//   X-NDS_NAME 'x'              unknown extensions are kept
//   ( 1.2.3NAME 'a'DESC 'b'     no blank after a numeric OID or a quoted string, which slapd takes
// A class without a kind is STRUCTURAL (4.1.1). Throws Error(BadInput) with the column, in bytes from 1.
AttributeType parseAttributeType(std::string_view text);
ObjectClass parseObjectClass(std::string_view text);
/// `kind` is neither AttributeType nor ObjectClass.
SchemaDefinition parseDefinition(DefinitionKind kind, std::string_view text);

/// The same element as RFC 4512 text in the order of the grammar, extensions by name. parse(print(x)) == x but for
/// `source` and what Active Directory has beside the RFC (systemFlags, searchFlags, linkId).
std::string print(const AttributeType& type);
std::string print(const ObjectClass& objectClass);
std::string print(const SchemaDefinition& definition);
/// `qdstring` (RFC 4512, 4.1): the text in quotes, quotes and backslashes in it escaped.
std::string quotedString(std::string_view text);

}  // namespace ldapsnap
