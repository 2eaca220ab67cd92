// What an LDIF file says about its own coverage, and what the user says.
#include "snapshot/import/file_coverage.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using Origin = CoverageStatement::Origin;

constexpr const char* kPeople =
    "dn: dc=x\nobjectClass: domain\ndc: x\n\n"
    "dn: ou=people,dc=x\nobjectClass: organizationalUnit\nou: people\n\n"
    "dn: uid=ann,ou=people,dc=x\nobjectClass: account\nuid: ann\n\n";

std::string header(const std::string& base, const std::string& scope, const std::string& filter,
                   const std::string& requesting) {
  return "# extended LDIF\n#\n# LDAPv3\n# base <" + base + "> with scope " + scope + "\n# filter: " + filter +
         "\n# requesting: " + requesting + "\n#\n\n";
}
constexpr const char* kEnd = "# search result\nsearch: 2\nresult: 0 Success\n";

class FileCoverageTest : public testing::Test {
 protected:
  /// What a snapshot in place knows; an import of the file has to know the same.
  SnapshotInfo infoOf(const std::string& text) const {
    const std::string path = folder_.write("x.ldif", text).string();
    ImportOptions options;
    options.site = "lab";
    options.key = std::string(32, 'k');
    MemorySnapshot imported;
    imported.info() = importLdif(path, options, imported);
    const LdifSnapshot inPlace(path, options);
    EXPECT_EQ(imported.info().coverage, inPlace.info().coverage);
    EXPECT_EQ(imported.info().gaps, inPlace.info().gaps);
    return inPlace.info();
  }
  std::string coverageOf(const std::string& text) const {
    std::string lines;
    const CoverageStatement coverage = infoOf(text).coverage;
    for (const CoveredPart& part : coverage.parts) lines += describe(part) + "\n";
    return std::string(nameOf(coverage.origin)) + "\n" + lines;
  }

  test::TempFolder folder_;
};

TEST_F(FileCoverageTest, CommentsOfLdapsearchNameBaseScopeFilterAndAttributes) {
  EXPECT_EQ(coverageOf(header("dc=x", "oneLevel", "(uid=*)", "objectClass description ") + kPeople + kEnd),
            "header\ndc=x (one level), filter (uid=*), attributes objectClass description\ndc=x\n");
}

TEST_F(FileCoverageTest, RequestForAllAttributesIsForUserAttributes) {
  EXPECT_EQ(coverageOf(header("dc=x", "subtree", "(objectclass=*)", "ALL") + kPeople + kEnd),
            "header\ndc=x, attributes *\n");
}

TEST_F(FileCoverageTest, DefaultBaseAndFilterAreMarkedSo) {
  const std::string text =
      "# base <dc=x> (default) with scope subtree\n# filter: (objectClass=*) (default)\n# requesting: * + \n\n";
  EXPECT_EQ(coverageOf(text + kPeople + kEnd), "header\ndc=x, attributes * +\n");
}

TEST_F(FileCoverageTest, FilesPutTogetherHaveTheHeadersOfAll) {
  const std::string other = "dn: o=y\nobjectClass: organization\no: y\n\n";
  EXPECT_EQ(coverageOf(header("dc=x", "subtree", "(objectClass=*)", "* +") + kPeople + kEnd + "\n" +
                       header("o=y", "subtree", "(objectClass=*)", "* +") + other + kEnd),
            "header\ndc=x, attributes * +\no=y, attributes * +\n");
  EXPECT_EQ(coverageOf(header("dc=x", "subtree", "(objectClass=*)", "* +") + kPeople + kEnd + "\n" + other),
            "header\ndc=x, attributes * +\no=y\n");
}

TEST_F(FileCoverageTest, ResultThatDoesNotEndIsAGap) {
  const std::vector<Gap> gaps = infoOf(header("dc=x", "subtree", "(objectClass=*)", "ALL") + kPeople).gaps;
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_TRUE(gaps[0].where.ends_with("x.ldif:4")) << gaps[0].where;
  EXPECT_EQ(gaps[0].reason,
            "the result of the search of <dc=x> does not end with ldapsearch's \"# search result\": the file may have "
            "been cut short");
  EXPECT_TRUE(infoOf(header("dc=x", "subtree", "(objectClass=*)", "ALL") + kPeople + kEnd).gaps.empty());
}

TEST_F(FileCoverageTest, FewerEntriesThanLdapsearchCountsAreAGap) {
  const std::string head = header("dc=x", "subtree", "(objectClass=*)", "ALL");
  const std::vector<Gap> gaps = infoOf(head + kPeople + kEnd + "\n# numResponses: 6\n# numEntries: 5\n").gaps;
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_TRUE(gaps[0].where.ends_with("x.ldif:4")) << gaps[0].where;
  EXPECT_EQ(gaps[0].reason, "the result of the search of <dc=x> lacks 2 entries, by its \"# numEntries\"");
  EXPECT_EQ(gaps[0].remedy, "export it again");
  EXPECT_TRUE(infoOf(head + kPeople + kEnd + "\n# numResponses: 4\n# numEntries: 3\n").gaps.empty());
}

TEST_F(FileCoverageTest, EntriesOfASearchInPagesAreCountedTogether) {
  const std::string page = std::string(kEnd) + "\n# numResponses: 2\n# numEntries: ";
  const std::string other = "dn: uid=ben,ou=people,dc=x\nobjectClass: account\nuid: ben\n\n";
  const std::string text =
      header("dc=x", "subtree", "(objectClass=*)", "ALL") + kPeople + page + "3\n\n" + other + page;
  EXPECT_TRUE(infoOf(text + "1\n").gaps.empty());
  EXPECT_EQ(infoOf(text + "2\n").gaps.at(0).reason,
            "the result of the search of <dc=x> lacks 1 entry, by its \"# numEntries\"");
}

TEST_F(FileCoverageTest, OutputOfLdbsearchThatIsCutIsAGap) {
  const std::string start = "# record 1\n" + std::string(kPeople);
  EXPECT_TRUE(infoOf(start + "# returned 3 records\n# 3 entries\n# 0 referrals\n").gaps.empty());
  EXPECT_EQ(infoOf(start).gaps.at(0).reason,
            "the output of ldbsearch does not end with \"# returned ... records\": the file may have been cut short");
  EXPECT_EQ(infoOf(start + "# returned 4 records\n# 4 entries\n# 0 referrals\n").gaps.at(0).reason,
            "the output of ldbsearch lacks 1 entry, by its last lines");
}

TEST_F(FileCoverageTest, NamesAloneSayNothingAboutAttributes) {
  EXPECT_EQ(coverageOf("dn: dc=x\n\ndn: ou=people,dc=x\n\n"), "contents\ndc=x, attributes 1.1\n");
}

TEST_F(FileCoverageTest, ExportOfLdifdeWithoutObjectGuidLeavesOutWhatTheServerSets) {
  const std::string user =
      "dn: CN=u,CN=Users,DC=x\nchangetype: add\nobjectClass: user\ncn: u\nsAMAccountName: u\ninstanceType: 4\n";
  const std::vector<HiddenAttribute> hidden = infoOf(user).coverage.hidden;
  ASSERT_EQ(hidden.size(), 25U);
  EXPECT_EQ(hidden[0].attribute, "badPasswordTime");
  EXPECT_EQ(hidden[0].base, "");
  EXPECT_EQ(hidden[0].reason,
            "no entry of the file has the objectGUID that each object has: exported with -m, or with a list of "
            "attributes");
  const auto isInstanceType = [](const HiddenAttribute& one) { return one.attribute == "instanceType"; };
  EXPECT_TRUE(std::none_of(hidden.begin(), hidden.end(), isInstanceType)) << "the file has it";
  EXPECT_TRUE(infoOf(user + "objectGUID:: kCocP0R9HkuaUgxr4dfzAQ==\n").coverage.hidden.empty());
  EXPECT_TRUE(infoOf("dn: cn=u,dc=x\nchangetype: add\nobjectClass: person\ncn: u\nsn: u\n").coverage.hidden.empty());
}

TEST_F(FileCoverageTest, WithoutCommentsTheTopmostEntriesTell) {
  EXPECT_EQ(coverageOf(kPeople), "contents\ndc=x\n");
  EXPECT_EQ(coverageOf("dn: ou=a,dc=x\nobjectClass: organizationalUnit\nou: a\n\n"), "contents\nou=a,dc=x\n");
}

TEST_F(FileCoverageTest, EntryWithoutItsParentBelowAnotherShowsASelection) {
  EXPECT_EQ(coverageOf("dn: dc=x\nobjectClass: domain\ndc: x\n\ndn: uid=ann,ou=people,dc=x\nobjectClass: account\n"
                       "uid: ann\n\n"),
            "contents\ndc=x, entries selected by an unknown filter\n");
}

TEST_F(FileCoverageTest, SeveralEntriesWithoutTheirParentAreASelectionBelowIt) {
  EXPECT_EQ(coverageOf("dn: uid=ann,ou=people,dc=x\nobjectClass: account\nuid: ann\n\n"
                       "dn: uid=ben,ou=people,dc=x\nobjectClass: account\nuid: ben\n\n"),
            "contents\nou=people,dc=x, entries selected by an unknown filter\n");
}

TEST_F(FileCoverageTest, ConfigurationBelowADomainIsANamingContextOfItsOwn) {
  EXPECT_EQ(
      coverageOf("dn: DC=corp,DC=x\nobjectClass: domain\ndc: corp\n\n"
                 "dn: CN=Partitions,CN=Configuration,DC=corp,DC=x\nobjectClass: crossRefContainer\ncn: Partitions\n"
                 "\n"),
      "contents\nDC=corp,DC=x\nCN=Partitions,CN=Configuration,DC=corp,DC=x\n");
}

TEST_F(FileCoverageTest, DomainWithoutAnyContainerIsASelection) {
  const std::string domain = "dn: DC=corp,DC=x\nobjectClass: domainDNS\ndc: corp\n\n";
  EXPECT_EQ(coverageOf(domain), "contents\nDC=corp,DC=x, entries selected by an unknown filter\n");
  EXPECT_EQ(coverageOf(domain + "dn: CN=Builtin,DC=corp,DC=x\nobjectClass: builtinDomain\ncn: Builtin\n\n"),
            "contents\nDC=corp,DC=x\n");
}

TEST_F(FileCoverageTest, EntriesWithoutObjectClassShowThatAttributesWereChosen) {
  EXPECT_EQ(coverageOf("dn: cn=a,dc=x\ncn: a\nmail: a@x\n\ndn: cn=b,cn=a,dc=x\ncn: b\n\n"),
            "contents\ncn=a,dc=x, attributes cn mail\n");
}

TEST_F(FileCoverageTest, AttributesThatAreStoredAloneShowAnExportOfDatabases) {
  const std::string stored = "structuralObjectClass: domain\nentryCSN: 20261012063011.104233Z#000000#000#000000\n";
  const std::string domain = "dn: dc=x\nobjectClass: domain\ndc: x\n";
  EXPECT_TRUE(infoOf(domain + stored).coverage.isDatabaseExport);
  EXPECT_FALSE(infoOf(domain + stored + "entryDN: dc=x\n").coverage.isDatabaseExport);
  EXPECT_FALSE(infoOf(domain).coverage.isDatabaseExport);
  EXPECT_TRUE(infoOf("dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n").coverage.isDatabaseExport);
}

TEST_F(FileCoverageTest, AFileWithoutEntriesProvesNothing) {
  for (const char* text : {"", "version: 1\n", "# nothing\n\n"}) {
    const std::vector<Gap> gaps = infoOf(text).gaps;
    ASSERT_EQ(gaps.size(), 1U) << text;
    EXPECT_EQ(gaps.front().reason, "there is no entry in the file: the export may have failed");
  }
  EXPECT_TRUE(infoOf(header("dc=x", "subtree", "(uid=nobody)", "ALL") + kEnd).complete())
      << "ldapsearch says that it found nothing";
  EXPECT_TRUE(infoOf("dn:\nobjectClass: top\n").complete()) << "the root DSE is an entry";
}

std::string described(const std::string& text) { return describe(parseCoveredPart(text)); }

TEST(CoveredPart, ReadsBaseAttributesScopeAndFilter) {
  EXPECT_EQ(described("dc=x"), "dc=x");
  EXPECT_EQ(described("dc=x??one"), "dc=x (one level)");
  EXPECT_EQ(described("dc=x?cn,mail?sub?(objectClass=person)"),
            "dc=x, filter (objectClass=person), attributes cn mail");
  EXPECT_EQ(described("dc=x??"
                      "?(cn=what?)"),
            "dc=x, filter (cn=what?)");
}

TEST(CoveredPart, ReadsAnLdapUrl) {
  EXPECT_EQ(described("ldap:///ou=a%20b,dc=x??base?(cn=%2a)"), "ou=a b,dc=x (that entry), filter (cn=*)");
}

TEST(CoveredPart, RefusesWhatIsNone) {
  EXPECT_THROW(parseCoveredPart("people"), Error);
  EXPECT_THROW(parseCoveredPart("dc=x??all"), Error);
  EXPECT_THROW(parseCoveredPart("dc=x??"
                                "?(cn=a"),
               Error);
}

}  // namespace
}  // namespace ldapsnap
