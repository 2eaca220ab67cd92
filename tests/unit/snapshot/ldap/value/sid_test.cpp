#include "snapshot/ldap/value/sid.h"

#include <gtest/gtest.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

const std::string kAdministrators = *fromHex("01020000000000052000000020020000");

TEST(Sid, ReadsAndWritesTheTextForm) {
  EXPECT_EQ(sidToText(kAdministrators), "S-1-5-32-544");
  EXPECT_EQ(sidFromText("S-1-5-32-544"), kAdministrators);
  EXPECT_EQ(sidFromText("s-1-5-32-544"), kAdministrators);
  EXPECT_EQ(sidToText(*sidFromText("S-1-5-21-4294967295-0-1-500")), "S-1-5-21-4294967295-0-1-500");
}

TEST(Sid, WritesALargeAuthorityInHexadecimal) {
  EXPECT_EQ(sidToText(*sidFromText("S-1-0x0000ffffffffffff-1")), "S-1-0xffffffffffff-1");
}

TEST(Sid, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "S-1-", "S-1", "S-2-5-32", "S-1-5-", "S-1-5--1", "S-1-5-x", "S-1-5-4294967296", "S-1-0x1000000000000",
        "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16"}) {
    EXPECT_EQ(sidFromText(text), std::nullopt) << text;
  }
  EXPECT_FALSE(isSid(""));
  EXPECT_FALSE(isSid(kAdministrators.substr(0, 15)));
  EXPECT_FALSE(isSid(kAdministrators + "x"));
  EXPECT_EQ(sizeOfSid(kAdministrators + "more"), kAdministrators.size());
}

}  // namespace
}  // namespace ldapsnap
