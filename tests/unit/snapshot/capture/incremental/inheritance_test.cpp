#include "snapshot/capture/incremental/inheritance.h"

#include <gtest/gtest.h>

#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {
namespace {

using Refusal = std::optional<std::string>;

SnapshotInfo manifest() {
  SnapshotInfo info;
  info.source = "ldap://a";
  info.product = Product::OpenLdap;
  info.consistency = Consistency::Consistent;
  info.authorizationIdentity = {"dn:cn=x"};
  return info;
}

EntrySpool spoolOf(const std::vector<Entry>& entries) {
  EntrySpool spool;
  for (const Entry& entry : entries) spool.add(entry);
  return spool;
}

TEST(InheritanceByManifests, NothingIsRefusedForEqualManifests) {
  EXPECT_EQ(refusalByManifests(manifest(), manifest()), std::nullopt);
}

TEST(InheritanceByManifests, EveryDifferenceIsRefusedWithItsReason) {
  const auto refusal = [](auto change) {
    SnapshotInfo earlier = manifest();
    change(earlier);
    return refusalByManifests(earlier, manifest());
  };
  EXPECT_EQ(refusal([](SnapshotInfo& info) { info.source = "ldap://b"; }),
            Refusal("the earlier snapshot was taken from ldap://b"));
  EXPECT_EQ(refusal([](SnapshotInfo& info) { info.version = "2.4"; }),
            Refusal("the server's product or version changed"));
  EXPECT_EQ(refusal([](SnapshotInfo& info) { info.secrets = Secrets::Included; }),
            Refusal("the earlier snapshot handled secrets differently"));
  EXPECT_EQ(refusal([](SnapshotInfo& info) { info.searchBases = {"o=Acme"}; }),
            Refusal("the earlier snapshot has other search bases"));
  EXPECT_EQ(refusal([](SnapshotInfo& info) {
              info.gaps = {{"o=Acme", "x", ""}};
            }),
            Refusal("the earlier snapshot is incomplete"));
  EXPECT_EQ(refusal([](SnapshotInfo& info) { info.consistency = Consistency::Torn; }),
            Refusal("the earlier snapshot is not known to be consistent"));
  EXPECT_EQ(refusal([](SnapshotInfo& info) { info.authorizationIdentity = {"dn:cn=y"}; }),
            Refusal("the earlier snapshot was taken as a different identity"));
}

TEST(InheritanceByManifests, UnreportedIdentityIsRefused) {
  SnapshotInfo now = manifest();
  now.authorizationIdentity = {};
  EXPECT_EQ(refusalByManifests(manifest(), now), Refusal("the server does not report the authorization identity"));
}

/// The schema and the configuration of a slapd as an earlier snapshot holds them.
class InheritancePlanTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const Entry& entry : {schema_, configuration_}) earlier_.add(entry);
    earlier_.finish();
  }
  InheritancePlan plan(const std::vector<Entry>& schema, const std::vector<Entry>& configuration) {
    std::vector<PartState> parts;
    parts.push_back(read("cn=Subschema", CapturePart::Kind::Schema, Scope::Base, schema));
    parts.push_back(read("cn=config", CapturePart::Kind::Configuration, Scope::Subtree, configuration));
    return planInheritance(earlier_, manifest(), parts);
  }
  static PartState read(const std::string& base, CapturePart::Kind kind, Scope scope,
                        const std::vector<Entry>& entries) {
    PartState state;
    state.part.request.base = base;
    state.part.request.scope = scope;
    state.part.kind = kind;
    PartDigest digest(Product::OpenLdap);
    for (const Entry& entry : entries) digest.add(entry);
    state.reading.digest = digest.value();
    state.reading.entries = spoolOf(entries);
    return state;
  }

  const Entry schema_{"cn=Subschema", {{"attributeTypes", {"( 1.2.3 NAME 'a' )"}}}};
  Entry configuration_{"cn=config", {{"olcOverlay", {"{0}memberof"}}}};
  MemorySnapshot earlier_{manifest()};
};

TEST_F(InheritancePlanTest, UnchangedSchemaAndConfigurationAllowIt) {
  const InheritancePlan plan = this->plan({schema_}, {configuration_});
  EXPECT_EQ(plan.refusal, std::nullopt);
  EXPECT_EQ(plan.namesOfRemoved, NamesOfRemoved::Stay);
}

TEST_F(InheritancePlanTest, ChangedSchemaIsRefused) {
  EXPECT_EQ(plan({{"cn=Subschema", {{"attributeTypes", {"( 1.2.3 NAME 'b' )"}}}}}, {configuration_}).refusal,
            Refusal("the schema changed"));
}

TEST_F(InheritancePlanTest, ChangedConfigurationIsRefused) {
  EXPECT_EQ(plan({schema_}, {{"cn=config", {{"olcOverlay", {"{0}refint"}}}}}).refusal,
            Refusal("the server's configuration changed"));
}

TEST_F(InheritancePlanTest, UnreadConfigurationIsRefused) {
  std::vector<PartState> parts;
  parts.push_back(read("cn=Subschema", CapturePart::Kind::Schema, Scope::Base, {schema_}));
  EXPECT_EQ(planInheritance(earlier_, manifest(), parts).refusal,
            Refusal("the server's configuration (cn=config) was not read, or not completely"));
}

TEST_F(InheritancePlanTest, ConfigurationWithAGapIsRefused) {
  std::vector<PartState> parts;
  parts.push_back(read("cn=config", CapturePart::Kind::Configuration, Scope::Subtree, {configuration_}));
  parts.back().reading.gaps = {{"cn=config", "sizeLimitExceeded (4)", ""}};
  EXPECT_EQ(planInheritance(earlier_, manifest(), parts).refusal,
            Refusal("the server's configuration (cn=config) was not read, or not completely"));
}

TEST(SlapdConfigurationTest, OverlaysThatCountTheirChangesAreAccepted) {
  const auto refusal = [](const std::string& overlay) {
    return readSlapdConfiguration(spoolOf({{"olcOverlay=x,cn=config", {{"olcOverlay", {overlay}}}}}), {}).refusal;
  };
  EXPECT_EQ(refusal("{0}memberof"), std::nullopt);
  EXPECT_EQ(refusal("{2}Syncprov"), std::nullopt);
  EXPECT_EQ(refusal("{1}ppolicy"), Refusal("the overlay \"ppolicy\" may change entries without updating contextCSN"));
}

TEST(SlapdConfigurationTest, RefintRemovesNames) {
  const auto removesNames = [](const std::string& overlay) {
    return readSlapdConfiguration(spoolOf({{"olcOverlay=x,cn=config", {{"olcOverlay", {overlay}}}}}), {}).removesNames;
  };
  EXPECT_TRUE(removesNames("{0}refint"));
  EXPECT_FALSE(removesNames("{0}memberof"));
}

TEST(SlapdConfigurationTest, AccessByGroupIsRefusedExceptForTheRootDn) {
  const EntrySpool spool = spoolOf(
      {{"olcDatabase={1}mdb,cn=config",
        {{"olcRootDN", {"cn=Admin, o=Acme"}}, {"olcAccess", {"{0}to * by group.exact=\"cn=a,o=Acme\" write"}}}}});
  EXPECT_EQ(readSlapdConfiguration(spool, {"dn:cn=x"}).refusal,
            Refusal("access depends on groups or other entries (olcAccess)"));
  EXPECT_EQ(readSlapdConfiguration(spool, {"dn:cn=admin,o=acme"}).refusal, std::nullopt);
}

}  // namespace
}  // namespace ldapsnap
