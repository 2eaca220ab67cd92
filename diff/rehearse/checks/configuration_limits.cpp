#include "diff/rehearse/checks/configuration_limits.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

ConfigurationLimits::ConfigurationLimits(Product product) {
  const boost::json::value data = readJsonData("rehearse/configuration-limits.json");
  for (const boost::json::value& limit : data.at("limits").as_array())
    if (includesProduct(stringListMember(limit, "products"), product))
      limits_.push_back({stringMember(limit, "attribute"), stringListMember(limit, "names")});
  for (const boost::json::value& each : data.at("classes").as_array())
    if (includesProduct(stringListMember(each, "products"), product))
      classes_.push_back({stringMember(each, "class"), stringMember(each, "needs"), stringMember(each, "named"),
                          stringMember(each, "below")});
  for (const boost::json::value& each : data.at("own_classes").as_array())
    if (includesProduct(stringListMember(each, "products"), product))
      ownClasses_.push_back({stringMember(each, "class"), stringMember(each, "with")});
  for (const boost::json::value& suffix : data.at("suffixes").as_array())
    if (includesProduct(stringListMember(suffix, "products"), product))
      suffixes_.push_back({stringMember(suffix, "attribute"), stringMember(suffix, "below")});
}

std::optional<Obstacle> ConfigurationLimits::check(const Entry& entry, const std::optional<Entry>& namesake,
                                                   const Snapshot& directory) const {
  const Dn dn = Dn::parse(entry.dn);
  if (dn.empty()) return std::nullopt;
  const Ava& name = dn.rdn().front();
  Obstacle obstacle;
  obstacle.dn = entry.dn;
  for (const Limit& limit : limits_) {
    if (!namesake || !equalsIgnoreAsciiCase(limit.attribute, name.type)) continue;
    const auto isName = [&](const std::string& once) { return equalsIgnoreAsciiCase(once, withoutOrder(name.value)); };
    if (std::none_of(limit.once.begin(), limit.once.end(), isName)) continue;
    obstacle.kind = ObstacleKind::StandsOnce;
    obstacle.holder = namesake->dn;
    obstacle.value = withoutOrder(name.value);
    return obstacle;
  }
  for (const Suffix& suffix : suffixes_) {
    const Attribute* const asked = entry.find(suffix.attribute);
    if (asked == nullptr) continue;
    const std::optional<Dn> wanted = Dn::tryParse(withoutOrder(asked->values.front()));
    if (!wanted) continue;
    directory.scan(Dn::parse(suffix.below), Scope::OneLevel, [&](const Entry& other) {
      const Attribute* const served = other.find(suffix.attribute);
      for (const std::string& value : served == nullptr ? std::vector<std::string>() : served->values) {
        const std::optional<Dn> base = Dn::tryParse(withoutOrder(value));
        if (!base || !isAtOrBelow(*wanted, *base, directory.schema())) continue;
        obstacle.kind = ObstacleKind::SuffixServed;
        obstacle.holder = other.dn;
        obstacle.value = asked->values.front();
        return Snapshot::Visit::Stop;
      }
      return Snapshot::Visit::Continue;
    });
    if (!obstacle.holder.empty()) return obstacle;
  }
  return std::nullopt;
}

/// Without the configuration in the snapshot, every class may be supported.
std::optional<Obstacle> ConfigurationLimits::checkClasses(const Entry& entry, const Snapshot& directory) const {
  const Attribute* const classes = entry.find("objectClass");
  if (classes == nullptr) return std::nullopt;
  const auto has = [&](const std::string& wanted) {
    return std::any_of(classes->values.begin(), classes->values.end(), [&](const std::string& name) {
      const ObjectClass* const known = directory.schema().objectClass(name);
      return equalsIgnoreAsciiCase(name, wanted) ||
             (known != nullptr && equalsIgnoreAsciiCase(known->displayName(), wanted));
    });
  };
  for (const OwnClass& own : ownClasses_) {
    if (!has(own.name) || (!own.with.empty() && has(own.with))) continue;
    Obstacle obstacle;
    obstacle.kind = ObstacleKind::ClassNotSupported;
    obstacle.dn = entry.dn;
    obstacle.objectClass = own.name;
    obstacle.holder = own.with.empty() ? "the root DSE" : own.with;
    return obstacle;
  }
  for (const SupportedClass& supported : classes_) {
    if (std::none_of(classes->values.begin(), classes->values.end(),
                     [&](const std::string& name) { return equalsIgnoreAsciiCase(name, supported.name); }))
      continue;
    if (!directory.find(Dn::parse(supported.below))) continue;
    bool isSupported = false;
    directory.scan(Dn::parse(supported.below), Scope::Subtree, [&](const Entry& other) {
      const std::string* const name = other.first(supported.needs);
      isSupported = name != nullptr && equalsIgnoreAsciiCase(withoutOrder(*name), supported.named);
      return isSupported ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
    });
    if (isSupported) continue;
    Obstacle obstacle;
    obstacle.kind = ObstacleKind::ClassNotSupported;
    obstacle.dn = entry.dn;
    obstacle.objectClass = supported.name;
    obstacle.holder = supported.needs + ": " + supported.named;
    return obstacle;
  }
  return std::nullopt;
}

}  // namespace ldapsnap
