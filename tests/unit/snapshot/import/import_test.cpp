#include "snapshot/import/import.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = LDAPSNAP_SOURCE_DIR "/tests/fixtures/ldif/";

enum class Going { Stop, Keep };

MemorySnapshot import(const std::string& path, Going going = Going::Stop) {
  ImportOptions options;
  options.site = "lab";
  options.key = std::string(32, 'k');
  options.keepGoing = going == Going::Keep;
  MemorySnapshot snapshot;
  snapshot.info() = importLdif(path, options, snapshot);
  snapshot.finish();
  return snapshot;
}

class Import : public testing::Test {
 protected:
  std::string write(std::string_view text) const { return folder_.write("site.ldif", text).string(); }

  /// What the import says is wrong, the folder left out.
  std::string errorOf(const std::string& path) const {
    try {
      import(path);
    } catch (const Error& error) {
      std::string text = error.what();
      const std::size_t at = text.find(folder_.path().string());
      return at == std::string::npos ? text : text.erase(at, folder_.path().string().size() + 1);
    }
    return "no error";
  }

  test::TempFolder folder_;
};

TEST_F(Import, DeliversEntriesAndDescribesTheSnapshot) {
  const std::string path = write("version: 1\n\ndn: dc=x\ndc: x\n\ndn: cn=a,dc=x\ncn: a\n");
  const MemorySnapshot snapshot = import(path);
  EXPECT_EQ(snapshot.info().kind, SnapshotInfo::Kind::Imported);
  EXPECT_EQ(snapshot.info().site, "lab");
  EXPECT_EQ(snapshot.info().source, path);
  EXPECT_EQ(snapshot.info().entries, 2U);
  EXPECT_EQ(snapshot.info().product, Product::Generic);
  EXPECT_EQ(snapshot.info().tool, toolVersion());
  EXPECT_TRUE(snapshot.info().complete());
  EXPECT_TRUE(snapshot.info().searchBases.empty());
  EXPECT_TRUE(snapshot.find(Dn::parse("CN=A,dc=x")));
}

TEST_F(Import, SecretsAreRedacted) {
  const MemorySnapshot snapshot = import(write("dn: cn=a\nuserPassword:: c2VjcmV0\n"));
  EXPECT_TRUE(isRedacted(*snapshot.find(Dn::parse("cn=a"))->first("userPassword")));
}

// The schema may come behind the entries that it makes secret.
TEST_F(Import, AttributesConfidentialBySchemaAreRedacted) {
  const MemorySnapshot snapshot =
      import(write("dn: CN=a,DC=x\nobjectGUID:: rfGfbgybPEuaXG2Pmh0sOw==\nmsPKI-Secret: hidden\nvendorText: shown\n"
                   "\n"
                   "dn: CN=ms-PKI-Secret,CN=Schema,CN=Configuration,DC=x\n"
                   "objectClass: top\nobjectClass: attributeSchema\n"
                   "lDAPDisplayName: msPKI-Secret\nattributeID: 1.2.840.113556.1.4.1894\nattributeSyntax: 2.5.5.12\n"
                   "oMSyntax: 64\nsearchFlags: 640\nisSingleValued: TRUE\n"));
  EXPECT_EQ(snapshot.info().product, Product::ActiveDirectory);
  const std::optional<Entry> entry = snapshot.find(Dn::parse("CN=a,DC=x"));
  EXPECT_TRUE(isRedacted(*entry->first("msPKI-Secret")));
  EXPECT_EQ(*entry->first("vendorText"), "shown");
}

TEST_F(Import, ServerIsRecognisedByItsRootDse) {
  const MemorySnapshot snapshot =
      import(write("dn:\nobjectClass: top\nobjectClass: OpenLDAProotDSE\nnamingContexts: dc=x\nnamingContexts: dc=y\n"
                   "configContext: cn=config\nsubschemaSubentry: cn=Subschema\n"
                   "\ndn: dc=x\ndc: x\n\ndn: cn=Subschema\ncn: Subschema\n"));
  EXPECT_EQ(snapshot.info().product, Product::OpenLdap);
  // dc=y and cn=config are the server's, but not in the file: their absence proves nothing.
  EXPECT_EQ(snapshot.info().searchBases, (std::vector<std::string>{"cn=Subschema", "dc=x"}));
}

TEST_F(Import, ServerIsGuessedByItsAttributes) {
  const auto productOf = [this](std::string_view text) { return import(write(text)).info().product; };
  EXPECT_EQ(productOf("dn: cn=config\nobjectClass: olcGlobal\n"), Product::OpenLdap);
  EXPECT_EQ(productOf("dn: dc=x\nentryCSN: 20261122191016.606460Z#000000#000#000000\n"), Product::OpenLdap);
  EXPECT_EQ(productOf("dn: dc=x\nnsUniqueId: 1-2-3-4\n"), Product::Ds389);
  EXPECT_EQ(productOf("dn: DC=x\nuSNCreated: 1\n"), Product::ActiveDirectory);
  EXPECT_EQ(productOf("dn: o=Acme\nObj-Dist-Name: /o=Acme\n"), Product::Exchange55);
  EXPECT_EQ(productOf("dn: cn=config\nds-cfg-size-limit: 1000\n"), Product::OpenDj);
  EXPECT_EQ(productOf("dn: cn=ann,o=Acme\nobjectClass: ndsLoginProperties\n"), Product::EDirectory);
  EXPECT_EQ(productOf("dn: o=sample\nibm-entryuuid: 1\n"), Product::IbmDirectory);
  EXPECT_EQ(productOf("dn: ou=system\nentryCSN: 20261122191016.606460Z#000000#000#000000\nentryParentId: 1\n"),
            Product::ApacheDs)
      << "others than OpenLDAP have an entryCSN";
  EXPECT_EQ(productOf("dn: dc=x\nentryCSN: 20261122191016.606460Z#000000#000#000000\n\n"
                      "dn: cn=users,dc=x\nuniventionObjectType: container/cn\n"),
            Product::Univention);
  EXPECT_EQ(productOf("dn: cn=config\nobjectClass: olcGlobal\n\ndn: cn=x\nzimbraId: 1\n"), Product::Zimbra);
  EXPECT_EQ(productOf("dn: \nvendorVersion: OpenDJ Server 5.0.3\n\ndn: dc=x\nnsUniqueId: 1\n"), Product::OpenDj);
}

TEST_F(Import, ChangeRecordsAreRefused) {
  EXPECT_EQ(errorOf(write("dn: cn=a\nchangetype: modify\nadd: sn\nsn: b\n-\n\ndn: cn=a\nchangetype: modify\n"
                          "delete: sn\n-\n")),
            "site.ldif:1: a change record; a snapshot is made from content records; export the directory itself "
            "(ldapsearch, slapcat, ldifde -f), not changes to it");
}

TEST_F(Import, RepeatedNameIsAnErrorWithBothLines) {
  EXPECT_EQ(errorOf(write("dn: dc=x\ndc: x\n\n# a\ndn: cn=A B,dc=x\ncn: a\n\ndn: dc=y\ndc: y\n\ndn: CN=a  b, DC=x\n")),
            "site.ldif:11: the entry of this name was there before, at line 5; leave one of them out; --keep-going "
            "takes the first");
}

TEST_F(Import, CaseExactNamesAreSeparate) {
  const MemorySnapshot snapshot = import(
      write("dn: cn=Subschema\nattributeTypes: ( 1.2.3.4 NAME 'exactName' EQUALITY caseExactMatch SYNTAX "
            "1.3.6.1.4.1.1466.115.121.1.15 )\n\ndn: exactName=A\nexactName: A\n\ndn: exactName=a\nexactName: a\n"));
  EXPECT_EQ(snapshot.info().entries, 3U);
}

TEST_F(Import, KeepGoingRecordsGaps) {
  const std::string path = write(
      "dn: cn=a\ncn: first\n\ndn: cn=b\ncn:: ?\n\ndn: CN=A\ncn: second\n\ndn: cn=c\nchangetype: delete\n\n"
      "dn: cn=d\ncn: d\n");
  const MemorySnapshot snapshot = import(path, Going::Keep);
  EXPECT_EQ(snapshot.info().entries, 2U);
  EXPECT_EQ(*snapshot.find(Dn::parse("cn=a"))->first("cn"), "first");
  ASSERT_EQ(snapshot.info().gaps.size(), 3U);
  EXPECT_EQ(snapshot.info().gaps[0].where, path + ":7");
  EXPECT_EQ(snapshot.info().gaps[0].reason, "the entry of this name was there before, at line 1");
  EXPECT_EQ(snapshot.info().gaps[1].where, path + ":10");
  EXPECT_EQ(snapshot.info().gaps[2].where, path + ":5");
  EXPECT_EQ(snapshot.info().gaps[2].reason, "invalid base64 in the value of cn");
}

TEST_F(Import, ReadsLdapsearchOutput) {
  const MemorySnapshot snapshot = import(kFixtures + "ldapsearch.ldif");
  EXPECT_EQ(snapshot.info().entries, 2U);
  EXPECT_TRUE(snapshot.find(Dn::parse("cn=Jörg,dc=example,dc=com")));
  ASSERT_EQ(snapshot.info().gaps.size(), 1U);
  EXPECT_EQ(snapshot.info().gaps[0].where, kFixtures + "ldapsearch.ldif:17");
  EXPECT_EQ(snapshot.info().gaps[0].reason,
            "search reference that the export did not follow: "
            "ldap://other.example.com/ou=Elsewhere,dc=example,dc=com??sub");
}

TEST_F(Import, LimitThatLdapsearchHitIsAGap) {
  const MemorySnapshot snapshot = import(kFixtures + "ldapsearch-limit.ldif");
  EXPECT_EQ(snapshot.info().entries, 1U);
  ASSERT_EQ(snapshot.info().gaps.size(), 1U);
  EXPECT_EQ(snapshot.info().gaps[0].where, kFixtures + "ldapsearch-limit.ldif:8");
  EXPECT_EQ(snapshot.info().gaps[0].reason, "the export ended early; the server reported: 4 Size limit exceeded");
}

TEST_F(Import, ReadsLdbsearchOutput) {
  const MemorySnapshot snapshot = import(kFixtures + "ldbsearch.ldif");
  EXPECT_EQ(snapshot.info().entries, 2U);
  EXPECT_EQ(snapshot.info().product, Product::ActiveDirectory);
  EXPECT_EQ(snapshot.find(Dn::parse("DC=samba,DC=example,DC=com"))->dn, "DC=samba,DC=example,DC=com");
  EXPECT_EQ(snapshot.info().gaps.size(), 1U);
}

TEST_F(Import, ReadsLdifdeExport) {
  const MemorySnapshot snapshot = import(kFixtures + "ldifde-export.ldf");
  EXPECT_EQ(snapshot.info().entries, 2U);
  EXPECT_EQ(*snapshot.find(Dn::parse("CN=Deleted Objects,DC=example,DC=com"))->first("description"),
            "Default container for deleted objects");
}

TEST_F(Import, ReadsASlapdFolder) {
  const MemorySnapshot snapshot = import(kFixtures + "slapd.d");
  EXPECT_EQ(snapshot.info().entries, 5U);
  EXPECT_EQ(snapshot.info().product, Product::OpenLdap);
  EXPECT_TRUE(snapshot.find(Dn::parse("cn={0}core,cn=schema,cn=config")));
  const std::optional<Entry> database = snapshot.find(Dn::parse("olcDatabase={0}config,cn=config"));
  ASSERT_TRUE(database);
  EXPECT_TRUE(isRedacted(*database->first("olcRootPW")));
  EXPECT_NE(snapshot.schema().attributeType("knowledgeInformation"), nullptr);
  EXPECT_FALSE(snapshot.schema().empty());
}

TEST_F(Import, EditedFileOfASlapdFolderIsReadWithAWarning) {
  fs::copy(kFixtures + "slapd.d", folder_.path(), fs::copy_options::recursive);
  const std::string changed = readFile(folder_ / "cn=config/cn=schema.ldif") + "description: by hand\n";
  folder_.write("cn=config/cn=schema.ldif", changed);
  const MemorySnapshot snapshot = import(folder_.path().string());
  EXPECT_EQ(snapshot.info().entries, 5U);
  EXPECT_TRUE(snapshot.info().complete());
  ASSERT_EQ(snapshot.info().warnings.size(), 1U);
  EXPECT_EQ(snapshot.info().warnings[0].where, (folder_ / "cn=config/cn=schema.ldif").string());
  EXPECT_EQ(snapshot.info().warnings[0].text, "the file does not match the CRC32 in its header: it was edited by hand");
}

TEST_F(Import, OtherFolderIsRefused) {
  folder_.write("exports/site.ldif", "dn: cn=a\ncn: a\n");
  EXPECT_EQ(errorOf((folder_ / "exports").string()),
            "exports: a folder of LDIF files; give one of the files, or put them together with a blank line between "
            "them");
  folder_.write("empty/readme.txt", "nothing\n");
  EXPECT_EQ(errorOf((folder_ / "empty").string()),
            "empty: a folder, but neither a slapd.d (it has no cn=config.ldif) nor one of schema files; give the "
            "slapd.d folder itself, a folder of 389's or OpenDJ's schema files, or an LDIF file");
}

TEST_F(Import, MissingFileIsNamed) {
  EXPECT_EQ(errorOf((folder_ / "missing.ldif").string()), "missing.ldif: cannot be read: No such file or directory");
}

}  // namespace
}  // namespace ldapsnap
