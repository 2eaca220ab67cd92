#include "snapshot/ldap/product/server_behaviour.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <stdexcept>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap {
namespace {

namespace json = boost::json;

// --- The table that is installed ---

std::string yes(bool value) { return value ? "yes" : "-"; }
std::string textOr(const std::string& value) { return value.empty() ? "-" : value; }

std::string textOf(ChangeQuery query) {
  return query == ChangeQuery::SyncRepl ? "syncrepl" : query == ChangeQuery::Usn ? "usn" : "-";
}

std::string textOf(const std::vector<FeedMechanism>& feeds) {
  std::string text;
  for (const FeedMechanism feed : feeds) {
    text += text.empty() ? "" : "+";
    text += feed == FeedMechanism::AccessLog          ? "log"
            : feed == FeedMechanism::SyncRepl         ? "syncrepl"
            : feed == FeedMechanism::PersistentSearch ? "psearch"
                                                      : "usn";
  }
  return textOr(text);
}

using Fact = std::pair<std::string, std::function<std::string(const ServerBehaviour&)>>;

/// Those that were seen, and Exchange Server 5.5.
const std::vector<Product>& mainProducts() {
  static const std::vector<Product> kProducts(allProducts().begin(), allProducts().begin() + 6);
  return kProducts;
}

std::string tableOf(const std::vector<Fact>& facts, const std::vector<Product>& products) {
  std::string table;
  const auto addLine = [&](const std::string& head, const std::function<std::string(Product)>& cell) {
    std::string line = fmt::format("{:<38}", head);
    for (const Product product : products) line += fmt::format("{:<18}", cell(product));
    table += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  addLine("", [](Product product) { return std::string(nameOf(product)); });
  for (const auto& [head, fact] : facts)
    addLine(head, [&fact = fact](Product product) { return fact(behaviourOf(product)); });
  return table;
}

TEST(ServerBehaviour, OfEveryProduct) {
  using B = ServerBehaviour;
  const std::string table = tableOf(
      {
          {"completesSuperiorClasses", [](const B& b) { return yes(b.completesSuperiorClasses); }},
          {"requiresOneStructuralClass", [](const B& b) { return yes(b.requiresOneStructuralClass); }},
          {"checksPossibleSuperiors", [](const B& b) { return yes(b.checksPossibleSuperiors); }},
          {"extensibleObjectAllowsUndefinedTypes",
           [](const B& b) { return yes(b.extensibleObjectAllowsUndefinedTypes); }},
          {"refusesNoUserModification", [](const B& b) { return yes(b.refusesNoUserModification); }},
          {"suppliesNoUserModification", [](const B& b) { return yes(b.suppliesNoUserModification); }},
          {"refusesRenameToAncestor", [](const B& b) { return yes(b.refusesRenameToAncestor); }},
          {"checksNamesAgainstSchema", [](const B& b) { return yes(b.checksNamesAgainstSchema); }},
          {"refusesUnknownOptions", [](const B& b) { return yes(b.refusesUnknownOptions); }},
          {"derivesSchemaNames", [](const B& b) { return yes(b.derivesSchemaNames); }},
          {"readsSyntaxesAsOpenLdap", [](const B& b) { return yes(b.syntaxDialect == SyntaxDialect::OpenLdap); }},
          {"readsSyntaxesAsActiveDirectory",
           [](const B& b) { return yes(b.syntaxDialect == SyntaxDialect::ActiveDirectory); }},
          {"requiresReferencedEntries", [](const B& b) { return yes(b.requiresReferencedEntries); }},
          {"maintainsReferences", [](const B& b) { return yes(b.maintainsReferences); }},
          {"configurationSuffix", [](const B& b) { return textOr(b.configurationSuffix); }},
          {"configurationFolder", [](const B& b) { return textOr(b.configurationFolder); }},
          {"numbersSiblings", [](const B& b) { return b.numbersSiblings ? b.numbersSiblings->below : "-"; }},
          {"deletesConfigurationByValue", [](const B& b) { return yes(b.deletesConfigurationByValue); }},
          {"moduleListAttribute", [](const B& b) { return textOr(b.moduleListAttribute); }},
          {"changesSince", [](const B& b) { return textOf(b.changesSince); }},
          {"configurationDecidesWhatIsCounted", [](const B& b) { return yes(b.configurationDecidesWhatIsCounted); }},
          {"feeds", [](const B& b) { return textOf(b.feeds); }},
          {"suffixIsExchangeOrganization", [](const B& b) { return yes(b.suffixIsExchangeOrganization); }},
          {"identityAttribute", [](const B& b) { return textOr(b.identityAttribute); }},
          {"changeCounterAt",
           [](const B& b) {
             return b.changeCounters.empty() ? "-" : b.changeCounters[0].isAtContext ? "context" : "root DSE";
           }},
          {"isSeen", [](const B& b) { return yes(b.isSeen); }},
      },
      mainProducts());
  EXPECT_EQ("\n" + table, R"(
                                      generic           openldap          389ds             active-directory  samba             exchange-5.5
completesSuperiorClasses              -                 -                 yes               yes               yes               -
requiresOneStructuralClass            yes               yes               -                 yes               yes               yes
checksPossibleSuperiors               -                 -                 -                 yes               yes               -
extensibleObjectAllowsUndefinedTypes  -                 -                 yes               -                 -                 -
refusesNoUserModification             -                 yes               -                 -                 -                 -
suppliesNoUserModification            yes               yes               yes               -                 -                 yes
refusesRenameToAncestor               -                 yes               -                 -                 -                 -
checksNamesAgainstSchema              -                 yes               -                 -                 -                 -
refusesUnknownOptions                 -                 yes               -                 -                 yes               -
derivesSchemaNames                    -                 -                 -                 yes               yes               -
readsSyntaxesAsOpenLdap               -                 yes               -                 -                 -                 -
readsSyntaxesAsActiveDirectory        -                 -                 -                 yes               yes               -
requiresReferencedEntries             -                 -                 -                 yes               yes               -
maintainsReferences                   -                 -                 -                 yes               yes               -
configurationSuffix                   -                 cn=config         cn=config         -                 -                 -
configurationFolder                   -                 slapd.d           -                 -                 -                 -
numbersSiblings                       -                 cn=config         -                 -                 -                 -
deletesConfigurationByValue           yes               yes               -                 yes               yes               yes
moduleListAttribute                   -                 olcModuleLoad     -                 -                 -                 -
changesSince                          -                 syncrepl          -                 usn               usn               -
configurationDecidesWhatIsCounted     -                 yes               -                 -                 -                 -
feeds                                 -                 log+syncrepl      psearch           usn               usn               -
suffixIsExchangeOrganization          -                 -                 -                 -                 -                 yes
identityAttribute                     entryUUID         entryUUID         nsUniqueId        objectGUID        objectGUID        -
changeCounterAt                       -                 context           -                 root DSE          root DSE          -
isSeen                                yes               yes               yes               yes               yes               -
)");
}

TEST(ServerBehaviour, OfOtherProducts) {
  using B = ServerBehaviour;
  const std::vector<Product> products(allProducts().begin() + 6, allProducts().end());
  const std::string table = tableOf(
      {
          {"variantOf", [](const B& b) { return b.variantOf ? std::string(nameOf(*b.variantOf)) : "-"; }},
          {"isSeen", [](const B& b) { return yes(b.isSeen); }},
          {"configurationSuffix", [](const B& b) { return textOr(b.configurationSuffix); }},
          {"identityAttribute", [](const B& b) { return textOr(b.identityAttribute); }},
          {"namesSubentriesInFilter", [](const B& b) { return yes(!b.searchFilter.empty()); }},
          {"feeds", [](const B& b) { return textOf(b.feeds); }},
          {"changesSince", [](const B& b) { return textOf(b.changesSince); }},
          {"isShownBySchema", [](const B& b) { return yes(!b.schemaMark.empty()); }},
      },
      products);
  EXPECT_EQ("\n" + table, R"(
                                      opendj            oud               dsee              edirectory        ibm-directory     apacheds          univention        zimbra
variantOf                             -                 opendj            389ds             -                 -                 -                 openldap          openldap
isSeen                                -                 -                 -                 -                 -                 yes               -                 -
configurationSuffix                   cn=config         cn=config         cn=config         -                 cn=configuration  ou=config         cn=config         cn=config
identityAttribute                     entryUUID         entryUUID         nsUniqueId        GUID              ibm-entryuuid     entryUUID         entryUUID         entryUUID
namesSubentriesInFilter               yes               yes               yes               -                 -                 -                 -                 -
feeds                                 psearch           psearch           psearch           psearch           -                 psearch           log+syncrepl      log+syncrepl
changesSince                          -                 -                 -                 -                 -                 -                 syncrepl          syncrepl
isShownBySchema                       -                 -                 -                 -                 -                 -                 yes               yes
)");
  for (const Product product : products) EXPECT_FALSE(behaviourOf(product).limits.empty()) << nameOf(product);
}

Product productOf(const std::map<std::string, std::vector<std::string>>& rootDse) {
  return productOfRootDse([&rootDse](const std::string& attribute) {
    const auto found = rootDse.find(attribute);
    return found == rootDse.end() ? std::vector<std::string>() : found->second;
  });
}

TEST(ServerBehaviour, RootDseOfEveryProductIsRecognised) {
  EXPECT_EQ(productOf({{"vendorVersion", {"OpenDJ Server 5.0.3"}}}), Product::OpenDj);
  EXPECT_EQ(productOf({{"vendorName", {"ForgeRock AS."}}}), Product::OpenDj);
  EXPECT_EQ(productOf({{"vendorVersion", {"Oracle Unified Directory 12.2.1.4.0"}}}), Product::Oud);
  EXPECT_EQ(productOf({{"vendorVersion", {"Sun-Directory-Server/11.1.1.7.2"}}}), Product::Dsee);
  EXPECT_EQ(productOf({{"vendorVersion", {"LDAP Agent for Novell eDirectory 8.8 SP8"}}}), Product::EDirectory);
  EXPECT_EQ(productOf({{"vendorName", {"International Business Machines (IBM)"}}}), Product::IbmDirectory);
  EXPECT_EQ(productOf({{"vendorName", {"Apache Software Foundation"}}}), Product::ApacheDs);
  EXPECT_EQ(productOf({{"objectClass", {"top", "OpenLDAProotDSE"}}, {"namingContexts", {"dc=x", "cn=translog"}}}),
            Product::Univention);
  EXPECT_EQ(productOf({{"objectClass", {"top", "OpenLDAProotDSE"}}, {"namingContexts", {"dc=x"}}}), Product::OpenLdap);
  EXPECT_EQ(productOf({{"vendorVersion", {"389-directory/3.1.1"}}}), Product::Ds389);
  EXPECT_EQ(productOf({{"supportedCapabilities", {"1.2.840.113556.1.4.800"}}}), Product::ActiveDirectory);
  EXPECT_EQ(productOf({{"supportedCapabilities", {"1.2.840.113556.1.4.800"}}, {"vendorName", {"Samba Team"}}}),
            Product::Samba);
  EXPECT_EQ(productOf({{"defaultNamingContext", {"o=Acme"}}}), Product::Exchange55);
  EXPECT_EQ(productOf({{"vendorVersion", {"an OpenDJ"}}}), Product::Generic);
  EXPECT_EQ(productOf({}), Product::Generic);
}

TEST(ServerBehaviour, SchemaShowsTheVariant) {
  Schema zimbra;
  zimbra.add(parseAttributeType("( 1.3.6.1.4.1.19348.2.1.1 NAME 'zimbraId' )"));
  EXPECT_EQ(variantBySchema(Product::OpenLdap, zimbra), Product::Zimbra);
  EXPECT_EQ(variantBySchema(Product::OpenLdap, Schema()), Product::OpenLdap);
  EXPECT_EQ(variantBySchema(Product::Ds389, zimbra), Product::Ds389) << "only OpenLDAP has that variant";
  EXPECT_EQ(variantBySchema(Product::Zimbra, zimbra), Product::Zimbra);
}

TEST(ServerBehaviour, NumberedSiblingsOfOpenLdap) {
  const auto& numbering = behaviourOf(Product::OpenLdap).numbersSiblings;
  ASSERT_TRUE(numbering);
  EXPECT_EQ(numbering->below, "cn=config");
  EXPECT_EQ(numbering->types, (std::vector<std::string>{"olcDatabase", "olcOverlay"}));
  EXPECT_EQ(numbering->schemas, "cn=schema,cn=config");
}

TEST(ServerBehaviour, LimitRemedyNamesTheSettingOfEachProduct) {
  const std::vector<std::pair<Product, std::string>> settings = {{Product::Generic, "without search limits"},
                                                                 {Product::OpenLdap, "olcLimits"},
                                                                 {Product::Ds389, "nsLookThroughLimit"},
                                                                 {Product::ActiveDirectory, "MaxPageSize"},
                                                                 {Product::Samba, "MaxPageSize"},
                                                                 {Product::Exchange55, "LDAP protocol object"}};
  for (const auto& [product, setting] : settings)
    EXPECT_NE(behaviourOf(product).limitRemedy.find(setting), std::string::npos) << nameOf(product);
}

TEST(ServerBehaviour, AccessRemedyNamesTheIdentityOfEachProduct) {
  EXPECT_NE(behaviourOf(Product::OpenLdap).accessRemedy.find("root DN"), std::string::npos);
  EXPECT_NE(behaviourOf(Product::Ds389).accessRemedy.find("cn=Directory Manager"), std::string::npos);
  EXPECT_EQ(behaviourOf(Product::Samba).accessRemedy, "bind as an identity that may read it");
}

TEST(ServerBehaviour, ConfigurationFolderGivesItsProduct) {
  EXPECT_EQ(productOfConfigurationFolder("slapd.d"), Product::OpenLdap);
  EXPECT_EQ(productOfConfigurationFolder("conf"), Product::Generic);
  EXPECT_EQ(productOfConfigurationFolder(""), Product::Generic);
}

TEST(ServerBehaviour, LdifMarksSayWhichServerWroteALine) {
  std::string marks;
  for (const LdifMark& mark : ldifMarks())
    marks += fmt::format("{} {}{}\n", nameOf(mark.product), mark.start,
                         mark.isSchema   ? " (schema)"
                         : mark.isLikely ? " (likely)"
                                         : "");
  EXPECT_EQ(marks, R"(univention univentionobjecttype:
univention objectclass: univentionbase
zimbra zimbraid:
zimbra objectclass: zimbra
generic attributetypes: (schema)
generic objectclasses: (schema)
generic ldapsyntaxes: (schema)
generic matchingrules: (schema)
generic ditcontentrules: (schema)
openldap olcattributetypes: (schema)
openldap olcobjectclasses: (schema)
openldap olcobjectidentifier: (schema)
openldap olcldapsyntaxes: (schema)
openldap olcditcontentrules: (schema)
openldap objectclass: olcglobal
openldap entrycsn: (likely)
389ds nsuniqueid:
389ds nsslapd-
active-directory objectclass: attributeschema (schema)
active-directory objectclass: classschema (schema)
active-directory objectguid:
active-directory usncreated:
exchange-5.5 objectclass: attribute-schema (schema)
exchange-5.5 objectclass: class-schema (schema)
exchange-5.5 obj-dist-name:
exchange-5.5 usn-changed:
opendj ds-cfg-
opendj ds-sync-
opendj ds-pwp-
edirectory objectclass: ndsloginproperties
edirectory objectclass: ncpserver
edirectory objectclass: ndscontainerloginproperties
ibm-directory ibm-entryuuid:
ibm-directory ibm-slapd
ibm-directory objectclass: ibm-slapd
apacheds entryparentid:
apacheds ads-
apacheds m-oid:
)");
}

// --- Names ---

TEST(ProductNames, AreTheSpellingsInManifestsAndRules) {
  std::string names;
  for (const Product product : allProducts()) names += std::string(nameOf(product)) + " ";
  EXPECT_EQ(
      names,
      "generic openldap 389ds active-directory samba exchange-5.5 opendj oud dsee edirectory ibm-directory apacheds "
      "univention zimbra ");
  EXPECT_EQ(nameOf(Product::Ds389), "389ds");
  EXPECT_EQ(nameOf(Product::ActiveDirectory), "active-directory");
  EXPECT_EQ(nameOf(Product::Exchange55), "exchange-5.5");
}

TEST(ProductNames, AreReadBack) {
  for (const Product product : allProducts()) EXPECT_EQ(productNamed(nameOf(product)), product);
}

TEST(ProductNames, UnknownNameIsGeneric) {
  EXPECT_EQ(productNamed("a directory of a later version"), Product::Generic);
  EXPECT_EQ(productNamed("OpenLDAP"), Product::Generic) << "names are compared byte for byte";
}

TEST(ProductNames, ListIncludesAProductByNameOrStar) {
  EXPECT_TRUE(includesProduct({"samba", "openldap"}, Product::OpenLdap));
  EXPECT_TRUE(includesProduct({"*"}, Product::OpenLdap));
  EXPECT_FALSE(includesProduct({"samba"}, Product::OpenLdap));
  EXPECT_FALSE(includesProduct({"samba"}, Product::Generic));
  EXPECT_FALSE(includesProduct({}, Product::Generic));
}

TEST(ProductNames, ListIncludesTheVariantsOfAProduct) {
  EXPECT_TRUE(includesProduct({"openldap"}, Product::Zimbra));
  EXPECT_TRUE(includesProduct({"opendj"}, Product::Oud));
  EXPECT_FALSE(includesProduct({"zimbra"}, Product::OpenLdap));
  const std::map<Product, int> map{{Product::OpenLdap, 1}, {Product::Zimbra, 2}};
  EXPECT_EQ(*findFor(map, Product::Zimbra), 2);
  EXPECT_EQ(*findFor(map, Product::Univention), 1);
  EXPECT_EQ(findFor(map, Product::Oud), nullptr);
}

TEST(ProductNames, ListAboutAnyServerConcernsAnUnknownOne) {
  EXPECT_TRUE(mayConcern({"samba"}, Product::Generic));
  EXPECT_FALSE(mayConcern({"samba"}, Product::OpenLdap));
}

/// Adds the strings at "product" and "products" in `value`, wherever they are.
void collectProducts(const json::value& value, std::set<std::string>& names) {
  if (const json::array* items = value.if_array())
    for (const json::value& item : *items) collectProducts(item, names);
  const json::object* object = value.if_object();
  if (object == nullptr) return;
  for (const auto& [key, member] : *object) {
    if (key == "product" && member.is_string()) names.insert(std::string(member.as_string()));
    if (key == "products" && member.is_array())
      for (const json::value& name : member.as_array())
        if (name.is_string()) names.insert(std::string(name.as_string()));
    collectProducts(member, names);
  }
}

TEST(ProductNames, EveryProductThatADataFileNamesIsKnown) {
  for (const char* file :
       {"product/server-behaviour.json", "product/volatile-attributes.json", "product/secret-attributes.json",
        "product/server-owned.json", "product/schema-extensions.json", "rehearse/server-answers.json"}) {
    std::set<std::string> names;
    collectProducts(json::parse(readFile(dataFile(file))), names);
    EXPECT_GE(names.size(), 2U) << file;
    for (const std::string& name : names)
      EXPECT_TRUE(name == "*" || nameOf(productNamed(name)) == name) << file << " names " << name;
  }
}

// --- The reader ---

std::string installed() { return readFile(dataFile("product/server-behaviour.json")); }

/// The installed table with the first `from` after `after` replaced.
std::string edited(const std::string& after, const std::string& from, const std::string& to) {
  std::string text = installed();
  const std::size_t start = text.find(after);
  const std::size_t at = start == std::string::npos ? start : text.find(from, start);
  if (at == std::string::npos) throw std::logic_error("not in the table: " + from);
  return text.replace(at, from.size(), to);
}

std::size_t lineOf(const std::string& text, const std::string& after, const std::string& part) {
  const std::string before = text.substr(0, text.find(part, text.find(after)));
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::string errorOf(const std::string& text) {
  try {
    parseServerBehaviour(text, "table.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "accepted";
}

/// Expects an error at the line of the first `at` after `after`.
void expectErrorAt(const std::string& text, const std::string& after, const std::string& at, const std::string& words) {
  const std::string message = errorOf(text);
  const std::string place = fmt::format("table.json:{}:", lineOf(text, after, at));
  EXPECT_NE(message.find(place), std::string::npos) << message << "\nexpected at " << place;
  EXPECT_NE(message.find(words), std::string::npos) << message;
}
void expectError(const std::string& text, const std::string& at, const std::string& words) {
  expectErrorAt(text, "", at, words);
}

TEST(ServerBehaviourReader, InstalledTableIsAccepted) {
  EXPECT_EQ(parseServerBehaviour(installed(), "table.json").size(), allProducts().size());
}

TEST(ServerBehaviourReader, UnknownFactIsRefusedAtItsLine) {
  expectError(edited("389ds", "\"checksPossibleSuperiors\": false", "\"checksPossibleInferiors\": false"),
              "checksPossibleInferiors", "\"checksPossibleInferiors\"");
}

TEST(ServerBehaviourReader, UnknownKeyOfARowIsRefusedAtItsLine) {
  expectError(edited("389ds", "\"facts\"", "\"note\": \"x\", \"facts\""), "\"note\"", "\"note\"");
}

TEST(ServerBehaviourReader, MissingFactIsRefused) {
  expectErrorAt(edited("samba", "\"feeds\": [\"usn\"],", ""), "samba", "\"facts\"", "missing key \"feeds\"");
}

TEST(ServerBehaviourReader, FactThatDiffersFromGenericNeedsASource) {
  const std::string table =
      edited("samba", "\"suffixIsExchangeOrganization\": false", "\"suffixIsExchangeOrganization\":   true");
  expectError(table, "\"suffixIsExchangeOrganization\":   true", "has no source");
}

TEST(ServerBehaviourReader, SourceOfAnUnknownFactIsRefused) {
  expectError(edited("\"sources\"", "\"suppliesNoUserModification\"", "\"checksAll\""), "\"checksAll\"",
              "\"checksAll\"");
}

TEST(ServerBehaviourReader, ValueOfAnotherKindIsRefused) {
  expectError(edited("samba", "\"suppliesNoUserModification\": false", "\"suppliesNoUserModification\": \"no\""),
              "\"suppliesNoUserModification\": \"no\"", "true or false");
}

TEST(ServerBehaviourReader, UnknownFeedIsRefused) {
  expectError(edited("samba", "\"feeds\": [\"usn\"]", "\"feeds\": [\"usb\"]"), "\"usb\"", "\"usb\"");
}

TEST(ServerBehaviourReader, UnknownFormatIsRefused) {
  expectError(edited("{", "ldapsnap-server-behaviour/1", "ldapsnap-server-behaviour/2"), "behaviour/2", "behaviour/2");
}

TEST(ServerBehaviourReader, ProductWithTwoRowsIsRefused) {
  expectError(edited("\"samba\"", "\"samba\"", "\"389ds\" "), "\"389ds\" ", "389ds");
}

TEST(ServerBehaviourReader, ProductWithoutARowIsRefused) {
  json::value table = json::parse(installed());
  table.as_object().at("products").as_array().pop_back();
  const std::string message = errorOf(json::serialize(table));
  EXPECT_NE(message.find("13 rows for 14 products"), std::string::npos) << message;
}

TEST(ServerBehaviourReader, KeyGivenTwiceIsRefused) {
  expectError(edited("samba", "\"maintainsReferences\": true,", "\"feeds\": [], \"feeds\": [\"usn\"],"),
              "\"feeds\": [], \"feeds\"", "\"feeds\"");
}

}  // namespace
}  // namespace ldapsnap
