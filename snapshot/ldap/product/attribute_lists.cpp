#include "snapshot/ldap/product/attribute_lists.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

namespace {

/// "hits-{0-99}" stands for the hundred names from hits-0 to hits-99.
void addNumbered(const std::string& name, NameSet& names) {
  const std::size_t open = name.find('{'), dash = name.find('-', open);
  const int first = std::stoi(name.substr(open + 1)), last = std::stoi(name.substr(dash + 1));
  for (int number = first; number <= last; ++number) names.insert(name.substr(0, open) + std::to_string(number));
}

void addNames(const boost::json::value& list, AttributeList::Rules& rules) {
  for (const std::string& name : stringListMember(list, "attributes")) {
    if (name.starts_with('*'))
      rules.suffixes.push_back(asciiLower(name.substr(1)));
    else if (name.ends_with('}'))
      addNumbered(name, rules.names);
    else
      rules.names.insert(name);
  }
}

unsigned flagsMember(const boost::json::value& schema, std::string_view name) {
  const boost::json::value* flags = schema.as_object().if_contains(name);
  return flags == nullptr ? 0 : static_cast<unsigned>(flags->as_int64());
}

AttributeList listFor(Product product, const boost::json::value& data) {
  AttributeList::Rules rules;
  for (const boost::json::value& list : data.at("lists").as_array())
    if (mayConcern(stringListMember(list, "products"), product)) addNames(list, rules);
  if (const boost::json::value* kept = data.as_object().if_contains("kept"))
    for (const boost::json::value& list : kept->as_array())
      if (includesProduct(stringListMember(list, "products"), product))
        for (std::string& name : stringListMember(list, "attributes")) rules.kept.insert(std::move(name));
  const boost::json::value& schema = data.at("schema");
  rules.systemFlags = flagsMember(schema, "systemFlags");
  rules.searchFlags = flagsMember(schema, "searchFlags");
  rules.backLinks = schema.as_object().contains("backLinks");
  return AttributeList(std::move(rules));
}

/// In the order of the products.
using Lists = std::vector<AttributeList>;

Lists readLists(const char* file) {
  const boost::json::value data = readJsonData(file);
  Lists lists;
  for (const Product product : allProducts()) lists.push_back(listFor(product, data));
  return lists;
}

/// A forward link has an even linkID, its back-link the next odd one ([MS-ADTS] 3.1.1.1.6).
bool isBackLink(const AttributeType& type) { return type.linkId % 2 != 0; }

}  // namespace

bool AttributeList::contains(std::string_view description, const Schema& schema) const {
  const std::string_view written = attributeTypeOf(description);
  const AttributeType* const type = schema.attributeType(written);
  const auto isIn = [&](const NameSet& set) {
    if (set.contains(written)) return true;
    if (type == nullptr) return false;
    const auto isNamed = [&set](const std::string& name) { return set.contains(name); };
    return set.contains(type->oid) || std::any_of(type->names.begin(), type->names.end(), isNamed);
  };
  if (isIn(rules_.kept)) return false;
  if (isIn(rules_.names)) return true;
  const std::string folded = asciiLower(written);
  const auto isEnd = [&folded](const std::string& suffix) { return folded.ends_with(suffix); };
  if (std::any_of(rules_.suffixes.begin(), rules_.suffixes.end(), isEnd)) return true;
  return type != nullptr && ((type->systemFlags & rules_.systemFlags) != 0 ||
                             (type->searchFlags & rules_.searchFlags) != 0 || (rules_.backLinks && isBackLink(*type)));
}

const AttributeList& volatileAttributes(Product product) {
  static const Lists kLists = readLists("product/volatile-attributes.json");
  return kLists.at(static_cast<std::size_t>(product));
}

const AttributeList& secretAttributes(Product product) {
  static const Lists kLists = readLists("product/secret-attributes.json");
  return kLists.at(static_cast<std::size_t>(product));
}

const AttributeList& secretAttributesOfAnyProduct() { return secretAttributes(Product::Generic); }

const AttributeList& serverOwnedAttributes(Product product) {
  static const Lists kLists = readLists("product/server-owned.json");
  return kLists.at(static_cast<std::size_t>(product));
}

const AttributeList& freeNameAttributes(Product product) {
  static const Lists kLists = readLists("product/free-names.json");
  return kLists.at(static_cast<std::size_t>(product));
}

}  // namespace ldapsnap
