#include "diff/apply/edit/server_owned.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <vector>

#include "diff/compare/folding/entry_pattern.h"
#include "diff/compare/rename/renamed_entry.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {
namespace {

/// Entries that no client writes, by place.
struct OwnedEntries {
  std::vector<std::string> products;
  std::string reason;
  std::vector<std::string> dns;
  Scope scope = Scope::Base;
};

/// What is never deleted, or not set at once.
struct Listed {
  std::vector<std::string> products;
  std::string reason;
  std::vector<std::string> objectClasses, attributes;
};

struct Data {
  std::vector<OwnedEntries> entries;
  std::vector<Listed> permanent, later;
};

const Data& data() {
  static const Data kData = [] {
    const boost::json::value json = readJsonData("product/server-owned.json");
    Data read;
    for (const boost::json::value& each : json.at("entries").as_array())
      read.entries.push_back({stringListMember(each, "products"), stringMember(each, "reason"),
                              stringListMember(each, "dns"),
                              stringMember(each, "scope") == "subtree" ? Scope::Subtree : Scope::Base});
    const auto list = [&json](std::string_view name) {
      std::vector<Listed> all;
      for (const boost::json::value& each : json.at(name).as_array())
        all.push_back({stringListMember(each, "products"), stringMember(each, "reason"),
                       stringListMember(each, "objectClasses"), stringListMember(each, "attributes")});
      return all;
    };
    read.permanent = list("permanent");
    read.later = list("later");
    return read;
  }();
  return kData;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](const std::string& each) { return equalsIgnoreAsciiCase(each, name); });
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
  // systemOnly in Active Directory, and yet what every add names ([MS-ADTS] 3.1.1.5.2.2).
  if (isObjectClassType(description)) return {};
  const AttributeType* type = schema_.attributeType(AttributeDescription::split(description).type);
  if (type && type->noUserModification) return "the server sets it (NO-USER-MODIFICATION)";
  return whyNotDefine(description);
}

std::string ServerOwned::whyNotDefine(std::string_view description) const {
  return serverOwnedAttributes(product_).contains(description, schema_) ? "the server sets it" : "";
}

std::string ServerOwned::whyNotTouch(const std::string& dn) const {
  for (const OwnedEntries& owned : data().entries) {
    if (!mayConcern(owned.products, product_)) continue;
    for (const std::string& base : owned.dns)
      if (matchesPattern(dn, base, owned.scope, schema_)) return owned.reason;
  }
  return {};
}

std::string ServerOwned::whyNotDelete(const EntryChange& removed) const {
  for (const Listed& permanent : data().permanent)
    if (mayConcern(permanent.products, product_) && hasObjectClass(removed, permanent.objectClasses))
      return permanent.reason;
  return {};
}

std::string ServerOwned::whyNotRemoveFrom(std::string_view description) const {
  for (const Listed& permanent : data().permanent)
    if (mayConcern(permanent.products, product_) && holds(permanent.attributes, description)) return permanent.reason;
  return {};
}

bool ServerOwned::isSetLater(std::string_view description) const {
  return std::any_of(data().later.begin(), data().later.end(), [&](const Listed& later) {
    return mayConcern(later.products, product_) && holds(later.attributes, description);
  });
}

}  // namespace ldapsnap
