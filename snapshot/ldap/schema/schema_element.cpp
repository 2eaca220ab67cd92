#include "snapshot/ldap/schema/schema_element.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <iterator>
#include <set>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema_scanner.h"

namespace ldapsnap {

namespace {

using TokenKind = SchemaScanner::Kind;

/// How the part behind one keyword is read into an element.
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

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

/// What may stand only once: a class has one kind, whatever its keyword.
std::string slotOf(const std::string& keyword) {
  const bool isKind = keyword == "ABSTRACT" || keyword == "STRUCTURAL" || keyword == "AUXILIARY";
  return isKind ? "kind" : keyword;
}

/// One keyword and what belongs to it.
template <typename Element>
void readPart(SchemaScanner& scanner, Element& element, std::set<std::string>& seen) {
  const SchemaScanner::Token word = scanner.expect(TokenKind::Word, "a keyword or \")\"");
  std::string name = upper(word.text);
  if (!seen.insert(slotOf(name)).second) SchemaScanner::fail(word, "each keyword once");
  if (name.starts_with("X-")) {
    element.extensions[std::move(name)] = scanner.quotedStrings();
    return;
  }
  const Keyword<Element>* const keyword = findKeyword<Element>(name);
  if (keyword == nullptr) SchemaScanner::fail(word, "a keyword of this kind of element");
  keyword->read(scanner, element);
}

template <typename Element>
Element parseElement(std::string_view text) {
  SchemaScanner scanner(text);
  Element element;
  element.source = text;
  scanner.expect(TokenKind::Open, "\"(\"");
  const SchemaScanner::Token first = scanner.peek();
  element.oid = scanner.oid();
  const bool hasOptions = element.oid.find(';') != std::string::npos;
  if (element.oid.empty() || hasOptions || findKeyword<Element>(element.oid) != nullptr)
    SchemaScanner::fail(first, "an OID");
  std::set<std::string> seen;
  while (scanner.peek().kind != TokenKind::Close) readPart(scanner, element, seen);
  scanner.take();
  if (scanner.peek().kind != TokenKind::End) SchemaScanner::fail(scanner.peek(), "the end after \")\"");
  return element;
}

}  // namespace

AttributeType parseAttributeType(std::string_view text) { return parseElement<AttributeType>(text); }

ObjectClass parseObjectClass(std::string_view text) { return parseElement<ObjectClass>(text); }

}  // namespace ldapsnap
