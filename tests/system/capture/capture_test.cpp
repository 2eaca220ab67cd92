// Capturing a real slapd: complete, consistent, without secrets, or said so.
#include "snapshot/capture/capture.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/server/connection.h"
#include "tests/support/servers/slapd.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using test::CollectingSink;
using test::SlapdOptions;
using test::SlapdServer;

constexpr const char* kAnyoneMayRead = "olcAccess: to * by users read by anonymous auth";

struct Captured {
  SnapshotInfo info;
  CollectingSink sink;
};

ConnectionSettings admin(const SlapdServer& server) {
  ConnectionSettings settings;
  settings.uri = server.uri();
  settings.bindDn = server.rootDn();
  settings.password = SlapdServer::password();
  return settings;
}

Captured captureOf(const ConnectionSettings& settings, std::vector<std::string> bases = {}) {
  CaptureOptions options;
  options.site = "lab";
  options.bases = std::move(bases);
  options.key = std::string(32, 'k');
  Captured captured;
  const std::unique_ptr<ServerConnection> directory = connect(settings);
  captured.info = capture(*directory, options, captured.sink);
  return captured;
}

/// A site of `people` below ou=People.
std::string siteLdif(int people) {
  std::string ldif =
      "dn: o=Acme\nobjectClass: organization\no: Acme\n\ndn: ou=People,o=Acme\nobjectClass: organizationalUnit\n\n";
  for (int i = 0; i < people; ++i) {
    ldif += "dn: cn=" + std::to_string(i) + ",ou=People,o=Acme\nobjectClass: person\nsn: " + std::to_string(i) + "\n";
    ldif += "userPassword: password-of-" + std::to_string(i) + "\n\n";
  }
  return ldif;
}

SlapdOptions withPeople(int people) {
  SlapdOptions options;
  options.data = siteLdif(people);
  options.databaseLines = {kAnyoneMayRead};
  return options;
}

TEST(CaptureOfSlapd, ContainsDataConfigurationSchemaAndRootDse) {
  const SlapdServer server(withPeople(3));
  const Captured captured = captureOf(admin(server));
  EXPECT_TRUE(captured.info.complete()) << captured.info.gaps.front().where << ": "
                                        << captured.info.gaps.front().reason;
  EXPECT_EQ(captured.info.consistency, Consistency::Consistent);
  EXPECT_EQ(captured.info.product, Product::OpenLdap);
  EXPECT_EQ(captured.info.source, server.uri());
  EXPECT_EQ(captured.info.entries, captured.sink.entries.size());
  for (const char* dn : {"", "cn=Subschema", "cn=config", "cn=schema,cn=config", "cn={0}core,cn=schema,cn=config",
                         "olcDatabase={1}mdb,cn=config", "o=Acme", "cn=2,ou=People,o=Acme"}) {
    EXPECT_NE(captured.sink.find(dn), nullptr) << dn;
  }
  EXPECT_GT(captured.sink.find("cn=Subschema")->find("attributeTypes")->values.size(), 100U);
}

TEST(CaptureOfSlapd, ContainsOperationalAttributes) {
  const SlapdServer server(withPeople(1));
  const Captured captured = captureOf(admin(server));
  const Entry* entry = captured.sink.find("cn=0,ou=People,o=Acme");
  ASSERT_NE(entry, nullptr);
  for (const char* name : {"entryUUID", "entryCSN", "structuralObjectClass", "creatorsName"}) {
    EXPECT_NE(entry->find(name), nullptr) << name;
  }
}

TEST(CaptureOfSlapd, ContainsSubentries) {
  SlapdOptions options = withPeople(0);
  options.data +=
      "dn: cn=Policy,o=Acme\nobjectClass: subentry\nobjectClass: extensibleObject\ncn: Policy\nsubtreeSpecification: "
      "{}\n\n";
  const SlapdServer server(options);
  const Captured captured = captureOf(admin(server));
  EXPECT_NE(captured.sink.find("cn=Policy,o=Acme"), nullptr) << "slapd leaves subentries out of ordinary searches";
  EXPECT_TRUE(captured.info.complete());
}

TEST(CaptureOfSlapd, ContainsNoSecret) {
  SlapdOptions options = withPeople(3);
  options.databaseLines.emplace_back(
      "olcSyncrepl: rid=001 provider=ldap://127.0.0.1:1 bindmethod=simple binddn=\"cn=r\" "
      "credentials=planted-in-syncrepl "
      "searchbase=\"o=Acme\" type=refreshOnly interval=30:00:00:00");
  const SlapdServer server(options);
  const Captured captured = captureOf(admin(server));
  std::size_t redactedValues = 0;
  for (const Entry& entry : captured.sink.entries) {
    for (const Attribute& attribute : entry.attributes) {
      for (const std::string& value : attribute.values) {
        redactedValues += value.find(kRedactedMark) == std::string::npos ? 0 : 1;
        for (const char* secret : {"password-of-", "planted-in-syncrepl"}) {
          EXPECT_EQ(value.find(secret), std::string::npos) << entry.dn << " " << attribute.description;
        }
        EXPECT_NE(value, SlapdServer::password()) << entry.dn << " " << attribute.description;
      }
    }
  }
  EXPECT_EQ(redactedValues, 6U) << "three people, two olcRootPW, one olcSyncrepl";
}

TEST(CaptureOfSlapd, SizeLimitDespitePagingIsAGapWithARemedy) {
  const SlapdServer server(withPeople(600));
  ConnectionSettings settings = admin(server);
  settings.bindDn = "cn=0,ou=People,o=Acme";
  settings.password = "password-of-0";
  const Captured captured = captureOf(settings, {"o=Acme"});
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0].where, "o=Acme");
  EXPECT_EQ(captured.info.gaps[0].reason, "sizeLimitExceeded (4) after 500 entries");
  EXPECT_EQ(captured.info.gaps[0].remedy,
            "slapd returns at most 500 entries unless the bind DN is the root DN or has limits of its own, and paging "
            "does not "
            "change that; bind as the database's root DN, or add to the database: olcLimits: "
            "dn.exact=\"cn=0,ou=People,o=Acme\" "
            "size=unlimited time=unlimited");
}

TEST(CaptureOfSlapd, InvisibleConfigurationIsAGap) {
  const SlapdServer server(withPeople(1));
  ConnectionSettings settings = admin(server);
  settings.bindDn = "cn=0,ou=People,o=Acme";
  settings.password = "password-of-0";
  const Captured captured = captureOf(settings);
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0].where, "cn=config");
}

TEST(CaptureOfSlapd, HiddenSubtreeIsAGap) {
  SlapdOptions options = withPeople(5);
  options.databaseLines = {"olcAccess: {0}to dn.one=ou=People,o=Acme by anonymous auth by * none",
                           "olcAccess: {1}to * by users read by anonymous auth"};
  const SlapdServer server(options);
  ConnectionSettings settings = admin(server);
  settings.bindDn = "cn=0,ou=People,o=Acme";
  settings.password = "password-of-0";
  const Captured captured = captureOf(settings, {"o=Acme"});
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0],
            (Gap{"ou=People,o=Acme", "it has subordinate entries, and the server returned none of them",
                 "bind as an identity that may read them; the server omits them without reporting an error"}));
}

TEST(CaptureOfSlapd, MissingBaseIsBadInput) {
  const SlapdServer server;
  try {
    captureOf(admin(server), {"ou=Nowhere,o=Acme"});
    FAIL() << "the base does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_EQ(error.what(), server.uri() +
                                ": the base \"ou=Nowhere,o=Acme\" does not exist, or the bind identity may not see "
                                "it; check the base (-b); the server's naming contexts are: o=Acme");
  }
}

TEST(CaptureOfSlapd, ReferralObjectsAreEntries) {
  SlapdOptions options = withPeople(0);
  options.data +=
      "dn: ou=Paris,o=Acme\nobjectClass: referral\nobjectClass: extensibleObject\nou: Paris\nref: "
      "ldap://b.example/ou=Paris,o=Acme\n\n";
  const SlapdServer server(options);
  const Captured captured = captureOf(admin(server));
  EXPECT_NE(captured.sink.find("ou=Paris,o=Acme"), nullptr);
  EXPECT_TRUE(captured.info.complete());
}

TEST(CaptureOfSlapd, TwoCapturesOfAnUnchangedServerDifferOnlyInVolatileValues) {
  const SlapdServer server(withPeople(20));
  Captured first = captureOf(admin(server)), second = captureOf(admin(server));
  ASSERT_EQ(first.sink.entries.size(), second.sink.entries.size());
  for (std::size_t i = 0; i < first.sink.entries.size(); ++i) {
    first.sink.entries[i].canonicalise();
    second.sink.entries[i].canonicalise();
    EXPECT_EQ(first.sink.entries[i], second.sink.entries[i]) << first.sink.entries[i].dn;
  }
}

TEST(CaptureOfSlapd, WithoutSyncprovIsReadTwiceAndIsConsistent) {
  SlapdOptions options = withPeople(20);
  options.syncprov = false;
  const SlapdServer server(options);
  EXPECT_EQ(captureOf(admin(server)).info.consistency, Consistency::Consistent);
}

// A module that is loaded grows cn=schema,cn=config without moving any timestamp: only its values tell.
TEST(CaptureOfSlapd, ShowsSchemaAddedByAModule) {
  const SlapdServer server(withPeople(0));
  const Captured before = captureOf(admin(server));
  server.applyToConfig("dn: cn=module{0},cn=config\nchangetype: modify\nadd: olcModuleLoad\nolcModuleLoad: memberof\n");
  const Captured after = captureOf(admin(server));
  const auto typesOf = [](const Captured& captured) {
    return captured.sink.find("cn=schema,cn=config")->find("olcAttributeTypes")->values.size();
  };
  EXPECT_GT(typesOf(after), typesOf(before));
}

}  // namespace
}  // namespace ldapsnap
