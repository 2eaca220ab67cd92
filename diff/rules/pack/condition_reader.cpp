#include "diff/rules/pack/condition_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <limits>

#include "snapshot/base/text_template.h"

namespace ldapsnap {
namespace {

const std::string kAnyEntry = "(objectClass=*)";

void checkMentions(const JsonReader& json, const KnownNames& names) {
  std::vector<Mention> mentions;
  try {
    mentions = mentionsIn(json.string());
  } catch (const Error& error) {
    throw json.error(error.what());
  }
  for (const Mention& mention : mentions) {
    if (std::find(names.begin(), names.end(), mention.name) != names.end()) continue;
    throw json.error(fmt::format("nothing is bound to the name \"{}\"", mention.name), mention.name, names);
  }
}

/// A DN, or a text that becomes one when its mentions are filled in.
std::string readBase(const JsonReader& json, const KnownNames& names) {
  checkMentions(json, names);
  try {
    Dn::parse(fillMentions(json.string(), [](const Mention& mention) { return mention.part == "rdn" ? "x" : "cn=x"; }));
  } catch (const Error& error) {
    throw json.error(error.what());
  }
  return json.string();
}

Scope readScope(const JsonReader& json) {
  const std::string& word = json.word({"base", "one", "sub"});
  return word == "base" ? Scope::Base : word == "one" ? Scope::OneLevel : Scope::Subtree;
}

Filter readFilter(const JsonReader& json, const KnownNames& names) {
  checkMentions(json, names);
  try {
    return Filter::parse(json.string());
  } catch (const Error& error) {
    throw json.error(error.what());
  }
}

struct Range {
  std::uint64_t atLeast = 0;
  std::optional<std::uint64_t> atMost;
};

std::optional<Range> rangeOf(std::string_view relation, std::uint64_t n) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  if (relation.empty() || relation == "=") return Range{n, n};
  if (relation == ">=") return Range{n, std::nullopt};
  if (relation == "<=") return Range{0, n};
  if (relation == ">" && n < kMost) return Range{n + 1, std::nullopt};
  if (relation == "<" && n > 0) return Range{0, n - 1};
  return std::nullopt;
}

/// ">=1", "=0", "<3", or a number.
Range readCount(const JsonReader& json) {
  if (json.is(JsonValue::Kind::Integer)) return {json.unsignedInteger(), json.unsignedInteger()};
  const std::string_view text = json.string();
  const std::size_t digits = std::min(text.find_first_not_of("<>="), text.size());
  std::uint64_t n = 0;
  const auto [end, failure] = std::from_chars(text.data() + digits, text.data() + text.size(), n);
  const bool isNumber = failure == std::errc{} && end == text.data() + text.size();
  const auto range = isNumber ? rangeOf(text.substr(0, digits), n) : std::nullopt;
  if (!range)
    throw json.error(fmt::format("\"{}\" is not a valid count; write \">=1\", \"=0\", \"<3\" or a number", text));
  return *range;
}

std::vector<Condition> readOperands(const JsonReader& json, const KnownNames& names) {
  std::vector<Condition> operands;
  for (const JsonReader& item : json.items()) operands.push_back(readCondition(item, names));
  if (operands.empty()) throw json.error("expected at least one condition");
  return operands;
}

struct CombinedKey {
  const char* key;
  Condition::Kind kind;
};
constexpr std::array<CombinedKey, 3> kCombined{
    {{"all", Condition::Kind::All}, {"any", Condition::Kind::Any}, {"none", Condition::Kind::None}}};

/// What a leaf and a binding share.
template <typename Search>
void readSearch(const JsonReader& json, const KnownNames& names, Search& search) {
  if (json.has("base")) search.base = readBase(json.at("base"), names);
  if (json.has("scope")) search.scope = readScope(json.at("scope"));
  search.filter = json.has("filter") ? readFilter(json.at("filter"), names) : Filter::parse(kAnyEntry);
}

std::string readName(const JsonReader& json, const KnownNames& names) {
  const std::string& name = json.text();
  const bool isPlain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos && name.front() >= 'a';
  if (!isPlain)
    throw json.error(fmt::format("\"{}\" is not a valid name: use lower-case letters, digits and '-'", name));
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    throw json.error(fmt::format("the name \"{}\" is already bound", name));
  }
  return name;
}

ForEach readBinding(const JsonReader& json, KnownNames& names) {
  json.requireObject({"name", "base", "scope", "filter", "having"});
  ForEach binding;
  readSearch(json, names, binding);
  binding.name = readName(json.at("name"), names);
  names.push_back(binding.name);
  if (json.has("having")) binding.having = readCondition(json.at("having"), names);
  return binding;
}

}  // namespace

Condition readCondition(const JsonReader& json, const KnownNames& names) {
  json.requireObject({"base", "scope", "filter", "count", "all", "any", "none"});
  Condition condition;
  for (const auto& [key, kind] : kCombined) {
    if (!json.has(key)) continue;
    if (json.value().members.size() > 1)
      throw json.error(fmt::format("\"{}\" must be the only member of its object", key));
    condition.kind = kind;
    condition.operands = readOperands(json.at(key), names);
    return condition;
  }
  if (!json.has("base") && !json.has("filter")) throw json.error("a condition needs a base or a filter");
  readSearch(json, names, condition);
  if (json.has("count")) {
    const Range range = readCount(json.at("count"));
    condition.atLeast = range.atLeast;
    condition.atMost = range.atMost;
  }
  return condition;
}

std::vector<ForEach> readForEach(const JsonReader& json, KnownNames& names) {
  std::vector<ForEach> bindings;
  if (!json.is(JsonValue::Kind::Array)) return {readBinding(json, names)};
  for (const JsonReader& item : json.items()) bindings.push_back(readBinding(item, names));
  return bindings;
}

std::string readText(const JsonReader& json, const KnownNames& names) {
  checkMentions(json, names);
  return json.text();
}

}  // namespace ldapsnap
