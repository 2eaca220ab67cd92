#include "diff/rehearse/steps/rehearsal_step.h"

#include <fmt/format.h>

#include "diff/rehearse/steps/alternative_names.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif_file.h"

namespace ldapsnap {
namespace {

bool isNumericOid(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && text.front() != '.' &&
         text.back() != '.' && text.find("..") == std::string_view::npos;
}

void requireNameAndControls(const LdifRecord& record) {
  if (!isAlternativeName(record.entry.dn)) Dn::parse(record.entry.dn);
  for (const std::string& control : record.controls)
    if (!parseControlLine(control))
      throw Error(ErrorKind::BadInput,
                  fmt::format("invalid control \"{}\": expected an OID, \"true\" or \"false\", and "
                              "a value after \":\" (RFC 2849)",
                              control));
}

}  // namespace

std::optional<ControlLine> parseControlLine(std::string_view line) {
  const std::size_t colon = line.find(':');  // an OID and a criticality hold none
  const bool isBase64 = colon != std::string_view::npos && line.substr(colon).starts_with("::");
  if (isBase64 && !fromBase64(trimSpaces(line.substr(colon + 2)))) return std::nullopt;
  const std::string_view words = trimSpaces(line.substr(0, colon));
  const std::size_t space = words.find(' ');
  ControlLine control;
  control.oid = std::string(words.substr(0, space));
  if (!isNumericOid(control.oid)) return std::nullopt;
  if (space == std::string_view::npos) return control;
  const std::string_view criticality = trimSpaces(words.substr(space));
  control.isCritical = criticality == "true";
  if (!control.isCritical && criticality != "false") return std::nullopt;
  return control;
}

std::vector<RehearsalStep> readSteps(const std::string& file, const Placeholders& placeholders) {
  const MappedFile text(file);
  LdifReader reader(text.text(), file);
  std::vector<RehearsalStep> steps;
  while (auto record = reader.next()) {
    placeholders.fill(*record);
    try {
      requireNameAndControls(*record);
    } catch (Error& error) {
      throw error.at(fmt::format("{}:{}", file, record->line));
    }
    steps.push_back({std::move(*record), {}, RehearsalStep::Origin::File});
  }
  return steps;
}

}  // namespace ldapsnap
