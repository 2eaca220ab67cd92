#include "snapshot/capture/dialect/dialect.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

Entry openLdap() {
  return {"",
          {{"objectClass", {"top", "OpenLDAProotDSE"}},
           {"configContext", {"cn=config"}},
           {"namingContexts", {"o=Acme", "cn=accesslog"}},
           {"supportedControl", {"1.2.840.113556.1.4.319", "1.3.6.1.4.1.4203.1.10.1"}},
           {"subschemaSubentry", {"cn=Subschema"}}}};
}

Entry ds389() {
  return {"",
          {{"vendorName", {"389 Project"}},
           {"vendorVersion", {"389-Directory/2.3.1 B2023.079.0000"}},
           {"namingContexts", {"dc=example,dc=test"}}}};
}

Entry samba() {
  return {"",
          {{"vendorName", {"Samba Team (https://www.samba.org)"}},
           {"supportedCapabilities", {"1.2.840.113556.1.4.800"}},
           {"domainControllerFunctionality", {"4"}},
           {"schemaNamingContext", {"CN=Schema,CN=Configuration,DC=example,DC=test"}},
           {"configurationNamingContext", {"CN=Configuration,DC=example,DC=test"}},
           {"namingContexts",
            {"DC=example,DC=test", "CN=Configuration,DC=example,DC=test",
             "CN=Schema,CN=Configuration,DC=example,DC=test"}}}};
}

using Kind = CapturePart::Kind;

std::vector<Kind> kindsOf(const std::vector<CapturePart>& parts) {
  std::vector<Kind> kinds;
  for (const CapturePart& part : parts) kinds.push_back(part.kind);
  return kinds;
}

std::vector<std::string> basesOf(const ServerProfile& profile) {
  std::vector<std::string> bases;
  for (const CapturePart& part : profile.parts) bases.push_back(part.request.base);
  return bases;
}

TEST(OpenLdapDialect, ReadsTheConfigurationOfConfigContext) {
  const ServerProfile profile = recognise(openLdap());
  EXPECT_EQ(profile.product, Product::OpenLdap);
  EXPECT_EQ(profile.vendor, "OpenLDAP");
  EXPECT_EQ(profile.schemaPart.request.base, "cn=Subschema");
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "o=Acme", "o=Acme"}));
}

TEST(OpenLdapDialect, ReadsSubentriesWithASeparateSearch) {
  const ServerProfile profile = recognise(openLdap());
  EXPECT_EQ(profile.parts[1].request.subentries, Subentries::Hidden);
  EXPECT_EQ(profile.parts[2].request.subentries, Subentries::Only);
}

TEST(OpenLdapDialect, ContextCsnIsTheCounterOfAContext) {
  const ServerProfile profile = recognise(openLdap());
  EXPECT_TRUE(profile.parts[0].counters.empty()) << "loading a module changes no counter of cn=config";
  EXPECT_EQ(profile.parts[1].counters, (std::vector<ChangeCounter>{{"o=Acme", "contextCSN"}}));
}

TEST(Ds389Dialect, ReadsConfigurationAndSchemaOutsideTheNamingContexts) {
  const ServerProfile profile = recognise(ds389());
  EXPECT_EQ(profile.product, Product::Ds389);
  EXPECT_EQ(profile.version, "389-Directory/2.3.1 B2023.079.0000");
  EXPECT_EQ(profile.schemaPart.request.base, "cn=schema");
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "dc=example,dc=test"}));
}

TEST(Ds389Dialect, FilterNamesTheClassOfHiddenEntries) {
  for (const CapturePart& part : recognise(ds389()).parts) {
    EXPECT_EQ(part.request.filter, "(|(objectClass=*)(objectClass=ldapSubentry))") << part.request.base;
  }
}

TEST(ActiveDirectoryDialect, ReadsSchemaConfigurationAndDomainOnce) {
  const ServerProfile profile = recognise(samba());
  EXPECT_EQ(profile.product, Product::Samba);
  EXPECT_EQ(profile.version, "domain controller functionality 4");
  EXPECT_EQ(profile.schemaPart.request.base, "CN=Schema,CN=Configuration,DC=example,DC=test");
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"CN=Configuration,DC=example,DC=test", "DC=example,DC=test"}));
}

// Pitfall 9: a search without the SD flags control returns no nTSecurityDescriptor, and neither does one that asks for
// the SACL without the privilege.
TEST(ActiveDirectoryDialect, Pitfall9SecurityDescriptorsAreRequestedWithoutSacl) {
  const ServerProfile profile = recognise(samba());
  EXPECT_EQ(profile.schemaPart.request.securityDescriptorFlags, 7);
  for (const CapturePart& part : profile.parts) EXPECT_EQ(part.request.securityDescriptorFlags, 7);
}

TEST(ActiveDirectoryDialect, ReplicationMetadataIsAskedForByName) {
  const ServerProfile profile = recognise(samba());
  EXPECT_EQ(profile.schemaPart.request.attributes, (std::vector<std::string>{"*", "+", "replPropertyMetaData"}));
  for (const CapturePart& part : profile.parts)
    EXPECT_EQ(part.request.attributes, profile.schemaPart.request.attributes);
}

TEST(ActiveDirectoryDialect, HighestCommittedUsnIsTheCounterOfEveryPart) {
  EXPECT_EQ(recognise(samba()).parts[0].counters, (std::vector<ChangeCounter>{{"", "highestCommittedUSN"}}));
}

TEST(ActiveDirectoryDialect, WithoutSambaAsVendorTheProductIsActiveDirectory) {
  Entry rootDse = samba();
  rootDse.attributes.erase(rootDse.attributes.begin());
  const ServerProfile profile = recognise(rootDse);
  EXPECT_EQ(profile.product, Product::ActiveDirectory);
  EXPECT_EQ(profile.vendor, "Microsoft");
}

TEST(Exchange55Dialect, ReadsTheOrganizationInPagesOf100Entries) {
  const ServerProfile profile = recognise({"", {{"defaultNamingContext", {"o=Acme"}}, {"namingContexts", {"o=Acme"}}}});
  EXPECT_EQ(profile.product, Product::Exchange55);
  ASSERT_EQ(basesOf(profile), std::vector<std::string>{"o=Acme"});
  EXPECT_EQ(profile.parts[0].request.pageSize, 100);
}

TEST(GenericDialect, ReadsTheNamingContextsOfTheRootDse) {
  const ServerProfile profile = recognise({"", {{"vendorName", {"Acme"}}, {"namingContexts", {"o=A", "o=B"}}}});
  EXPECT_EQ(profile.product, Product::Generic);
  EXPECT_EQ(profile.vendor, "Acme");
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"o=A", "o=B"}));
  EXPECT_TRUE(profile.schemaPart.request.base.empty());
}

// RFC 4512, 5.1: the empty DN as a naming context means that the server holds the whole tree.
TEST(GenericDialect, EmptyNamingContextIsTheTree) {
  const ServerProfile alone = recognise({"", {{"namingContexts", {""}}}});
  ASSERT_EQ(basesOf(alone), std::vector<std::string>{""});
  EXPECT_EQ(alone.parts[0].request.scope, Scope::Subtree);
  EXPECT_EQ(alone.parts[0].presence, Presence::Expected);
  const ServerProfile among = recognise({"", {{"namingContexts", {"", "o=A"}}}});
  ASSERT_EQ(basesOf(among), (std::vector<std::string>{"", "o=A"}));
  EXPECT_EQ(among.parts[0].presence, Presence::Optional) << "servers add it to the others although nothing is there";
}

// --- Servers of which only published root DSEs are known ---

constexpr const char* kAllAndSubentries = "(|(objectClass=*)(objectClass=ldapSubentry))";

TEST(DescribedServers, OpenDjHasItsConfigurationOutsideTheNamingContexts) {
  const ServerProfile profile = recognise({"",
                                           {{"objectClass", {"top", "ds-root-dse", "ds-cfg-root-dse-backend"}},
                                            {"vendorName", {"Open Identity Platform Community"}},
                                            {"vendorVersion", {"OpenDJ Server 5.0.3"}},
                                            {"subschemaSubentry", {"cn=schema"}},
                                            {"supportedControl", {"2.16.840.1.113730.3.4.3"}},
                                            {"namingContexts", {"dc=example,dc=test", "cn=changelog"}}}});
  EXPECT_EQ(profile.product, Product::OpenDj);
  EXPECT_EQ(profile.version, "OpenDJ Server 5.0.3");
  EXPECT_EQ(profile.schemaPart.request.base, "cn=schema");
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "dc=example,dc=test"}));
  EXPECT_EQ(profile.parts[1].request.filter, kAllAndSubentries);
  EXPECT_TRUE(profile.parts[1].counters.empty());
}

TEST(DescribedServers, OudIsReadAsOpenDj) {
  const ServerProfile profile = recognise({"",
                                           {{"vendorName", {"Oracle Corporation"}},
                                            {"vendorVersion", {"Oracle Unified Directory 12.2.1.4.0"}},
                                            {"namingContexts", {"dc=example,dc=com"}}}});
  EXPECT_EQ(profile.product, Product::Oud);
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "dc=example,dc=com"}));
}

TEST(DescribedServers, DseeIsAskedForOperationalAttributesByName) {
  const ServerProfile profile = recognise({"",
                                           {{"vendorName", {"Sun Microsystems, Inc."}},
                                            {"vendorVersion", {"Sun-Directory-Server/11.1.1.7.2"}},
                                            {"namingContexts", {"dc=example,dc=com"}}}});
  EXPECT_EQ(profile.product, Product::Dsee);
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "dc=example,dc=com"}));
  EXPECT_EQ(profile.parts[0].request.attributes,
            (std::vector<std::string>{"*", "+", "nsUniqueId", "createTimestamp", "creatorsName", "modifyTimestamp",
                                      "modifiersName", "aci"}));
}

TEST(DescribedServers, EDirectoryIsOneTree) {
  const ServerProfile profile = recognise({"",
                                           {{"vendorName", {"NetIQ Corporation"}},
                                            {"vendorVersion", {"LDAP Agent for NetIQ eDirectory 9.1.4 (40105.09)"}},
                                            {"directoryTreeName", {"ACME_TREE"}},
                                            {"dsaName", {"cn=FS1,o=acme"}},
                                            {"subschemaSubentry", {"cn=schema"}},
                                            {"namingContexts", {""}}}});
  EXPECT_EQ(profile.product, Product::EDirectory);
  EXPECT_EQ(basesOf(profile), std::vector<std::string>{""});
  EXPECT_EQ(profile.behaviour().identityAttribute, "GUID");
}

TEST(DescribedServers, IbmNamesItsConfigurationInTheRootDse) {
  const ServerProfile profile =
      recognise({"",
                 {{"vendorName", {"International Business Machines (IBM)"}},
                  {"vendorVersion", {"6.4"}},
                  {"ibmdirectoryversion", {"6.4"}},
                  {"ibm-configurationnamingcontext", {"CN=CONFIGURATION"}},
                  {"subschemaSubentry", {"cn=schema"}},
                  {"namingContexts", {"CN=SCHEMA", "CN=LOCALHOST", "CN=IBMPOLICIES", "O=SAMPLE", "CN=CHANGELOG"}}}});
  EXPECT_EQ(profile.product, Product::IbmDirectory);
  EXPECT_EQ(basesOf(profile),
            (std::vector<std::string>{"CN=CONFIGURATION", "CN=SCHEMA", "CN=LOCALHOST", "CN=IBMPOLICIES", "O=SAMPLE"}));
  EXPECT_EQ(kindsOf(profile.parts)[0], Kind::Configuration);
}

TEST(DescribedServers, ApacheDsHasItsConfigurationAmongTheNamingContexts) {
  const ServerProfile profile =
      recognise({"",
                 {{"vendorName", {"Apache Software Foundation"}},
                  {"vendorVersion", {"2.0.0.AM27"}},
                  {"subschemaSubentry", {"cn=schema"}},
                  {"namingContexts", {"ou=system", "ou=schema", "dc=example,dc=com", "ou=config"}}}});
  EXPECT_EQ(profile.product, Product::ApacheDs);
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"ou=config", "ou=system", "ou=schema", "dc=example,dc=com"}));
  EXPECT_EQ(kindsOf(profile.parts)[0], Kind::Configuration);
}

TEST(DescribedServers, UniventionLeavesOutTheLogOfItsNotifier) {
  Entry rootDse = openLdap();
  rootDse.attributes[2].values = {"dc=example,dc=test", "cn=translog", "cn=internal"};
  const ServerProfile profile = recognise(rootDse);
  EXPECT_EQ(profile.product, Product::Univention);
  EXPECT_EQ(profile.vendor, "OpenLDAP");
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "dc=example,dc=test", "dc=example,dc=test"}));
}

TEST(DescribedServers, EmptySuffixOfOpenLdapHasNoCounter) {
  Entry rootDse = openLdap();
  rootDse.attributes[2].values = {""};
  const ServerProfile profile = recognise(rootDse);
  EXPECT_EQ(basesOf(profile), (std::vector<std::string>{"cn=config", "", ""}));
  EXPECT_TRUE(profile.parts[1].counters.empty());
}

TEST(PartKind, DialectsMarkSchemaConfigurationAndContexts) {
  EXPECT_EQ(recognise(openLdap()).schemaPart.kind, Kind::Schema);
  EXPECT_EQ(kindsOf(recognise(openLdap()).parts),
            (std::vector<Kind>{Kind::Configuration, Kind::Context, Kind::Context}));
  EXPECT_EQ(recognise(ds389()).schemaPart.kind, Kind::Schema);
  EXPECT_EQ(kindsOf(recognise(ds389()).parts), (std::vector<Kind>{Kind::Configuration, Kind::Context}));
  EXPECT_EQ(recognise(samba()).schemaPart.kind, Kind::Schema);
  EXPECT_EQ(kindsOf(recognise(samba()).parts), (std::vector<Kind>{Kind::Configuration, Kind::Context}));
}

TEST(PartKind, BaseHasTheKindOfThePartInWhichItLies) {
  EXPECT_EQ(kindsOf(partsAt("cn=module{0},cn=config", recognise(openLdap()))), std::vector<Kind>{Kind::Configuration});
  EXPECT_EQ(kindsOf(partsAt("CN=Sites,CN=Configuration,DC=example,DC=test", recognise(samba()))),
            std::vector<Kind>{Kind::Configuration});
  EXPECT_EQ(kindsOf(partsAt("ou=Seattle,o=Acme", recognise(openLdap()))),
            (std::vector<Kind>{Kind::Context, Kind::Context}));
}

TEST(PartKind, DatabaseOfTheServersActivityIsNotTheConfiguration) {
  EXPECT_EQ(kindsOf(partsAt("cn=monitor", recognise(openLdap()))), std::vector<Kind>{Kind::Context});
}

TEST(ServerProfile, OnlyActiveDirectoryHasASchemaContext) {
  EXPECT_TRUE(recognise(samba()).hasSchemaContext());
  EXPECT_FALSE(recognise(openLdap()).hasSchemaContext());
  EXPECT_FALSE(recognise(ds389()).hasSchemaContext());
  EXPECT_FALSE(recognise({"", {{"vendorName", {"Acme"}}}}).hasSchemaContext());
}

TEST(ServerProfile, BehaviourIsThatOfItsProduct) {
  EXPECT_EQ(recognise(samba()).behaviour().name, "samba");
  EXPECT_EQ(recognise(ds389()).behaviour().name, "389ds");
}

TEST(PartsAt, BaseIsReadLikeTheNearestContextAboveIt) {
  const std::vector<CapturePart> parts = partsAt("ou=Seattle,O=ACME", recognise(openLdap()));
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].request.base, "ou=Seattle,O=ACME");
  EXPECT_EQ(parts[0].counters, (std::vector<ChangeCounter>{{"o=Acme", "contextCSN"}}));
  EXPECT_EQ(parts[1].request.subentries, Subentries::Only);
  EXPECT_EQ(parts[1].presence, Presence::Optional);
}

TEST(PartsAt, BaseOutsideEveryContextIsReadLikeThePattern) {
  const std::vector<CapturePart> parts = partsAt("cn=monitor", recognise(openLdap()));
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].request.base, "cn=monitor");
  EXPECT_TRUE(parts[0].counters.empty());
}

TEST(PartsAt, BaseBelowTheConfigurationIsNotPartOfTheDomain) {
  const std::vector<CapturePart> parts = partsAt("CN=Sites,CN=Configuration,DC=example,DC=test", recognise(samba()));
  EXPECT_EQ(parts.size(), 1U);
}

}  // namespace
}  // namespace ldapsnap
