#include "snapshot/ldap/product/server_behaviour.h"

#include <algorithm>
#include <array>
#include <deque>
#include <fmt/format.h>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/json/strict_json.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kFormat = "ldapsnap-server-behaviour/1";

const std::vector<std::string> kFacts = {"rootDse",
                                         "schemaMark",
                                         "limits",
                                         "ldifSchemaLines",
                                         "ldifOwnLines",
                                         "ldifLikelyLines",
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
                                         "configurationAttribute",
                                         "contextsNotRead",
                                         "searchFilter",
                                         "attributesByName",
                                         "changeCounters",
                                         "identityAttribute",
                                         "accessControl",
                                         "administrator",
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

/// null is the empty string.
std::string optionalText(const JsonReader& json) {
  return json.is(JsonValue::Kind::Null) ? std::string() : json.text();
}

/// For comparing with text that is folded to lower case.
std::vector<std::string> lowerTextsIn(const JsonReader& json) {
  std::vector<std::string> texts;
  for (const std::string& text : json.texts()) texts.push_back(asciiLower(text));
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
  return SiblingNumbering{json.at("below").text(), json.at("types").texts(), json.at("schemas").text()};
}

AccessControlKind accessControlIn(const JsonReader& json) {
  static const std::vector<std::string> kNames = {"olcAccess", "aci", "security-descriptor"};
  constexpr std::array kKinds = {AccessControlKind::OlcAccess, AccessControlKind::Aci,
                                 AccessControlKind::SecurityDescriptors};
  return json.is(JsonValue::Kind::Null) ? AccessControlKind::Unknown : kKinds.at(placeAmong(kNames, json));
}

std::vector<RootDseMark> rootDseMarksIn(const JsonReader& json) {
  std::vector<std::string> attributes;
  for (const JsonMember& member : json.value().members) attributes.push_back(member.key);
  json.requireObject(attributes);
  if (attributes.empty()) throw json.error("at least one attribute of the root DSE belongs here");
  std::vector<RootDseMark> marks;
  for (const std::string& attribute : attributes) {
    const JsonReader pattern = json.at(attribute);
    const bool isAbsent = pattern.is(JsonValue::Kind::Null);
    marks.push_back({attribute, isAbsent ? std::nullopt : std::optional(pattern.string())});
  }
  return marks;
}

std::vector<std::vector<RootDseMark>> rootDseIn(const JsonReader& json) {
  std::vector<std::vector<RootDseMark>> alternatives;
  for (const JsonReader& item : json.items()) alternatives.push_back(rootDseMarksIn(item));
  return alternatives;
}

std::vector<CounterFact> countersIn(const JsonReader& json) {
  static const std::vector<std::string> kPlaces = {"root-dse", "context"};
  std::vector<CounterFact> counters;
  for (const JsonReader& item : json.items()) {
    item.requireObject({"at", "attribute"});
    counters.push_back({item.at("at").word(kPlaces) == "context", item.at("attribute").text()});
  }
  return counters;
}

/// By what a server is recognised: no row has these facts from another one.
const std::vector<std::string> kMarkFacts = {"rootDse",         "schemaMark",   "limits",
                                             "ldifSchemaLines", "ldifOwnLines", "ldifLikelyLines"};

/// The facts of a row over those of the row that it refers to.
class Facts {
 public:
  Facts(const JsonReader& own, const Facts* others) : own_(own), others_(others) {}

  JsonReader at(const std::string& fact) const {
    return own_.has(fact) || others_ == nullptr ? own_.at(fact) : others_->at(fact);
  }
  bool hasOwn(const std::string& fact) const { return own_.has(fact); }

 private:
  JsonReader own_;
  const Facts* others_;
};

ServerBehaviour factsIn(const Facts& facts) {
  ServerBehaviour row;
  row.rootDse = rootDseIn(facts.at("rootDse"));
  row.schemaMark = optionalText(facts.at("schemaMark"));
  row.limits = facts.at("limits").texts();
  row.ldifSchemaLines = lowerTextsIn(facts.at("ldifSchemaLines"));
  row.ldifOwnLines = lowerTextsIn(facts.at("ldifOwnLines"));
  row.ldifLikelyLines = lowerTextsIn(facts.at("ldifLikelyLines"));
  row.configurationFolder = optionalText(facts.at("configurationFolder"));
  row.completesSuperiorClasses = facts.at("completesSuperiorClasses").boolean();
  row.requiresOneStructuralClass = facts.at("requiresOneStructuralClass").boolean();
  row.checksPossibleSuperiors = facts.at("checksPossibleSuperiors").boolean();
  row.extensibleObjectAllowsUndefinedTypes = facts.at("extensibleObjectAllowsUndefinedTypes").boolean();
  row.refusesNoUserModification = facts.at("refusesNoUserModification").boolean();
  row.suppliesNoUserModification = facts.at("suppliesNoUserModification").boolean();
  row.refusesRenameToAncestor = facts.at("refusesRenameToAncestor").boolean();
  row.checksNamesAgainstSchema = facts.at("checksNamesAgainstSchema").boolean();
  row.refusesUnknownOptions = facts.at("refusesUnknownOptions").boolean();
  row.derivesSchemaNames = facts.at("derivesSchemaNames").boolean();
  row.syntaxDialect = kDialects.at(placeAmong(kDialectNames, facts.at("syntaxDialect")));
  row.requiresReferencedEntries = facts.at("requiresReferencedEntries").boolean();
  row.maintainsReferences = facts.at("maintainsReferences").boolean();
  row.configurationSuffix = optionalText(facts.at("configurationSuffix"));
  row.numbersSiblings = siblingNumberingIn(facts.at("numbersSiblings"));
  row.deletesConfigurationByValue = facts.at("deletesConfigurationByValue").boolean();
  row.moduleListAttribute = optionalText(facts.at("moduleListAttribute"));
  row.configurationAttribute = optionalText(facts.at("configurationAttribute"));
  row.contextsNotRead = facts.at("contextsNotRead").texts();
  row.searchFilter = optionalText(facts.at("searchFilter"));
  row.attributesByName = facts.at("attributesByName").texts();
  row.changeCounters = countersIn(facts.at("changeCounters"));
  row.identityAttribute = optionalText(facts.at("identityAttribute"));
  row.accessControl = accessControlIn(facts.at("accessControl"));
  row.administrator = optionalText(facts.at("administrator"));
  row.changesSince = changeQueryIn(facts.at("changesSince"));
  row.configurationDecidesWhatIsCounted = facts.at("configurationDecidesWhatIsCounted").boolean();
  row.feeds = feedsIn(facts.at("feeds"));
  row.suffixIsExchangeOrganization = facts.at("suffixIsExchangeOrganization").boolean();
  row.limitRemedy = facts.at("limitRemedy").text();
  row.accessRemedy = facts.at("accessRemedy").text();
  return row;
}

/// Every fact that is not what `others` say needs a source, so that the next reader can check it.
void requireSources(const JsonReader& row, const Facts& facts, const Facts& others) {
  const JsonReader sources = row.at("sources");
  sources.requireObject(kFacts);
  for (const std::string& fact : kFacts) {
    if (sources.has(fact)) {
      sources.at(fact).text();
      continue;
    }
    const JsonReader value = facts.at(fact);
    const bool isMark = std::find(kMarkFacts.begin(), kMarkFacts.end(), fact) != kMarkFacts.end();
    const bool saysNothing =
        value.is(JsonValue::Kind::Null) || (value.is(JsonValue::Kind::Array) && value.value().items.empty());
    if (isMark && saysNothing) continue;  // nothing is claimed
    if (facts.hasOwn(fact) && !isSame(value.value(), others.at(fact).value()))
      throw value.error(
          fmt::format("this differs from the fact of the product referred to and has no source: add \"{}\" to "
                      "\"sources\"",
                      fact));
  }
}

/// "*" in `pattern` stands for any text; without regard to ASCII case.
bool matchesPattern(std::string_view text, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return equalsIgnoreAsciiCase(text, pattern);
  if (!equalsIgnoreAsciiCase(text.substr(0, star), pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  if (pattern.empty()) return true;
  for (std::size_t i = 0; i <= text.size(); ++i)
    if (matchesPattern(text.substr(i), pattern)) return true;
  return false;
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
  std::deque<Facts> facts;  // of the rows; later ones point to earlier ones
  for (const JsonReader& row : rows) {
    row.requireObject({"product", "as", "seen", "facts", "sources"});
    row.at("facts").requireObject(kFacts);
    const std::string name = row.at("product").text();
    const auto placeOf = [&table](const std::string& wanted) {
      const auto hasName = [&wanted](const ServerBehaviour& other) { return other.name == wanted; };
      return static_cast<std::size_t>(std::find_if(table.begin(), table.end(), hasName) - table.begin());
    };
    if (placeOf(name) < table.size())
      throw row.at("product").error(fmt::format("the product \"{}\" has a row already", name));
    std::optional<std::size_t> other;
    if (row.has("as")) other = placeOf(row.at("as").text());
    if (other == table.size()) throw row.at("as").error("an earlier row's product belongs here");
    for (const std::string& fact : kMarkFacts) row.at("facts").at(fact);
    facts.emplace_back(row.at("facts"), other ? &facts[*other] : nullptr);
    ServerBehaviour behaviour = factsIn(facts.back());
    behaviour.name = name;
    behaviour.isSeen = row.at("seen").boolean();
    if (other && *other != 0) behaviour.variantOf = allProducts().at(*other);
    requireSources(row, facts.back(), facts[other.value_or(0)]);
    table.push_back(std::move(behaviour));
  }
  return table;
}

const ServerBehaviour& behaviourOf(Product product) { return table().at(static_cast<std::size_t>(product)); }

Product productOfRootDse(const std::function<std::vector<std::string>(const std::string& attribute)>& valuesOf) {
  const auto holds = [&valuesOf](const RootDseMark& mark) {
    const std::vector<std::string> values = valuesOf(mark.attribute);
    if (!mark.pattern) return values.empty();
    return std::any_of(values.begin(), values.end(),
                       [&mark](const std::string& value) { return matchesPattern(value, *mark.pattern); });
  };
  Product found = Product::Generic;
  for (const Product product : allProducts()) {
    const ServerBehaviour& row = behaviourOf(product);
    if (isRecognised(found) && row.variantOf != found) continue;
    const bool isIt = std::any_of(row.rootDse.begin(), row.rootDse.end(), [&holds](const auto& marks) {
      return std::all_of(marks.begin(), marks.end(), holds);
    });
    if (isIt) found = product;
  }
  return found;
}

Product variantBySchema(Product product, const Schema& schema) {
  for (const Product variant : allProducts()) {
    const ServerBehaviour& row = behaviourOf(variant);
    if (row.variantOf == product && !row.schemaMark.empty() && schema.attributeType(row.schemaMark) != nullptr)
      return variant;
  }
  return product;
}

Product productOfConfigurationFolder(std::string_view folder) {
  for (const Product product : allProducts()) {
    const ServerBehaviour& row = behaviourOf(product);
    if (!row.variantOf && !row.configurationFolder.empty() && row.configurationFolder == folder) return product;
  }
  return Product::Generic;
}

const std::vector<LdifMark>& ldifMarks() {
  static const std::vector<LdifMark> kMarks = [] {
    std::vector<LdifMark> marks;
    for (const bool ofVariants : {true, false}) {
      for (const Product product : allProducts()) {
        const ServerBehaviour& row = behaviourOf(product);
        if (row.variantOf.has_value() != ofVariants) continue;
        for (const std::string& start : row.ldifSchemaLines) marks.push_back({start, true, false, product});
        for (const std::string& start : row.ldifOwnLines) marks.push_back({start, false, false, product});
        for (const std::string& start : row.ldifLikelyLines) marks.push_back({start, false, true, product});
      }
    }
    return marks;
  }();
  return kMarks;
}

}  // namespace ldapsnap
