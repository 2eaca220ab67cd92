#include "snapshot/ldap/schema/decode.h"

#include <gtest/gtest.h>

#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/value/decodings.h"

namespace ldapsnap {
namespace {

std::string shown(std::string_view attribute, std::string_view value) {
  return decoded(attribute, value, Schema::builtin()).value_or("-");
}

TEST(Pitfall12, AGuidIsShownWithItsFirstFieldsTurnedAround) {
  EXPECT_EQ(shown("objectGUID", *fromHex("00112233445566778899aabbccddeeff")), "33221100-5544-7766-8899-aabbccddeeff");
  EXPECT_EQ(shown("objectGUID", "short"), "-");
}

TEST(Decoded, ShowsASidWithItsName) {
  EXPECT_EQ(shown("objectSid", *fromHex("01020000000000052000000020020000")), "S-1-5-32-544 (Administrators)");
  EXPECT_EQ(shown("objectSid;range=0-1", *fromHex("01050000000000051500000001000000020000000300000000020000")),
            "S-1-5-21-1-2-3-512 (Domain Admins)");
  EXPECT_EQ(shown("sIDHistory", *fromHex("01050000000000051500000001000000020000000300000050040000")),
            "S-1-5-21-1-2-3-1104");
  EXPECT_EQ(shown("objectSid", "S-1-5-18"), "Local System");
  EXPECT_EQ(shown("objectSid", "S-1-5-21-1-2-3-1104"), "-");
}

TEST(Decoded, ShowsFlagsByNameAndTheRestInHexadecimal) {
  EXPECT_EQ(shown("userAccountControl", "514"), "ACCOUNTDISABLE | NORMAL_ACCOUNT");
  EXPECT_EQ(shown("USERACCOUNTCONTROL", "516"), "NORMAL_ACCOUNT | 0x4");
  EXPECT_EQ(shown("groupType", "-2147483646"), "ACCOUNT_GROUP | SECURITY_ENABLED");
  EXPECT_EQ(shown("groupType", "2147483650"), "ACCOUNT_GROUP | SECURITY_ENABLED");
  EXPECT_EQ(shown("systemFlags", "16"), "SCHEMA_BASE_OBJECT");
  EXPECT_EQ(shown("searchFlags", "641"), "ATTINDEX | CONFIDENTIAL | RODCFilteredAttribute");
  EXPECT_EQ(shown("instanceType", "5"), "IS_NC_HEAD | WRITE");
  EXPECT_EQ(shown("searchFlags", "0"), "-");
  EXPECT_EQ(shown("searchFlags", "9999999999"), "-");
  EXPECT_EQ(shown("searchFlags", "one"), "-");
}

TEST(FlagChange, NamesWhatWasSetAndWhatWasCleared) {
  const Decoding* const decoding = decodingOf("userAccountControl", Schema::builtin());
  ASSERT_NE(decoding, nullptr);
  const std::optional<FlagChange> change = flagChange(*decoding, "544", "66050");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->set, (std::vector<std::string>{"ACCOUNTDISABLE", "DONT_EXPIRE_PASSWD"}));
  EXPECT_EQ(change->cleared, std::vector<std::string>{"PASSWD_NOTREQD"});
  EXPECT_EQ(flagChange(*decoding, "0", "4")->set, std::vector<std::string>{"0x4"});
  EXPECT_FALSE(flagChange(*decoding, "0", "four"));
  EXPECT_FALSE(flagChange(*decodingOf("objectVersion", Schema::builtin()), "69", "87"));
}

TEST(DecodingOf, IsNoneForWhatSpeaksForItself) {
  EXPECT_EQ(decodingOf("description", Schema::builtin()), nullptr);
  EXPECT_EQ(decodingOf("unheardOf", Schema::builtin()), nullptr);
  EXPECT_EQ(decodingOf("userAccountControl", Schema::builtin()),
            decodingOf("msDS-User-Account-Control-Computed;x", Schema::builtin()));
}

TEST(Decoded, ShowsTheMeaningOfANumber) {
  EXPECT_EQ(shown("msDS-Behavior-Version", "7"), "Windows Server 2016");
  EXPECT_EQ(shown("objectVersion", "69"), "schema of Windows Server 2012 R2");
  EXPECT_EQ(shown("objectVersion", "16222"), "-");
}

TEST(Decoded, ShowsMoments) {
  EXPECT_EQ(shown("lastLogonTimestamp", "134169200470000000"), "2026-03-02T10:14:07Z");
  EXPECT_EQ(shown("lastLogon", "0"), "never");
  EXPECT_EQ(shown("accountExpires", "9223372036854775807"), "never");
  EXPECT_EQ(shown("pwdLastSet", "0"), "to be changed at the next logon");
  EXPECT_EQ(shown("lastLogon", "-1"), "-");
  EXPECT_EQ(shown("lastLogon", "9223372036854775806"), "-");
}

TEST(Decoded, ShowsIntervals) {
  EXPECT_EQ(shown("maxPwdAge", "-36288000000000"), "42 days");
  EXPECT_EQ(shown("lockoutDuration", "-18000000000"), "30 minutes");
  EXPECT_EQ(shown("minPwdAge", "-908610000000"), "1 day 1 hour 14 minutes 21 seconds");
  EXPECT_EQ(shown("maxPwdAge", "-9223372036854775808"), "never");
  EXPECT_EQ(shown("minPwdAge", "0"), "none");
  EXPECT_EQ(shown("maxPwdAge", "5"), "-");
}

TEST(Decoded, ShowsASecurityDescriptorAsSddl) {
  const std::string bytes = *fromHex(
      "010004800000000000000000000000001400000002001c000100000000021400300000000101000000000001"
      "00000000");
  EXPECT_EQ(shown("nTSecurityDescriptor", bytes), "D:(A;CI;RPWP;;;WD)");
  EXPECT_EQ(shown("nTSecurityDescriptor", "O:BA"), "-");
  EXPECT_EQ(shown("nTSecurityDescriptor", *fromHex("0100008000000000000000000000000000000000")), "-");
}

TEST(Decoded, GoesByTheSchemaWhereTheDataHasNoName) {
  Schema schema;
  schema.add(parseAttributeType("( 1.3.6.1.4.1.4203.666.7 NAME 'ownSid' EQUALITY sidMatch )"));
  schema.add(parseAttributeType("( 1.3.6.1.4.1.4203.666.8 NAME ( 'own' 'systemFlags' ) EQUALITY integerMatch )"));
  EXPECT_EQ(decoded("ownSid", *fromHex("010100000000000512000000"), schema), "S-1-5-18 (Local System)");
  EXPECT_EQ(decoded("own", "16", schema), "SCHEMA_BASE_OBJECT");
}

TEST(Decoded, LeavesTextAlone) {
  EXPECT_EQ(shown("cn", "0123456789abcdef"), "-");
  EXPECT_EQ(shown("noSuchType", "512"), "-");
}

TEST(Decodings, NameTheLastPartOfADomainsSidOnly) {
  EXPECT_EQ(wellKnownSid("S-1-5-21-1-2-3-500"), "Administrator");
  EXPECT_EQ(wellKnownSid("S-1-5-21-1-2-500"), "");
  EXPECT_EQ(wellKnownSid("S-1-5-32-500"), "");
  EXPECT_EQ(sddlAlias("S-1-5-11"), "AU");
  EXPECT_EQ(sddlAlias("S-1-5-3"), "");
}

}  // namespace
}  // namespace ldapsnap
