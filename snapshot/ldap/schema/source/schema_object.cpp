#include "snapshot/ldap/schema/source/schema_object.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {

namespace {

char foldedCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether `description` without its hyphens is `name` in any case.
bool isWithoutHyphens(std::string_view description, std::string_view name) {
  std::size_t at = 0;
  for (const char c : description) {
    if (c == '-') continue;
    if (at == name.size() || foldedCase(c) != foldedCase(name[at])) return false;
    ++at;
  }
  return at == name.size();
}

bool isDotted(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         text.find('.') != std::string_view::npos;
}

bool isName(std::string_view text) {
  const auto belongs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), belongs);
}

/// Whether rangeLower and rangeUpper bound the length of a value, not its number: false for Boolean, Integer,
/// Enumeration, times, LargeInteger and objects (names).
bool boundsLength(std::int64_t omSyntax) {
  constexpr std::array<std::int64_t, 7> kNumbers = {1, 2, 10, 23, 24, 65, 127};
  return std::find(kNumbers.begin(), kNumbers.end(), omSyntax) == kNumbers.end();
}

void readBounds(const SchemaObject& object, AttributeType& type) {
  const std::string_view lower = object.text("rangeLower"), upper = object.text("rangeUpper");
  if (!lower.empty()) type.extensions["X-RANGE-LOWER"] = {std::string(lower)};
  const std::int64_t length = object.number("rangeUpper");
  if (length > 0 && boundsLength(object.number("oMSyntax")))
    type.syntaxLength = static_cast<std::size_t>(length);
  else if (!upper.empty())
    type.extensions["X-RANGE-UPPER"] = {std::string(upper)};
}

ObjectClassKind kindOf(std::int64_t objectClassCategory) {
  switch (objectClassCategory) {
    case 2:
      return ObjectClassKind::Abstract;
    case 3:
      return ObjectClassKind::Auxiliary;
    default:
      return ObjectClassKind::Structural;  // 1, and the "88 classes" that are older than the distinction
  }
}

}  // namespace

std::string oidFromBer(std::string_view octets) {
  constexpr std::uint64_t kMaxArc = std::uint64_t{1} << 56;
  std::string result;
  std::uint64_t arc = 0;
  bool isOpen = false;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (arc >= kMaxArc) return {};
    arc = arc << 7 | (octet & 0x7FU);
    isOpen = (octet & 0x80U) != 0;
    if (isOpen) continue;
    if (result.empty()) {
      const std::uint64_t first = std::min<std::uint64_t>(arc / 40, 2);
      result = fmt::format("{}.{}", first, arc - first * 40);
    } else {
      result += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return isOpen ? std::string() : result;
}

std::string oidFromAnyForm(std::string_view value) {
  if (isDotted(value)) return std::string(value);
  // The shortest OID of a schema has three octets; no name of an attribute or class is made of hexadecimal digits of
  // which the first is a digit.
  if (value.size() >= 6 && value.front() >= '0' && value.front() <= '9') {
    if (const auto octets = fromHex(value)) return oidFromBer(*octets);
  }
  return isName(value) ? std::string(value) : oidFromBer(value);
}

bool isReadOfSchemaObject(std::string_view description) {
  static constexpr std::array<std::string_view, 27> kNames = {"attributeID",
                                                              "attributeSyntax",
                                                              "oMSyntax",
                                                              "oMObjectClass",
                                                              "lDAPDisplayName",
                                                              "adminDescription",
                                                              "isDefunct",
                                                              "rangeLower",
                                                              "rangeUpper",
                                                              "isSingleValued",
                                                              "systemOnly",
                                                              "systemFlags",
                                                              "searchFlags",
                                                              "linkID",
                                                              "governsID",
                                                              "subClassOf",
                                                              "objectClassCategory",
                                                              "mustContain",
                                                              "systemMustContain",
                                                              "mayContain",
                                                              "systemMayContain",
                                                              "systemAuxiliaryClass",
                                                              "auxiliaryClass",
                                                              "systemPossSuperiors",
                                                              "possSuperiors",
                                                              "description",
                                                              "cn"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [description](std::string_view name) { return isWithoutHyphens(description, name); });
}

/// An object has some thirty attributes: comparing their first letters takes less time than an index would.
const Attribute* SchemaObject::find(std::string_view attribute) const {
  for (const Attribute& held : entry_.attributes)
    if (!held.values.empty() && isWithoutHyphens(held.description, attribute)) return &held;
  return nullptr;
}

std::string_view SchemaObject::text(std::string_view attribute) const {
  const Attribute* const found = find(attribute);
  return found == nullptr ? std::string_view() : found->values.front();
}

std::int64_t SchemaObject::number(std::string_view attribute) const {
  const std::string_view digits = text(attribute);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : 0;
}

bool SchemaObject::isTrue(std::string_view attribute) const { return equalsIgnoreAsciiCase(text(attribute), "TRUE"); }

std::string SchemaObject::oid(std::string_view attribute) const { return oidFromAnyForm(text(attribute)); }

std::vector<std::string> SchemaObject::oids(const std::vector<std::string_view>& attributes) const {
  std::vector<std::string> result;
  for (const std::string_view attribute : attributes) {
    const Attribute* const found = find(attribute);
    if (found == nullptr) continue;
    for (const std::string& value : found->values)
      if (std::string oid = oidFromAnyForm(value); !oid.empty()) result.push_back(std::move(oid));
  }
  return result;
}

AttributeType attributeTypeFrom(const SchemaObject& object) {
  AttributeType type;
  type.source = object.dn();
  type.oid = object.oid("attributeID");
  if (type.oid.empty()) throw Error(ErrorKind::BadInput, "an attribute of the schema without attributeID");
  const std::string syntax = object.oid("attributeSyntax"), omObjectClass = object.oid("oMObjectClass");
  const SyntaxTriple* const triple = findTriple(syntax, object.text("oMSyntax"), omObjectClass);
  if (triple == nullptr)
    throw Error(ErrorKind::BadInput,
                fmt::format("attributeSyntax {}, oMSyntax {}, oMObjectClass {} is not a known syntax", syntax,
                            object.text("oMSyntax"), omObjectClass));
  type.syntax = triple->syntax;
  type.equality = triple->equality;
  readBounds(object, type);
  type.singleValue = object.isTrue("isSingleValued");
  type.noUserModification = object.isTrue("systemOnly");
  type.systemFlags = static_cast<unsigned>(object.number("systemFlags"));
  type.searchFlags = static_cast<unsigned>(object.number("searchFlags"));
  type.linkId = static_cast<int>(object.number("linkID"));
  return type;
}

ObjectClass objectClassFrom(const SchemaObject& object) {
  ObjectClass objectClass;
  objectClass.source = object.dn();
  objectClass.oid = object.oid("governsID");
  if (objectClass.oid.empty()) throw Error(ErrorKind::BadInput, "a class of the schema without governsID");
  objectClass.superiors = object.oids({"subClassOf"});
  objectClass.kind = kindOf(object.number("objectClassCategory"));
  objectClass.must = object.oids({"systemMustContain", "mustContain"});
  objectClass.may = object.oids({"systemMayContain", "mayContain"});
  if (auto auxiliary = object.oids({"systemAuxiliaryClass", "auxiliaryClass"}); !auxiliary.empty())
    objectClass.extensions["X-AUXILIARY-CLASSES"] = std::move(auxiliary);
  if (auto parents = object.oids({"systemPossSuperiors", "possSuperiors"}); !parents.empty())
    objectClass.extensions["X-POSSIBLE-SUPERIORS"] = std::move(parents);
  return objectClass;
}

}  // namespace ldapsnap
