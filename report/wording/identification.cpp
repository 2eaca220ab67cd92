#include "report/wording/identification.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

std::string versionOf(const Identified& mark) {
  const std::string value = visible(mark.value);
  if (mark.meaning.empty()) return value;
  return fmt::format("{} ({})", mark.meaning, value);
}

/// The versions of one title, each once.
struct Versions {
  std::string title;
  std::vector<std::string> versions;
};

std::vector<Versions> byTitle(const std::vector<Identified>& marks) {
  std::vector<Versions> groups;
  for (const Identified& mark : marks) {
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&mark](const Versions& other) { return other.title == mark.title; });
    if (group == groups.end()) group = groups.insert(groups.end(), {mark.title, {}});
    const std::string& version = mark.meaning.empty() ? mark.value : mark.meaning;
    auto& known = group->versions;
    if (!version.empty() && std::find(known.begin(), known.end(), version) == known.end()) known.push_back(version);
  }
  return groups;
}

}  // namespace

std::string identificationLine(const std::vector<Identified>& marks) {
  std::string line;
  for (const Versions& group : byTitle(marks)) {
    line += (line.empty() ? "" : "; ") + group.title;
    if (!group.versions.empty()) line += fmt::format(": {}", fmt::join(group.versions, ", "));
  }
  return line;
}

std::string identificationText(const std::vector<Identified>& marks) {
  if (marks.empty()) return "No known product or version was identified.\n";
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
