// Writing LDIF (RFC 2849) as ldapsearch does.
#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kWidth = 76;

/// True if `value` can follow "name: " as it is: a SAFE-STRING without control characters that does not end in a space.
bool isPlain(std::string_view value) {
  if (value.empty()) return true;
  if (value.front() == ' ' || value.front() == ':' || value.front() == '<' || value.back() == ' ') return false;
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

void fold(std::string& out, std::string_view line) {
  out.append(line.substr(0, kWidth)).push_back('\n');
  for (std::size_t i = kWidth; i < line.size(); i += kWidth - 1) {
    out.push_back(' ');
    out.append(line.substr(i, kWidth - 1)).push_back('\n');
  }
}

void requireDescription(std::string_view description) {
  if (!description.empty() && descriptionOf(description).size() == description.size()) return;
  throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not an attribute description and cannot be written as LDIF",
                                               visible(description)));
}

/// True for an attribute that a reader could take for the head of a file.
bool isVersionLine(std::string_view description, std::string_view value) {
  return value == "1" && equalsIgnoreAsciiCase(description, "version");
}

void appendLine(std::string& out, std::string_view description, std::string_view value) {
  std::string line(description);
  if (value.empty()) {
    line += ':';
  } else if (isPlain(value) && !isVersionLine(description, value)) {
    line.append(": ").append(value);
  } else {
    line.append(":: ").append(base64(value));
  }
  fold(out, line);
}

void appendAttribute(std::string& out, const Attribute& attribute) {
  requireDescription(attribute.description);
  for (const std::string& value : attribute.values) appendLine(out, attribute.description, value);
}

void appendAttributes(std::string& out, const Entry& entry) {
  for (const Attribute& attribute : entry.attributes) appendAttribute(out, attribute);
}

void appendChange(std::string& out, const LdifRecord& record) {
  switch (record.change) {
    case ChangeType::None:
      return appendAttributes(out, record.entry);
    case ChangeType::Add:
      out += "changetype: add\n";
      return appendAttributes(out, record.entry);
    case ChangeType::Delete:
      out += "changetype: delete\n";
      return;
    case ChangeType::Modify:
      out += "changetype: modify\n";
      for (const auto& [operation, attribute] : record.modifications) {
        appendLine(out, nameOf(operation), attribute.description);
        appendAttribute(out, attribute);
        out += "-\n";
      }
      return;
    case ChangeType::ModifyDn:
      out += "changetype: modrdn\n";
      appendLine(out, "newrdn", record.newRdn);
      appendLine(out, "deleteoldrdn", record.deleteOldRdn ? "1" : "0");
      if (record.hasNewSuperior) appendLine(out, "newsuperior", record.newSuperior);
      return;
  }
}

}  // namespace

std::string_view nameOf(Modification::Operation operation) {
  switch (operation) {
    case Modification::Operation::Add:
      return "add";
    case Modification::Operation::Delete:
      return "delete";
    case Modification::Operation::Replace:
      return "replace";
    case Modification::Operation::Increment:
      return "increment";
  }
  return "replace";
}

std::string ldifLine(std::string_view description, std::string_view value) {
  requireDescription(description);
  std::string out;
  appendLine(out, description, value);
  return out;
}

std::string toLdif(const Entry& entry) {
  std::string out;
  appendLine(out, "dn", entry.dn);
  appendAttributes(out, entry);
  out += '\n';
  return out;
}

std::string toLdif(const LdifRecord& record) {
  std::string out;
  appendLine(out, "dn", record.entry.dn);
  for (const std::string& control : record.controls) appendLine(out, "control", control);
  appendChange(out, record);
  out += '\n';
  return out;
}

}  // namespace ldapsnap
