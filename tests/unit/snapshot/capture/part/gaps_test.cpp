#include "snapshot/capture/part/gaps.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

Gap gapAt(const std::string& base, ResultCode code, Product product, std::size_t entries = 0) {
  CapturePart part;
  part.request.base = base;
  SearchResult result;
  result.code = code;
  return gapOf(result, part, product, entries);
}

TEST(GapOf, NamesResultCodeAndEntriesReturnedBeforeIt) {
  EXPECT_EQ(gapAt("o=Acme", ResultCode::SizeLimitExceeded, Product::Ds389, 3),
            (Gap{"o=Acme", "sizeLimitExceeded (4) after 3 entries",
                 "bind as cn=Directory Manager, or set nsSizeLimit, nsTimeLimit and nsLookThroughLimit to -1 in the "
                 "entry of the bind DN"}));
}

TEST(GapOf, QuotesTheDiagnosticMessage) {
  SearchResult result;
  result.code = ResultCode::Other;
  result.diagnostic = "disk on fire";
  EXPECT_EQ(gapOf(result, CapturePart(), Product::Generic, 0), (Gap{"the directory", "other (80): disk on fire", ""}))
      << "a naming context with an empty name";
  CapturePart rootDse;
  rootDse.kind = CapturePart::Kind::RootDse;
  EXPECT_EQ(gapOf(result, rootDse, Product::Generic, 0).where, "");
}

TEST(GapOf, RemedyDependsOnTheResultCode) {
  EXPECT_EQ(gapAt("o=Acme", ResultCode::InsufficientAccessRights, Product::Ds389).remedy,
            "bind as cn=Directory Manager, or as an identity to which an ACI grants read access");
  EXPECT_EQ(gapAt("o=Acme", ResultCode::NoSuchObject, Product::Generic).remedy,
            "the context is empty, or the bind identity may not see it: bind as an identity that may read it");
  EXPECT_EQ(gapAt("o=Acme", ResultCode::Busy, Product::Generic).remedy, "capture again later");
}

TEST(GapOfReferral, IsAtTheDnOfTheUrl) {
  CapturePart part;
  part.request.base = "o=Acme";
  EXPECT_EQ(gapOfReferral("ldap://b/ou=Paris%2Co=Acme??sub", part).where, "ou=Paris,o=Acme");
  EXPECT_EQ(gapOfReferral("ldap://b", part).where, "o=Acme");
}

TEST(DnOfUrl, DecodesPercentEncoding) {
  EXPECT_EQ(dnOfUrl("ldap://b/ou=A%20B,o=Acme"), "ou=A B,o=Acme");
  EXPECT_EQ(dnOfUrl("ldap://b/ou=100%,o=Acme?cn"), "ou=100%,o=Acme") << "a stray percent sign stays";
  EXPECT_EQ(dnOfUrl("ldap://b"), "");
}

}  // namespace
}  // namespace ldapsnap
