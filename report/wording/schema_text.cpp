#include "report/wording/schema_text.h"

#include <fmt/format.h>

#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {

std::string partForPeople(const SchemaPart& part, const std::string& value) {
  if (value.empty()) return "(none)";
  const SyntaxRules* const syntax = part.part == "SYNTAX" ? findSyntax(value.substr(0, value.find('{'))) : nullptr;
  return syntax ? fmt::format("{} ({})", value, syntax->name) : value;
}

}  // namespace ldapsnap
