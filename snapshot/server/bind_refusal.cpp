#include "snapshot/server/bind_refusal.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <vector>

#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

struct BindRefusal {
  int result = 0;
  std::string diagnostic;         ///< in lower case; empty: any
  std::optional<bool> isOverTls;  ///< nothing: with and without
  std::string advice;
};

const std::vector<BindRefusal>& bindRefusals() {
  static const std::vector<BindRefusal> kRefusals = [] {
    std::vector<BindRefusal> refusals;
    const boost::json::value data = readJsonData("server/bind-refusals.json");
    for (const boost::json::value& each : data.at("refusals").as_array()) {
      const boost::json::value* tls = each.as_object().if_contains("tls");
      refusals.push_back({static_cast<int>(each.at("result").as_int64()), asciiLower(stringMember(each, "diagnostic")),
                          tls == nullptr ? std::nullopt : std::optional<bool>(tls->as_bool()),
                          stringMember(each, "advice")});
    }
    return refusals;
  }();
  return kRefusals;
}

}  // namespace

std::string_view adviceOnRefusedBind(int result, std::string_view diagnostic, bool isOverTls) {
  const std::string folded = asciiLower(diagnostic);
  const auto fits = [&](const BindRefusal& refusal) {
    return refusal.result == result && refusal.isOverTls.value_or(isOverTls) == isOverTls &&
           folded.find(refusal.diagnostic) != std::string::npos;
  };
  const auto found = std::find_if(bindRefusals().begin(), bindRefusals().end(), fits);
  return found == bindRefusals().end() ? std::string_view() : found->advice;
}

}  // namespace ldapsnap
