#include "diff/compare/values/align_value.h"

#include <gtest/gtest.h>

#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/descriptors.h"

namespace ldapsnap {
namespace {

/// "the |-old|+new| end".
std::string steps(const AttributeChange& change) {
  std::string text;
  for (const EditLine& line : change.lines) {
    if (!text.empty()) text += '|';
    if (line.op != EditLine::Op::Keep) text += line.op == EditLine::Op::Remove ? '-' : '+';
    text += line.text;
  }
  return text;
}

AttributeChange replaced(const std::string& before, const std::string& after) {
  AttributeChange change;
  change.removed = {before};
  change.added = {after};
  alignInside(change);
  return change;
}

// --- Texts ---

const std::string kSentence = "mail for the site Seattle goes through the bridgehead server SEA1 and nowhere else";

TEST(AlignWords, MarksOnlyChangedWordsOfALongLine) {
  std::string other = kSentence;
  other.replace(other.find("SEA1"), 4, "SEA2");
  const AttributeChange change = onlyChange("description: " + kSentence + "\n", "description: " + other + "\n");
  EXPECT_EQ(change.unit, EditUnit::Word);
  EXPECT_EQ(steps(change),
            "mail| |for| |the| |site| |Seattle| |goes| |through| |the| |bridgehead| |server| |-SEA1|+SEA2| |and| "
            "|nowhere| |else");
  EXPECT_EQ(change.removed, std::vector<std::string>{kSentence});
  EXPECT_EQ(change.added, std::vector<std::string>{other});
}

TEST(AlignWords, IsNotUsedForShortValues) { EXPECT_TRUE(replaced("one two three", "one two four").lines.empty()); }

TEST(AlignWords, IsNotUsedIfLittleIsUnchanged) {
  EXPECT_TRUE(
      replaced(kSentence, "an altogether different text, which has hardly a word of the former one, stands here")
          .lines.empty());
}

TEST(AlignWords, IsNotUsedIfAPartIsRedacted) {
  const std::string digest = std::string(kRedactedMark) + std::string(32, 'a');
  EXPECT_TRUE(
      replaced(kSentence + " credentials=" + digest, kSentence + " credentials=" + digest + " x").lines.empty());
}

TEST(AlignWords, IsNotUsedAboveTheLimits) {
  const std::string large(kWordsLimit, 'x');
  EXPECT_TRUE(replaced(large + " a", large + " b").lines.empty());
  std::string many, others;
  for (std::size_t i = 0; i < kWordAlignLimit; ++i) {
    many += "same ";
    others += "same ";
    (i % 2 ? many : others) += std::to_string(i) + ' ';
  }
  const AttributeChange change = replaced(kSentence + many, kSentence + others);
  EXPECT_TRUE(change.lines.empty()) << "beyond the limit the middle is one block, and little is kept";
}

TEST(AlignWords, JoinedWordsGiveBothTexts) {
  const std::string other = "  " + kSentence + ", and\t so (on)";
  const AttributeChange change = replaced(kSentence, other);
  std::string before, after;
  for (const EditLine& word : change.lines) {
    if (word.op != EditLine::Op::Add) before += word.text;
    if (word.op != EditLine::Op::Remove) after += word.text;
  }
  EXPECT_EQ(before, kSentence);
  EXPECT_EQ(after, other);
}

// --- Security descriptors ---

TEST(AlignDescriptors, AceByAceInTheirOrder) {
  const AttributeChange change = onlyChange(
      descriptorOf(kSystem, {allow(0x10, kWorld), allow(0x30, kAdministrators)}),
      descriptorOf(kSystem, {allow(0x10, kWorld), allow(0x20, kDomainAdmins), allow(0x30, kAdministrators)}));
  EXPECT_EQ(change.unit, EditUnit::Ace);
  EXPECT_EQ(steps(change), "O:SY|D:|D:(A;CI;RP;;;WD)|+D:(A;CI;WP;;;S-1-5-21-1-2-3-512)|D:(A;CI;RPWP;;;BA)");
}

TEST(AlignDescriptors, AceOrderMatters) {
  EXPECT_EQ(steps(onlyChange(descriptorOf(kSystem, {allow(0x10, kWorld), allow(0x30, kAdministrators)}),
                             descriptorOf(kSystem, {allow(0x30, kAdministrators), allow(0x10, kWorld)}))),
            "O:SY|D:|-D:(A;CI;RP;;;WD)|D:(A;CI;RPWP;;;BA)|+D:(A;CI;RP;;;WD)");
}

TEST(AlignDescriptors, ComparesOwnersAsParts) {
  EXPECT_EQ(steps(onlyChange(descriptorOf(kSystem, {}), descriptorOf(kAdministrators, {}))), "-O:SY|+O:BA|D:");
}

TEST(AlignDescriptors, InheritedAcesAreCounted) {
  const AttributeChange change =
      onlyChange(descriptorOf(kSystem, {allow(0x10, kWorld), allow(0x10, kAdministrators, Given::ByParent)}),
                 descriptorOf(kSystem, {allow(0x10, kWorld), allow(0x20, kAdministrators, Given::ByParent),
                                        allow(0x20, kWorld, Given::ByParent)}));
  EXPECT_EQ(steps(change), "O:SY|D:|D:(A;CI;RP;;;WD)");
  EXPECT_EQ(change.inheritedRemoved, 1U);
  EXPECT_EQ(change.inheritedAdded, 2U);
}

TEST(AlignDescriptors, AlignsUpToAThousandAcesPerSide) {
  std::vector<std::string> many, others;
  for (int i = 0; i < 1200; ++i) {
    many.push_back(allow(0x10, "S-1-5-21-1-2-3-" + std::to_string(2000 + i)));
    others.push_back(allow(0x20, "S-1-5-21-1-2-3-" + std::to_string(2000 + i)));
  }
  EXPECT_EQ(onlyChange(descriptorOf(kSystem, many), descriptorOf(kSystem, others)).lines.size(), 2U + 2400U);
}

TEST(AlignDescriptors, IgnoresValuesThatAreNotDescriptors) {
  EXPECT_TRUE(onlyChange("nTSecurityDescriptor: a\n", "nTSecurityDescriptor: b\n").lines.empty());
}

}  // namespace
}  // namespace ldapsnap
