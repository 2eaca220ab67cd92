// Schema elements as RFC 4512 text.
#include <fmt/format.h>

#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {

std::string quotedString(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'')
      result += "\\27";
    else if (c == '\\')
      result += "\\5C";
    else
      result += c;
  }
  return result + "'";
}

namespace {

/// `qdescrs`: one alone, several in parentheses.
std::string quotedStrings(const std::vector<std::string>& strings) {
  if (strings.size() == 1) return quotedString(strings.front());
  std::string result = "(";
  for (const std::string& string : strings) result += ' ' + quotedString(string);
  return result + " )";
}

std::string oids(const std::vector<std::string>& names) {
  return names.size() == 1 ? names.front() : fmt::format("( {} )", fmt::join(names, " $ "));
}

/// Writes the parts of one description, each with a space before it.
class Printer {
 public:
  explicit Printer(const SchemaElement& element) : text_("( " + element.oid) {
    if (!element.names.empty()) add("NAME", quotedStrings(element.names));
    if (!element.description.empty()) add("DESC", quotedString(element.description));
    flag(element.obsolete, "OBSOLETE");
  }

  void add(std::string_view keyword, std::string_view value) {
    if (!value.empty()) text_ += fmt::format(" {} {}", keyword, value);
  }
  void add(std::string_view keyword, const std::vector<std::string>& names) {
    if (!names.empty()) add(keyword, oids(names));
  }
  void flag(bool set, std::string_view keyword) {
    if (set) text_ += fmt::format(" {}", keyword);
  }

  std::string finish(const SchemaElement& element) {
    for (const auto& [name, values] : element.extensions) add(name, quotedStrings(values));
    return text_ + " )";
  }

 private:
  std::string text_;
};

}  // namespace

std::string_view nameOf(AttributeUsage usage) {
  switch (usage) {
    case AttributeUsage::UserApplications:
      return "userApplications";
    case AttributeUsage::DirectoryOperation:
      return "directoryOperation";
    case AttributeUsage::DistributedOperation:
      return "distributedOperation";
    case AttributeUsage::DsaOperation:
      return "dSAOperation";
  }
  return "";
}

std::string_view nameOf(ObjectClassKind kind) {
  switch (kind) {
    case ObjectClassKind::Abstract:
      return "ABSTRACT";
    case ObjectClassKind::Structural:
      return "STRUCTURAL";
    case ObjectClassKind::Auxiliary:
      return "AUXILIARY";
  }
  return "";
}

std::string print(const AttributeType& type) {
  Printer printer(type);
  printer.add("SUP", type.superior);
  printer.add("EQUALITY", type.equality);
  printer.add("ORDERING", type.ordering);
  printer.add("SUBSTR", type.substrings);
  printer.add("SYNTAX", type.syntaxLength == 0 ? type.syntax : fmt::format("{}{{{}}}", type.syntax, type.syntaxLength));
  printer.flag(type.singleValue, "SINGLE-VALUE");
  printer.flag(type.collective, "COLLECTIVE");
  printer.flag(type.noUserModification, "NO-USER-MODIFICATION");
  if (type.usage != AttributeUsage::UserApplications) printer.add("USAGE", nameOf(type.usage));
  return printer.finish(type);
}

std::string print(const ObjectClass& objectClass) {
  Printer printer(objectClass);
  printer.add("SUP", objectClass.superiors);
  printer.flag(true, nameOf(objectClass.kind));
  printer.add("MUST", objectClass.must);
  printer.add("MAY", objectClass.may);
  return printer.finish(objectClass);
}

std::string print(const SchemaDefinition& definition) {
  Printer printer(definition);
  const auto add = [&](const char* keyword) {
    if (const auto part = definition.parts.find(keyword); part != definition.parts.end())
      printer.add(keyword, part->second);
  };
  if (definition.kind == DefinitionKind::DitStructureRule) {
    add("FORM");
    // Numbers have no '$' between them (RFC 4512, 4.1.7.1).
    if (const auto superiors = definition.parts.find("SUP"); superiors != definition.parts.end())
      printer.add("SUP", superiors->second.size() == 1 ? superiors->second.front()
                                                       : fmt::format("( {} )", fmt::join(superiors->second, " ")));
    return printer.finish(definition);
  }
  for (const char* keyword : {"OC", "SYNTAX", "APPLIES", "AUX", "MUST", "MAY", "NOT"}) add(keyword);
  return printer.finish(definition);
}

}  // namespace ldapsnap
