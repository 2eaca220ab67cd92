#include "report/wording/identification.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

std::string versionOf(const Identified& mark) {
  const std::string value = visible(mark.value);
  if (mark.meaning.empty()) return value;
  return value.empty() ? mark.meaning : fmt::format("{} ({})", mark.meaning, value);
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

std::string knownSchemaText(const KnownSchema& schema) {
  std::string text;
  if (schema.nearest) {
    const NearestBaseline& nearest = *schema.nearest;
    text = fmt::format("Nearest baseline: {} ({})\n", nearest.name, nearest.title);
    text += nearest.missing == 0
                ? fmt::format("  The directory has all of its {} schema elements", grouped(nearest.elements))
                : fmt::format("  The directory lacks {} of its {} schema elements", grouped(nearest.missing),
                              grouped(nearest.elements));
    text += nearest.additional == 0 ? " and no others.\n"
                                    : fmt::format(", and has {} more:\n", grouped(nearest.additional));
  } else if (!schema.attributed.empty() || !schema.unknown.empty()) {
    text = "No baseline is of this product. Its schema elements:\n";
  }
  for (const AttributedElements& group : schema.attributed)
    text += fmt::format("  {}: {}\n", group.title, counted(group.elements, "element"));
  for (const UnknownElements& group : schema.unknown) {
    text += fmt::format("  unknown: {}{} ({}{})\n", counted(group.elements, "element"),
                        group.prefix.empty() ? "" : ", prefix " + visible(group.prefix),
                        visible(fmt::format("{}", fmt::join(group.examples, ", "))),
                        group.elements > group.examples.size() ? ", ..." : "");
  }
  return text;
}

}  // namespace ldapsnap
