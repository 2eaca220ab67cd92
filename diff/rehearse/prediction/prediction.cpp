#include "diff/rehearse/prediction/prediction.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <map>
#include <utility>

#include "diff/apply/edit/server_owned.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

std::map<Product, NameSet> readFilledIn() {
  std::map<Product, NameSet> filled;
  const boost::json::value data = readJsonData("rehearse/server-answers.json");
  for (const boost::json::value& list : data.at("filled_in").as_array()) {
    for (const std::string& product : stringListMember(list, "products"))
      for (const std::string& attribute : stringListMember(list, "attributes"))
        filled[productNamed(product)].insert(attribute);
  }
  return filled;
}

/// Operational attributes are the server's, but for those that clients write: access rights and the like are there
/// before and after, or they are a difference.
bool isServerSet(const AttributeChange& change, const ServerOwned& owned, Product product) {
  if (change.change != Change::Added) return false;
  return isFilledIn(AttributeDescription::split(change.description).type, product) ||
         !owned.whyNotWrite(change.description).empty();
}

}  // namespace

bool isFilledIn(std::string_view attribute, Product product) {
  static const std::map<Product, NameSet> kFilledIn = readFilledIn();
  const NameSet* const own = findFor(kFilledIn, product);
  return own != nullptr && own->contains(attribute);
}

void setAsideServerSet(Difference& difference, const Schema& schema) {
  const Product product = difference.after.product;
  const ServerOwned owned(product, schema);
  EntryChanges left;
  for (EntryChange change : difference.changes) {
    const auto first = std::stable_partition(
        change.attributes.begin(), change.attributes.end(),
        [&](const AttributeChange& attribute) { return !isServerSet(attribute, owned, product); });
    if (change.change == Change::Modified) {
      change.volatiles.insert(change.volatiles.end(), std::make_move_iterator(first),
                              std::make_move_iterator(change.attributes.end()));
      change.attributes.erase(first, change.attributes.end());
    }
    const bool isEmpty = change.change == Change::Modified && change.attributes.empty() && !change.replaced;
    if (isEmpty) --difference.entries.modified, ++difference.entries.volatileOnly;
    (isEmpty ? difference.volatileChanges : left).push_back(std::move(change));
  }
  difference.changes = std::move(left);
}

}  // namespace ldapsnap
