#include "snapshot/ldap/product/server_behaviour.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kFormat = "ldapsnap-server-behaviour/1";

const std::vector<std::string> kFacts = {"ldifSchemaLines",
                                         "ldifOwnLines",
                                         "configurationFolder",
                                         "completesSuperiorClasses",
                                         "requiresOneStructuralClass",
                                         "checksPossibleSuperiors",
                                         "extensibleObjectAllowsUndefinedTypes",
                                         "refusesNoUserModification",
                                         "suppliesNoUserModification",
                                         "refusesRenameToAncestor",
                                         "checksNamesAgainstSchema",
                                         "refusesUnknownOptions",
                                         "derivesSchemaNames",
                                         "syntaxDialect",
                                         "requiresReferencedEntries",
                                         "maintainsReferences",
                                         "configurationSuffix",
                                         "numbersSiblings",
                                         "deletesConfigurationByValue",
                                         "moduleListAttribute",
                                         "changesSince",
                                         "configurationDecidesWhatIsCounted",
                                         "feeds",
                                         "suffixIsExchangeOrganization",
                                         "limitRemedy",
                                         "accessRemedy"};

const std::vector<std::string> kFeedNames = {"accesslog", "syncrepl", "persistent-search", "usn"};
const std::vector<std::string> kQueryNames = {"syncrepl", "usn"};
const std::vector<std::string> kDialectNames = {"standard", "389ds", "openldap", "active-directory"};
constexpr std::array kDialects = {SyntaxDialect::Standard, SyntaxDialect::Ds389, SyntaxDialect::OpenLdap,
                                  SyntaxDialect::ActiveDirectory};

bool isSame(const JsonValue& a, const JsonValue& b) {
  const auto isSameMember = [](const JsonMember& x, const JsonMember& y) {
    return x.key == y.key && isSame(x.value, y.value);
  };
  return a.kind == b.kind && a.text == b.text && a.number == b.number &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), isSame) &&
         std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(), isSameMember);
}

bool booleanIn(const JsonReader& json) {
  if (!json.is(JsonValue::Kind::Boolean)) throw json.error("true or false belongs here");
  return json.value().number != 0;
}

/// null is the empty string.
std::string optionalText(const JsonReader& json) {
  return json.is(JsonValue::Kind::Null) ? std::string() : json.text();
}

std::vector<std::string> textsIn(const JsonReader& json) {
  std::vector<std::string> texts;
  for (const JsonReader& item : json.items()) texts.push_back(item.text());
  return texts;
}

/// For comparing with text that is folded to lower case.
std::vector<std::string> lowerTextsIn(const JsonReader& json) {
  std::vector<std::string> texts;
  for (const std::string& text : textsIn(json)) texts.push_back(asciiLower(text));
  return texts;
}

std::size_t placeAmong(const std::vector<std::string>& words, const JsonReader& json) {
  const std::string& word = json.word(words);
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

ChangeQuery changeQueryIn(const JsonReader& json) {
  constexpr std::array kQueries = {ChangeQuery::SyncRepl, ChangeQuery::Usn};
  return json.is(JsonValue::Kind::Null) ? ChangeQuery::None : kQueries.at(placeAmong(kQueryNames, json));
}

std::vector<FeedMechanism> feedsIn(const JsonReader& json) {
  constexpr std::array kFeeds = {FeedMechanism::AccessLog, FeedMechanism::SyncRepl, FeedMechanism::PersistentSearch,
                                 FeedMechanism::Usn};
  std::vector<FeedMechanism> feeds;
  for (const JsonReader& item : json.items()) feeds.push_back(kFeeds.at(placeAmong(kFeedNames, item)));
  return feeds;
}

std::optional<SiblingNumbering> siblingNumberingIn(const JsonReader& json) {
  if (json.is(JsonValue::Kind::Null)) return std::nullopt;
  json.requireObject({"below", "types", "schemas"});
  return SiblingNumbering{json.at("below").text(), textsIn(json.at("types")), json.at("schemas").text()};
}

ServerBehaviour factsIn(const JsonReader& facts) {
  facts.requireObject(kFacts);
  ServerBehaviour row;
  row.ldifSchemaLines = lowerTextsIn(facts.at("ldifSchemaLines"));
  row.ldifOwnLines = lowerTextsIn(facts.at("ldifOwnLines"));
  row.configurationFolder = optionalText(facts.at("configurationFolder"));
  row.completesSuperiorClasses = booleanIn(facts.at("completesSuperiorClasses"));
  row.requiresOneStructuralClass = booleanIn(facts.at("requiresOneStructuralClass"));
  row.checksPossibleSuperiors = booleanIn(facts.at("checksPossibleSuperiors"));
  row.extensibleObjectAllowsUndefinedTypes = booleanIn(facts.at("extensibleObjectAllowsUndefinedTypes"));
  row.refusesNoUserModification = booleanIn(facts.at("refusesNoUserModification"));
  row.suppliesNoUserModification = booleanIn(facts.at("suppliesNoUserModification"));
  row.refusesRenameToAncestor = booleanIn(facts.at("refusesRenameToAncestor"));
  row.checksNamesAgainstSchema = booleanIn(facts.at("checksNamesAgainstSchema"));
  row.refusesUnknownOptions = booleanIn(facts.at("refusesUnknownOptions"));
  row.derivesSchemaNames = booleanIn(facts.at("derivesSchemaNames"));
  row.syntaxDialect = kDialects.at(placeAmong(kDialectNames, facts.at("syntaxDialect")));
  row.requiresReferencedEntries = booleanIn(facts.at("requiresReferencedEntries"));
  row.maintainsReferences = booleanIn(facts.at("maintainsReferences"));
  row.configurationSuffix = optionalText(facts.at("configurationSuffix"));
  row.numbersSiblings = siblingNumberingIn(facts.at("numbersSiblings"));
  row.deletesConfigurationByValue = booleanIn(facts.at("deletesConfigurationByValue"));
  row.moduleListAttribute = optionalText(facts.at("moduleListAttribute"));
  row.changesSince = changeQueryIn(facts.at("changesSince"));
  row.configurationDecidesWhatIsCounted = booleanIn(facts.at("configurationDecidesWhatIsCounted"));
  row.feeds = feedsIn(facts.at("feeds"));
  row.suffixIsExchangeOrganization = booleanIn(facts.at("suffixIsExchangeOrganization"));
  row.limitRemedy = facts.at("limitRemedy").text();
  row.accessRemedy = facts.at("accessRemedy").text();
  return row;
}

/// Every fact that is not what the generic row says needs a source, so that the next reader can check it.
void requireSources(const JsonReader& row, const JsonReader& genericFacts) {
  const JsonReader sources = row.at("sources"), facts = row.at("facts");
  sources.requireObject(kFacts);
  for (const std::string& fact : kFacts) {
    if (sources.has(fact)) {
      sources.at(fact).text();
      continue;
    }
    const JsonReader value = facts.at(fact);
    if (!isSame(value.value(), genericFacts.at(fact).value()))
      throw value.error(
          fmt::format("this differs from the generic product's and has no source: add \"{}\" to "
                      "\"sources\"",
                      fact));
  }
}

const std::vector<ServerBehaviour>& table() {
  static const std::vector<ServerBehaviour> kTable = [] {
    const std::filesystem::path path = dataFile("product/server-behaviour.json");
    return parseServerBehaviour(readFile(path), path.string());
  }();
  return kTable;
}

}  // namespace

std::vector<ServerBehaviour> parseServerBehaviour(std::string_view json, const std::string& file) {
  const JsonValue value = parseStrictJson(json, file);
  const JsonReader reader(value, file);
  reader.requireObject({"format", "about", "products"});
  reader.at("format").word({std::string(kFormat)});
  const std::vector<JsonReader> rows = reader.at("products").items();
  if (rows.size() != allProducts().size())
    throw reader.at("products")
        .error(fmt::format("there are {} rows for {} products: each has one, in the order of enum Product", rows.size(),
                           allProducts().size()));
  std::vector<ServerBehaviour> table;
  for (const JsonReader& row : rows) {
    row.requireObject({"product", "facts", "sources"});
    ServerBehaviour behaviour = factsIn(row.at("facts"));
    behaviour.name = row.at("product").text();
    const auto hasSameName = [&](const ServerBehaviour& other) { return other.name == behaviour.name; };
    if (std::any_of(table.begin(), table.end(), hasSameName))
      throw row.at("product").error(fmt::format("the product \"{}\" has a row already", behaviour.name));
    requireSources(row, rows.front().at("facts"));
    table.push_back(std::move(behaviour));
  }
  return table;
}

const ServerBehaviour& behaviourOf(Product product) { return table().at(static_cast<std::size_t>(product)); }

Product productOfConfigurationFolder(std::string_view folder) {
  for (const Product product : allProducts()) {
    const std::string& own = behaviourOf(product).configurationFolder;
    if (!own.empty() && own == folder) return product;
  }
  return Product::Generic;
}

const std::vector<LdifMark>& ldifMarks() {
  static const std::vector<LdifMark> kMarks = [] {
    std::vector<LdifMark> marks;
    for (const Product product : allProducts()) {
      const ServerBehaviour& row = behaviourOf(product);
      for (const std::string& start : row.ldifSchemaLines) marks.push_back({start, true, product});
      for (const std::string& start : row.ldifOwnLines) marks.push_back({start, false, product});
    }
    return marks;
  }();
  return kMarks;
}

}  // namespace ldapsnap
