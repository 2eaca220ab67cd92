#include "snapshot/ldap/value/decodings.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <deque>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"

namespace ldapsnap {
namespace {

ValueForm formNamed(const std::string& name) {
  if (name == "guid") return ValueForm::Guid;
  if (name == "sid") return ValueForm::Sid;
  if (name == "security-descriptor") return ValueForm::SecurityDescriptor;
  if (name == "filetime") return ValueForm::FileTime;
  if (name == "interval") return ValueForm::Interval;
  throw Error(ErrorKind::BadInput, fmt::format("no form of values is called '{}'", name));
}

struct WellKnownSid {
  std::string name, sddl;
};

/// The data file as values; see data/README.md.
class Decodings {
 public:
  Decodings() {
    const boost::json::value data = readJsonData("value/decodings.json");
    for (const boost::json::value& group : data.at("flags").as_array()) addFlags(group);
    for (const boost::json::value& group : data.at("values").as_array()) addNames(group);
    for (const boost::json::value& group : data.at("forms").as_array()) {
      add(group, {formNamed(stringMember(group, "form")), stringMember(group, "zero"), {}, {}});
    }
    for (const boost::json::value& sid : data.at("sids").at("list").as_array()) {
      sids[stringMember(sid, "sid")] = {stringMember(sid, "name"), stringMember(sid, "sddl")};
    }
    for (const boost::json::value& rid : data.at("rids").at("list").as_array()) {
      rids[stringMember(rid, "rid")] = stringMember(rid, "name");
    }
  }

  NameIndex<const Decoding*> byAttribute;
  NameIndex<WellKnownSid> sids;
  NameIndex<std::string> rids;

 private:
  void add(const boost::json::value& group, Decoding decoding) {
    decodings_.push_back(std::move(decoding));
    for (const std::string& name : stringListMember(group, "attributes")) byAttribute[name] = &decodings_.back();
  }

  void addFlags(const boost::json::value& group) {
    Decoding decoding{ValueForm::Flags, {}, {}, {}};
    for (const boost::json::value& bit : group.at("bits").as_array()) {
      const auto value = static_cast<std::uint32_t>(std::stoul(stringMember(bit, "bit"), nullptr, 16));
      decoding.bits.push_back({value, stringMember(bit, "name")});
    }
    add(group, std::move(decoding));
  }

  void addNames(const boost::json::value& group) {
    Decoding decoding{ValueForm::Names, {}, {}, {}};
    for (const boost::json::value& name : group.at("names").as_array()) {
      decoding.names[stringMember(name, "value")] = stringMember(name, "name");
    }
    add(group, std::move(decoding));
  }

  std::deque<Decoding> decodings_;
};

const Decodings& decodings() {
  static const Decodings kDecodings;
  return kDecodings;
}

/// The last part of "S-1-5-21-x-y-z-RID"; empty for a SID of another form.
std::string_view ridOf(std::string_view sid) {
  constexpr std::string_view kDomain = "S-1-5-21-";
  if (sid.substr(0, kDomain.size()) != kDomain || std::count(sid.begin(), sid.end(), '-') != 7) return {};
  return sid.substr(sid.rfind('-') + 1);
}

}  // namespace

const Decoding* findDecoding(std::string_view attribute) {
  const auto found = decodings().byAttribute.find(attribute);
  return found == decodings().byAttribute.end() ? nullptr : found->second;
}

std::string_view wellKnownSid(std::string_view sid) {
  if (const auto found = decodings().sids.find(sid); found != decodings().sids.end()) return found->second.name;
  const auto found = decodings().rids.find(ridOf(sid));
  return found == decodings().rids.end() ? std::string_view() : found->second;
}

std::string_view sddlAlias(std::string_view sid) {
  const auto found = decodings().sids.find(sid);
  return found == decodings().sids.end() ? std::string_view() : found->second.sddl;
}

}  // namespace ldapsnap
