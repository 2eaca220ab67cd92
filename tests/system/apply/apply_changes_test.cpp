// Change records on real servers: back to before, and forward to after again.
#include "tests/system/apply/apply_changes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "snapshot/base/file/data_files.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/servers/slapd.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

// --- OpenLDAP ---

const char* const kAcmeSchema =
    "dn: cn=acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: acme\n"
    "olcAttributeTypes: ( 1.3.6.1.4.1.32473.1.1 NAME 'acmeHost' EQUALITY caseIgnoreMatch SYNTAX "
    "1.3.6.1.4.1.1466.115.121.1.15 )\n"
    "olcObjectClasses: ( 1.3.6.1.4.1.32473.2.1 NAME 'acmeServer' SUP top AUXILIARY MAY acmeHost )\n";

/// Who runs the test may write everything over ldapi.
SlapdOptions writable(const std::string& schemaFile) {
  SlapdOptions options;
  options.schemaFiles.push_back(schemaFile);
  options.databaseLines = {fmt::format(
      "olcAccess: {{0}}to * by dn.exact=\"gidNumber={}+uidNumber={},cn=peercred,cn=external,cn=auth\" manage by * read",
      getegid(), geteuid())};
  return options;
}

LiveDirectory liveSlapd(const SlapdServer& server) {
  ConnectionSettings connection;
  connection.uri = server.ldapi();
  connection.saslMechanism = "EXTERNAL";
  return LiveDirectory(connection, {server.suffix(), "cn=config"});
}

class ChangesOnSlapd : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    workplace_ = std::make_unique<Workplace>();
    server_ = std::make_unique<SlapdServer>(writable(workplace_->write("acme.ldif", kAcmeSchema)));
    server().apply(
        "dn: ou=People,o=Acme\nobjectClass: organizationalUnit\nou: People\n\n"
        "dn: ou=Old,o=Acme\nobjectClass: organizationalUnit\nou: Old\n\n"
        "dn: cn=Ann,ou=Old,o=Acme\nobjectClass: inetOrgPerson\ncn: Ann\nsn: A\nuid: ann\njpegPhoto: one\n\n"
        "dn: cn=Bob,ou=Old,o=Acme\nobjectClass: inetOrgPerson\ncn: Bob\nsn: B\ndescription: old\ndescription: same\n\n"
        "dn: uid=eve,ou=People,o=Acme\nobjectClass: inetOrgPerson\ncn: Eve\nsn: E\nuid: eve\n\n"
        "dn: cn=Gone,ou=People,o=Acme\nobjectClass: device\ncn: Gone\n\n"
        "dn: cn=Under,cn=Gone,ou=People,o=Acme\nobjectClass: device\ncn: Under\n\n"
        "dn: cn=Staff,o=Acme\nobjectClass: groupOfNames\ncn: Staff\nmember: cn=Ann,ou=Old,o=Acme\nmember: cn=x\n\n");
  }
  static void TearDownTestSuite() {
    server_.reset();
    workplace_.reset();
  }
  static const SlapdServer& server() { return *server_; }
  static const Workplace& workplace() { return *workplace_; }

 private:
  static std::unique_ptr<Workplace> workplace_;
  static std::unique_ptr<SlapdServer> server_;
};
std::unique_ptr<Workplace> ChangesOnSlapd::workplace_;
std::unique_ptr<SlapdServer> ChangesOnSlapd::server_;

TEST_F(ChangesOnSlapd, DataAndConfigurationRoundTrip) {
  const LiveDirectory live = liveSlapd(server());
  const MemorySnapshot before = live.capture();
  live.apply(
      // A container is renamed; what is in it is modified, deleted, joined by another.
      "dn: ou=Old,o=Acme\nchangetype: modrdn\nnewrdn: ou=New\ndeleteoldrdn: 1\n\n"
      "dn: cn=Bob,ou=New,o=Acme\nchangetype: modify\nreplace: description\ndescription: new\ndescription: same\n\n"
      "dn: cn=Ann,ou=New,o=Acme\nchangetype: modify\nreplace: jpegPhoto\njpegPhoto: two\njpegPhoto: one\n\n"
      "dn: cn=Under,cn=Gone,ou=People,o=Acme\nchangetype: modrdn\nnewrdn: cn=Over\ndeleteoldrdn: 0\n"
      "newsuperior: ou=New,o=Acme\n\n"
      "dn: cn=Gone,ou=People,o=Acme\nchangetype: delete\n\n"
      "dn: uid=eve,ou=People,o=Acme\nchangetype: modrdn\nnewrdn: cn=Eve\ndeleteoldrdn: 0\n\n"
      "dn: ou=Deep,ou=People,o=Acme\nchangetype: add\nobjectClass: organizationalUnit\nou: Deep\n\n"
      "dn: cn=a\\,b,ou=Deep,ou=People,o=Acme\nchangetype: add\nobjectClass: device\nobjectClass: acmeServer\n"
      "cn: a,b\nacmeHost: h\ndescription:: w6Rww7Yg\n\n"
      "dn: cn=Staff,o=Acme\nchangetype: modify\ndelete: member\nmember: cn=Ann,ou=Old,o=Acme\n-\nadd: member\n"
      "member: cn=Ann,ou=New,o=Acme\n\n"
      // Configuration: ordered values, an index, definitions that come and change.
      "dn: cn={3}acme,cn=schema,cn=config\nchangetype: modify\nadd: olcAttributeTypes\n"
      "olcAttributeTypes: ( 1.3.6.1.4.1.32473.1.2 NAME 'acmePort' SUP acmeHost )\n-\nadd: olcObjectClasses\n"
      "olcObjectClasses: ( 1.3.6.1.4.1.32473.2.2 NAME 'acmeService' SUP top AUXILIARY MAY acmePort )\n\n"
      "dn: cn=Staff,o=Acme\nchangetype: modify\nadd: objectClass\nobjectClass: acmeService\n-\nadd: acmePort\n"
      "acmePort: 80\n\n"
      "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nadd: olcDbIndex\nolcDbIndex: cn eq\n-\nadd: olcAccess\n"
      "olcAccess: {0}to attrs=sn by * read\n\n");
  const MemorySnapshot after = live.capture();
  expectBothWays(live, before, after);
}

TEST_F(ChangesOnSlapd, SchemaEntryIsAddedAndStays) {
  const LiveDirectory live = liveSlapd(server());
  const MemorySnapshot before = live.capture();
  live.apply(
      "dn: cn=late,cn=schema,cn=config\nchangetype: add\nobjectClass: olcSchemaConfig\ncn: late\n"
      "olcAttributeTypes: ( 1.3.6.1.4.1.32473.1.9 NAME 'acmeLate' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n");
  const MemorySnapshot after = live.capture();
  const std::string back = changesAsLdif(after, before);
  EXPECT_NE(back.find("# dn: cn={4}late,cn=schema,cn=config\n# left out: the entry: OpenLDAP 2.5 deletes no schema"),
            std::string::npos)
      << back;
  // Another server at "before" takes it forward.
  const SlapdServer other(writable(workplace().path("acme.ldif")));
  const LiveDirectory liveOther = liveSlapd(other);
  const MemorySnapshot otherBefore = liveOther.capture();
  const std::string forward = changesAsLdif(before, after);
  liveOther.apply(forward);
  EXPECT_EQ(differenceOf(otherBefore, liveOther.capture()), "schema acmeLate\nadded cn={4}late,cn=schema,cn=config\n");
}

TEST_F(ChangesOnSlapd, CommandWritesRecordsAndRequiresSecrets) {
  Workplace place;
  place.addSite("lab", server(), server().suffix());
  ASSERT_EQ(place.ldapsnap({"capture", "lab"}).exitCode, 0);
  server().apply("dn: cn=Zoe,o=Acme\nobjectClass: inetOrgPerson\ncn: Zoe\nsn: Z\nuserPassword: geheim\n\n");
  ASSERT_EQ(place.ldapsnap({"capture", "lab"}).exitCode, 0);
  const ProcessResult forward = place.ldapsnap({"diff", "lab~1", "lab", "--format", "ldif"});
  EXPECT_EQ(forward.exitCode, 1) << forward.err;
  EXPECT_NE(forward.out.find("# supply: userPassword: its value is a secret that was not recorded\n"
                             "dn: cn=Zoe,o=Acme\nchangetype: add\n"),
            std::string::npos)
      << forward.out;
  EXPECT_EQ(forward.out.find("redacted"), std::string::npos) << forward.out;
  const ProcessResult back = place.ldapsnap({"diff", "lab~1", "lab", "--format", "ldif", "--reverse"});
  EXPECT_NE(back.out.find("version: 1\n\ndn: cn=Zoe,o=Acme\nchangetype: delete\n"), std::string::npos) << back.out;
  liveSlapd(server()).apply(back.out);
  ASSERT_EQ(place.ldapsnap({"capture", "lab"}).exitCode, 0);
  EXPECT_EQ(place.ldapsnap({"diff", "lab~2", "lab"}).exitCode, 0);
  EXPECT_EQ(place.ldapsnap({"diff", "lab~1", "lab", "--reverse"}).exitCode, 2);
}

// --- 389 Directory Server ---

TEST(ChangesOn389, DataConfigurationAndSchemaRoundTrip) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const Ds389Server server;
  ConnectionSettings connection;
  connection.uri = server.uri();
  connection.bindDn = Ds389Server::rootDn();
  connection.password = Ds389Server::password();
  const LiveDirectory live(connection, {server.suffix(), "cn=config"});
  server.apply(
      "dn: ou=Old,dc=example,dc=test\nobjectClass: organizationalUnit\nou: Old\n\n"
      "dn: cn=Ann,ou=Old,dc=example,dc=test\nobjectClass: inetOrgPerson\ncn: Ann\nsn: A\ndescription: old\n\n"
      "dn: cn=Gone,dc=example,dc=test\nobjectClass: device\ncn: Gone\n\n");
  const MemorySnapshot before = live.capture();
  server.apply(
      "dn: cn=schema\nchangetype: modify\nadd: attributeTypes\n"
      "attributeTypes: ( 1.3.6.1.4.1.32473.1.1 NAME 'acmeHost' EQUALITY caseIgnoreMatch SYNTAX "
      "1.3.6.1.4.1.1466.115.121.1.15 X-ORIGIN 'user defined' )\n-\nadd: objectClasses\n"
      "objectClasses: ( 1.3.6.1.4.1.32473.2.1 NAME 'acmeServer' SUP top AUXILIARY MAY acmeHost X-ORIGIN 'user "
      "defined' )\n\n"
      "dn: ou=Old,dc=example,dc=test\nchangetype: modrdn\nnewrdn: ou=New\ndeleteoldrdn: 1\n\n"
      "dn: cn=Ann,ou=New,dc=example,dc=test\nchangetype: modify\nadd: objectClass\nobjectClass: acmeServer\n-\n"
      "add: acmeHost\nacmeHost: h\n-\nreplace: description\ndescription: new\n\n"
      "dn: cn=Gone,dc=example,dc=test\nchangetype: delete\n\n"
      "dn: ou=Deep,ou=New,dc=example,dc=test\nchangetype: add\nobjectClass: organizationalUnit\nou: Deep\n\n"
      "dn: cn=MemberOf Plugin,cn=plugins,cn=config\nchangetype: modify\nreplace: nsslapd-pluginEnabled\n"
      "nsslapd-pluginEnabled: on\n\n"
      "dn: cn=config\nchangetype: modify\nreplace: nsslapd-sizelimit\nnsslapd-sizelimit: 2345\n\n");
  const MemorySnapshot after = live.capture();
  expectBothWays(live, before, after);
}

// --- Samba ---

TEST(ChangesOnSamba, DomainRoundTripsAndSchemaGoesForward) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const SambaServer server;
  ConnectionSettings connection;
  connection.uri = server.uri();
  connection.bindDn = SambaServer::rootDn();
  connection.password = SambaServer::password();
  const LiveDirectory live(connection, {SambaServer::suffix(), SambaServer::schemaDn()});
  server.apply(
      "dn: OU=Old,DC=example,DC=test\nobjectClass: organizationalUnit\nou: Old\n\n"
      "dn: CN=Ann,OU=Old,DC=example,DC=test\nobjectClass: contact\ncn: Ann\ndescription: old\n\n"
      "dn: CN=Gone,DC=example,DC=test\nobjectClass: contact\ncn: Gone\n\n"
      "dn: CN=Team,DC=example,DC=test\nobjectClass: group\ncn: Team\nsAMAccountName: Team\n"
      "member: CN=Ann,OU=Old,DC=example,DC=test\nmember: CN=Gone,DC=example,DC=test\n\n");
  const MemorySnapshot before = live.capture();
  server.apply(
      "dn: OU=Old,DC=example,DC=test\nchangetype: modrdn\nnewrdn: OU=New\ndeleteoldrdn: 1\n\n"
      "dn: CN=Ann,OU=New,DC=example,DC=test\nchangetype: modify\nreplace: description\ndescription: new\n\n"
      "dn: CN=Gone,DC=example,DC=test\nchangetype: delete\n\n"
      "dn: CN=Staff,OU=New,DC=example,DC=test\nchangetype: add\nobjectClass: group\ncn: Staff\nsAMAccountName: Staff\n"
      "member: CN=Ann,OU=New,DC=example,DC=test\n\n"
      "dn: CN=Team,DC=example,DC=test\nchangetype: modify\nadd: member\nmember: CN=Staff,OU=New,DC=example,DC=test\n\n"
      "dn: CN=Pat,OU=New,DC=example,DC=test\nchangetype: add\nobjectClass: user\ncn: Pat\nsAMAccountName: pat\n\n");
  const MemorySnapshot after = live.capture();
  expectBothWays(live, before, after);

  server.apply(
      "dn: CN=acmeHost,CN=Schema,CN=Configuration,DC=example,DC=test\nchangetype: add\nobjectClass: attributeSchema\n"
      "cn: acmeHost\nlDAPDisplayName: acmeHost\nattributeID: 1.3.6.1.4.1.32473.1.1\nattributeSyntax: 2.5.5.12\n"
      "oMSyntax: 64\nisSingleValued: TRUE\n\n");
  const MemorySnapshot extended = live.capture();
  const std::string back = changesAsLdif(extended, after);
  EXPECT_NE(back.find("# left out: the entry: Active Directory never deletes a schema object"), std::string::npos)
      << back;
}

}  // namespace
}  // namespace ldapsnap::test
