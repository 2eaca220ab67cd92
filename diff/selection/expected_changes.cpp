#include "diff/selection/expected_changes.h"

#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {
namespace {

Dn dnIn(const JsonReader& json) {
  std::optional<Dn> dn = Dn::tryParse(json.text());
  if (!dn) throw json.error(fmt::format("\"{}\" is not a DN", json.text()));
  return std::move(*dn);
}

Filter filterIn(const JsonReader& json) {
  try {
    return Filter::parse(json.text());
  } catch (const Error& error) {
    throw json.error(error.what());
  }
}

ChangeKind kindIn(const JsonReader& json) {
  const std::vector<std::string> words = {"added", "removed", "modified", "renamed", "moved"};
  return parseChangeKind(json.word(words));
}

ExpectedChange readChange(const JsonReader& json, const std::string& file) {
  json.requireObject({"reason", "until", "under", "attributes", "classes", "filter", "changes"});
  ExpectedChange change;
  change.reason = json.at("reason").text();
  change.place = fmt::format("{}:{}", file, json.value().line);
  if (json.has("until")) change.until = json.at("until").lastDay();
  if (json.has("under"))
    for (const JsonReader& item : json.at("under").items()) change.under.push_back(dnIn(item));
  if (json.has("attributes")) change.attributes = json.at("attributes").texts();
  if (json.has("classes")) change.classes = json.at("classes").texts();
  if (json.has("filter")) change.filter = filterIn(json.at("filter"));
  if (json.has("changes"))
    for (const JsonReader& item : json.at("changes").items()) change.changes.push_back(kindIn(item));
  if (change.under.empty() && change.attributes.empty() && change.classes.empty() && !change.filter)
    throw json.error("this would ignore every change; say which with under, attributes, classes or filter");
  return change;
}

}  // namespace

std::vector<ExpectedChange> readExpectedChanges(const std::filesystem::path& file) {
  const std::string name = file.string();
  const JsonValue root = parseStrictJson(readFile(file), name);
  const JsonReader json(root, name);
  json.requireObject({"$schema", "format", "changes"});
  if (json.at("format").string() != "ldapsnap-ignore/1")
    throw json.at("format").error("the format must be \"ldapsnap-ignore/1\"");
  std::vector<ExpectedChange> changes;
  for (const JsonReader& item : json.at("changes").items()) changes.push_back(readChange(item, name));
  return changes;
}

}  // namespace ldapsnap
