#include "diff/rehearse/prediction/predicted_snapshot.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;

Entry person(const std::string& dn) { return Entry{dn, {{"objectClass", {"person"}}}}; }

std::string base() {
  std::string ldif;
  for (const char* dn : {"o=x", "ou=a,o=x", "cn=1,ou=a,o=x", "cn=2,ou=a,o=x", "ou=b,o=x", "cn=3,ou=b,o=x"})
    ldif += std::string("dn: ") + dn + "\nobjectClass: person\n\n";
  return ldif;
}

std::string scanned(const Snapshot& snapshot, const std::string& dn, Scope scope) {
  std::string names;
  snapshot.scan(Dn::parse(dn), scope, [&names](const Entry& entry) {
    names += entry.dn + "\n";
    return Snapshot::Visit::Continue;
  });
  return names;
}

std::string walked(const Snapshot& snapshot) {
  std::string names, last;
  const auto cursor = snapshot.cursor();
  while (cursor->next()) {
    EXPECT_LT(last, cursor->key());
    last = cursor->key();
    names += cursor->entry().dn + "\n";
  }
  return names;
}

TEST(PredictedSnapshot, UnchangedItIsItsBase) {
  const MemorySnapshot target = snapshotOf(base());
  const PredictedSnapshot predicted(target, "test");
  EXPECT_EQ(walked(predicted), walked(target));
  EXPECT_EQ(scanned(predicted, "", Scope::Subtree), scanned(target, "", Scope::Subtree));
}

TEST(PredictedSnapshot, ChangesStandInKeyOrderAmongTheRest) {
  const MemorySnapshot target = snapshotOf(base());
  PredictedSnapshot predicted(target, "test");
  predicted.put(person("cn=15,ou=a,o=x"));
  predicted.put(person("CN=2,ou=a,o=x"));
  predicted.remove(Dn::parse("cn=3,ou=b,o=x"));
  predicted.put(person("ou=c,o=x"));
  const std::string all = "o=x\nou=a,o=x\ncn=1,ou=a,o=x\ncn=15,ou=a,o=x\nCN=2,ou=a,o=x\nou=b,o=x\nou=c,o=x\n";
  EXPECT_EQ(walked(predicted), all);
  EXPECT_EQ(scanned(predicted, "", Scope::Subtree), all);
  EXPECT_EQ(scanned(predicted, "o=x", Scope::OneLevel), "ou=a,o=x\nou=b,o=x\nou=c,o=x\n");
  EXPECT_EQ(predicted.info().entries, 7U);
  EXPECT_EQ(predicted.firstChild(Dn::parse("ou=b,o=x")), std::nullopt);
}

TEST(PredictedSnapshot, ARenameTakesTheSubtreeAlong) {
  const MemorySnapshot target = snapshotOf(base());
  PredictedSnapshot predicted(target, "test");
  predicted.rename(Dn::parse("ou=a,o=x"), Dn::parse("ou=z,ou=b,o=x"));
  EXPECT_EQ(walked(predicted), "o=x\nou=b,o=x\ncn=3,ou=b,o=x\nou=z,ou=b,o=x\ncn=1,ou=z,ou=b,o=x\ncn=2,ou=z,ou=b,o=x\n");
  EXPECT_FALSE(predicted.find(Dn::parse("cn=1,ou=a,o=x")));
}

TEST(PredictedSnapshot, ItsSchemaFollowsWhatIsAddedAndForgotten) {
  const auto subschema = [](const std::string& name) {
    return Entry{"cn=schema",
                 {{"objectClass", {"subschema"}},
                  {"attributeTypes", {"( 1.2.3 NAME '" + name + "' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"}}}};
  };
  const MemorySnapshot target = snapshotOf(base());
  PredictedSnapshot predicted(target, "test");
  predicted.put(subschema("acme"));
  EXPECT_NE(predicted.schema().attributeType("acme"), nullptr);
  predicted.put(subschema("other"));
  predicted.forgetElements({"1.2.3"});
  EXPECT_EQ(predicted.schema().attributeType("acme"), nullptr);
  EXPECT_NE(predicted.schema().attributeType("other"), nullptr);
  EXPECT_TRUE(target.schema().empty());
}

}  // namespace
}  // namespace ldapsnap
