#include "snapshot/ldap/product/schema_extensions.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(SchemaExtensions, DecideOnTheirServerAlone) {
  EXPECT_TRUE(decidesBehaviour("X-ORDERED", "VALUES", Product::OpenLdap));
  EXPECT_FALSE(decidesBehaviour("X-ORDERED", "VALUES", Product::Ds389));
  EXPECT_TRUE(decidesBehaviour("X-ORDERED", "VALUES", Product::Generic)) << "it may be OpenLDAP";
}

TEST(SchemaExtensions, SomeDecideByOneValue) {
  EXPECT_TRUE(decidesBehaviour("X-ORIGIN", "User Defined", Product::Ds389));
  EXPECT_FALSE(decidesBehaviour("X-ORIGIN", "RFC 4519", Product::Ds389));
}

TEST(SchemaExtensions, MayBeNamedByTheirBeginning) {
  EXPECT_TRUE(decidesBehaviour("X-NDS_NEVER_SYNC", "1", Product::Generic));
  EXPECT_FALSE(decidesBehaviour("X-SCHEMA-FILE", "99user.ldif", Product::Generic));
}

}  // namespace
}  // namespace ldapsnap
