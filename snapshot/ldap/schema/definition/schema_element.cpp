#include "snapshot/ldap/schema/definition/schema_element.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <iterator>
#include <set>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/definition/schema_scanner.h"

namespace ldapsnap {

namespace {

using TokenKind = SchemaScanner::Kind;

/// How the part after a keyword is read into an element.
template <typename Element>
struct Keyword {
  std::string_view name;
  void (*read)(SchemaScanner& scanner, Element& element);
};

void readNames(SchemaScanner& scanner, SchemaElement& element) {
  for (std::string& name : scanner.quotedStrings())
    if (!name.empty()) element.names.push_back(std::move(name));
}

/// `noidlen`: the length bound is the field "{64}" at the end.
void readSyntax(SchemaScanner& scanner, AttributeType& type) {
  const SchemaScanner::Token token = scanner.peek();
  const std::string text = scanner.oid();
  const std::size_t brace = text.find('{');
  type.syntax = text.substr(0, brace);
  if (brace == std::string::npos) return;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + brace + 1, end, type.syntaxLength);
  if (error != std::errc() || type.syntax.empty() || std::string_view(stop, end) != "}")
    SchemaScanner::fail(token, "a syntax OID, with a length such as {64} or without");
}

void readUsage(SchemaScanner& scanner, AttributeType& type) {
  constexpr std::array<std::pair<std::string_view, AttributeUsage>, 4> kUsages = {{
      {"userApplications", AttributeUsage::UserApplications},
      {"directoryOperation", AttributeUsage::DirectoryOperation},
      {"distributedOperation", AttributeUsage::DistributedOperation},
      {"dSAOperation", AttributeUsage::DsaOperation},
  }};
  const SchemaScanner::Token token = scanner.peek();
  const std::string name = scanner.oid();
  for (const auto& [known, usage] : kUsages)
    if (equalsIgnoreAsciiCase(name, known)) {
      type.usage = usage;
      return;
    }
  SchemaScanner::fail(token, "userApplications, directoryOperation, distributedOperation or dSAOperation");
}

template <typename Element>
constexpr std::array<Keyword<Element>, 3> kCommonKeywords = {{
    {"NAME", [](SchemaScanner& s, Element& e) { readNames(s, e); }},
    {"DESC", [](SchemaScanner& s, Element& e) { e.description = s.quotedString(); }},
    {"OBSOLETE", [](SchemaScanner&, Element& e) { e.obsolete = true; }},
}};

template <typename Element>
constexpr auto kKeywords = nullptr;

template <>
constexpr std::array<Keyword<AttributeType>, 9> kKeywords<AttributeType> = {{
    {"SUP", [](SchemaScanner& s, AttributeType& t) { t.superior = s.oid(); }},
    {"EQUALITY", [](SchemaScanner& s, AttributeType& t) { t.equality = s.oid(); }},
    {"ORDERING", [](SchemaScanner& s, AttributeType& t) { t.ordering = s.oid(); }},
    {"SUBSTR", [](SchemaScanner& s, AttributeType& t) { t.substrings = s.oid(); }},
    {"SYNTAX", readSyntax},
    {"SINGLE-VALUE", [](SchemaScanner&, AttributeType& t) { t.singleValue = true; }},
    {"COLLECTIVE", [](SchemaScanner&, AttributeType& t) { t.collective = true; }},
    {"NO-USER-MODIFICATION", [](SchemaScanner&, AttributeType& t) { t.noUserModification = true; }},
    {"USAGE", readUsage},
}};

template <>
constexpr std::array<Keyword<ObjectClass>, 6> kKeywords<ObjectClass> = {{
    {"SUP", [](SchemaScanner& s, ObjectClass& c) { c.superiors = s.oids(); }},
    {"ABSTRACT", [](SchemaScanner&, ObjectClass& c) { c.kind = ObjectClassKind::Abstract; }},
    {"STRUCTURAL", [](SchemaScanner&, ObjectClass& c) { c.kind = ObjectClassKind::Structural; }},
    {"AUXILIARY", [](SchemaScanner&, ObjectClass& c) { c.kind = ObjectClassKind::Auxiliary; }},
    {"MUST", [](SchemaScanner& s, ObjectClass& c) { c.must = s.oids(); }},
    {"MAY", [](SchemaScanner& s, ObjectClass& c) { c.may = s.oids(); }},
}};

template <typename Element>
const Keyword<Element>* findKeyword(std::string_view word) {
  for (const Keyword<Element>& keyword : kCommonKeywords<Element>)
    if (equalsIgnoreAsciiCase(keyword.name, word)) return &keyword;
  for (const Keyword<Element>& keyword : kKeywords<Element>)
    if (equalsIgnoreAsciiCase(keyword.name, word)) return &keyword;
  return nullptr;
}

/// The values of one keyword of the six kinds that are read alike.
enum class PartForm { Oid, Oids, RuleIds };

struct PartGrammar {
  DefinitionKind kind;
  std::string_view keyword;
  PartForm form;
};

/// RFC 4512, 4.1.3, 4.1.4, 4.1.6, 4.1.7.1 and 4.1.7.2, in the order of the grammar.
constexpr std::array<PartGrammar, 11> kPartGrammars = {{
    {DefinitionKind::MatchingRule, "SYNTAX", PartForm::Oid},
    {DefinitionKind::MatchingRuleUse, "APPLIES", PartForm::Oids},
    {DefinitionKind::DitContentRule, "AUX", PartForm::Oids},
    {DefinitionKind::DitContentRule, "MUST", PartForm::Oids},
    {DefinitionKind::DitContentRule, "MAY", PartForm::Oids},
    {DefinitionKind::DitContentRule, "NOT", PartForm::Oids},
    {DefinitionKind::DitStructureRule, "FORM", PartForm::Oid},
    {DefinitionKind::DitStructureRule, "SUP", PartForm::RuleIds},
    {DefinitionKind::NameForm, "OC", PartForm::Oid},
    {DefinitionKind::NameForm, "MUST", PartForm::Oids},
    {DefinitionKind::NameForm, "MAY", PartForm::Oids},
}};

const PartGrammar* findPart(DefinitionKind kind, std::string_view word) {
  for (const PartGrammar& part : kPartGrammars)
    if (part.kind == kind && equalsIgnoreAsciiCase(part.keyword, word)) return &part;
  return nullptr;
}

/// `ruleids`: numbers with blanks between them, unlike `oids`.
std::vector<std::string> ruleIds(SchemaScanner& scanner) {
  if (scanner.peek().kind != TokenKind::Open) return {scanner.oid()};
  scanner.take();
  std::vector<std::string> ids;
  while (scanner.peek().kind != TokenKind::Close) {
    if (scanner.peek().kind == TokenKind::Dollar) scanner.take();
    ids.push_back(scanner.oid());
  }
  scanner.take();
  return ids;
}

std::string upperCase(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

/// What may be given only once: a class has one kind, whatever its keyword.
std::string slotOf(const std::string& keyword) {
  const bool isKind = keyword == "ABSTRACT" || keyword == "STRUCTURAL" || keyword == "AUXILIARY";
  return isKind ? "kind" : keyword;
}

template <typename Element>
bool isKeyword(const Element&, std::string_view word) {
  return findKeyword<Element>(word) != nullptr;
}

bool isKeyword(const SchemaDefinition& definition, std::string_view word) {
  return findPart(definition.kind, word) != nullptr ||
         std::any_of(kCommonKeywords<SchemaDefinition>.begin(), kCommonKeywords<SchemaDefinition>.end(),
                     [word](const auto& keyword) { return equalsIgnoreAsciiCase(keyword.name, word); });
}

/// Reads what belongs to the keyword; false: the kind of element has no such keyword.
template <typename Element>
bool readKeyword(SchemaScanner& scanner, std::string_view name, Element& element) {
  const Keyword<Element>* const keyword = findKeyword<Element>(name);
  if (keyword == nullptr) return false;
  keyword->read(scanner, element);
  return true;
}

bool readKeyword(SchemaScanner& scanner, std::string_view name, SchemaDefinition& definition) {
  if (const PartGrammar* const part = findPart(definition.kind, name)) {
    std::vector<std::string> values = part->form == PartForm::RuleIds ? ruleIds(scanner) : scanner.oids();
    if (!values.empty()) definition.parts[std::string(part->keyword)] = std::move(values);
    return true;
  }
  for (const Keyword<SchemaDefinition>& keyword : kCommonKeywords<SchemaDefinition>)
    if (equalsIgnoreAsciiCase(keyword.name, name)) {
      keyword.read(scanner, definition);
      return true;
    }
  return false;
}

/// One keyword and what belongs to it.
template <typename Element>
void readPart(SchemaScanner& scanner, Element& element, std::set<std::string>& seen) {
  const SchemaScanner::Token word = scanner.expect(TokenKind::Word, "a keyword or \")\"");
  std::string name = upperCase(word.text);
  if (!seen.insert(slotOf(name)).second) SchemaScanner::fail(word, "each keyword once");
  if (name.starts_with("X-")) {
    element.extensions[std::move(name)] = scanner.quotedStrings();
    return;
  }
  if (!readKeyword(scanner, name, element)) SchemaScanner::fail(word, "a keyword of this kind of element");
}

template <typename Element>
Element parseElement(std::string_view text, Element element = {}) {
  SchemaScanner scanner(text);
  element.source = text;
  scanner.expect(TokenKind::Open, "\"(\"");
  const SchemaScanner::Token first = scanner.peek();
  element.oid = scanner.oid();
  const bool hasOptions = element.oid.find(';') != std::string::npos;
  if (element.oid.empty() || hasOptions || isKeyword(element, element.oid)) SchemaScanner::fail(first, "an OID");
  std::set<std::string> seen;
  while (scanner.peek().kind != TokenKind::Close) readPart(scanner, element, seen);
  scanner.take();
  if (scanner.peek().kind != TokenKind::End) SchemaScanner::fail(scanner.peek(), "the end after \")\"");
  return element;
}

struct DefinitionNames {
  std::string_view one;                      ///< as nameOf() gives it
  std::string_view attribute, oid, olcName;  ///< of the attribute that holds them; `olcName` may be empty
};

/// In the order of DefinitionKind. RFC 4512, 4.2 and 4.1.5 (LDAP syntaxes); slapd-config(5).
constexpr std::array<DefinitionNames, kDefinitionKinds> kDefinitionNames = {{
    {"attributeType", "attributeTypes", "2.5.21.5", "olcAttributeTypes"},
    {"objectClass", "objectClasses", "2.5.21.6", "olcObjectClasses"},
    {"ldapSyntax", "ldapSyntaxes", "1.3.6.1.4.1.1466.101.120.16", "olcLdapSyntaxes"},
    {"matchingRule", "matchingRules", "2.5.21.4", ""},
    {"matchingRuleUse", "matchingRuleUse", "2.5.21.8", ""},
    {"dITContentRule", "dITContentRules", "2.5.21.2", "olcDitContentRules"},
    {"dITStructureRule", "dITStructureRules", "2.5.21.1", ""},
    {"nameForm", "nameForms", "2.5.21.7", ""},
}};

}  // namespace

std::string_view nameOf(DefinitionKind kind) { return kDefinitionNames[static_cast<std::size_t>(kind)].one; }

std::optional<DefinitionKind> definitionKind(std::string_view type) {
  for (std::size_t i = 0; i < kDefinitionNames.size(); ++i) {
    const DefinitionNames& names = kDefinitionNames[i];
    if (equalsIgnoreAsciiCase(type, names.attribute) || type == names.oid ||
        (!names.olcName.empty() && equalsIgnoreAsciiCase(type, names.olcName)))
      return static_cast<DefinitionKind>(i);
  }
  return std::nullopt;
}

std::string nameInText(std::string_view text) {
  // A token at a time, for as long as there are tokens: what comes after them may be anything.
  std::string oid;
  try {
    SchemaScanner scanner(text);
    scanner.expect(TokenKind::Open, "\"(\"");
    if (scanner.peek().kind == TokenKind::Word) oid = scanner.peek().text;
    while (scanner.peek().kind != TokenKind::End) {
      const SchemaScanner::Token token = scanner.take();
      if (token.kind != TokenKind::Word || !equalsIgnoreAsciiCase(token.text, "NAME")) continue;
      if (scanner.peek().kind == TokenKind::Open) scanner.take();
      if (scanner.peek().kind == TokenKind::Quoted && !scanner.peek().text.empty())
        return std::string(scanner.peek().text);
    }
  } catch (const Error&) {
    // An open quote, or no parenthesis: what was found so far is the answer.
  }
  return oid.empty() ? std::string(text) : oid;
}

AttributeType parseAttributeType(std::string_view text) { return parseElement<AttributeType>(text); }

ObjectClass parseObjectClass(std::string_view text) { return parseElement<ObjectClass>(text); }

SchemaDefinition parseDefinition(DefinitionKind kind, std::string_view text) {
  SchemaDefinition definition;
  definition.kind = kind;
  return parseElement(text, std::move(definition));
}

}  // namespace ldapsnap
