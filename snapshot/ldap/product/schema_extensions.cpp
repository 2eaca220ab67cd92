#include "snapshot/ldap/product/schema_extensions.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"

namespace ldapsnap {

namespace {

struct ListedExtensions {
  std::vector<std::string> products, names;
  NameSet values;  ///< empty: every value counts

  bool includes(std::string_view name) const {
    return std::any_of(names.begin(), names.end(), [name](const std::string& listed) {
      return listed.ends_with('*') ? name.starts_with(std::string_view(listed).substr(0, listed.size() - 1))
                                   : name == listed;
    });
  }
};

const std::vector<ListedExtensions>& listedExtensions() {
  static const std::vector<ListedExtensions> kListed = [] {
    const boost::json::value data = readJsonData("product/schema-extensions.json");
    std::vector<ListedExtensions> all;
    for (const boost::json::value& each : data.at("extensions").as_array()) {
      ListedExtensions listed{stringListMember(each, "products"), stringListMember(each, "names"), {}};
      if (each.as_object().contains("values"))
        for (std::string& value : stringListMember(each, "values")) listed.values.insert(std::move(value));
      all.push_back(std::move(listed));
    }
    return all;
  }();
  return kListed;
}

}  // namespace

bool decidesBehaviour(std::string_view name, std::string_view value, Product product) {
  return std::any_of(listedExtensions().begin(), listedExtensions().end(), [&](const ListedExtensions& listed) {
    return mayConcern(listed.products, product) && listed.includes(name) &&
           (listed.values.empty() || listed.values.contains(value));
  });
}

}  // namespace ldapsnap
