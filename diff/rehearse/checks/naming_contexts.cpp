#include "diff/rehearse/checks/naming_contexts.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

bool namesOne(const std::vector<std::string>& names, const std::string& path) {
  return std::any_of(names.begin(), names.end(), [&path](const std::string& name) {
    const std::optional<Dn> dn = Dn::tryParse(withoutOrder(name));
    return dn && pathOf(*dn) == path;
  });
}

bool namesOne(const Attribute* attribute, const std::string& path) {
  return attribute != nullptr && namesOne(attribute->values, path);
}

}  // namespace

NamingContexts::NamingContexts(const Snapshot& directory) : directory_(directory) {
  const boost::json::value data = readJsonData("rehearse/configuration-limits.json");
  for (const boost::json::value& each : data.at("contexts").as_array())
    if (includesProduct(stringListMember(each, "products"), directory.info().product))
      settings_.push_back({stringMember(each, "attribute"), stringMember(each, "below")});
}

bool NamingContexts::isSuffix(const Dn& dn) const {
  const std::string path = pathOf(dn);
  if (namesOne(directory_.info().searchBases, path)) return true;
  const std::optional<Entry> rootDse = directory_.find(Dn());
  if (rootDse && namesOne(rootDse->find("namingContexts"), path)) return true;
  bool isFound = false;
  for (const Setting& setting : settings_) {
    if (isFound) break;
    directory_.scan(Dn::parse(setting.below), Scope::OneLevel, [&](const Entry& database) {
      isFound = namesOne(database.find(setting.attribute), path);
      return isFound ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
    });
  }
  return isFound;
}

}  // namespace ldapsnap
