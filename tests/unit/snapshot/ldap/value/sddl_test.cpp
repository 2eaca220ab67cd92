#include "snapshot/ldap/value/sddl.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

const std::string kEveryone = "010100000000000100000000";
const std::string kAdmins = "01020000000000052000000020020000";
const std::string kDomainAdmins =
    "010500000000000515000000010000000200000003000000"
    "00020000";
const std::string kGuidA = "00112233445566778899aabbccddeeff";
const std::string kGuidB = "ffeeddccbbaa99887766554433221100";

std::string ace(std::string_view bytes) { return aceToSddl(*fromHex(bytes)); }

std::string sddlOf(std::string_view bytes) { return toSddl(*readSecurityDescriptor(*fromHex(bytes))); }

TEST(AceToSddl, WritesTypeFlagsRightsAndSid) {
  EXPECT_EQ(ace("0002140030000000" + kEveryone), "(A;CI;RPWP;;;WD)");
  EXPECT_EQ(ace("01101800ff010f00" + kAdmins), "(D;ID;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;BA)");
  EXPECT_EQ(ace("0242140000000010" + kEveryone), "(AU;CISA;GA;;;WD)");
}

TEST(AceToSddl, WritesTheSidOfADomainInFull) {
  EXPECT_EQ(ace("0000240000000010" + kDomainAdmins), "(A;;GA;;;S-1-5-21-1-2-3-512)");
}

TEST(AceToSddl, WritesTheGuidsOfAnObjectAceLittleEndian) {
  EXPECT_EQ(ace("050a38001000000003000000" + kGuidA + kGuidB + kEveryone),
            "(OA;CIIO;RP;33221100-5544-7766-8899-aabbccddeeff;ccddeeff-aabb-8899-7766-554433221100;WD)");
  EXPECT_EQ(ace("050228001000000002000000" + kGuidB + kEveryone),
            "(OA;CI;RP;;ccddeeff-aabb-8899-7766-554433221100;WD)");
  EXPECT_EQ(ace("050018000001000000000000" + kEveryone), "(OA;;CR;;;WD)");
}

TEST(AceToSddl, WritesLabelsAndWhatItHasNoLettersForInHexadecimal) {
  EXPECT_EQ(ace("1100140001000000010100000000001000300000"), "(ML;;NW;;;HI)");
  EXPECT_EQ(ace("2000140000000000" + kEveryone), "(0x20;;;;;WD)");
  EXPECT_EQ(ace("0000140000020000" + kEveryone), "(A;;0x200;;;WD)");
  EXPECT_EQ(ace("0900180000000010" + kEveryone + "61727478"), "(XA;;GA;;;WD;0x61727478)");
  EXPECT_EQ(ace("0900180000000010" + kEveryone + "00000000"), "(XA;;GA;;;WD)");
  EXPECT_EQ(ace("00000800"), "(0x00000800)");
}

TEST(SddlParts, SayWhereTheyBelongAndSetInheritedAcesApart) {
  const std::string aces = "0002140030000000" + kEveryone + "0012140010000000" + kEveryone;
  const std::string bytes = *fromHex(
      "01001494"
      "14000000"
      "00000000"
      "24000000"
      "00000000" +
      kAdmins + "0200300002000000" + aces);
  const SddlParts parts = sddlParts(*readSecurityDescriptor(bytes));
  EXPECT_EQ(parts.own, (std::vector<std::string>{"O:BA", "D:PAI", "D:NO_ACCESS_CONTROL", "S:", "S:(A;CI;RPWP;;;WD)"}));
  EXPECT_EQ(parts.inherited, std::vector<std::string>{"S:(A;CIID;RP;;;WD)"});
}

TEST(ToSddl, WritesOwnerGroupAndListsWithTheirFlags) {
  EXPECT_EQ(sddlOf("01000494"
                   "14000000"
                   "24000000"
                   "00000000"
                   "30000000" +
                   kAdmins + kEveryone +
                   "02001c0001000000"
                   "0002140030000000" +
                   kEveryone),
            "O:BAG:WDD:PAI(A;CI;RPWP;;;WD)");
}

TEST(ToSddl, DistinguishesAbsentNullAndEmptyLists) {
  EXPECT_EQ(sddlOf("0100008014000000"
                   "00000000"
                   "00000000"
                   "00000000" +
                   kAdmins),
            "O:BA");
  EXPECT_EQ(sddlOf("0100048000000000"
                   "00000000"
                   "00000000"
                   "00000000"),
            "D:NO_ACCESS_CONTROL");
  EXPECT_EQ(sddlOf("0100148000000000"
                   "00000000"
                   "14000000"
                   "1c000000"
                   "0200080000000000"
                   "0200080000000000"),
            "D:S:");
}

RC_GTEST_PROP(AceToSddl, HasALineForAnyBytes, (const std::string& bytes)) {
  const std::string line = aceToSddl(bytes);
  RC_ASSERT(line.front() == '(' && line.back() == ')' && isReadableText(line));
}

}  // namespace
}  // namespace ldapsnap
