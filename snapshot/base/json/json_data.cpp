#include "snapshot/base/json/json_data.h"

#include <algorithm>
#include <boost/json/parser.hpp>
#include <fmt/format.h>
#include <string_view>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap {

namespace {

const boost::json::value* find(const boost::json::value& object, std::string_view name) {
  return object.is_object() ? object.get_object().if_contains(name) : nullptr;
}

std::string stringOf(const boost::json::value& value, std::string_view name) {
  const boost::json::string* string = value.if_string();
  if (string == nullptr) throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a string", name));
  return {string->data(), string->size()};
}

}  // namespace

boost::json::value readJsonData(const std::filesystem::path& relative) {
  const std::filesystem::path path = dataFile(relative);
  const std::string text = readFile(path);
  boost::json::parser parser;
  boost::json::error_code error;
  const std::size_t read = parser.write(text, error);
  if (!error) return parser.release();
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(read, text.size())), '\n');
  throw Error(ErrorKind::BadInput, error.message()).at(fmt::format("{}:{}", path.string(), line));
}

std::string stringMember(const boost::json::value& object, std::string_view name) {
  const boost::json::value* member = find(object, name);
  return member == nullptr ? std::string() : stringOf(*member, name);
}

std::vector<std::string> stringListMember(const boost::json::value& object, std::string_view name) {
  std::vector<std::string> result;
  const boost::json::value* member = find(object, name);
  if (member == nullptr) return result;
  const boost::json::array* list = member->if_array();
  if (list == nullptr) throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a list", name));
  for (const boost::json::value& element : *list) result.push_back(stringOf(element, name));
  return result;
}

}  // namespace ldapsnap
