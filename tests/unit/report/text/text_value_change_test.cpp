// What changed inside a value, and what values mean, as a person reads it.
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

using Op = EditLine::Op;

AttributeChange meaning(AttributeChange change) {
  change.decoding = decodingOf(change.description, Schema::builtin());
  return change;
}

/// The lines of one attribute of a changed entry.
std::string shown(const AttributeChange& change, const RenderOptions& options = {}) {
  EntryChange entry;
  entry.dn = "cn=a,o=Acme";
  entry.attributes = {change};
  const std::string text = render(diffOf({entry}), Format::Text, options);
  const std::string start = "  ~ cn=a\n";
  const std::size_t from = text.find(start) + start.size();
  return '\n' + text.substr(from, text.find("\n\n", from) + 1 - from);
}

TEST(TextValueChange, FlagsShowSetAndClearedBits) {
  EXPECT_EQ(shown(meaning(modified("userAccountControl", {"544"}, {"514"}))), R"(
        userAccountControl  +ACCOUNTDISABLE -PASSWD_NOTREQD
                            - 544 (PASSWD_NOTREQD | NORMAL_ACCOUNT)
                            + 514 (ACCOUNTDISABLE | NORMAL_ACCOUNT)
)");
  EXPECT_EQ(shown(meaning(modified("searchFlags", {"0"}, {"1"}))), R"(
        searchFlags     +ATTINDEX
                        - 0
                        + 1 (ATTINDEX)
)");
}

TEST(TextValueChange, EnumeratedNumbersShowTheirMeaning) {
  EXPECT_EQ(shown(meaning(modified("objectVersion", {"69"}, {"88"}))), R"(
        objectVersion   - 69 (schema of Windows Server 2012 R2)
                        + 88 (schema of Windows Server 2019 and 2022)
)");
  EXPECT_EQ(shown(meaning(modified("maxPwdAge", {"-36288000000000"}, {"-9223372036854775808"}))), R"(
        maxPwdAge       - -36288000000000 (42 days)
                        + -9223372036854775808 (never)
)");
  EXPECT_EQ(shown(meaning(added("pwdLastSet", {"134169200470000000"}))), R"(
        pwdLastSet      + 134169200470000000 (2026-03-02T10:14:07Z)
)");
}

TEST(TextValueChange, DecodableOctetsShowOnlyTheirMeaning) {
  EXPECT_EQ(shown(meaning(added("objectGUID", {*fromHex("00112233445566778899aabbccddeeff")}))), R"(
        objectGUID      + 33221100-5544-7766-8899-aabbccddeeff
)");
  EXPECT_EQ(shown(meaning(added("objectSid", {*fromHex("01020000000000052000000020020000")}))), R"(
        objectSid       + S-1-5-32-544 (Administrators)
)");
  EXPECT_EQ(shown(meaning(added("objectGUID", {"\xff\xfe"}))), R"(
        objectGUID      + 0xfffe (2 bytes)
)");
}

TEST(TextValueChange, ASecretHasNoMeaning) {
  const std::string digest = std::string(kRedactedMark) + std::string(32, 'a');
  EXPECT_EQ(shown(meaning(added("objectGUID", {digest}))), R"(
        objectGUID      + (secret)
)");
}

TEST(TextValueChange, ASecurityDescriptorIsSddl) {
  const std::string bytes = *fromHex(
      "0100048014000000000000000000000024000000"
      "01020000000000052000000020020000"
      "02001c00010000000002140030000000010100000000000100000000");
  EXPECT_EQ(shown(meaning(added("nTSecurityDescriptor", {bytes}))), R"(
        nTSecurityDescriptor  + O:BAD:(A;CI;RPWP;;;WD)
)");
}

TEST(TextValueChange, SecurityDescriptorShowsOnlyChangedAces) {
  AttributeChange change = modified("nTSecurityDescriptor", {"\x01"}, {"\x02"});
  change.unit = EditUnit::Ace;
  change.lines = {{Op::Keep, "O:BA"},
                  {Op::Keep, "D:PAI"},
                  {Op::Keep, "D:(A;;RP;;;WD)"},
                  {Op::Remove, "D:(A;;GA;;;S-1-5-21-1-2-3-1104)"},
                  {Op::Add, "D:(A;;GA;;;S-1-5-21-1-2-3-519)"},
                  {Op::Keep, "D:(A;;RPWP;;;SY)"},
                  {Op::Keep, "D:(A;;RPWP;;;BA)"},
                  {Op::Keep, "S:"},
                  {Op::Remove, "S:(AU;SA;WP;;;WD)"}};
  change.inheritedAdded = 4;
  EXPECT_EQ(shown(change), R"(
        nTSecurityDescriptor  security descriptor: 1 ACE added, 2 removed; inherited ACEs: 4 added,
                              0 removed
              D:(A;;RP;;;WD)
            - D:(A;;GA;;;S-1-5-21-1-2-3-1104)
            + D:(A;;GA;;;S-1-5-21-1-2-3-519) (Enterprise Admins)
              D:(A;;RPWP;;;SY)
              ...
              S:
            - S:(AU;SA;WP;;;WD)
)");
}

TEST(TextValueChange, ReorderedAcesAreReported) {
  AttributeChange change = modified("nTSecurityDescriptor", {"\x01"}, {"\x02"});
  change.unit = EditUnit::Ace;
  change.lines = {{Op::Remove, "D:(D;;GA;;;WD)"}, {Op::Keep, "D:(A;;GA;;;BA)"}, {Op::Add, "D:(D;;GA;;;WD)"}};
  EXPECT_EQ(shown(change), R"(
        nTSecurityDescriptor  security descriptor: the same ACEs in a different order
            - D:(D;;GA;;;WD)
              D:(A;;GA;;;BA)
            + D:(D;;GA;;;WD)
)");
}

TEST(TextValueChange, OnlyInheritedAcesAreOneLine) {
  AttributeChange change = modified("nTSecurityDescriptor", {"\x01"}, {"\x02"});
  change.unit = EditUnit::Ace;
  change.lines = {{Op::Keep, "O:BA"}};
  change.inheritedRemoved = 2;
  EXPECT_EQ(shown(change), R"(
        nTSecurityDescriptor  security descriptor: inherited ACEs: 0 added, 2 removed
)");
}

AttributeChange words(std::vector<EditLine> lines) {
  AttributeChange change = modified("description", {""}, {""});
  change.removed = change.added = {""};
  change.unit = EditUnit::Word;
  for (const EditLine& line : lines) {
    if (line.op != Op::Add) change.removed.front() += line.text;
    if (line.op != Op::Remove) change.added.front() += line.text;
  }
  change.lines = std::move(lines);
  return change;
}

TEST(TextValueChange, ChangedWordsAreShownInTheirSentence) {
  EXPECT_EQ(shown(words({{Op::Keep, "the bridgehead of Seattle is "},
                         {Op::Remove, "SEA1"},
                         {Op::Add, "SEA2"},
                         {Op::Keep, " "},
                         {Op::Add, "now"},
                         {Op::Keep, ", as before"}})),
            R"(
        description     ~ the bridgehead of Seattle is [-SEA1 -]{+SEA2 now+}, as before
)");
}

TEST(TextValueChange, LongSentencesShowTheContextOfTheChange) {
  const std::string start(200, 'x'), end(200, 'y');
  const AttributeChange change = words({{Op::Keep, start + ' '}, {Op::Add, "new "}, {Op::Keep, end}});
  EXPECT_EQ(shown(change, {.width = 300}), "\n        description     ~ ... (161 bytes hidden) ..." +
                                               std::string(39, 'x') + " {+new +}" + std::string(40, 'y') +
                                               "... (160 bytes hidden) ...\n");
  EXPECT_EQ(shown(change, {.width = 600, .showAll = true}),
            "\n        description     ~ " + start + " {+new +}" + end + "\n");
}

TEST(TextValueChange, ValuesThatLookLikeMarkupAreShownInFull) {
  EXPECT_EQ(shown(words({{Op::Keep, "a {+forged+} "}, {Op::Remove, "x"}, {Op::Add, "y"}})), R"(
        description     - a {+forged+} x
                        + a {+forged+} y
)");
}

TEST(TextValueChange, ControlCharactersInWordsAreMadeVisible) {
  EXPECT_EQ(shown(words({{Op::Keep, "a "}, {Op::Add, "\x1b[2J\u202E"}})), R"(
        description     ~ a {+\u{001b}[2J\u{202e}+}
)");
}

}  // namespace
}  // namespace ldapsnap::test
