#include "snapshot/import/format/dsml.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "snapshot/base/file/text_encoding.h"
#include "snapshot/base/text.h"
#include "snapshot/import/format/xml_reader.h"
#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kDsml1 = "http://www.dsml.org/DSML", kDsml2 = "urn:oasis:names:tc:DSML:2:0:core";

using Event = XmlReader::Event;

std::string withoutBlanks(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') result += c;
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlanks) + 1 - start);
}

bool isTrue(const std::string* value) { return value != nullptr && equalsIgnoreAsciiCase(*value, "true"); }

/// A definition of the schema as it is collected.
struct DsmlDefinition {
  std::vector<std::string> names, superiors, must, may;
  std::string oid, description, syntax, equality, ordering, substring, kind;
  bool isSingleValued = false, isObsolete = false;
};

std::string listOf(const std::vector<std::string>& words, bool isQuoted) {
  std::vector<std::string> texts;
  for (const std::string& word : words) texts.push_back(isQuoted ? quotedString(word) : word);
  if (texts.size() == 1) return texts.front();
  return fmt::format("( {} )", fmt::join(texts, isQuoted ? " " : " $ "));
}

std::string textOfDefinition(const DsmlDefinition& definition, bool isClass) {
  std::string text = "( " + definition.oid;
  const auto add = [&text](std::string_view keyword, const std::string& value) {
    if (!value.empty()) text += fmt::format(" {} {}", keyword, value);
  };
  if (!definition.names.empty()) add("NAME", listOf(definition.names, true));
  if (!definition.description.empty()) add("DESC", quotedString(definition.description));
  if (definition.isObsolete) text += " OBSOLETE";
  if (!definition.superiors.empty()) add("SUP", listOf(definition.superiors, false));
  if (isClass) {
    if (!definition.kind.empty()) text += " " + definition.kind;
    if (!definition.must.empty()) add("MUST", listOf(definition.must, false));
    if (!definition.may.empty()) add("MAY", listOf(definition.may, false));
  } else {
    add("EQUALITY", definition.equality);
    add("ORDERING", definition.ordering);
    add("SUBSTR", definition.substring);
    add("SYNTAX", definition.syntax);
    if (definition.isSingleValued) text += " SINGLE-VALUE";
  }
  return text + " )";
}

class DsmlSource : public EntrySource {
 public:
  DsmlSource(std::string_view text, std::string name);

  void read(EntryConsumer& consumer) override;
  std::string format() const override { return "DSML 1.0"; }

 private:
  void readEntry(XmlReader& xml, EntryConsumer& consumer);
  void readSchema(XmlReader& xml, EntryConsumer& consumer);
  static std::string textOf(XmlReader& xml);
  static std::string valueOf(XmlReader& xml);
  static void readDefinition(XmlReader& xml, DsmlDefinition& definition);
  static void skipElement(XmlReader& xml);

  std::string converted_;  ///< the text, if it declares another encoding than UTF-8
  std::string_view text_;
  std::string name_;
};

/// The encoding that the XML declaration names; empty where it names none.
std::string declaredEncoding(std::string_view text) {
  constexpr std::string_view kDeclaration = "<?xml", kEncoding = "encoding";
  if (!text.starts_with(kDeclaration)) return {};
  const std::string_view declaration = text.substr(0, text.find("?>"));
  const std::size_t at = declaration.find(kEncoding);
  const std::size_t open = at == declaration.npos ? at : declaration.find_first_of("'\"", at);
  const std::size_t close = open == declaration.npos ? open : declaration.find(declaration[open], open + 1);
  return close == declaration.npos ? "" : std::string(declaration.substr(open + 1, close - open - 1));
}

DsmlSource::DsmlSource(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {
  const std::string encoding = asciiLower(declaredEncoding(text));
  // What declares UTF-16 was converted when it was read, and what is UTF-8 already needs no conversion.
  if (encoding.empty() || encoding.starts_with("utf") || isUtf8(text)) return;
  try {
    converted_ = toUtf8(text, encoding);
    text_ = converted_;
  } catch (const Error& error) {
    throw Error(ErrorKind::BadInput, error.message()).at(name_).fix("convert the file to UTF-8");
  }
}

/// The text of the element that has begun, up to its end. Elements within it do not count.
std::string DsmlSource::textOf(XmlReader& xml) {
  std::string text;
  for (std::size_t depth = 1; depth > 0;) {
    switch (xml.next()) {
      case Event::Start:
        ++depth;
        break;
      case Event::End:
        --depth;
        break;
      case Event::Text:
        if (depth == 1) text += xml.text();
        break;
      case Event::EndOfFile:
        return text;
    }
  }
  return text;
}

void DsmlSource::skipElement(XmlReader& xml) { textOf(xml); }

std::string DsmlSource::valueOf(XmlReader& xml) {
  const std::string* const encoding = xml.attribute("encoding");
  const bool isBase64 = encoding != nullptr && equalsIgnoreAsciiCase(*encoding, "base64");
  std::string text = textOf(xml);
  if (!isBase64) return text;
  std::optional<std::string> bytes = fromBase64(withoutBlanks(text));
  if (!bytes) throw Error(ErrorKind::BadInput, "invalid base64");
  return *std::move(bytes);
}

/// An entry with a fault is read to its end, so that the next one is found.
void DsmlSource::readEntry(XmlReader& xml, EntryConsumer& consumer) {
  const std::string place = fmt::format("{}:{}", name_, xml.line());
  Entry entry;
  std::optional<Error> bad;
  if (const std::string* const dn = xml.attribute("dn"))
    entry.dn = *dn;
  else
    bad = Error(ErrorKind::BadInput, "an entry without dn");
  std::string attribute;
  std::size_t depth = 1;
  while (depth > 0) {
    const Event event = xml.next();
    if (event == Event::End) --depth;
    if (event == Event::EndOfFile) break;
    if (event != Event::Start) continue;
    const bool isValue = xml.name() == "value" || xml.name() == "oc-value";
    if (!isValue) {
      ++depth;
      const std::string* const name = xml.attribute("name");
      attribute = xml.name() == "objectclass" ? "objectClass" : name == nullptr ? std::string() : *name;
      if (!bad && !isAttributeDescription(attribute))
        bad = Error(ErrorKind::BadInput, fmt::format("'{}' is not an attribute", visible(attribute)));
      continue;
    }
    try {
      std::string value = valueOf(xml);
      if (!bad) entry.add(attribute, std::move(value));
    } catch (const Error& error) {
      if (error.message() != "invalid base64") throw;  // what follows cannot be found
      if (!bad) bad = Error(ErrorKind::BadInput, fmt::format("invalid base64 in a value of {}", visible(attribute)));
    }
  }
  if (bad) return consumer.skip(bad->at(place), entry.dn);
  consumer.take(std::move(entry), place);
}

void DsmlSource::readDefinition(XmlReader& xml, DsmlDefinition& definition) {
  if (const std::string* const kind = xml.attribute("type")) {
    definition.kind = *kind;
    std::transform(definition.kind.begin(), definition.kind.end(), definition.kind.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (definition.kind != "ABSTRACT" && definition.kind != "AUXILIARY") definition.kind = "STRUCTURAL";
  }
  const auto nameOfReference = [](const std::string& reference) {
    const std::size_t hash = reference.rfind('#');
    return reference.substr(hash == std::string::npos ? 0 : hash + 1);
  };
  if (const std::string* const superior = xml.attribute("superior"))
    definition.superiors.push_back(nameOfReference(*superior));
  definition.isSingleValued = isTrue(xml.attribute("single-value"));
  definition.isObsolete = isTrue(xml.attribute("obsolete"));
  for (;;) {
    const Event event = xml.next();
    if (event == Event::End || event == Event::EndOfFile) return;
    if (event != Event::Start) continue;
    const std::string element = xml.name();
    if (element == "attribute") {
      const std::string* const reference = xml.attribute("ref");
      const bool isRequired = isTrue(xml.attribute("required"));
      if (reference) (isRequired ? definition.must : definition.may).push_back(nameOfReference(*reference));
      skipElement(xml);
      continue;
    }
    const std::string* const bound = xml.attribute("bound");
    const std::string limit = bound == nullptr ? "" : "{" + *bound + "}";
    const std::string text(trimmed(textOf(xml)));
    if (element == "name") definition.names.push_back(text);
    if (element == "object-identifier") definition.oid = text;
    if (element == "description") definition.description = text;
    if (element == "syntax") definition.syntax = text + limit;
    if (element == "equality") definition.equality = text;
    if (element == "ordering") definition.ordering = text;
    if (element == "substring") definition.substring = text;
  }
}

void DsmlSource::readSchema(XmlReader& xml, EntryConsumer& consumer) {
  const std::string place = fmt::format("{}:{}", name_, xml.line());
  Entry schema;
  schema.dn = "cn=schema";
  schema.add("objectClass", "top");
  schema.add("objectClass", "subschema");
  schema.add("cn", "schema");
  for (;;) {
    const Event event = xml.next();
    if (event == Event::End || event == Event::EndOfFile) break;
    if (event != Event::Start) continue;
    const bool isClass = xml.name() == "class" || xml.name() == "objectclass-type";
    if (!isClass && xml.name() != "attribute-type") {
      skipElement(xml);
      continue;
    }
    DsmlDefinition definition;
    readDefinition(xml, definition);
    schema.add(isClass ? "objectClasses" : "attributeTypes", textOfDefinition(definition, isClass));
  }
  consumer.take(std::move(schema), place);
}

void DsmlSource::read(EntryConsumer& consumer) {
  forgetRemarks();
  XmlReader xml(text_);
  try {
    for (Event event = xml.next(); event != Event::EndOfFile; event = xml.next()) {
      if (event != Event::Start) continue;
      if (xml.name() == "entry")
        readEntry(xml, consumer);
      else if (xml.name() == "directory-schema")
        readSchema(xml, consumer);
    }
  } catch (Error& error) {  // what follows cannot be found
    if (!error.place().empty()) throw;
    consumer.skip(error.at(name_), "");
  }
}

}  // namespace

XmlKind xmlKindOf(std::string_view text) {
  XmlReader xml(text);
  xml.next();
  if (xml.space() == kDsml2 || xml.name() == "batchResponse" || xml.name() == "batchRequest")
    return xml.name() == "batchRequest" ? XmlKind::Dsml2Request : XmlKind::Dsml2Answer;
  if (xml.space() == kDsml1 || xml.name() == "dsml") return XmlKind::Dsml1;
  if (xml.name() == "Objs") return XmlKind::Clixml;
  if (equalsIgnoreAsciiCase(xml.name(), "html")) return XmlKind::Html;
  return XmlKind::Other;
}

std::unique_ptr<EntrySource> makeDsmlSource(std::string_view text, const std::string& name) {
  return std::make_unique<DsmlSource>(text, name);
}

}  // namespace ldapsnap
