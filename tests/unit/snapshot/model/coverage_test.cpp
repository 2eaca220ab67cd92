// What a snapshot does not know: unread entries, attributes that were left out, entries that may be missing.
#include "snapshot/model/coverage.h"

#include <gtest/gtest.h>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {
namespace {

using Origin = CoverageStatement::Origin;

MemorySnapshot snapshotOf(const std::string& ldif, std::vector<CoveredPart> parts, Origin origin = Origin::Stated) {
  MemorySnapshot snapshot;
  snapshot.info().coverage.origin = origin;
  snapshot.info().coverage.parts = std::move(parts);
  LdifReader reader(ldif, "test");
  while (auto record = reader.next()) snapshot.add(std::move(record->entry));
  snapshot.finish();
  return snapshot;
}

CoveredPart part(const std::string& base, Scope scope = Scope::Subtree, const std::string& filter = "",
                 std::vector<std::string> attributes = {}) {
  return {base, scope, filter, std::move(attributes), false};
}

constexpr const char* kPeople =
    "dn: dc=x\nobjectClass: domain\ndc: x\n\ndn: ou=people,dc=x\nobjectClass: organizationalUnit\nou: people\n\n";

bool isUnread(const Snapshot& snapshot, const std::string& base, Scope scope, const std::string& filter = "") {
  const Coverage coverage(snapshot);
  if (filter.empty()) return coverage.unread(Dn::parse(base), scope).has_value();
  const Filter wanted = Filter::parse(filter);
  return coverage.unread(Dn::parse(base), scope, &wanted).has_value();
}

TEST(Coverage, WhatLiesOutsideThePartsIsUnread) {
  const MemorySnapshot snapshot = snapshotOf(kPeople, {part("ou=people,dc=x")});
  EXPECT_FALSE(isUnread(snapshot, "uid=ann,ou=people,dc=x", Scope::Base));
  EXPECT_TRUE(isUnread(snapshot, "ou=groups,dc=x", Scope::Base));
  EXPECT_TRUE(isUnread(snapshot, "dc=x", Scope::Subtree));
  EXPECT_FALSE(isUnread(snapshot, "dc=x", Scope::Base)) << "the entry is there";
}

TEST(Coverage, OneLevelDoesNotCoverWhatIsBelow) {
  const MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x", Scope::OneLevel)});
  EXPECT_FALSE(isUnread(snapshot, "dc=x", Scope::OneLevel));
  EXPECT_FALSE(isUnread(snapshot, "ou=groups,dc=x", Scope::Base));
  EXPECT_TRUE(isUnread(snapshot, "uid=ann,ou=people,dc=x", Scope::Base));
  EXPECT_TRUE(isUnread(snapshot, "", Scope::Subtree));
}

TEST(Coverage, FilterCoversWhatImpliesIt) {
  const MemorySnapshot snapshot =
      snapshotOf(kPeople, {part("dc=x", Scope::Subtree, "(|(objectClass=person)(objectClass=domain))")});
  EXPECT_TRUE(isUnread(snapshot, "dc=x", Scope::Subtree));
  EXPECT_TRUE(isUnread(snapshot, "dc=x", Scope::Subtree, "(objectClass=device)"));
  EXPECT_FALSE(isUnread(snapshot, "dc=x", Scope::Subtree, "(&(objectClass=person)(cn=a))"));
  EXPECT_FALSE(isUnread(snapshot, "dc=x", Scope::Subtree, "(objectClass=inetOrgPerson)")) << "a subclass of person";
}

TEST(Coverage, FilterThatEveryEntryMatchesIsNone) {
  for (const char* filter :
       {"(objectClass=*)", "(&)", "(|(objectClass=*)(objectClass=ldapSubentry))", "(&(objectclass=*)(|(cn=a)(&)))"})
    EXPECT_FALSE(isUnread(snapshotOf(kPeople, {part("dc=x", Scope::Subtree, filter)}), "dc=x", Scope::Subtree))
        << filter;
  EXPECT_TRUE(isUnread(snapshotOf(kPeople, {part("dc=x", Scope::Subtree, "(|(cn=*)(sn=*))")}), "dc=x", Scope::Subtree));
}

TEST(Coverage, NamingContextBelowAnotherByNameIsNotPartOfIt) {
  const MemorySnapshot snapshot = snapshotOf(
      "dn:\nnamingContexts: dc=x\nnamingContexts: cn=configuration,dc=x\n\n" + std::string(kPeople), {part("dc=x")});
  EXPECT_FALSE(isUnread(snapshot, "ou=groups,dc=x", Scope::Base));
  EXPECT_TRUE(isUnread(snapshot, "cn=services,cn=configuration,dc=x", Scope::Base));
}

TEST(Coverage, PartitionsOfDnsAreNotPartOfTheirDomain) {
  const std::string rootDse = "dn:\nnamingContexts: dc=x\nnamingContexts: DC=DomainDnsZones,dc=x\n\n";
  const std::string zone = "DC=zone,DC=DomainDnsZones,dc=x";
  EXPECT_TRUE(isUnread(snapshotOf(rootDse + kPeople, {part("dc=x")}, Origin::Captured), zone, Scope::Base));
  EXPECT_TRUE(isUnread(snapshotOf(rootDse + kPeople, {part("dc=x")}, Origin::Stated), zone, Scope::Base));
  EXPECT_FALSE(isUnread(snapshotOf(kPeople, {part("dc=x")}, Origin::Captured), zone, Scope::Base))
      << "the server has no such naming context";
  const std::string partition = "dn: DC=DomainDnsZones,dc=x\nobjectClass: domainDNS\ndc: DomainDnsZones\n\n";
  EXPECT_TRUE(isUnread(snapshotOf(rootDse + kPeople + partition, {part("dc=x")}, Origin::Contents), zone, Scope::Base));
}

TEST(Coverage, SchemaOfAServerDoesNotMakeItPartial) {
  MemorySnapshot snapshot = snapshotOf(kPeople, {part("cn=schema", Scope::Base), part("dc=x")}, Origin::Captured);
  EXPECT_TRUE(isUnread(snapshot, "", Scope::Subtree));
  snapshot.info().coverage.isWholeServer = true;
  EXPECT_FALSE(isUnread(snapshot, "", Scope::Subtree));
}

TEST(Coverage, GapDoesNotReachIntoAPartBelowItThatWasRead) {
  MemorySnapshot snapshot =
      snapshotOf(kPeople, {part("dc=x"), part("cn=schema,cn=configuration,dc=x")}, Origin::Captured);
  snapshot.info().gaps.push_back({"cn=configuration,dc=x", "referral", "", ""});
  EXPECT_TRUE(isUnread(snapshot, "cn=services,cn=configuration,dc=x", Scope::Base));
  EXPECT_FALSE(isUnread(snapshot, "cn=a,cn=schema,cn=configuration,dc=x", Scope::Base));
  snapshot.info().gaps.push_back({"cn=schema,cn=configuration,dc=x", "sizeLimitExceeded (4)", "", ""});
  EXPECT_TRUE(isUnread(snapshot, "cn=a,cn=schema,cn=configuration,dc=x", Scope::Base));
}

TEST(Coverage, DatabaseOfTheAccessLogHoldsNothingElse) {
  const MemorySnapshot snapshot = snapshotOf(
      "dn:\nnamingContexts: dc=x\nnamingContexts: cn=log\n\n" + std::string(kPeople) +
          "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
          "dn: olcOverlay={0}accesslog,cn=config\nobjectClass: olcAccessLogConfig\nolcAccessLogDB: cn=log\n\n",
      {part("dc=x"), part("cn=config")});
  EXPECT_FALSE(isUnread(snapshot, "cn=log", Scope::Subtree));
  EXPECT_TRUE(isUnread(snapshot, "cn=other", Scope::Subtree));
}

TEST(Coverage, AttributesThatWereNotRequestedAreNotAbsent) {
  const MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x", Scope::Subtree, "", {"objectClass", "ou"})});
  const Coverage coverage(snapshot);
  const std::string path = pathOf(Dn::parse("dc=x"));
  EXPECT_TRUE(coverage.mayLackAttribute(path, "description"));
  EXPECT_FALSE(coverage.mayLackAttribute(path, "OU"));
  EXPECT_FALSE(coverage.mayLackAttribute(path, "ou;lang-de"));
  EXPECT_TRUE(coverage.unreadAttribute(Dn::parse("dc=x"), Scope::Subtree, "description"));
}

// A baseline ships without what a server changes by itself.
TEST(Coverage, VolatileAttributesOfABaselineAreNotAbsent) {
  MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x")});
  snapshot.info().product = Product::OpenLdap;
  const std::string path = pathOf(Dn::parse("dc=x"));
  EXPECT_FALSE(Coverage(snapshot).mayLackAttribute(path, "modifyTimestamp"));
  snapshot.info().source = "baseline:openldap-2.5";
  const Coverage coverage(snapshot);
  EXPECT_TRUE(coverage.mayLackAttribute(path, "modifyTimestamp"));
  EXPECT_TRUE(coverage.unreadAttribute(Dn::parse("dc=x"), Scope::Subtree, "modifyTimestamp"));
  EXPECT_FALSE(coverage.mayLackAttribute(path, "description"));
}

TEST(Coverage, UserAttributesDoNotIncludeOperationalOnes) {
  const MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x", Scope::Subtree, "", {"*"})});
  const Coverage coverage(snapshot);
  const std::string path = pathOf(Dn::parse("dc=x"));
  EXPECT_FALSE(coverage.mayLackAttribute(path, "description"));
  EXPECT_TRUE(coverage.mayLackAttribute(path, "modifyTimestamp"));
}

TEST(Coverage, HiddenAttributeIsNotAbsent) {
  MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x")});
  snapshot.info().coverage.origin = CoverageStatement::Origin::Captured;
  snapshot.info().coverage.hidden = {{"dc=x", "userPassword", "olcAccess of olcDatabase={1}mdb,cn=config"}};
  const Coverage coverage(snapshot);
  EXPECT_EQ(coverage.mayLackAttribute(pathOf(Dn::parse("ou=people,dc=x")), "userPassword"),
            "userPassword below dc=x is hidden from the identity that read it (olcAccess of "
            "olcDatabase={1}mdb,cn=config)");
  EXPECT_FALSE(coverage.mayLackAttribute(pathOf(Dn::parse("o=y")), "userPassword"));
}

TEST(Coverage, AttributeThatAFileLeavesOutIsNotAbsent) {
  MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x")});
  snapshot.info().coverage.origin = CoverageStatement::Origin::Contents;
  snapshot.info().coverage.hidden = {{"", "objectSid", "exported with -m"}};
  EXPECT_EQ(Coverage(snapshot).mayLackAttribute(pathOf(Dn::parse("ou=people,dc=x")), "objectSid"),
            "the file does not hold all attributes (exported with -m)");
}

TEST(Coverage, FunctionalLevelThatTheRootDseContradictsIsNotAbsent) {
  const MemorySnapshot snapshot =
      snapshotOf("dn:\ndefaultNamingContext: dc=x\ndomainFunctionality: 7\n\n" + std::string(kPeople), {part("dc=x")});
  EXPECT_TRUE(Coverage(snapshot).mayLackAttribute(pathOf(Dn::parse("dc=x")), "msDS-Behavior-Version"));
}

TEST(Coverage, TargetBelowNothingThatTheFileHoldsIsUnknown) {
  const MemorySnapshot snapshot = snapshotOf(kPeople, {part("dc=x")}, Origin::Contents);
  const Coverage coverage(snapshot);
  EXPECT_FALSE(coverage.unknownTarget(Dn::parse("uid=ann,ou=people,dc=x")));
  EXPECT_TRUE(coverage.unknownTarget(Dn::parse("cn=a,ou=groups,dc=x")));
}

TEST(Coverage, SnapshotWithoutStatementIsTakenForEverything) {
  const MemorySnapshot snapshot = snapshotOf(kPeople, {}, Origin::Unknown);
  EXPECT_FALSE(isUnread(snapshot, "o=elsewhere", Scope::Subtree));
}

TEST(Implies, FollowsTheStructureOfBothFilters) {
  const auto isImplied = [](const std::string& wanted, const std::string& filter) {
    return implies(Filter::parse(wanted), Filter::parse(filter), Schema::builtin());
  };
  EXPECT_TRUE(isImplied("(cn=a)", "(objectClass=*)"));
  EXPECT_TRUE(isImplied("(cn=a)", "(cn=*)"));
  EXPECT_TRUE(isImplied("(|(cn=a)(cn=b))", "(cn=*)"));
  EXPECT_TRUE(isImplied("(&(cn=a)(sn=b))", "(&(sn=b)(cn=*))"));
  EXPECT_FALSE(isImplied("(cn=*)", "(cn=a)"));
  EXPECT_FALSE(isImplied("(|(cn=a)(sn=b))", "(cn=a)"));
  EXPECT_FALSE(isImplied("(!(cn=a))", "(cn=*)"));
}

}  // namespace
}  // namespace ldapsnap
