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

/// The paths of all naming contexts; empty: not known.
std::vector<std::string> NamingContexts::known() const {
  const std::optional<Entry> rootDse = directory_.find(Dn());
  if (!rootDse || rootDse->find("namingContexts") == nullptr) return {};
  std::vector<std::string> paths;
  const auto take = [&paths](const std::string& name) {
    const std::optional<Dn> dn = Dn::tryParse(withoutOrder(name));
    if (dn && !dn->empty()) paths.push_back(pathOf(*dn));
  };
  for (const char* list : {"namingContexts", "configContext", "monitorContext"})
    if (const Attribute* const names = rootDse->find(list))
      for (const std::string& name : names->values) take(name);
  const std::string* const subschema = rootDse->first("subschemaSubentry");  // which is in none of them
  for (const std::string& base : directory_.info().searchBases)
    if (subschema == nullptr || keyOf(base).path() != keyOf(*subschema).path()) take(base);
  for (const Setting& setting : settings_)
    directory_.scan(Dn::parse(setting.below), Scope::OneLevel, [&](const Entry& database) {
      if (const Attribute* const names = database.find(setting.attribute))
        for (const std::string& name : names->values) take(name);
      return Snapshot::Visit::Continue;
    });
  return paths;
}

bool NamingContexts::mayHold(const Dn& dn) const {
  const std::vector<std::string> contexts = known();
  const std::string path = pathOf(dn);
  return contexts.empty() || std::any_of(contexts.begin(), contexts.end(), [&path](const std::string& context) {
           return inScope(path, context, Scope::Subtree);
         });
}

bool NamingContexts::areApart(const Dn& a, const Dn& b) const {
  const std::vector<std::string> contexts = known();
  const auto longest = [&contexts](const std::string& path) {
    std::string found;
    for (const std::string& context : contexts)
      if (inScope(path, context, Scope::Subtree) && context.size() > found.size()) found = context;
    return found;
  };
  return !contexts.empty() && longest(pathOf(a)) != longest(pathOf(b));
}

}  // namespace ldapsnap
