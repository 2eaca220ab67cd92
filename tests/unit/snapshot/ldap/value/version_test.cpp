#include "snapshot/ldap/value/version.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(Version, IsFoundAfterANameThatHasDigits) {
  EXPECT_EQ(versionIn("389-Directory/1.4.3.39 B2023.062.1530"), (VersionNumber{1, 4, 3, 39}));
  EXPECT_EQ(versionIn("OpenLDAP 2.5.13"), (VersionNumber{2, 5, 13}));
  EXPECT_EQ(versionIn("Windows Server 2016"), (VersionNumber{2016}));
}

TEST(Version, TakesTheBuildInParenthesesWithoutExchangesOffset) {
  EXPECT_EQ(versionIn("Version 15.0 (Build 31130.7)"), (VersionNumber{15, 0, 1130, 7}));
  EXPECT_EQ(versionIn("Version 5.5 (Build 2653.23: Service Pack 4)"), (VersionNumber{5, 5, 2653, 23}));
  EXPECT_EQ(versionIn("10.0 (14393)"), (VersionNumber{10, 0, 14393}));
}

TEST(Version, TakesTheErrataLevelOfUnivention) { EXPECT_EQ(versionIn("5.0-7"), (VersionNumber{5, 0, 7})); }

TEST(Version, IsEmptyWithoutANumberAndForOneTooLarge) {
  EXPECT_TRUE(versionIn("").empty());
  EXPECT_TRUE(versionIn("Service Pack").empty());
  EXPECT_TRUE(versionIn("99999999999999.1").empty());
}

TEST(Version, IsComparedInAsManyPlacesAsAreAskedFor) {
  EXPECT_EQ(compareVersions({2, 4, 44}, {2, 4}), 0);
  EXPECT_LT(compareVersions({2, 4, 44}, {2, 5}), 0);
  EXPECT_GT(compareVersions({15, 0, 1130, 7}, {15, 0, 1130, 0}), 0);
  EXPECT_LT(compareVersions({15, 0}, {15, 0, 1}), 0);
}

}  // namespace
}  // namespace ldapsnap
