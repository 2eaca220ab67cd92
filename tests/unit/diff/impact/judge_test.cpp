#include "diff/impact/judge.h"

#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "diff/impact/judge_schema.h"
#include "tests/support/partial_snapshot.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;

const std::string kRoot = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";

/// A subschema subentry with `types` and `classes`, RFC 4512 text.
std::string schemaOf(const std::vector<std::string>& types, const std::vector<std::string>& classes) {
  std::string text = "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n";
  for (const std::string& type : types) text += "attributeTypes: " + type + "\n";
  for (const std::string& one : classes) text += "objectClasses: " + one + "\n";
  return text + "\n";
}

std::string type(const std::string& rest, const std::string& oid = "1.3.6.1.4.1.99999.1") {
  return "( " + oid + " NAME 'acmeHost' " + rest + " )";
}
const std::string kText = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15";
const std::string kInteger = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.27";
const std::string kClass = "( 1.3.6.1.4.1.99999.2 NAME 'acmeNode' SUP top STRUCTURAL MUST cn MAY acmeHost )";

std::string node(const std::string& name, const std::string& more = "") {
  return "dn: cn=" + name + ",o=Acme\nobjectClass: acmeNode\ncn: " + name + "\n" + more + "\n";
}

std::string textOf(const std::vector<Judgement>& judgements) {
  std::string text;
  for (const Judgement& judgement : judgements) {
    text += std::string(nameOf(judgement.impact)) + " " + judgement.kind + " " + std::to_string(judgement.count) +
            ": " + judgement.text + "\n";
    for (const std::string& object : judgement.objects) text += "  " + object + "\n";
  }
  return text;
}

/// It does not matter whether what is not looked at is left out of the entries.
std::string judged(const std::string& before, const std::string& after) {
  const MemorySnapshot one = snapshotOf(before), other = snapshotOf(after);
  const Difference difference = compare(one, other);
  std::string text = textOf(judge(difference, other));
  EXPECT_EQ(textOf(judge(difference, test::PartialSnapshot(other))), text);
  return text;
}

TEST(JudgeSchema, AMandatoryAttributeThatEntriesLackIsBreaking) {
  const std::string must = "( 1.3.6.1.4.1.99999.2 NAME 'acmeNode' SUP top STRUCTURAL MUST ( cn $ acmeHost ) )";
  const std::string full = node("a", "acmeHost: x\n"), lacking = node("b");
  EXPECT_EQ(judged(schemaOf({type(kText)}, {kClass}) + kRoot + full + lacking,
                   schemaOf({type(kText)}, {must}) + kRoot + full + lacking),
            "breaking must-gained 1: acmeNode now requires acmeHost, and entries do not have it\n"
            "  cn=b,o=Acme\n");
  EXPECT_EQ(judged(schemaOf({type(kText)}, {kClass}) + kRoot + full, schemaOf({type(kText)}, {must}) + kRoot + full),
            "safe must-gained 0: acmeNode now requires acmeHost; every entry of the class has it\n");
}

TEST(JudgeSchema, SingleValueIsBreakingWhereTwoValuesStand) {
  const std::string two = node("a", "acmeHost: x\nacmeHost: y\n");
  EXPECT_EQ(judged(schemaOf({type(kText)}, {kClass}) + kRoot + two,
                   schemaOf({type(kText + " SINGLE-VALUE")}, {kClass}) + kRoot + two),
            "breaking single-value-gained 1: acmeHost is now single-valued, and entries have more than one value\n"
            "  cn=a,o=Acme\n");
}

TEST(JudgeSchema, ASyntaxThatValuesViolateIsBreaking) {
  EXPECT_EQ(
      judged(schemaOf({type(kText)}, {kClass}) + kRoot + node("a", "acmeHost: 12\n") + node("b", "acmeHost: x\n"),
             schemaOf({type(kInteger)}, {kClass}) + kRoot + node("a", "acmeHost: 12\n") + node("b", "acmeHost: x\n")),
      "breaking syntax-changed 1: the syntax of acmeHost changed, and values violate it\n"
      "  cn=b,o=Acme\n");
}

TEST(JudgeSchema, DefinitionThatCannotBeReadIsNeverSafe) {
  const std::string torn = "( 1.3.6.1.4.1.99999.9 NAME 'acmeTorn' SYNTEX 1.3 )";
  EXPECT_EQ(
      judged(schemaOf({torn}, {kClass}) + kRoot, schemaOf({}, {kClass}) + kRoot),
      "risky definition-not-read 0: the definition of acmeTorn was removed, and could not be read: what that means "
      "for the entries is not known\n");
}

TEST(JudgeSchema, OtherKindsOfDefinitionsAreNotJudgedAsClasses) {
  const std::string form = "nameForms: ( 1.3.6.1.4.1.99999.8 NAME 'acmeForm' OC acmeNode MUST cn )\n\n";
  const std::string plain = schemaOf({}, {kClass});
  EXPECT_EQ(judged(plain.substr(0, plain.size() - 1) + form + kRoot, plain + kRoot), "");
}

TEST(JudgeSchema, RemovedAttributeIsSafeOnlyIfUnused) {
  const std::string plain = "( 1.3.6.1.4.1.99999.2 NAME 'acmeNode' SUP top STRUCTURAL MUST cn )";
  const std::string used = node("a", "acmeHost: x\n");
  EXPECT_EQ(judged(schemaOf({type(kText)}, {plain}) + kRoot + used, schemaOf({}, {plain}) + kRoot + used),
            "breaking attribute-removed 1: acmeHost was removed, and entries still have it\n"
            "  cn=a,o=Acme\n");
  EXPECT_EQ(judged(schemaOf({type(kText)}, {plain}) + kRoot, schemaOf({}, {plain}) + kRoot),
            "safe attribute-removed 0: acmeHost was removed; no entry has it\n");
}

TEST(JudgeSchema, AnAttributeThatAClassLostIsBreakingWhereNoOtherClassAllowsIt) {
  const std::string plain = "( 1.3.6.1.4.1.99999.2 NAME 'acmeNode' SUP top STRUCTURAL MUST cn )";
  const std::string helper = "( 1.3.6.1.4.1.99999.3 NAME 'acmeHelper' SUP top AUXILIARY MAY acmeHost )";
  const auto change = [&](const std::string& entries) {
    return judged(schemaOf({type(kText)}, {kClass, helper}) + kRoot + entries,
                  schemaOf({type(kText)}, {plain, helper}) + kRoot + entries);
  };
  const std::string helped = node("h", "objectClass: acmeHelper\nacmeHost: y\n");
  const std::string anything = node("x", "objectClass: extensibleObject\nacmeHost: y\n");
  EXPECT_EQ(change(node("a", "acmeHost: x\n") + helped + anything),
            "breaking may-lost 1: acmeNode no longer allows acmeHost, and entries have it\n"
            "  cn=a,o=Acme\n");
  EXPECT_EQ(change(node("a") + helped),
            "safe may-lost 0: acmeNode no longer allows acmeHost; no entry depends on it\n");
}

TEST(JudgeSchema, AnAttributeThatBecameMandatoryIsNotLost) {
  const std::string must = "( 1.3.6.1.4.1.99999.2 NAME 'acmeNode' SUP top STRUCTURAL MUST ( cn $ acmeHost ) )";
  const std::string entries = kRoot + node("a", "acmeHost: x\n");
  EXPECT_EQ(judged(schemaOf({type(kText)}, {kClass}) + entries, schemaOf({type(kText)}, {must}) + entries).find("lost"),
            std::string::npos);
}

/// acmeNode below `superior`, and two classes that it may be derived from.
std::string derived(const std::string& superior) {
  return schemaOf({type(kText)}, {"( 1.3.6.1.4.1.99999.4 NAME 'acmeOld' SUP top ABSTRACT MAY acmeHost )",
                                  "( 1.3.6.1.4.1.99999.5 NAME 'acmeThing' SUP top STRUCTURAL MUST acmeHost )",
                                  "( 1.3.6.1.4.1.99999.2 NAME 'acmeNode' SUP " + superior + " STRUCTURAL MUST cn )"});
}

TEST(JudgeSchema, AClassThatIsNoLongerDerivedLosesWhatItInherited) {
  const std::string inUse = kRoot + node("a", "acmeHost: x\n"), plain = kRoot + node("a");
  EXPECT_EQ(judged(derived("acmeOld") + inUse, derived("top") + inUse),
            "breaking sup-changed 1: acmeNode is now derived from top, not from acmeOld, and entries have what it no "
            "longer inherits\n"
            "  cn=a,o=Acme\n");
  EXPECT_EQ(judged(derived("acmeOld") + plain, derived("top") + plain),
            "safe sup-changed 0: acmeNode is now derived from top, not from acmeOld; no entry has what it no longer "
            "inherits\n");
}

TEST(JudgeSchema, ANewSuperiorBringsWhatItRequires) {
  const std::string entries = kRoot + node("a") + node("b", "acmeHost: x\n");
  EXPECT_EQ(judged(derived("top") + entries, derived("acmeThing") + entries),
            "breaking must-gained 1: acmeNode now requires acmeHost, and entries do not have it\n"
            "  cn=a,o=Acme\n"
            "safe sup-changed 0: acmeNode is now derived from acmeThing, not from top; no entry has what it no longer "
            "inherits\n");
}

TEST(JudgeSchema, EntriesThatNameAStructuralSuperiorWhichIsGoneAreBroken) {
  const std::string entry = kRoot + node("a", "objectClass: acmeThing\nacmeHost: x\n");
  EXPECT_EQ(judged(derived("acmeThing") + entry, derived("top") + entry),
            "breaking sup-changed 1: acmeNode is now derived from top, not from acmeThing, and entries have what it no "
            "longer inherits\n"
            "  cn=a,o=Acme\n");
}

TEST(JudgeSchema, AClassPutBetweenTwoOthersTakesNothing) {
  const std::string between = "( 1.3.6.1.4.1.99999.6 NAME 'acmeBetween' SUP acmeThing STRUCTURAL )";
  const auto schema = [&](const std::string& superior) {
    std::string text = derived(superior);
    return text.replace(text.size() - 1, 1, "objectClasses: " + between + "\n\n");
  };
  const std::string entry = kRoot + node("a", "objectClass: acmeThing\nacmeHost: x\n");
  EXPECT_EQ(judged(schema("acmeThing") + entry, schema("acmeBetween") + entry),
            "safe sup-changed 0: acmeNode is now derived from acmeBetween, not from acmeThing; no entry has what it no "
            "longer inherits\n");
}

TEST(JudgeSchema, AnAttributeWithAnotherSuperiorIsFoundOtherwiseAndTakesItsSyntax) {
  const std::string number = "( 1.3.6.1.4.1.99999.8 NAME 'acmeNumber' " + kInteger + " )";
  const std::string text = "( 1.3.6.1.4.1.99999.9 NAME 'acmeText' " + kText + " )";
  const std::string before = schemaOf({number, text, type("SUP acmeText")}, {kClass}) + kRoot;
  const std::string after = schemaOf({number, text, type("SUP acmeNumber")}, {kClass}) + kRoot;
  const std::string used = node("a", "acmeHost: x\n");
  EXPECT_EQ(judged(before + used, after + used),
            "breaking syntax-changed 1: the syntax of acmeHost changed, and values violate it\n"
            "  cn=a,o=Acme\n"
            "risky sup-changed 1: acmeHost is now derived from acmeNumber, not from acmeText, and entries have it: a "
            "search for acmeText no longer finds it\n"
            "  cn=a,o=Acme\n");
  EXPECT_EQ(judged(before, after),
            "safe syntax-changed 0: the syntax of acmeHost changed; every value conforms to it\n"
            "safe sup-changed 0: acmeHost is now derived from acmeNumber, not from acmeText; no entry has it\n");
}

TEST(JudgeSchema, AnOidThatMovedIsRiskyEvenWithoutEntries) {
  EXPECT_EQ(
      judged(schemaOf({type(kText)}, {kClass}) + kRoot,
             schemaOf({type(kText, "1.3.6.1.4.1.99999.7")}, {kClass}) + kRoot),
      "risky oid-moved 0: the OID of acmeHost moved from 1.3.6.1.4.1.99999.1 to 1.3.6.1.4.1.99999.7; no entry has "
      "it\n");
}

TEST(JudgeReferences, DanglingMemberIsReported) {
  const std::string group =
      "dn: cn=g,o=Acme\nobjectClass: groupOfNames\ncn: g\nmember: cn=u,o=Acme\nmember: cn=v,o=Acme\n\n";
  const std::string u = "dn: cn=u,o=Acme\nobjectClass: applicationProcess\ncn: u\n\n";
  const std::string v = "dn: cn=v,o=Acme\nobjectClass: applicationProcess\ncn: v\n\n";
  EXPECT_EQ(judged(kRoot + group + u + v, kRoot + group + v),
            "risky dangling-reference 1: member still names cn=u,o=Acme, which is no longer there\n"
            "  cn=g,o=Acme\n");
}

TEST(JudgeReferences, AmongTooManyEntriesItIsSaidThatTheyAreNotLookedFor) {
  const MemorySnapshot one = snapshotOf(kRoot + node("a"));
  MemorySnapshot other = snapshotOf(kRoot);
  other.info().entries = 100'001;
  const std::vector<Judgement> judgements = judge(compare(one, other), other);
  ASSERT_EQ(judgements.size(), 1U);
  EXPECT_EQ(judgements.front().kind, "references-not-read");
  EXPECT_EQ(judgements.front().text,
            "references to entries that are gone were not looked for: 100001 entries are more than 100000");
}

TEST(JudgeReferences, OnlyNewDanglingReferencesAreReported) {
  const std::string group = "dn: cn=g,o=Acme\nobjectClass: groupOfNames\ncn: g\nmember: cn=old,o=Acme\n";
  EXPECT_EQ(judged(kRoot + group + "\n", kRoot + group + "member: cn=new,o=Acme\n\n"),
            "risky dangling-reference 1: member names cn=new,o=Acme, which is not there\n"
            "  cn=g,o=Acme\n");
}

TEST(JudgeConflicts, ConflictObjectsOfBothKindsAreReported) {
  EXPECT_EQ(judged(kRoot, kRoot + "dn: cn=a\\0ACNF:8c8b9d7e-0000-4000-8000-000000000001,o=Acme\nobjectClass: "
                                  "applicationProcess\ncn: a\n\n"),
            "risky conflict-object 1: a replication conflict: two servers made an entry of one name, and this is the "
            "loser\n  cn=a\\0ACNF:8c8b9d7e-0000-4000-8000-000000000001,o=Acme\n");
  EXPECT_NE(judged(kRoot, kRoot + "dn: cn=b,o=Acme\nobjectClass: applicationProcess\ncn: b\nnsds5ReplConflict: "
                                  "namingConflict cn=b,o=Acme\n\n")
                .find("risky conflict-object 1"),
            std::string::npos);
}

TEST(Judge, ADifferenceThatBreaksNothingSaysNothing) { EXPECT_EQ(judged(kRoot, kRoot + node("a")), ""); }

}  // namespace
}  // namespace ldapsnap
