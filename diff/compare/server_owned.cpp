#include "diff/compare/server_owned.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <vector>

#include "diff/compare/order.h"
#include "snapshot/directory/json_data.h"
#include "snapshot/directory/text.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {
namespace {

/// Entries that nobody writes, by place.
struct OwnedEntries {
  std::vector<std::string> products;
  std::string reason;
  std::vector<std::string> dns;
  Scope scope = Scope::Base;
};

/// What is never deleted.
struct Permanent {
  std::vector<std::string> products;
  std::string reason;
  std::vector<std::string> objectClasses, attributes;
};

struct Data {
  std::vector<OwnedEntries> entries;
  std::vector<Permanent> permanent;
};

const Data& data() {
  static const Data kData = [] {
    const boost::json::value json = readJsonData("directory/server-owned.json");
    Data read;
    for (const boost::json::value& each : json.at("entries").as_array())
      read.entries.push_back({stringListMember(each, "products"), stringMember(each, "reason"),
                              stringListMember(each, "dns"),
                              stringMember(each, "scope") == "subtree" ? Scope::Subtree : Scope::Base});
    for (const boost::json::value& each : json.at("permanent").as_array())
      read.permanent.push_back({stringListMember(each, "products"), stringMember(each, "reason"),
                                stringListMember(each, "objectClasses"), stringListMember(each, "attributes")});
    return read;
  }();
  return kData;
}

/// A directory of unknown kind may be any.
bool concerns(const std::vector<std::string>& products, Product product) {
  return product == Product::Generic || std::any_of(products.begin(), products.end(), [&](const std::string& name) {
           return name == "*" || name == nameOf(product);
         });
}

bool hasObjectClass(const EntryChange& change, const std::vector<std::string>& classes) {
  for (const AttributeChange& attribute : change.attributes) {
    if (!isObjectClassType(attribute.description)) continue;
    for (const std::string& value : attribute.removed)
      if (std::any_of(classes.begin(), classes.end(),
                      [&value](const std::string& name) { return equalsIgnoreAsciiCase(name, value); }))
        return true;
  }
  return false;
}

}  // namespace

std::string ServerOwned::whyNotWrite(std::string_view description) const {
  const AttributeType* type = schema_.attributeType(AttributeDescription::split(description).type);
  if (type && type->noUserModification) return "the server sets it (NO-USER-MODIFICATION)";
  return whyNotDefine(description);
}

std::string ServerOwned::whyNotDefine(std::string_view description) const {
  return serverOwnedAttributes(product_).contains(description, schema_) ? "the server sets it" : "";
}

std::string ServerOwned::whyNotTouch(const std::string& dn) const {
  const std::string place = placeOf(dn, schema_);
  for (const OwnedEntries& owned : data().entries) {
    if (!concerns(owned.products, product_)) continue;
    for (const std::string& base : owned.dns)
      if (dn.empty() ? base.empty() : !base.empty() && inScope(place, placeOf(base, schema_), owned.scope))
        return owned.reason;
  }
  return {};
}

std::string ServerOwned::whyNotDelete(const EntryChange& removed) const {
  for (const Permanent& permanent : data().permanent)
    if (concerns(permanent.products, product_) && hasObjectClass(removed, permanent.objectClasses))
      return permanent.reason;
  return {};
}

std::string ServerOwned::whyNotRemoveFrom(std::string_view description) const {
  for (const Permanent& permanent : data().permanent)
    if (concerns(permanent.products, product_) &&
        std::any_of(permanent.attributes.begin(), permanent.attributes.end(),
                    [&](const std::string& name) { return equalsIgnoreAsciiCase(name, description); }))
      return permanent.reason;
  return {};
}

}  // namespace ldapsnap
