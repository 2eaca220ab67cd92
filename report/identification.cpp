#include "report/identification.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/directory/text.h"

namespace ldapsnap {
namespace {

std::string versionOf(const Identified& mark) {
  const std::string value = visible(mark.value);
  if (mark.meaning.empty()) return value;
  return fmt::format("{} ({})", mark.meaning, value);
}

}  // namespace

std::string identificationText(const std::vector<Identified>& marks) {
  if (marks.empty()) return "Nothing here shows a product or version that is known.\n";
  std::size_t titleWidth = 0, versionWidth = 0;
  for (const Identified& mark : marks) {
    titleWidth = std::max(titleWidth, mark.title.size());
    versionWidth = std::max(versionWidth, versionOf(mark).size());
  }
  std::string text;
  for (const Identified& mark : marks) {
    const std::string place = mark.dn.empty() ? "root DSE" : visible(mark.dn);
    text += fmt::format("{:<{}}  {:<{}}  {}\n", mark.title, titleWidth, versionOf(mark), versionWidth, place);
  }
  return text;
}

}  // namespace ldapsnap
