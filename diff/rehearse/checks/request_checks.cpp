#include "diff/rehearse/checks/request_checks.h"

#include <algorithm>
#include <map>
#include <string>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kFormat = "ldapsnap-request-checks/1";

/// In the order of the enumeration.
const std::vector<std::string> kNames{"types",
                                      "named-types",
                                      "filled-values",
                                      "unwritable",
                                      "options",
                                      "read-only",
                                      "read-only-values",
                                      "back-links",
                                      "increment-type",
                                      "classes",
                                      "syntax",
                                      "syntax-of-new",
                                      "one-value",
                                      "distinct",
                                      "distinct-octets",
                                      "protected",
                                      "distinct-names",
                                      "increment",
                                      "read-only-dropped",
                                      "references",
                                      "referred-classes",
                                      "one-rdn-value",
                                      "filled-rdn",
                                      "rdn-untouched",
                                      "configuration",
                                      "new-rdn",
                                      "new-naming",
                                      "old-rdn-dropped",
                                      "below-itself",
                                      "exists",
                                      "parent",
                                      "entry",
                                      "context",
                                      "superior",
                                      "taken",
                                      "apply",
                                      "possible-superior",
                                      "definitions",
                                      "single-valued",
                                      "object-class",
                                      "classes-of-entry",
                                      "structural",
                                      "structural-kept",
                                      "supported-classes",
                                      "abstract",
                                      "naming",
                                      "naming-type",
                                      "new-naming-type",
                                      "rdn-held",
                                      "rdn-kept",
                                      "syntax-of-name",
                                      "must",
                                      "may"};
static_assert(static_cast<int>(RequestCheck::May) == 52);

RequestCheck checkNamed(const JsonReader& json) {
  const auto place = std::find(kNames.begin(), kNames.end(), json.word(kNames)) - kNames.begin();
  return static_cast<RequestCheck>(place);
}

std::vector<CheckGroup> groupsIn(const JsonReader& json) {
  std::vector<CheckGroup> groups;
  for (const JsonReader& item : json.items()) {
    CheckGroup group;
    group.ofEachAttribute = item.is(JsonValue::Kind::Array);
    if (group.ofEachAttribute)
      for (const JsonReader& check : item.items()) group.checks.push_back(checkNamed(check));
    else
      group.checks.push_back(checkNamed(item));
    groups.push_back(std::move(group));
  }
  return groups;
}

EditRules editRulesIn(const JsonReader& json) {
  static const std::vector<std::string> kRules{"needs-equality-rule", "one-value-at-a-time", "distinct-in-add",
                                               "distinct-in-replace", "keeps-classes"};
  EditRules rules;
  bool* const places[] = {&rules.needsEqualityRule, &rules.oneValueAtATime, &rules.distinctInAdd,
                          &rules.distinctInReplace, &rules.keepsClasses};
  for (const JsonReader& item : json.items())
    *places[std::find(kRules.begin(), kRules.end(), item.word(kRules)) - kRules.begin()] = true;
  return rules;
}

RequestChecks checksIn(const JsonReader& row) {
  RequestChecks checks;
  checks.add = groupsIn(row.at("add"));
  checks.modify = groupsIn(row.at("modify"));
  checks.rename = groupsIn(row.at("rename"));
  checks.remove = groupsIn(row.at("delete"));
  checks.edit = editRulesIn(row.at("edit"));
  checks.protectedTypes = row.at("protected").texts();
  checks.unwritable = row.at("unwritable").texts();
  checks.alternativeNames = row.at("alternative_names").boolean();
  if (row.has("references")) {
    for (const JsonReader& item : row.at("references").items()) {
      item.requireObject({"attribute", "class"});
      checks.references.push_back({item.at("attribute").text(), item.at("class").text()});
    }
  }
  for (const CheckGroup& group : checks.add)
    for (const RequestCheck check : group.checks)
      checks.takesOids = checks.takesOids && check != RequestCheck::NamedTypes;
  return checks;
}

std::map<Product, RequestChecks> readChecks() {
  const std::string file = dataFile("rehearse/request-checks.json").string();
  const JsonValue value = parseStrictJson(readFile(file), file);
  const JsonReader reader(value, file);
  reader.requireObject({"format", "about", "products"});
  reader.at("format").word({std::string(kFormat)});
  std::map<Product, RequestChecks> checks;
  for (const JsonReader& row : reader.at("products").items()) {
    row.requireObject({"products", "source", "add", "modify", "rename", "delete", "edit", "protected", "unwritable",
                       "references", "alternative_names"});
    row.at("source").text();
    for (const JsonReader& product : row.at("products").items()) checks[productNamed(product.text())] = checksIn(row);
  }
  return checks;
}

}  // namespace

const RequestChecks& requestChecksOf(Product product) {
  static const std::map<Product, RequestChecks> kChecks = readChecks();
  const RequestChecks* const own = findFor(kChecks, product);
  return own == nullptr ? kChecks.at(Product()) : *own;
}

}  // namespace ldapsnap
