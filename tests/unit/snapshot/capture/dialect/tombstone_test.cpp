#include "snapshot/capture/dialect/tombstone.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(Tombstone, NameBeforeDeletionIsRdnAndLastKnownParent) {
  const Entry tombstone{"CN=anna\\0ADEL:0f,CN=Deleted Objects,DC=acme", {{"lastKnownParent", {"OU=Staff,DC=acme"}}}};
  EXPECT_EQ(nameBefore(tombstone), "CN=anna,OU=Staff,DC=acme");
}

TEST(Tombstone, WithoutLastKnownParentKeepsItsName) {
  EXPECT_EQ(nameBefore({"CN=plain,DC=acme", {}}), "CN=plain,DC=acme");
}

}  // namespace
}  // namespace ldapsnap
