#include "report/values/request_text.h"

#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {

std::vector<std::string> requestLines(const LdifRecord& request, Length length) {
  std::vector<std::string> lines;
  const auto addValues = [&](std::string_view lead, const Attribute& attribute) {
    for (const std::string& value : attribute.values)
      lines.push_back(fmt::format("{}{}: {}", lead, visible(attribute.description),
                                  showValue(attribute.description, value, length)));
  };
  if (request.change == ChangeType::ModifyDn) {
    lines.push_back("newrdn: " + visible(request.newRdn));
    if (request.hasNewSuperior) lines.push_back("newsuperior: " + visible(request.newSuperior));
    lines.push_back(fmt::format("deleteoldrdn: {}", request.deleteOldRdn ? 1 : 0));
  } else if (request.change == ChangeType::Modify) {
    for (const Modification& each : request.modifications) {
      const std::string lead = fmt::format("{}: ", nameOf(each.operation));
      if (each.attribute.values.empty()) lines.push_back(lead + visible(each.attribute.description));
      addValues(lead, each.attribute);
    }
  } else if (request.change != ChangeType::Delete) {
    for (const Attribute& attribute : request.entry.attributes) addValues("", attribute);
  }
  for (const std::string& control : request.controls) lines.push_back("control: " + visible(control));
  return lines;
}

}  // namespace ldapsnap
