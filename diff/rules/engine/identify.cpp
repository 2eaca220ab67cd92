#include "diff/rules/engine/identify.h"

#include <algorithm>

#include "diff/rules/engine/evaluator.h"
#include "diff/rules/pack/condition_reader.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {
namespace {

std::vector<std::pair<std::string, std::string>> readValues(const JsonReader& json) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const JsonReader& item : json.items()) {
    item.requireObject({"value", "means"});
    values.emplace_back(item.at("value").text(), item.at("means").text());
  }
  return values;
}

std::vector<std::pair<BuildNumber, std::string>> readBuilds(const JsonReader& json) {
  std::vector<std::pair<BuildNumber, std::string>> builds;
  for (const JsonReader& item : json.items()) {
    item.requireObject({"from", "means"});
    BuildNumber from = parseBuild(item.at("from").text());
    if (from.empty()) throw item.at("from").error("expected a version such as \"15.2.2562\"");
    if (!builds.empty() && from <= builds.back().first)
      throw item.at("from").error("builds must be in ascending order");
    builds.emplace_back(std::move(from), item.at("means").text());
  }
  return builds;
}

ProductMark readMark(const JsonReader& json) {
  json.requireObject({"title", "where", "attribute", "root_dse", "absent", "once", "values", "builds"});
  ProductMark mark;
  mark.title = json.at("title").text();
  mark.where = readCondition(json.at("where"), namesOfEveryRule());
  if (mark.where.kind != Condition::Kind::Entries)
    throw json.at("where").error("expected a base, a scope and a filter");
  if (json.has("attribute")) mark.attribute = json.at("attribute").text();
  if (json.has("root_dse")) mark.ofRootDse = json.at("root_dse").text();
  if (json.has("absent")) mark.absent = json.at("absent").text();
  if (json.has("once")) mark.isListedOnce = json.at("once").boolean();
  if (json.has("values")) mark.values = readValues(json.at("values"));
  if (json.has("builds")) mark.builds = readBuilds(json.at("builds"));
  return mark;
}

std::string meaningOf(const ProductMark& mark, const std::string& value) {
  for (const auto& [known, meaning] : mark.values) {
    if (known == value) return meaning;
  }
  const BuildNumber build = parseBuild(value);
  std::string meaning;
  for (const auto& [from, product] : mark.builds) {
    if (!build.empty() && from <= build) meaning = product;
  }
  return meaning;
}

bool isFound(const ProductMark& mark, const std::string& value, const std::vector<Identified>& found) {
  return std::any_of(found.begin(), found.end(),
                     [&](const Identified& each) { return each.title == mark.title && each.value == value; });
}

/// An attribute that the entry does not have may have been left out by who read it; the root DSE repeats some.
void identifyEntry(const ProductMark& mark, const Entry& entry, const Entry& rootDse, const Coverage& coverage,
                   std::vector<Identified>& found) {
  const Attribute* attribute = mark.attribute.empty() ? nullptr : entry.find(mark.attribute);
  if (attribute == nullptr && !mark.ofRootDse.empty()) attribute = rootDse.find(mark.ofRootDse);
  const bool isUnknown = attribute == nullptr && !mark.attribute.empty() &&
                         coverage.mayLackAttribute(keyOf(entry.dn).path(), mark.attribute);
  if (attribute != nullptr) {
    for (const std::string& value : attribute->values) {
      if (mark.isListedOnce && isFound(mark, value, found)) continue;
      found.push_back({mark.title, entry.dn, value, meaningOf(mark, value)});
    }
  } else if (mark.attribute.empty()) {
    found.push_back({mark.title, entry.dn, "", ""});
  } else if (!mark.absent.empty() && !isUnknown) {
    found.push_back({mark.title, entry.dn, mark.absent, meaningOf(mark, mark.absent)});
  }
}

}  // namespace

BuildNumber parseBuild(std::string_view text) {
  constexpr std::string_view kVersion = "Version ";
  if (text.starts_with(kVersion)) text.remove_prefix(kVersion.size());
  const bool isVersion = !text.empty() && text.front() >= '0' && text.front() <= '9';
  return isVersion ? versionIn(text) : BuildNumber();
}

std::vector<ProductMark> readProductMarks(const std::filesystem::path& file) {
  const std::string name = file.string();
  const JsonValue value = parseStrictJson(readFile(file), name);
  const JsonReader json(value, name);
  json.requireObject({"format", "marks"});
  json.at("format").word({"ldapsnap-products/1"});
  std::vector<ProductMark> marks;
  for (const JsonReader& item : json.at("marks").items()) marks.push_back(readMark(item));
  return marks;
}

std::vector<ProductMark> shippedProductMarks() { return readProductMarks(dataFile("setups/products.json")); }

std::vector<Identified> identify(const Snapshot& snapshot, const std::vector<ProductMark>& marks) {
  Evaluator evaluator(snapshot);
  for (const ProductMark& mark : marks) evaluator.prepare(mark.where);
  evaluator.read();
  const Coverage coverage(snapshot);
  const Entry rootDse = snapshot.find(Dn()).value_or(Entry());
  std::vector<Identified> found;
  for (const ProductMark& mark : marks) {
    const Answer answer = evaluator.evaluate(mark.where, evaluator.unbound(), World::AsShown);
    for (const std::string& dn : answer.objects) {
      if (const auto entry = snapshot.find(Dn::parse(dn))) identifyEntry(mark, *entry, rootDse, coverage, found);
    }
  }
  return found;
}

}  // namespace ldapsnap
