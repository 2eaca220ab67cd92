#include "snapshot/ldap/value/security_descriptor.h"

#include <gtest/gtest.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

// O:BAG:SYD:(A;;GA;;;WD)(D;;GA;;;BA), owner first.
const std::string kOwner = "01020000000000052000000020020000";
const std::string kGroup = "010100000000000512000000";
const std::string kAllowWorld = "0000140000000010010100000000000100000000";
const std::string kDenyAdmins = "010018000000001001020000000000052000000020020000";
const std::string kDacl = "0200340002000000" + kAllowWorld + kDenyAdmins;

std::string ownerFirst() {
  return *fromHex(
      "01000480"
      "14000000"
      "24000000"
      "00000000"
      "30000000" +
      kOwner + kGroup + kDacl);
}
std::string daclFirst() {
  return *fromHex(
      "01000480"
      "4c000000"
      "5c000000"
      "00000000"
      "18000000"
      "ffffffff" +
      kDacl + kOwner + kGroup);
}

TEST(SecurityDescriptor, IsTakenApart) {
  const std::string bytes = ownerFirst();
  const std::optional<SecurityDescriptor> descriptor = readSecurityDescriptor(bytes);
  ASSERT_TRUE(descriptor);
  EXPECT_EQ(descriptor->control, 0x8004);
  EXPECT_EQ(hex(descriptor->owner), kOwner);
  EXPECT_EQ(hex(descriptor->group), kGroup);
  EXPECT_FALSE(descriptor->sacl);
  ASSERT_TRUE(descriptor->dacl);
  ASSERT_EQ(descriptor->dacl->aces.size(), 2U);
  EXPECT_EQ(hex(descriptor->dacl->aces[1]), kDenyAdmins);
}

TEST(SecurityDescriptor, IsTheSameWhereverTheServerPutItsParts) {
  const std::string one = ownerFirst(), other = daclFirst();
  EXPECT_NE(one, other);
  EXPECT_EQ(canonicalBytes(*readSecurityDescriptor(one)), canonicalBytes(*readSecurityDescriptor(other)));
  EXPECT_EQ(canonicalBytes(*readSecurityDescriptor(one)), one);
}

TEST(SecurityDescriptor, IsAnotherWhenItsAcesChangePlaces) {
  const std::string turned = *fromHex(
      "01000480"
      "14000000"
      "24000000"
      "00000000"
      "30000000" +
      kOwner + kGroup + "0200340002000000" + kDenyAdmins + kAllowWorld);
  EXPECT_NE(canonicalBytes(*readSecurityDescriptor(turned)), canonicalBytes(*readSecurityDescriptor(ownerFirst())));
}

TEST(SecurityDescriptor, IsNotReadFromBytesThatAreCutOff) {
  const std::string whole = ownerFirst();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(readSecurityDescriptor(whole.substr(0, size))) << size;
  }
}

TEST(SecurityDescriptor, IsNotReadWhereAnAceIsLargerThanItsList) {
  std::string bytes = ownerFirst();
  bytes[0x30 + 8 + 2] = '\x7F';
  EXPECT_FALSE(readSecurityDescriptor(bytes));
}

}  // namespace
}  // namespace ldapsnap
