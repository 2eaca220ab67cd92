#include "snapshot/model/memory_snapshot.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

Entry named(std::string dn) {
  Entry entry;
  entry.dn = std::move(dn);
  return entry;
}

MemorySnapshot snapshotOf(const std::vector<std::string>& dns) {
  MemorySnapshot snapshot;
  for (const std::string& dn : dns) snapshot.add(named(dn));
  snapshot.finish();
  return snapshot;
}

using Dns = std::vector<std::string>;

Dns scanned(const Snapshot& snapshot, std::string_view base, Scope scope) {
  Dns dns;
  snapshot.scan(Dn::parse(base), scope, [&dns](const Entry& entry) {
    dns.push_back(entry.dn);
    return Snapshot::Visit::Continue;
  });
  return dns;
}

const Dns kSite = {"",
                   "cn=b,ou=x,dc=a",
                   "ou=x,dc=a",
                   "dc=a",
                   "ou=x y,dc=a",
                   "ou=x+l=z,dc=a",
                   "cn=deep,cn=b,ou=x,dc=a",
                   "ou=Y,dc=a",
                   "cn=orphan,ou=gone,dc=a",
                   "cn=config"};

TEST(MemorySnapshot, ScanIsInKeyOrderForAnyOrderOfArrival) {
  const MemorySnapshot snapshot = snapshotOf(kSite);
  EXPECT_EQ(scanned(snapshot, "", Scope::Subtree),
            (Dns{"", "cn=config", "dc=a", "ou=x+l=z,dc=a", "cn=orphan,ou=gone,dc=a", "ou=x,dc=a", "cn=b,ou=x,dc=a",
                 "cn=deep,cn=b,ou=x,dc=a", "ou=x y,dc=a", "ou=Y,dc=a"}));
  EXPECT_EQ(snapshot.info().entries, kSite.size());
}

TEST(MemorySnapshot, ScanRespectsScope) {
  const MemorySnapshot snapshot = snapshotOf(kSite);
  EXPECT_EQ(scanned(snapshot, "OU=X,dc=a", Scope::Base), Dns{"ou=x,dc=a"});
  EXPECT_EQ(scanned(snapshot, "ou=x,dc=a", Scope::OneLevel), Dns{"cn=b,ou=x,dc=a"});
  EXPECT_EQ(scanned(snapshot, "ou=x,dc=a", Scope::Subtree),
            (Dns{"ou=x,dc=a", "cn=b,ou=x,dc=a", "cn=deep,cn=b,ou=x,dc=a"}));
  EXPECT_EQ(scanned(snapshot, "dc=a", Scope::OneLevel),
            (Dns{"ou=x+l=z,dc=a", "ou=x,dc=a", "ou=x y,dc=a", "ou=Y,dc=a"}));
  EXPECT_EQ(scanned(snapshot, "", Scope::Base), Dns{""});
  EXPECT_EQ(scanned(snapshot, "", Scope::OneLevel), (Dns{"cn=config", "dc=a"}));
  EXPECT_EQ(scanned(snapshot, "dc=nowhere", Scope::Subtree), Dns{});
}

TEST(MemorySnapshot, NamesThatDifferInCaseAreSeparateEntries) {
  const MemorySnapshot snapshot = snapshotOf({"dc=a", "cn=B,dc=a", "cn=b,dc=a", "cn=c,cn=b,dc=a"});
  EXPECT_EQ(scanned(snapshot, "dc=a", Scope::OneLevel), (Dns{"cn=B,dc=a", "cn=b,dc=a"}));
}

TEST(MemorySnapshot, ScanStopsWhenVisitorStops) {
  const MemorySnapshot snapshot = snapshotOf(kSite);
  int visits = 0;
  snapshot.scan(Dn(), Scope::Subtree,
                [&visits](const Entry&) { return ++visits == 3 ? Snapshot::Visit::Stop : Snapshot::Visit::Continue; });
  EXPECT_EQ(visits, 3);
}

TEST(MemorySnapshot, NameIsFoundInAnySpelling) {
  const MemorySnapshot snapshot = snapshotOf({"cn=Foo\\, Bar,dc=a"});
  EXPECT_TRUE(snapshot.find(Dn::parse("CN=foo\\2c  bar , DC=A")));
  EXPECT_FALSE(snapshot.find(Dn::parse("cn=foo,dc=a")));
}

TEST(MemorySnapshot, CaseExactNameFindsOnlyItsEntry) {
  MemorySnapshot snapshot;
  Entry schema = named("cn=Subschema");
  schema.add("attributeTypes",
             "( 1.2.3.4 NAME 'exactName' EQUALITY caseExactMatch "
             "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )");
  snapshot.add(schema);
  snapshot.add(named("exactName=A,dc=a"));
  snapshot.add(named("exactName=a,dc=a"));
  snapshot.finish();
  EXPECT_EQ(snapshot.find(Dn::parse("exactName=a,dc=a"))->dn, "exactName=a,dc=a");
  EXPECT_EQ(snapshot.find(Dn::parse("exactName=A,dc=a"))->dn, "exactName=A,dc=a");
}

TEST(MemorySnapshot, SecondEntryOfOneNameIsRefused) {
  MemorySnapshot snapshot = snapshotOf({"cn=a,dc=x"});
  try {
    snapshot.add(named("cn=a,dc=x"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "cn=a,dc=x: an entry of this name was there before");
  }
}

TEST(MemorySnapshot, CursorVisitsAllEntries) {
  const MemorySnapshot snapshot = snapshotOf(kSite);
  const auto cursor = snapshot.cursor();
  Dns dns;
  while (cursor->next()) {
    EXPECT_EQ(cursor->key(), keyOf(cursor->entry().dn).bytes);
    dns.push_back(cursor->entry().dn);
  }
  EXPECT_EQ(dns, scanned(snapshot, "", Scope::Subtree));
  EXPECT_FALSE(cursor->next());
}

TEST(InScope, BaseSiblingAndSubtreeAreDistinguished) {
  const auto isIn = [](std::string_view dn, std::string_view base, Scope scope) {
    return inScope(pathOf(Dn::parse(dn)), pathOf(Dn::parse(base)), scope);
  };
  EXPECT_TRUE(isIn("dc=a", "dc=a", Scope::Base));
  EXPECT_FALSE(isIn("ou=x,dc=a", "dc=a", Scope::Base));
  EXPECT_TRUE(isIn("ou=x,dc=a", "dc=a", Scope::OneLevel));
  EXPECT_TRUE(isIn("ou=x+l=y,dc=a", "dc=a", Scope::OneLevel));
  EXPECT_TRUE(isIn("ou=x\\00y,dc=a", "dc=a", Scope::OneLevel));
  EXPECT_FALSE(isIn("dc=a", "dc=a", Scope::OneLevel));
  EXPECT_FALSE(isIn("cn=b,ou=x,dc=a", "dc=a", Scope::OneLevel));
  EXPECT_TRUE(isIn("cn=b,ou=x,dc=a", "dc=a", Scope::Subtree));
  EXPECT_FALSE(isIn("ou=x y,dc=a", "ou=x,dc=a", Scope::Subtree));
  EXPECT_FALSE(isIn("ou=x\\00y,dc=a", "ou=x,dc=a", Scope::Subtree));
  EXPECT_FALSE(isIn("l=x+ou=y,dc=a", "l=x,dc=a", Scope::Subtree));
}

}  // namespace
}  // namespace ldapsnap
