#include "snapshot/base/json/canonical_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

namespace json = boost::json;

json::value sortKeys(const json::value& value) {
  if (const json::array* list = value.if_array()) {
    json::array sorted;
    for (const json::value& element : *list) sorted.push_back(sortKeys(element));
    return sorted;
  }
  if (const json::object* object = value.if_object()) {
    std::vector<std::string_view> keys;
    for (const auto& member : *object) keys.emplace_back(member.key().data(), member.key().size());
    std::sort(keys.begin(), keys.end());
    json::object sorted;
    for (const std::string_view key : keys) sorted.emplace(key, sortKeys(object->at(key)));
    return sorted;
  }
  return value;
}

}  // namespace

std::string canonicalJson(const json::value& value) { return json::serialize(sortKeys(value)); }

json::value parseRecord(std::string_view text) {
  json::error_code failed;
  json::value value = json::parse(text, failed);
  if (failed) throw Error(ErrorKind::Integrity, "invalid JSON: " + failed.message());
  return value;
}

std::string jsonText(std::string_view bytes) { return isUtf8(bytes) ? std::string(bytes) : visible(bytes); }

}  // namespace ldapsnap
