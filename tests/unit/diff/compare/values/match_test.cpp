#include "diff/compare/values/match.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "diff/compare/unchanged.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

TEST(Match, CountsUnchangedValues) {
  const Difference difference =
      differenceOf("dn: cn=a\nsn: s\nl: l\nou: x\nou: y\n", "dn: cn=a\nsn: s\nl: l\nou: X\nou: z\n");
  ASSERT_EQ(difference.changes.size(), 1U);
  EXPECT_EQ(difference.changes[0].unchangedAttributes, 2U);
  EXPECT_EQ(difference.changes[0].attributes[0].unchanged, 1U);
}

TEST(Match, KeepsUnchangedValuesOnRequest) {
  const MemorySnapshot before =
      snapshotOf("dn: cn=a\ncn: a\nsn: s\nmail: x\nmodifyTimestamp: 20260101000000Z\n\ndn: cn=b\nsn: s\n");
  const MemorySnapshot after =
      snapshotOf("dn: cn=a\nCN: a\nsn: t\nMail: x\nmodifyTimestamp: 20260101000000Z\n\ndn: cn=c\nsn: u\n");
  Difference difference = compare(before, after);
  keepUnchanged(difference, before, after);
  ASSERT_EQ(difference.changes.size(), 3U);
  const EntryChange change = difference.changes[0];
  ASSERT_EQ(change.kept.size(), change.unchangedAttributes);
  EXPECT_EQ(change.kept[0].description, "CN");
  EXPECT_EQ(change.kept[1].description, "Mail");
  EXPECT_EQ(change.kept[1].added, std::vector<std::string>{"x"});
  EXPECT_TRUE(difference.changes[1].kept.empty()) << "an entry that came or went is whole";
}

TEST(Match, KeepsUnchangedValuesOfAnEntryWhoseNameIsNotADn) {
  const MemorySnapshot before = snapshotOf("dn: o=x\no: x\n\ndn: cn=a \\nb,o=x\ncn: a\nsn: s\n");
  const MemorySnapshot after = snapshotOf("dn: o=x\no: x\n\ndn: cn=a \\nb,o=x\ncn: a\nsn: t\n");
  Difference difference = compare(before, after);
  keepUnchanged(difference, before, after);
  ASSERT_EQ(difference.changes.size(), 1U);
  const EntryChange change = difference.changes[0];
  ASSERT_EQ(change.kept.size(), 1U);
  EXPECT_EQ(change.kept[0].description, "cn");
}

TEST(Match, ListsAttributesByNameAndValuesByBytes) {
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nsn: s\n", "dn: cn=a\nou: b\nou: a\nL: l\n")),
            "~ cn=a: L +l, ou +a +b, sn -s\n");
}

TEST(Match, UsesTheDescriptionAsSpelledAfter) {
  EXPECT_EQ(onlyChange("surname: x\n", "SN: y\n").description, "SN");
  EXPECT_EQ(onlyChange("surname: x\n", "l: y\nsurname: x\n").description, "l");
}

TEST(Match, ValuesEqualByTheMatchingRuleAreTheSameValue) {
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nou: x\nou: X\n", "dn: cn=a\nou: x\nou: y\n")), "~ cn=a: ou +y\n");
}

TEST(Match, AttributeWithAChangedOidIsTheSameAttribute) {
  const auto ldif = [](const std::string& oid, const std::string& value) {
    return "dn: cn=Subschema\nobjectClass: subschema\nattributeTypes: ( " + oid +
           " NAME 'moved' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\ndn: cn=a\nmoved: " +
           value + "\n";
  };
  EXPECT_EQ(describe(differenceOf(ldif("1.1.1", "x"), ldif("1.1.2", "x"))),
            "schema ~ attributeType moved: OID -1.1.1 +1.1.2\n");
  EXPECT_EQ(describe(differenceOf(ldif("1.1.1", "x"), ldif("1.1.2", "y"))),
            "schema ~ attributeType moved: OID -1.1.1 +1.1.2\n~ cn=a: moved -x +y\n");
}

TEST(Match, BothMatchingRulesMustAgreeIfTheSchemasDiffer) {
  const auto ldif = [](const std::string& rule, const std::string& value) {
    return "dn: cn=Subschema\nobjectClass: subschema\nattributeTypes: ( 1.1.1 NAME 'odd' EQUALITY " + rule +
           " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\ndn: cn=a\nodd: " + value + "\n";
  };
  EXPECT_EQ(describe(differenceOf(ldif("caseExactMatch", "X"), ldif("caseIgnoreMatch", "x"))),
            "schema ~ attributeType odd: EQUALITY -caseExactMatch +caseIgnoreMatch\n~ cn=a: odd -X +x\n");
  EXPECT_EQ(describe(differenceOf(ldif("caseExactMatch", "X  Y"), ldif("caseIgnoreMatch", "X Y"))),
            "schema ~ attributeType odd: EQUALITY -caseExactMatch +caseIgnoreMatch\n");
}

TEST(Match, LongTextsAreAlignedByLines) {
  const AttributeChange change = onlyChange("description:: YQpiCmM=\n", "description:: YQpCQgpj\n");
  EXPECT_EQ(change.removed, std::vector<std::string>{"a\nb\nc"});
  EXPECT_EQ(change.added, std::vector<std::string>{"a\nBB\nc"});
  using Op = EditLine::Op;
  EXPECT_EQ(change.lines,
            (std::vector<EditLine>{{Op::Keep, "a"}, {Op::Remove, "b"}, {Op::Add, "BB"}, {Op::Keep, "c"}}));
}

TEST(Match, TextsOfAnAttributeWithSeveralValuesAreNotAligned) {
  EXPECT_TRUE(onlyChange("description:: YQpi\ndescription: x\n", "description:: YQpj\ndescription: x\n").lines.empty());
}

TEST(Match, SingleLinesAreNotAligned) {
  EXPECT_TRUE(onlyChange("description: a b\n", "description: a c\n").lines.empty());
}

TEST(Match, ReplacedValuesOfUnknownAttributesAreMarkedAsComparedByBytes) {
  EXPECT_TRUE(onlyChange("acmeOdd: X\n", "acmeOdd: x\n").comparedAsBytes);
  EXPECT_FALSE(onlyChange("ou: X\n", "ou: y\n").comparedAsBytes);
  EXPECT_FALSE(onlyChange("acmeOdd: X\n", "acmeOdd: X\nacmeOdd: y\n").comparedAsBytes);
  EXPECT_FALSE(onlyChange("ou: x\n", "ou: x\nacmeOdd: x\n").comparedAsBytes);
}

TEST(Match, OctetsAreNotAligned) {
  EXPECT_TRUE(onlyChange("jpegPhoto:: /9gK/w==\n", "jpegPhoto:: /9kK/w==\n").lines.empty());
}

const std::string kOrdered =
    "dn: cn=Subschema\nobjectClass: subschema\n"
    "attributeTypes: ( 1.1.1 NAME 'steps' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15\n"
    "  X-ORDERED 'VALUES' )\n\n";

std::string steps(std::initializer_list<const char*> values) {
  std::string ldif = kOrdered + "dn: cn=a\ncn: a\n";
  int number = 0;
  for (const char* value : values) ldif += fmt::format("steps: {{{}}}{}\n", number++, value);
  return ldif;
}

TEST(MatchOrdered, InsertionAtTheFrontIsOneInsertion) {
  const Difference difference = differenceOf(steps({"a", "b"}), steps({"new", "a", "b"}));
  EXPECT_EQ(describe(difference), "~ cn=a: steps [+new| a| b]\n");
  const AttributeChange change = difference.changes[0].attributes[0];
  EXPECT_TRUE(change.ordered);
  EXPECT_FALSE(change.reordered);
  EXPECT_EQ(change.added, std::vector<std::string>{"new"});
  EXPECT_TRUE(change.removed.empty());
  EXPECT_EQ(change.unchanged, 2U);
}

TEST(MatchOrdered, TenComesAfterNine) {
  EXPECT_EQ(describe(differenceOf(steps({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"}),
                                  steps({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}))),
            "~ cn=a: steps [ 0| 1| 2| 3| 4| 5| 6| 7| 8| 9|-X]\n");
}

TEST(MatchOrdered, SwappingIsAReordering) {
  EXPECT_EQ(describe(differenceOf(steps({"a", "b"}), steps({"b", "a"}))), "~ cn=a: steps [-a| b|+a] reordered\n");
}

TEST(MatchOrdered, CaseIsIgnoredByTheMatchingRule) {
  EXPECT_EQ(describe(differenceOf(steps({"a"}), steps({"A"}))), "");
}

TEST(MatchOrdered, ValuesMayRepeat) {
  EXPECT_EQ(describe(differenceOf(steps({"a", "b", "a"}), steps({"a", "b"}))), "~ cn=a: steps [ a| b|-a]\n");
}

TEST(MatchOrdered, ANewAttributeShowsItsValuesWithoutNumbers) {
  EXPECT_EQ(describe(differenceOf(kOrdered + "dn: cn=a\ncn: a\n", steps({"a", "b"}))), "~ cn=a: steps [+a|+b]\n");
}

TEST(MatchOrdered, TheAccessRulesOfOpenLdapAreOrdered) {
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nolcAccess: {0}to * by * read\n",
                                  "dn: cn=a\nolcAccess: {0}to attrs=x by * none\nolcAccess: {1}to * by * read\n")),
            "~ cn=a: olcAccess [+to attrs=x by * none| to * by * read]\n");
}

TEST(MatchNames, ReplacedDnsAreShownInFull) {
  const std::string before = "cn=Microsoft Public MDB,cn=SEA-EX50,cn=Servers,cn=Configuration,ou=Seattle,o=Acme",
                    after = "cn=Microsoft Public MDB,cn=SEA-EX55,cn=Servers,cn=Configuration,ou=Seattle,o=Acme";
  EXPECT_EQ(describe(differenceOf("dn: cn=a\nseeAlso: " + before + "\n", "dn: cn=a\nseeAlso: " + after + "\n")),
            "~ cn=a: seeAlso -" + before + " +" + after + "\n");
}

}  // namespace
}  // namespace ldapsnap
