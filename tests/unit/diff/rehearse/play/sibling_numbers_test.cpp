// The numbers of cn=config, as a real slapd 2.5 gives them.
#include "diff/rehearse/play/sibling_numbers.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;
using Origin = RehearsalStep::Origin;

const std::string kConfig =
    "dn: cn=config\nobjectClass: olcGlobal\n\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\n\n"
    "dn: cn={0}core,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {0}core\n\n"
    "dn: cn={1}cosine,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {1}cosine\n\n"
    "dn: olcDatabase={-1}frontend,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {-1}frontend\n\n"
    "dn: olcDatabase={0}config,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {0}config\n\n"
    "dn: olcDatabase={1}mdb,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {1}mdb\n\n"
    "dn: olcOverlay={0}memberof,olcDatabase={1}mdb,cn=config\nobjectClass: olcOverlayConfig\nolcOverlay: "
    "{0}memberof\n\n";

class SiblingNumbersTest : public testing::Test {
 protected:
  static SnapshotInfo info() {
    SnapshotInfo info;
    info.product = Product::OpenLdap;
    return info;
  }
  /// Where the add of an entry ends up, its naming value, and how.
  std::string placed(const std::string& dn, const std::string& naming, Origin from) {
    RehearsalStep step;
    step.record.change = ChangeType::Add;
    step.origin = from;
    step.record.entry.dn = dn;
    const std::string type = naming.substr(0, naming.find(':'));
    step.record.entry.add(type, naming.substr(type.size() + 2));
    const SiblingNumbers::Outcome outcome = numbers_.place(step);
    if (outcome == SiblingNumbers::Outcome::Refused) return "refused";
    return step.record.entry.dn + " " + *step.record.entry.first(type);
  }
  std::vector<std::string> below(const std::string& base) const {
    std::vector<std::string> names;
    predicted_.scan(Dn::parse(base), Scope::Subtree, [&names](const Entry& entry) {
      names.push_back(entry.dn);
      return Snapshot::Visit::Continue;
    });
    return names;
  }

  MemorySnapshot target_ = snapshotOf(kConfig, info());
  PredictedSnapshot predicted_{target_, "test"};
  SiblingNumbers numbers_{predicted_};
};

TEST_F(SiblingNumbersTest, ARecordedSchemaGetsTheNextNumberHere) {
  EXPECT_EQ(placed("cn={7}nis,cn=schema,cn=config", "cn: {7}nis", Origin::Recorded),
            "cn={2}nis,cn=schema,cn=config {2}nis");
  EXPECT_EQ(placed("cn={0}acme,cn=schema,cn=config", "cn: {0}acme", Origin::Recorded),
            "cn={2}acme,cn=schema,cn=config {2}acme");
}

TEST_F(SiblingNumbersTest, AFileMayAskForANumberButNotBetweenSchemas) {
  EXPECT_EQ(placed("cn=nis,cn=schema,cn=config", "cn: nis", Origin::File), "cn={2}nis,cn=schema,cn=config {2}nis");
  EXPECT_EQ(placed("cn={9}java,cn=schema,cn=config", "cn: {9}java", Origin::File),
            "cn={2}java,cn=schema,cn=config {2}java");
  EXPECT_EQ(placed("cn={1}java,cn=schema,cn=config", "cn: {1}java", Origin::File), "refused");
  EXPECT_EQ(placed("cn={1}cosine,cn=schema,cn=config", "cn: {1}cosine", Origin::File),
            "cn={1}cosine,cn=schema,cn=config {1}cosine")
      << "it is there: another answer";
}

TEST_F(SiblingNumbersTest, ADatabaseBetweenOthersMovesThemAndWhatIsBelow) {
  EXPECT_EQ(placed("olcDatabase={1}mdb,cn=config", "olcDatabase: {1}mdb", Origin::Recorded),
            "olcDatabase={2}mdb,cn=config {2}mdb");
  EXPECT_EQ(placed("olcDatabase={1}ldif,cn=config", "olcDatabase: {1}ldif", Origin::File),
            "olcDatabase={1}ldif,cn=config {1}ldif");
  EXPECT_EQ(below("olcDatabase={2}mdb,cn=config"),
            (std::vector<std::string>{"olcDatabase={2}mdb,cn=config",
                                      "olcOverlay={0}memberof,olcDatabase={2}mdb,cn=config"}));
  EXPECT_EQ(*predicted_.find(Dn::parse("olcDatabase={2}mdb,cn=config"))->first("olcDatabase"), "{2}mdb");
  EXPECT_TRUE(below("olcDatabase={1}mdb,cn=config").empty());
}

TEST_F(SiblingNumbersTest, StepsThatFollowNameTheEntryAsItIsHere) {
  placed("olcDatabase={5}mdb,cn=config", "olcDatabase: {5}mdb", Origin::Recorded);
  RehearsalStep step;
  step.record.change = ChangeType::Modify;
  step.record.entry.dn = "olcOverlay={0}refint,olcDatabase={5}mdb,cn=config";
  EXPECT_EQ(numbers_.followed(step).record.entry.dn, "olcOverlay={0}refint,olcDatabase={2}mdb,cn=config");
  step.record.entry.dn = "olcDatabase={5}mdb,cn=config";
  EXPECT_EQ(numbers_.followed(step).record.entry.dn, "olcDatabase={2}mdb,cn=config");
  step.record.entry.dn = "olcDatabase={1}mdb,cn=config";
  EXPECT_EQ(numbers_.followed(step).record.entry.dn, "olcDatabase={1}mdb,cn=config");
}

TEST_F(SiblingNumbersTest, AddBySameNameMakesOneMore) {
  const auto followed = [this](ChangeType change, const std::string& dn) {
    RehearsalStep step;
    step.record.change = change;
    step.record.entry.dn = dn;
    return numbers_.followed(step).record.entry.dn;
  };
  const auto add = [&] {
    EXPECT_EQ(followed(ChangeType::Add, "olcDatabase=mdb,cn=config"), "olcDatabase=mdb,cn=config");
    const std::string here = placed("olcDatabase=mdb,cn=config", "olcDatabase: mdb", Origin::File);
    const std::string dn = here.substr(0, here.find(' '));
    predicted_.put({dn, {{"objectClass", {"olcDatabaseConfig"}}}});
    return dn;
  };
  EXPECT_EQ(add(), "olcDatabase={2}mdb,cn=config");
  EXPECT_EQ(add(), "olcDatabase={3}mdb,cn=config");
  EXPECT_EQ(followed(ChangeType::Modify, "olcDatabase=mdb,cn=config"), "olcDatabase={3}mdb,cn=config");
  EXPECT_EQ(followed(ChangeType::Add, "olcOverlay=unique,olcDatabase=mdb,cn=config"),
            "olcOverlay=unique,olcDatabase={3}mdb,cn=config");
}

TEST_F(SiblingNumbersTest, OtherNamesWithBracesAreLeftAlone) {
  EXPECT_EQ(placed("cn={7}x,dc=com", "cn: {7}x", Origin::Recorded), "cn={7}x,dc=com {7}x");
}

}  // namespace
}  // namespace ldapsnap
