// The evaluator by itself: what a condition says of a snapshot, in three values.
#include "diff/rules/engine/evaluator.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::PackFolder;
using test::snapshotOf;
using Names = std::vector<std::string>;

const std::string kTree =
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: ou=A,o=Acme\nobjectClass: organizationalUnit\nou: A\n\n"
    "dn: cn=One,ou=A,o=Acme\nobjectClass: device\ncn: One\nserialNumber: 7\n\n"
    "dn: ou=B,o=Acme\nobjectClass: organizationalUnit\nou: B\n\n"
    "dn: cn=Two,ou=B,o=Acme\nobjectClass: device\ncn: Two\nseeAlso: cn=One,ou=A,o=Acme\n\n";

/// The rule `body` evaluated on `snapshot`: one answer for each binding, and why there may be more bindings.
struct Evaluated {
  std::vector<Answer> answers;
  std::vector<std::string> bound;  ///< DN of the innermost entry of each binding; empty without for_each
  std::string moreBindings;
};

Evaluated evaluate(const std::string& body, const MemorySnapshot& snapshot, World world = World::Open) {
  const Packs packs = PackFolder().rule("r", body).load();
  const Rule& rule = packs.rules().at(0);
  Evaluator evaluator(snapshot);
  evaluator.prepare(rule);
  evaluator.read();
  Evaluated result;
  result.moreBindings = evaluator.forEachBinding(rule, [&](const Bindings& bindings) {
    result.bound.push_back(bindings.innermost() == nullptr ? "" : bindings.innermost()->dn);
    result.answers.push_back(evaluator.evaluate(rule.when, bindings, world));
    result.answers.back().leaf = nullptr;  // points into `packs`
  });
  return result;
}

Answer answer(const std::string& when, const MemorySnapshot& snapshot, World world = World::Open) {
  return evaluate(R"j("when": )j" + when, snapshot, world).answers.at(0);
}

MemorySnapshot withGapAt(const std::string& where) {
  SnapshotInfo info;
  info.gaps.push_back({where, "insufficientAccessRights (50)", ""});
  return snapshotOf(kTree, info);
}

TEST(Evaluator, LeafListsItsMatchesInDitOrder) {
  const Answer devices = answer(R"j({"base": "o=Acme", "filter": "(objectClass=device)"})j", snapshotOf(kTree));
  EXPECT_EQ(devices.truth, Truth::True);
  EXPECT_EQ(devices.objects, (Names{"cn=One,ou=A,o=Acme", "cn=Two,ou=B,o=Acme"}));
}

TEST(Evaluator, ScopesLimitTheSearch) {
  const MemorySnapshot tree = snapshotOf(kTree);
  EXPECT_EQ(answer(R"j({"base": "o=Acme", "scope": "base", "filter": "(objectClass=device)"})j", tree).truth,
            Truth::False);
  EXPECT_EQ(answer(R"j({"base": "o=Acme", "scope": "one", "filter": "(objectClass=*)"})j", tree).objects,
            (Names{"ou=A,o=Acme", "ou=B,o=Acme"}));
  EXPECT_EQ(answer(R"j({"base": "ou=B,o=Acme", "scope": "sub", "filter": "(objectClass=*)"})j", tree).objects,
            (Names{"ou=B,o=Acme", "cn=Two,ou=B,o=Acme"}));
}

TEST(Evaluator, AbsenceNamesItsBaseAndWhetherTheBaseExists) {
  const Answer below = answer(R"j({"base": "ou=A,o=Acme", "filter": "(cn=None)", "count": "=0"})j", snapshotOf(kTree));
  EXPECT_EQ(below.truth, Truth::True);
  EXPECT_EQ(below.place, "ou=A,o=Acme");
  EXPECT_FALSE(below.isPlaceMissing);
  EXPECT_TRUE(below.objects.empty());
  const Answer nowhere =
      answer(R"j({"base": "ou=None,o=Acme", "filter": "(cn=None)", "count": "=0"})j", snapshotOf(kTree));
  EXPECT_EQ(nowhere.truth, Truth::True);
  EXPECT_TRUE(nowhere.isPlaceMissing);
}

TEST(Evaluator, AbsenceInsideAGapIsUndefinedAndPresenceIsNot) {
  const MemorySnapshot snapshot = withGapAt("ou=A,o=Acme");
  const Answer absent = answer(R"j({"base": "ou=A,o=Acme", "filter": "(cn=None)", "count": "=0"})j", snapshot);
  EXPECT_EQ(absent.truth, Truth::Undefined);
  EXPECT_NE(absent.reason.find("insufficientAccessRights (50)"), std::string::npos) << absent.reason;
  EXPECT_EQ(answer(R"j({"base": "ou=A,o=Acme", "filter": "(cn=One)"})j", snapshot).truth, Truth::True);
  EXPECT_EQ(answer(R"j({"base": "ou=B,o=Acme", "filter": "(cn=None)", "count": "=0"})j", snapshot).truth, Truth::True);
}

TEST(Evaluator, AsShownTreatsWhatIsNotInTheSnapshotAsAbsent) {
  const std::string absent = R"j({"base": "ou=A,o=Acme", "filter": "(cn=None)", "count": "=0"})j";
  EXPECT_EQ(answer(absent, withGapAt("ou=A,o=Acme"), World::AsShown).truth, Truth::True);
}

/// As of a file without a word about what was asked for.
SnapshotInfo ofContents() {
  SnapshotInfo info;
  info.coverage.origin = CoverageStatement::Origin::Contents;
  info.coverage.parts.push_back({"o=Acme", Scope::Subtree, "", {}, false});
  return info;
}

TEST(Evaluator, OperationalAttributeOfAFileWithoutAnyIsUndefined) {
  const std::string absent = R"j({"base": "o=Acme", "filter": "(&(objectClass=device)(!(creatorsName=*)))"})j";
  const std::string present = R"j({"base": "o=Acme", "filter": "(creatorsName=cn=admin)"})j";
  const MemorySnapshot without = snapshotOf(kTree, ofContents());
  EXPECT_EQ(answer(absent, without).truth, Truth::Undefined);
  EXPECT_EQ(answer(absent, without).reason,
            "cn=Two,ou=B,o=Acme: the file holds no operational attributes: creatorsName was probably not requested");
  EXPECT_EQ(answer(present, without).truth, Truth::Undefined);
  EXPECT_EQ(answer(absent, without, World::AsShown).truth, Truth::True);
}

TEST(Evaluator, OperationalAttributeOfAFileWithOthersIsAbsent) {
  const std::string absent = R"j({"base": "o=Acme", "filter": "(&(objectClass=device)(!(creatorsName=*)))"})j";
  const std::string other =
      "dn: ou=C,o=Acme\nobjectClass: organizationalUnit\nou: C\nmodifyTimestamp: 20260101000000Z\n";
  EXPECT_EQ(answer(absent, snapshotOf(kTree + other, ofContents())).truth, Truth::True);
  EXPECT_EQ(answer(absent, snapshotOf(kTree)).truth, Truth::True) << "nothing is known of what was asked for";
}

TEST(Evaluator, UserAttributeOfAFileWithoutOperationalOnesIsAbsent) {
  const std::string when = R"j({"base": "o=Acme", "filter": "(&(objectClass=device)(!(serialNumber=*)))"})j";
  EXPECT_EQ(answer(when, snapshotOf(kTree, ofContents())).objects, Names{"cn=Two,ou=B,o=Acme"});
}

TEST(Evaluator, UpperBoundIsUndefinedIfMoreEntriesMayExist) {
  const std::string atMostTwo = R"j({"base": "o=Acme", "filter": "(objectClass=device)", "count": "<3"})j";
  EXPECT_EQ(answer(atMostTwo, snapshotOf(kTree)).truth, Truth::True);
  EXPECT_EQ(answer(atMostTwo, withGapAt("ou=A,o=Acme")).truth, Truth::Undefined);
  const std::string atMostOne = R"j({"base": "o=Acme", "filter": "(objectClass=device)", "count": "<2"})j";
  EXPECT_EQ(answer(atMostOne, withGapAt("ou=A,o=Acme")).truth, Truth::False) << "two are there already";
}

TEST(Evaluator, RedactedValueIsUndefinedWithTheEntryInTheReason) {
  const MemorySnapshot snapshot = snapshotOf(
      "dn: cn=A,o=Acme\nobjectClass: person\ncn: A\nuserPassword: {ldapsnap-redacted}" + std::string(32, 'a') + "\n");
  const Answer secret = answer(R"j({"base": "o=Acme", "filter": "(userPassword=x)"})j", snapshot);
  EXPECT_EQ(secret.truth, Truth::Undefined);
  EXPECT_TRUE(secret.reason.starts_with("cn=A,o=Acme: (userPassword=x)")) << secret.reason;
}

TEST(Evaluator, FalseDecidesAllAndTrueDecidesAnyDespiteUndefinedOperands) {
  const MemorySnapshot snapshot = withGapAt("ou=A,o=Acme");
  const std::string unknown = R"j({"base": "ou=A,o=Acme", "filter": "(cn=None)"})j";
  const std::string no = R"j({"base": "ou=B,o=Acme", "filter": "(cn=None)"})j";
  const std::string yes = R"j({"base": "ou=B,o=Acme", "filter": "(cn=Two)"})j";
  const auto combined = [&](const std::string& how, const std::string& first, const std::string& second) {
    return answer("{\"" + how + "\": [" + first + ", " + second + "]}", snapshot).truth;
  };
  EXPECT_EQ(combined("all", unknown, no), Truth::False);
  EXPECT_EQ(combined("all", unknown, yes), Truth::Undefined);
  EXPECT_EQ(combined("any", unknown, yes), Truth::True);
  EXPECT_EQ(combined("any", unknown, no), Truth::Undefined);
  EXPECT_EQ(combined("none", unknown, yes), Truth::False);
  EXPECT_EQ(combined("none", no, no), Truth::True);
}

TEST(Evaluator, ForEachBindsEveryMatchingEntry) {
  const Evaluated result = evaluate(
      R"j("for_each": {"name": "unit", "base": "o=Acme", "scope": "one", "filter": "(objectClass=organizationalUnit)"},
          "when": {"base": "${unit}", "filter": "(serialNumber=7)"})j",
      snapshotOf(kTree));
  EXPECT_EQ(result.bound, (Names{"ou=A,o=Acme", "ou=B,o=Acme"}));
  ASSERT_EQ(result.answers.size(), 2U);
  EXPECT_EQ(result.answers[0].truth, Truth::True);
  EXPECT_EQ(result.answers[1].truth, Truth::False);
  EXPECT_EQ(result.moreBindings, "");
}

TEST(Evaluator, ForEachReportsThatAGapMayHideFurtherEntries) {
  const Evaluated result = evaluate(
      R"j("for_each": {"name": "device", "base": "o=Acme", "filter": "(objectClass=device)"},
          "when": {"base": "${device}", "scope": "base", "filter": "(cn=*)"})j",
      withGapAt("ou=A,o=Acme"));
  EXPECT_EQ(result.bound.size(), 2U);
  EXPECT_NE(result.moreBindings, "");
}

TEST(Evaluator, AttributeOfABoundEntryLeadsToAnotherEntry) {
  const Evaluated result = evaluate(
      R"j("for_each": {"name": "two", "base": "o=Acme", "filter": "(seeAlso=*)"},
          "when": {"base": "${two.seeAlso}", "scope": "base", "filter": "(serialNumber=7)"})j",
      snapshotOf(kTree));
  ASSERT_EQ(result.answers.size(), 1U);
  EXPECT_EQ(result.answers[0].objects, Names{"cn=One,ou=A,o=Acme"});
}

TEST(Evaluator, OnlyConditionsBeyondScopeBaseNeedAPassOverTheSnapshot) {
  const auto needsReading = [](const std::string& when) {
    return Evaluator::needsReading(PackFolder().rule("r", R"j("when": )j" + when).load().rules().at(0).when);
  };
  EXPECT_FALSE(needsReading(R"j({"base": "o=Acme", "scope": "base", "filter": "(o=*)"})j"));
  EXPECT_TRUE(needsReading(R"j({"base": "o=Acme", "scope": "one", "filter": "(o=*)"})j"));
  EXPECT_TRUE(needsReading(R"j({"any": [{"base": "o=Acme", "scope": "base", "filter": "(o=*)"},
                                        {"base": "o=Acme", "filter": "(o=*)"}]})j"));
}

}  // namespace
}  // namespace ldapsnap
