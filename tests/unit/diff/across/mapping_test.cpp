#include "diff/across/mapping.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/across/mapping_file.h"
#include "diff/compare/compare.h"
#include "snapshot/base/error.h"
#include "snapshot/ldap/value/sid.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;

Mapping labToProd() {
  return Mapping({{MappedKind::Suffix, "DC=lab,DC=test", "DC=acme,DC=com", 0},
                  {MappedKind::DnsDomain, "lab.test", "acme.com", 0},
                  {MappedKind::NetBios, "LAB", "ACME", 0},
                  {MappedKind::Sid, "S-1-5-21-1-2-3", "S-1-5-21-7-8-9", 0},
                  {MappedKind::Site, "Default", "Berlin", 0},
                  {MappedKind::Host, "DC1", "BERDC7", 0}});
}

std::string mapped(const std::string& attribute, const std::string& value) {
  Attribute values{attribute, {value}};
  labToProd().map(values, Schema::builtin());
  return values.values.front();
}

TEST(Mapping, RewritesSuffixesAndHostNames) {
  EXPECT_EQ(labToProd().mapDn("CN=DC1,CN=Servers,CN=Default,CN=Sites,CN=Configuration,dc=Lab,dc=TEST"),
            "CN=BERDC7,CN=Servers,CN=Berlin,CN=Sites,CN=Configuration,DC=acme,DC=com");
  EXPECT_EQ(labToProd().mapDn("CN=Default,CN=Users,DC=lab,DC=test"), "CN=Default,CN=Users,DC=acme,DC=com");
  EXPECT_EQ(labToProd().mapDn("cn=a,o=other"), "cn=a,o=other");
  EXPECT_EQ(mapped("seeAlso", "CN=x,DC=lab,DC=test"), "CN=x,DC=acme,DC=com");
  EXPECT_EQ(mapped("wellKnownObjects", "B:4:A9D1:CN=Users,DC=lab,DC=test"), "B:4:A9D1:CN=Users,DC=acme,DC=com");
}

TEST(Mapping, RewritesOnlyCompleteNamesInText) {
  EXPECT_EQ(mapped("servicePrincipalName", "ldap/DC1.lab.test/LAB"), "ldap/BERDC7.acme.com/ACME");
  EXPECT_EQ(mapped("gPCFileSysPath", "\\\\lab.test\\sysvol\\lab.test\\Policies"),
            "\\\\acme.com\\sysvol\\acme.com\\Policies");
  EXPECT_EQ(mapped("mail", "ann@lab.test"), "ann@acme.com");
  EXPECT_EQ(mapped("sAMAccountName", "DC1$"), "BERDC7$");
  EXPECT_EQ(mapped("cn", "dns-dc1"), "dns-berdc7");
  EXPECT_EQ(mapped("gPLink", "[LDAP://CN={6AC1},CN=Policies,DC=lab,DC=test;0]"),
            "[LDAP://CN={6AC1},CN=Policies,DC=acme,DC=com;0]");
  EXPECT_EQ(mapped("ldapServiceName", "lab.test:dc1$@LAB.TEST"), "acme.com:berdc7$@ACME.COM");
  EXPECT_EQ(mapped("krbRealm", "LAB.TEST"), "ACME.COM");
  EXPECT_EQ(mapped("description", "see collab.test and lab.tests, not DC1 of the LAB"),
            "see collab.test and lab.tests, not DC1 of the LAB");
}

TEST(Mapping, RewritesDomainSidsAndKeepsRids) {
  const std::string lab = *sidFromText("S-1-5-21-1-2-3-500"), prod = *sidFromText("S-1-5-21-7-8-9-500");
  EXPECT_EQ(mapped("objectSid", lab), prod);
  EXPECT_EQ(mapped("nTSecurityDescriptor", std::string("\x01\x00", 2) + lab + lab),
            std::string("\x01\x00", 2) + prod + prod);
  const std::string known = *sidFromText("S-1-5-32-544");
  EXPECT_EQ(mapped("objectSid", known), known);
}

TEST(Mapping, CountsReplacements) {
  Mapping mapping = labToProd();
  mapping.mapDn("CN=DC1,DC=lab,DC=test");
  mapping.mapDn("CN=x,DC=lab,DC=test");
  std::string counts;
  for (const MappedName& name : mapping.names()) counts += fmt::format("{} {}\n", nameOf(name.kind), name.count);
  EXPECT_EQ(counts, "suffix 2\ndns-domain 0\nnetbios 0\nsid 0\nsite 0\nhost 1\n");
}

std::string forest(const std::string& root, const std::vector<std::string>& sites, const std::string& more = "") {
  const std::string configuration = "CN=Configuration," + root;
  std::string ldif = "dn:\ndefaultNamingContext: " + root + "\nconfigurationNamingContext: " + configuration + "\n\n" +
                     "dn: " + root + "\nobjectClass: domainDNS\n" + more + "\ndn: " + configuration +
                     "\nobjectClass: configuration\n\ndn: CN=Sites," + configuration +
                     "\nobjectClass: sitesContainer\n\n";
  for (const std::string& site : sites)
    ldif += "dn: CN=" + site + ",CN=Sites," + configuration + "\nobjectClass: site\ncn: " + site + "\n\n";
  return ldif;
}

TEST(Mapping, IsInferredFromBothDirectories) {
  const MemorySnapshot lab = snapshotOf(forest("DC=lab,DC=test", {"Lab"}));
  const MemorySnapshot prod = snapshotOf(forest("DC=acme,DC=com", {"Berlin"}));
  std::string names;
  const Mapping mapping = Mapping::guess(lab, prod);
  for (const MappedName& name : mapping.names())
    names += fmt::format("{} {} -> {}\n", nameOf(name.kind), name.from, name.to);
  EXPECT_EQ(names,
            "suffix CN=Configuration,DC=lab,DC=test -> CN=Configuration,DC=acme,DC=com\n"
            "suffix DC=lab,DC=test -> DC=acme,DC=com\n"
            "dns-domain lab.test -> acme.com\n"
            "site Lab -> Berlin\n");
}

TEST(Mapping, RewritesAHostNamedInASentenceBothDirectoriesShare) {
  const auto account = [](const std::string& description) {
    return snapshotOf("dn: cn=dns,o=x\nobjectClass: person\ndescription: " + description + "\n");
  };
  const MemorySnapshot lab = account("DNS Service Account for DC1"), prod = account("DNS Service Account for BERDC7");
  const MemorySnapshot other = account("of somebody else");
  Mapping mapping({{MappedKind::Host, "DC1", "BERDC7", 0}});
  EXPECT_TRUE(compare(*mapping.map(lab, prod), prod).changes.empty());
  EXPECT_EQ(mapping.lines(), std::vector<std::string>{"host  DC1 -> BERDC7 (once)"});
  EXPECT_EQ(*mapping.map(lab, other)->find(Dn::parse("cn=dns,o=x"))->first("description"),
            "DNS Service Account for DC1");
}

TEST(Mapping, RewritesExchangeNamesInAddressesAndBelowTheirContainers) {
  Mapping mapping(
      {{MappedKind::Organization, "Lab", "Acme", 0}, {MappedKind::AdministrativeGroup, "First", "Berlin", 0}});
  const auto mappedBy = [&mapping](const std::string& attribute, const std::string& value) {
    Attribute values{attribute, {value}};
    mapping.map(values, Schema::builtin());
    return values.values.front();
  };
  EXPECT_EQ(mappedBy("legacyExchangeDN", "/o=Lab/ou=First/cn=Recipients/cn=lee"),
            "/o=Acme/ou=Berlin/cn=Recipients/cn=lee");
  EXPECT_EQ(mappedBy("proxyAddresses", "X500:/O=LAB/OU=FIRST/cn=Recipients/cn=lee"),
            "X500:/O=ACME/OU=BERLIN/cn=Recipients/cn=lee");
  EXPECT_EQ(mappedBy("legacyExchangeDN", "/o=Lab"), "/o=Acme");
  EXPECT_EQ(mappedBy("legacyExchangeDN", "/o=Label/ou=Second/ou=First/cn=x"), "/o=Label/ou=Second/ou=First/cn=x");
  EXPECT_EQ(mappedBy("description", "the First of the Lab"), "the First of the Lab");
  EXPECT_EQ(mapping.mapDn("CN=First,CN=Administrative Groups,CN=Lab,CN=Microsoft Exchange,CN=Services,DC=x"),
            "CN=Berlin,CN=Administrative Groups,CN=Acme,CN=Microsoft Exchange,CN=Services,DC=x");
  EXPECT_EQ(mapping.mapDn("cn=Configuration,ou=First,o=Lab"), "cn=Configuration,ou=Berlin,o=Lab")
      << "o=Lab is a suffix";
  EXPECT_EQ(mapping.mapDn("CN=First,CN=Users,DC=x"), "CN=First,CN=Users,DC=x");
}

TEST(Mapping, InfersExchangeNamesFromItsObjects) {
  const auto withExchange = [](const std::string& root, const std::string& organization, const std::string& group) {
    const std::string exchange = "CN=Microsoft Exchange,CN=Services,CN=Configuration," + root;
    return snapshotOf(forest(root, {"Site"}) + "dn: " + exchange + "\nobjectClass: msExchConfigurationContainer\n\n" +
                      "dn: CN=" + organization + "," + exchange + "\nobjectClass: msExchOrganizationContainer\n\n" +
                      "dn: CN=" + group + ",CN=" + organization + "," + exchange +
                      "\nobjectClass: msExchAdminGroup\n\n");
  };
  const Mapping mapping = Mapping::guess(withExchange("DC=a", "Lab", "First"), withExchange("DC=b", "Acme", "Berlin"));
  std::string names;
  for (const MappedName& name : mapping.names())
    if (name.kind >= MappedKind::Organization)
      names += fmt::format("{} {} -> {}\n", nameOf(name.kind), name.from, name.to);
  EXPECT_EQ(names, "organization Lab -> Acme\nadministrative-group First -> Berlin\n");
}

std::string slapd(const std::string& suffix, int database, int schema) {
  return fmt::format(
      "dn:\nnamingContexts: {0}\n\ndn: cn=config\nobjectClass: olcGlobal\n\ndn: cn=schema,cn=config\nobjectClass: "
      "olcSchemaConfig\n\ndn: cn={{{2}}}nis,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {{{2}}}nis\n\n"
      "dn: olcDatabase={{{1}}}mdb,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {{{1}}}mdb\nolcSuffix: {0}\n",
      suffix, database, schema);
}

TEST(Mapping, PairsSlapdDatabasesAndSchemasRegardlessOfTheirNumbers) {
  SnapshotInfo info;
  info.product = Product::OpenLdap;
  const MemorySnapshot lab = snapshotOf(slapd("o=Lab", 1, 3), info), prod = snapshotOf(slapd("o=Prod", 2, 5), info);
  Mapping mapping = Mapping::guess(lab, prod);
  EXPECT_EQ(mapping.mapDn("olcOverlay={0}memberof,olcDatabase={1}mdb,cn=config"),
            "olcOverlay={0}memberof,olcDatabase={2}mdb,cn=config");
  EXPECT_EQ(mapping.mapDn("cn={3}nis,cn=schema,cn=config"), "cn={5}nis,cn=schema,cn=config");
  EXPECT_TRUE(compare(*mapping.map(lab, prod), prod).changes.empty());
}

TEST(Mapping, EquallyGoodCandidatesAreReportedAsAmbiguous) {
  const MemorySnapshot lab = snapshotOf(forest("DC=lab,DC=test", {"Lab"}));
  const MemorySnapshot prod = snapshotOf(forest("DC=acme,DC=com", {"Berlin", "Paris"}));
  try {
    Mapping::guess(lab, prod);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "which site is \"Lab\": \"Berlin\" or \"Paris\"?; write it into a file for --map: [site] \"Lab\" = "
                 "\"Berlin\"");
  }
  const Mapping decided = Mapping::guess(lab, prod, {{MappedKind::Site, "Lab", "Paris", 0}});
  EXPECT_EQ(decided.names().back().to, "Paris");
}

TEST(Mapping, FileHasOneTablePerKind) {
  const test::TempFolder folder;
  const auto names = Mapping::read(folder.write("map.toml", "[suffix]\n\"DC=a\" = \"DC=b\"\n[host]\nx = \"y\"\n"));
  ASSERT_EQ(names.size(), 2U);
  EXPECT_THROW(Mapping::read(folder.write("bad.toml", "[sufix]\n\"DC=a\" = \"DC=b\"\n")), Error);
  EXPECT_THROW(Mapping::read(folder.write("bad.toml", "[suffix]\n\"DC=a\" = 1\n")), Error);
  EXPECT_THROW(Mapping::read(folder.write("bad.toml", "[suffix\n")), Error);
}

TEST(Mapping, FileThatIsWrittenReadsAsTheSameNames) {
  const std::vector<MappedName> names = {{MappedKind::Suffix, "DC=a\\,b \"c\"", "DC=Ä", 3},
                                         {MappedKind::Suffix, "DC=a", "DC=b", 1},
                                         {MappedKind::Host, "x\ty", "z", 0},
                                         {MappedKind::Host, "\xff", "z", 2}};
  const std::string text = mappingFile(names);
  EXPECT_EQ(text,
            "# Names of the first directory, and what stands for them in the second.\n"
            "\n[suffix]\n"
            "\"DC=a\\\\,b \\\"c\\\"\" = \"DC=Ä\"  # 3 times\n"
            "\"DC=a\" = \"DC=b\"  # once\n"
            "\n[host]\n"
            "\"x\\u0009y\" = \"z\"  # 0 times\n"
            "# not text: \\xff = z  # 2 times\n");
  const test::TempFolder folder;
  std::vector<std::string> read;
  for (const MappedName& name : Mapping::read(folder.write("map.toml", text)))
    read.push_back(name.from + ">" + name.to);
  std::sort(read.begin(), read.end());
  EXPECT_EQ(read, (std::vector<std::string>{"DC=a>DC=b", "DC=a\\,b \"c\">DC=Ä", "x\ty>z"}));
}

TEST(Mapping, ForestsThatDifferOnlyInNamesHaveNoDifference) {
  const MemorySnapshot lab = snapshotOf(forest("DC=lab,DC=test", {"Lab"}, "mail: ann@lab.test\n"));
  const MemorySnapshot prod = snapshotOf(forest("DC=acme,DC=com", {"Berlin"}, "mail: ann@acme.com\n"));
  Mapping mapping = Mapping::guess(lab, prod);
  EXPECT_TRUE(compare(*mapping.map(lab, prod), prod).changes.empty());
}

}  // namespace
}  // namespace ldapsnap
