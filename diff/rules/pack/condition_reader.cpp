#include "diff/rules/pack/condition_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "snapshot/base/text_template.h"
#include "snapshot/ldap/filter/value_test.h"

namespace ldapsnap {
namespace {

const std::string kAnyEntry = "(objectClass=*)";

void checkParameter(const JsonReader& json, const Mention& mention, const KnownNames& names) {
  const std::string name = fmt::format("{}.{}", mention.name, mention.part);
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw json.error(fmt::format("the rule has no parameter \"{}\"", mention.part), name, names);
}

void checkMentions(const JsonReader& json, const KnownNames& names) {
  std::vector<Mention> mentions;
  try {
    mentions = mentionsIn(json.string());
  } catch (const Error& error) {
    throw json.error(error.what());
  }
  for (const Mention& mention : mentions) {
    if (mention.name == kSnapshotName && !secondsFromTaken(mention.part))
      throw json.error(
          fmt::format("\"{}\" is not known of a snapshot; write ${{snapshot.taken}} or "
                      "${{snapshot.taken-180d}}",
                      mention.part));
    if (mention.name == kParametersName) {
      checkParameter(json, mention, names);
      continue;
    }
    if (std::find(names.begin(), names.end(), mention.name) != names.end()) continue;
    throw json.error(fmt::format("nothing is bound to the name \"{}\"", mention.name), mention.name, names);
  }
}

/// A DN, or a text that becomes one when its mentions are filled in.
std::string readBase(const JsonReader& json, const KnownNames& names) {
  checkMentions(json, names);
  try {
    Dn::parse(fillMentions(json.string(), [](const Mention& mention) {
      return mention.part == "rdn" || mention.name == kParametersName ? "x" : "cn=x";
    }));
  } catch (const Error& error) {
    throw json.error(error.what());
  }
  return json.string();
}

/// Assertions that mention nothing are read now, so that a mistake shows when the pack is read.
void checkValueTests(const Filter& filter) {
  for (const Filter& operand : filter.operands) checkValueTests(operand);
  if (filter.kind == Filter::Kind::Extensible && isValueTest(filter.matchingRule) && mentionsIn(filter.value).empty())
    makeValueTest(filter.matchingRule, filter.value);
}

Filter readFilter(const JsonReader& json, const KnownNames& names) {
  checkMentions(json, names);
  try {
    Filter filter = Filter::parse(json.string());
    checkValueTests(filter);
    return filter;
  } catch (const Error& error) {
    throw json.error(error.what());
  }
}

/// ">=1", "=0", "<3", or a number.
CountRange readCount(const JsonReader& json) {
  if (json.is(JsonValue::Kind::Integer)) return {json.unsignedInteger(), json.unsignedInteger()};
  const std::string_view text = json.string();
  const auto range = parseCountRange(text);
  if (!range)
    throw json.error(fmt::format("\"{}\" is not a valid count; write \">=1\", \"=0\", \"<3\" or a number", text));
  return *range;
}

std::vector<Condition> readOperands(const JsonReader& json, const KnownNames& names, const Collections& collections) {
  std::vector<Condition> operands;
  for (const JsonReader& item : json.items()) operands.push_back(readCondition(item, names, collections));
  if (operands.empty()) throw json.error("expected at least one condition");
  return operands;
}

struct CombinedKey {
  const char* key;
  Condition::Kind kind;
};
constexpr std::array<CombinedKey, 3> kCombined{
    {{"all", Condition::Kind::All}, {"any", Condition::Kind::Any}, {"none", Condition::Kind::None}}};

/// The text is one mention of a parameter: "${set.schema}".
bool isParameter(const std::string& text) {
  const std::vector<Mention> mentions = mentionsIn(text);
  return mentions.size() == 1 && mentions.front().name == kParametersName &&
         text == fmt::format("${{{}.{}}}", kParametersName, mentions.front().part);
}

/// "own", or a parameter that names the file of a planned schema.
EntryTest readViolates(const JsonReader& json, const KnownNames& names) {
  EntryTest test;
  if (json.string() == "own") return test;
  checkMentions(json, names);
  if (!isParameter(json.string()))
    throw json.error(R"(expected "own", or a parameter that names the file of a planned schema: "${set.schema}")");
  test.file = json.string();
  return test;
}

std::shared_ptr<const CollectionFile> collectionNamed(const JsonReader& json, const Collections& collections) {
  std::vector<std::string> ids;
  for (const auto& collection : collections) {
    if (collection->id() == json.string()) return collection;
    ids.push_back(collection->id());
  }
  throw json.error(fmt::format("no collection named \"{}\"", json.string()), json.string(), ids);
}

/// A collection, several, or a parameter that names the file of a planned schema.
EntryTest readTakesFrom(const JsonReader& json, const KnownNames& names, const Collections& collections) {
  EntryTest test;
  test.kind = EntryTest::Kind::TakesFrom;
  if (json.is(JsonValue::Kind::Array)) {
    for (const JsonReader& item : json.items()) test.collections.push_back(collectionNamed(item, collections));
    if (test.collections.empty()) throw json.error("expected at least one collection");
    return test;
  }
  checkMentions(json, names);
  if (isParameter(json.string())) {
    test.file = json.string();
  } else {
    test.collections.push_back(collectionNamed(json, collections));
  }
  return test;
}

std::optional<EntryTest> readTest(const JsonReader& json, const KnownNames& names, const Collections& collections) {
  if (json.has("violates") && json.has("takes_from"))
    throw json.error(R"("violates" and "takes_from" are two conditions; combine them with "all")");
  if (json.has("violates")) return readViolates(json.at("violates"), names);
  if (json.has("takes_from")) return readTakesFrom(json.at("takes_from"), names, collections);
  return std::nullopt;
}

/// What a leaf and a binding share.
template <typename Search>
void readSearch(const JsonReader& json, const KnownNames& names, const Collections& collections, Search& search) {
  search.test = readTest(json, names, collections);
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
  if (std::find(names.begin(), names.end(), name) != names.end() || name == kParametersName) {
    throw json.error(fmt::format("the name \"{}\" is already bound", name));
  }
  return name;
}

ForEach readBinding(const JsonReader& json, KnownNames& names, const Collections& collections) {
  json.requireObject({"name", "base", "scope", "filter", "violates", "takes_from", "having"});
  ForEach binding;
  readSearch(json, names, collections, binding);
  binding.name = readName(json.at("name"), names);
  names.push_back(binding.name);
  if (json.has("having")) binding.having = readCondition(json.at("having"), names, collections);
  return binding;
}

}  // namespace

KnownNames namesOfEveryRule() { return {std::string(kRootDseName), std::string(kSnapshotName)}; }

std::pair<std::string_view, Quantifier> splitQuantifier(std::string_view part) {
  for (const auto& [word, quantifier] :
       {std::pair(std::string_view(":any"), Quantifier::Any), std::pair(std::string_view(":all"), Quantifier::All)})
    if (part.ends_with(word)) return {part.substr(0, part.size() - word.size()), quantifier};
  return {part, Quantifier::None};
}

Quantifier quantifierIn(std::string_view text) {
  for (const Mention& mention : mentionsIn(text)) {
    const Quantifier quantifier = splitQuantifier(mention.part).second;
    if (quantifier != Quantifier::None) return quantifier;
  }
  return Quantifier::None;
}

std::optional<std::int64_t> secondsFromTaken(std::string_view part) {
  constexpr std::string_view kTaken = "taken";
  constexpr std::int64_t kHour = 3600, kDay = 24 * kHour, kYear = 365 * kDay;
  if (!part.starts_with(kTaken)) return std::nullopt;
  part.remove_prefix(kTaken.size());
  if (part.empty()) return 0;
  const char sign = part.front(), unit = part.back();
  part = part.substr(1);
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), number);
  const bool isNumber = failure == std::errc{} && end + 1 == part.data() + part.size() && number >= 0;
  const std::int64_t size = unit == 'h' ? kHour : unit == 'd' ? kDay : unit == 'y' ? kYear : 0;
  constexpr std::int64_t kMost = 1'000'000;
  if (!isNumber || size == 0 || number > kMost || (sign != '-' && sign != '+')) return std::nullopt;
  return (sign == '-' ? -1 : 1) * number * size;
}

Condition readCondition(const JsonReader& json, const KnownNames& names, const Collections& collections) {
  json.requireObject({"base", "scope", "filter", "violates", "takes_from", "count", "all", "any", "none"});
  Condition condition;
  for (const auto& [key, kind] : kCombined) {
    if (!json.has(key)) continue;
    if (json.value().members.size() > 1)
      throw json.error(fmt::format("\"{}\" must be the only member of its object", key));
    condition.kind = kind;
    condition.operands = readOperands(json.at(key), names, collections);
    return condition;
  }
  if (!json.has("base") && !json.has("filter")) throw json.error("a condition needs a base or a filter");
  readSearch(json, names, collections, condition);
  if (json.has("count")) {
    const CountRange range = readCount(json.at("count"));
    condition.atLeast = range.atLeast;
    condition.atMost = range.atMost;
  }
  return condition;
}

std::vector<ForEach> readForEach(const JsonReader& json, KnownNames& names, const Collections& collections) {
  std::vector<ForEach> bindings;
  if (!json.is(JsonValue::Kind::Array)) return {readBinding(json, names, collections)};
  for (const JsonReader& item : json.items()) bindings.push_back(readBinding(item, names, collections));
  return bindings;
}

Scope readScope(const JsonReader& json) {
  const std::string& word = json.word({"base", "one", "sub"});
  return word == "base" ? Scope::Base : word == "one" ? Scope::OneLevel : Scope::Subtree;
}

std::string readText(const JsonReader& json, const KnownNames& names) {
  checkMentions(json, names);
  return json.text();
}

}  // namespace ldapsnap
