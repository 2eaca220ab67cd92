// What Active Directory and Samba hide ([MS-ADTS] 5.1.3.2, 3.1.1.4.4): confidential attributes from identities without
// the right to them, security descriptors where READ_CONTROL is missing. (The keys of accounts are shown to no client.)
#include <algorithm>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <map>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/capture/access/access_control.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {
namespace {

constexpr unsigned kConfidential = 128;  ///< fCONFIDENTIAL ([MS-ADTS] 2.2.9)
constexpr const char* kDescriptor = "nTSecurityDescriptor";

struct RightsData {
  std::vector<std::string> administrators;  ///< SIDs; "*" stands for the domain's part
};

const RightsData& rightsData() {
  static const RightsData kData = [] {
    const boost::json::value data = readJsonData("capture/directory-rights.json");
    RightsData rights;
    for (const boost::json::value& each : data.at("administrators").as_array())
      rights.administrators.push_back(stringMember(each, "sid"));
    return rights;
  }();
  return kData;
}

bool isSidOf(const std::string& sid, const std::string& pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string::npos) return sid == pattern;
  const std::string_view end = std::string_view(pattern).substr(star + 1);
  return sid.size() > pattern.size() && sid.starts_with(pattern.substr(0, star)) && sid.ends_with(end);
}

bool isSid(const std::string& name) { return name.starts_with("S-1-"); }

bool isAdministrator(const std::vector<std::string>& identity) {
  return std::any_of(identity.begin(), identity.end(), [](const std::string& sid) {
    const auto& administrators = rightsData().administrators;
    return std::any_of(administrators.begin(), administrators.end(),
                       [&sid](const std::string& pattern) { return isSidOf(sid, pattern); });
  });
}

class DirectoryRights : public AccessControl {
 public:
  DirectoryRights(const std::vector<std::string>& identity, const Schema& schema)
      : knowsGroups_(std::any_of(identity.begin(), identity.end(), isSid) || identity.front() == "anonymous") {
    if (knowsGroups_ && !isAdministrator(identity)) {
      for (const AttributeType& type : schema.attributeTypes())
        if ((type.searchFlags & kConfidential) != 0)
          candidates_.try_emplace(
              std::string(type.displayName()),
              "confidential; an identity with the right CONTROL_ACCESS sees it, such as a domain administrator");
    }
    for (const auto& [name, reason] : candidates_) names_.insert(name);
  }

  void see(const Entry& entry, const CapturePart& part) override {
    if (part.kind == CapturePart::Kind::RootDse) return;
    bool hasDescriptor = false;
    for (const Attribute& attribute : entry.attributes) {
      const std::string_view type = attributeTypeOf(attribute.description);
      hasDescriptor = hasDescriptor || equalsIgnoreAsciiCase(type, kDescriptor);
      if (names_.contains(type)) shown_.insert(std::string(type));
    }
    Descriptors& known = descriptors_[part.request.base];
    ++known.objects;
    known.missing += hasDescriptor ? 0 : 1;
  }

  std::vector<HiddenAttribute> hidden(const std::vector<HiddenAttribute>& earlier) const override {
    std::vector<HiddenAttribute> hidden;
    if (!knowsGroups_)
      hidden.push_back({"", "", "the server does not say in which groups it is; a domain administrator sees more"});
    // Which are next to each other in a report: the same reason together.
    std::map<std::string, std::vector<std::string>> byReason;
    for (const auto& [name, reason] : candidates_)
      if (!shown_.contains(name)) byReason[reason].push_back(name);
    for (const auto& [reason, names] : byReason)
      for (const std::string& name : names)
        if (earlier.empty() || wasHidden(earlier, name)) hidden.push_back({"", name, reason});
    for (const auto& [base, known] : descriptors_) {
      if (known.missing > 0)
        hidden.push_back({base, kDescriptor,
                          fmt::format("not returned for {} of {} objects: the right READ_CONTROL is missing",
                                      known.missing, known.objects)});
    }
    for (const HiddenAttribute& one : earlier)
      if (one.attribute == kDescriptor && descriptors_.count(one.base) == 0) hidden.push_back(one);
    return hidden;
  }

 private:
  struct Descriptors {
    std::size_t objects = 0, missing = 0;
  };

  static bool wasHidden(const std::vector<HiddenAttribute>& earlier, const std::string& name) {
    return std::any_of(earlier.begin(), earlier.end(),
                       [&name](const HiddenAttribute& one) { return one.attribute == name; });
  }

  bool knowsGroups_;
  std::map<std::string, std::string> candidates_;  ///< the reason by name
  NameSet names_, shown_;
  std::map<std::string, Descriptors> descriptors_;  ///< by naming context
};

}  // namespace

std::unique_ptr<AccessControl> directoryRights(const std::vector<std::string>& identity, const Schema& schema) {
  return std::make_unique<DirectoryRights>(identity, schema);
}

}  // namespace ldapsnap
