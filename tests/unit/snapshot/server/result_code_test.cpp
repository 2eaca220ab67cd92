#include "snapshot/server/result_code.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(ResultCode, HasTheNameOfRfc4511) {
  EXPECT_EQ(nameOf(ResultCode::Success), "success");
  EXPECT_EQ(nameOf(ResultCode::SizeLimitExceeded), "sizeLimitExceeded");
  EXPECT_EQ(nameOf(ResultCode::InvalidDnSyntax), "invalidDNSyntax");
  EXPECT_EQ(nameOf(ResultCode::InsufficientAccessRights), "insufficientAccessRights");
  EXPECT_EQ(nameOf(ResultCode::SyncRefreshRequired), "e-syncRefreshRequired");
}

TEST(ResultCode, UnknownCodeKeepsItsNumber) {
  EXPECT_EQ(nameOf(ResultCode(999)), "resultCode 999");
  EXPECT_EQ(static_cast<int>(ResultCode(999)), 999);
  EXPECT_EQ(describe(ResultCode(999), "vendor text"), "resultCode 999 (999): vendor text");
}

TEST(ResultCode, DescriptionIsNameNumberAndDiagnostic) {
  EXPECT_EQ(describe(ResultCode::InvalidCredentials, ""), "invalidCredentials (49)");
  EXPECT_EQ(describe(ResultCode::NoSuchObject, "no o=x"), "noSuchObject (32): no o=x");
}

TEST(ResultCode, OnlyBusyAndUnavailableAreTransient) {
  EXPECT_TRUE(isTransient(ResultCode::Busy));
  EXPECT_TRUE(isTransient(ResultCode::Unavailable));
  EXPECT_FALSE(isTransient(ResultCode::Success));
  EXPECT_FALSE(isTransient(ResultCode::UnwillingToPerform));
}

}  // namespace
}  // namespace ldapsnap
