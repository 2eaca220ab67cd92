#include "snapshot/capture/probe.h"

#include <gtest/gtest.h>

#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using test::FakeServer;

FakeServer openLdap() {
  FakeServer directory({"",
                        {{"objectClass", {"top", "OpenLDAProotDSE"}},
                         {"configContext", {"cn=config"}},
                         {"namingContexts", {"o=Acme", "cn=accesslog"}},
                         {"supportedControl", {"1.3.6.1.4.1.4203.1.9.1.1", "1.2.840.113556.1.4.319"}},
                         {"subschemaSubentry", {"cn=Subschema"}}}});
  directory.put("cn=Subschema", {{"objectClass", "subschema"},
                                 {"attributeTypes", "( 1.2.3.1 NAME 'a' )"},
                                 {"attributeTypes", "( 1.2.3.2 NAME 'b' )"},
                                 {"objectClasses", "( 1.2.3.3 NAME 'c' )"}});
  directory.put("cn=config", {{"objectClass", "olcGlobal"}});
  directory.put("o=Acme", {{"objectClass", "organization"}, {"contextCSN", "1"}});
  directory.put("cn=x,o=Acme", {{"objectClass", "person"}});
  return directory;
}

TEST(Probe, DescribesTheServerAndWhatACaptureWouldRead) {
  FakeServer directory = openLdap();
  const ServerProbe server = probe(directory);
  EXPECT_EQ(server.uri, "ldap://fake.example");
  EXPECT_EQ(server.product, Product::OpenLdap);
  EXPECT_EQ(server.vendor, "OpenLDAP");
  EXPECT_EQ(server.namingContexts, (std::vector<std::string>{"o=Acme", "cn=accesslog"}));
  EXPECT_EQ(server.controls, (std::vector<std::string>{"1.2.840.113556.1.4.319", "1.3.6.1.4.1.4203.1.9.1.1"}));
  EXPECT_EQ(server.attributeTypes, 2U);
  EXPECT_EQ(server.objectClasses, 1U);
  ASSERT_EQ(server.parts.size(), 2U);
  EXPECT_EQ(server.parts[0].base, "cn=config");
  EXPECT_EQ(server.parts[0].entries, 1U);
  EXPECT_FALSE(server.parts[0].hasCounter);
  EXPECT_EQ(server.parts[1].base, "o=Acme");
  EXPECT_EQ(server.parts[1].entries, 2U);
  EXPECT_TRUE(server.parts[1].hasCounter);
  EXPECT_EQ(server.entries(), 3U);
  EXPECT_TRUE(server.gaps.empty());
}

TEST(Probe, CountsEntriesWithoutReadingAttributes) {
  FakeServer directory = openLdap();
  probe(directory);
  for (const SearchRequest& request : directory.searches()) {
    if (request.scope != Scope::Subtree) continue;
    EXPECT_EQ(request.attributes, (std::vector<std::string>{"1.1"})) << request.base;
  }
  EXPECT_EQ(directory.reads("o=Acme"), 1U);
}

TEST(Probe, UnreadablePartIsAGapWithARemedy) {
  FakeServer directory = openLdap();
  directory.fail("cn=config", {{ResultCode::InsufficientAccessRights, "no", {}}});
  const ServerProbe server = probe(directory);
  ASSERT_EQ(server.gaps.size(), 1U);
  EXPECT_EQ(server.gaps[0].where, "cn=config");
  EXPECT_EQ(server.gaps[0].reason, "insufficientAccessRights (50): no");
  EXPECT_EQ(server.gaps[0].remedy,
            "bind as an identity that may read it (the root DN, or over ldapi:// with -Y EXTERNAL)");
}

TEST(Probe, NamesControlsThatCapturesUse) {
  EXPECT_EQ(nameOfControl("1.2.840.113556.1.4.319"), "paged results");
  EXPECT_EQ(nameOfControl("1.3.6.1.4.1.4203.1.9.1.1"), "content synchronization");
  EXPECT_EQ(nameOfControl("1.2.3"), "");
}

}  // namespace
}  // namespace ldapsnap
