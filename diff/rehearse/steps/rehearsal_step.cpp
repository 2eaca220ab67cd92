#include "diff/rehearse/steps/rehearsal_step.h"

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

bool isNumericOid(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && text.front() != '.' &&
         text.back() != '.' && text.find("..") == std::string_view::npos;
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

}  // namespace ldapsnap
