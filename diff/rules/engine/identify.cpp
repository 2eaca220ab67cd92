#include "diff/rules/engine/identify.h"

#include <algorithm>

#include "diff/rules/engine/evaluator.h"
#include "diff/rules/pack/condition_reader.h"
#include "snapshot/base/error.h"
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

Condition readPlace(const JsonReader& json) {
  Condition where = readCondition(json, namesOfEveryRule());
  if (where.kind != Condition::Kind::Entries) throw json.error("expected a base, a scope and a filter");
  return where;
}

/// One, or several in the order in which they are looked at.
std::vector<Condition> readWhere(const JsonReader& json) {
  if (!json.is(JsonValue::Kind::Array)) return {readPlace(json)};
  std::vector<Condition> where;
  for (const JsonReader& item : json.items()) where.push_back(readPlace(item));
  if (where.empty()) throw json.error("expected at least one place");
  return where;
}

Condition noneOf(Condition where) {
  where.atLeast = 0;
  where.atMost = 0;
  return where;
}

std::vector<MarkCase> readCases(const JsonReader& json) {
  std::vector<MarkCase> cases;
  for (const JsonReader& item : json.items()) {
    item.requireObject({"filter", "means"});
    try {
      cases.push_back({Filter::parse(item.at("filter").text()), item.at("means").text()});
    } catch (const Error& error) {
      throw item.at("filter").error(error.what());
    }
  }
  return cases;
}

ProductMark readMark(const JsonReader& json) {
  json.requireObject({"title", "where", "attribute", "root_dse", "absent", "once", "detail", "show", "means", "missing",
                      "values", "builds", "cases", "source"});
  ProductMark mark;
  mark.title = json.at("title").text();
  mark.where = readWhere(json.at("where"));
  if (json.has("attribute")) {
    const JsonReader attribute = json.at("attribute");
    mark.attributes = attribute.is(JsonValue::Kind::Array) ? attribute.texts() : std::vector{attribute.text()};
  }
  if (json.has("root_dse")) mark.ofRootDse = json.at("root_dse").text();
  if (json.has("absent")) mark.absent = json.at("absent").text();
  if (json.has("once")) mark.isListedOnce = json.at("once").boolean();
  if (json.has("detail")) mark.isDetail = json.at("detail").boolean();
  if (json.has("show")) mark.showsRdn = json.at("show").word({"rdn"}) == "rdn";
  if (json.has("means")) mark.meaning = json.at("means").text();
  if (json.has("missing")) {
    mark.missing = json.at("missing").text();
    mark.none = noneOf(mark.where.front());
  }
  if (json.has("values")) mark.values = readValues(json.at("values"));
  if (json.has("builds")) mark.builds = readBuilds(json.at("builds"));
  if (json.has("cases")) mark.cases = readCases(json.at("cases"));
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

/// The value of the first RDN of a DN; the value itself where it is no DN.
std::string rdnOf(const std::string& value) {
  const std::optional<Dn> dn = Dn::tryParse(value);
  return dn && !dn->empty() ? dn->rdn().front().value : value;
}

/// Marks of one snapshot, collected.
class Identifier {
 public:
  Identifier(const Snapshot& snapshot, const std::vector<ProductMark>& marks)
      : snapshot_(snapshot),
        marks_(marks),
        evaluator_(snapshot),
        coverage_(snapshot),
        rootDse_(snapshot.find(Dn()).value_or(Entry())) {}

  std::vector<Identified> identify() {
    for (const ProductMark& mark : marks_) {
      for (const Condition& where : mark.where) evaluator_.prepare(where);
      if (mark.none) evaluator_.prepare(*mark.none);
    }
    evaluator_.read();
    for (const ProductMark& mark : marks_) look(mark);
    return std::move(found_);
  }

 private:
  void look(const ProductMark& mark) {
    const std::vector<Entry> bearers = bearersOf(mark);
    if (!mark.cases.empty()) return addCase(mark, bearers);
    for (const Entry& entry : bearers) addEntry(mark, entry);
    if (bearers.empty() && mark.none) addMissing(mark);
  }

  std::vector<Entry> bearersOf(const ProductMark& mark) const {
    std::vector<Entry> bearers;
    for (const Condition& where : mark.where) {
      const Answer answer = evaluator_.evaluate(where, evaluator_.unbound(), World::AsShown);
      for (const std::string& dn : answer.objects)
        if (auto entry = snapshot_.find(Dn::parse(dn))) bearers.push_back(std::move(*entry));
      if (!bearers.empty()) break;
    }
    return bearers;
  }

  void addCase(const ProductMark& mark, const std::vector<Entry>& bearers) {
    const Entry* by = nullptr;
    std::string meaning;
    for (const MarkCase& one : mark.cases) {
      const auto holds = std::find_if(bearers.begin(), bearers.end(), [&](const Entry& entry) {
        return one.filter.matches(entry, snapshot_.schema()) == Truth::True;
      });
      if (holds == bearers.end()) continue;
      by = &*holds;
      meaning = one.meaning;
    }
    if (by != nullptr) found_.push_back({mark.title, by->dn, "", meaning});
  }

  /// The place is there, was read, and nothing in it bears the mark.
  void addMissing(const ProductMark& mark) {
    const Answer none = evaluator_.evaluate(*mark.none, evaluator_.unbound());
    const std::optional<Dn> place = Dn::tryParse(none.place);
    if (none.truth != Truth::True || !place) return;
    const bool isBase = mark.none->scope == Scope::Base;
    const bool isThere = isBase ? !place->empty() && snapshot_.find(place->parent()).has_value() : !none.isPlaceMissing;
    if (isThere) found_.push_back({mark.title, none.place, "", mark.missing});
  }

  bool isFound(const ProductMark& mark, const std::string& value) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const Identified& each) { return each.title == mark.title && each.value == value; });
  }

  void add(const ProductMark& mark, const Entry& entry, const std::string& value, const std::string& meaning) {
    if (mark.isListedOnce && isFound(mark, value)) return;
    found_.push_back({mark.title, entry.dn, value, meaning});
  }

  /// An attribute that the entry does not have may have been left out by who read it; the root DSE repeats some.
  void addEntry(const ProductMark& mark, const Entry& entry) {
    if (mark.attributes.empty()) return add(mark, entry, mark.showsRdn ? rdnOf(entry.dn) : "", mark.meaning);
    if (mark.attributes.size() > 1) return addJoined(mark, entry);
    const std::string& name = mark.attributes.front();
    const Attribute* attribute = entry.find(name);
    if (attribute == nullptr && !mark.ofRootDse.empty()) attribute = rootDse_.find(mark.ofRootDse);
    if (attribute != nullptr) {
      for (const std::string& value : attribute->values) addValue(mark, entry, mark.showsRdn ? rdnOf(value) : value);
    } else if (!mark.absent.empty() && !coverage_.mayLackAttribute(keyOf(entry.dn).path(), name)) {
      add(mark, entry, mark.absent, meaningOf(mark, mark.absent));
    }
  }

  void addValue(const ProductMark& mark, const Entry& entry, const std::string& value) {
    const std::string meaning = meaningOf(mark, value);
    add(mark, entry, value, meaning.empty() ? mark.meaning : meaning);
  }

  /// Up to the first attribute that the entry does not have.
  void addJoined(const ProductMark& mark, const Entry& entry) {
    std::string version;
    for (const std::string& name : mark.attributes) {
      const std::string* const value = entry.first(name);
      if (value == nullptr) break;
      version += (version.empty() ? "" : ".") + *value;
    }
    if (!version.empty()) addValue(mark, entry, version);
  }

  const Snapshot& snapshot_;
  const std::vector<ProductMark>& marks_;
  Evaluator evaluator_;
  Coverage coverage_;
  Entry rootDse_;
  std::vector<Identified> found_;
};

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

std::vector<ProductMark> headProductMarks() {
  std::vector<ProductMark> marks = shippedProductMarks();
  std::erase_if(marks, [](const ProductMark& mark) { return mark.isDetail; });
  return marks;
}

std::vector<Identified> identify(const Snapshot& snapshot, const std::vector<ProductMark>& marks) {
  return Identifier(snapshot, marks).identify();
}

}  // namespace ldapsnap
