// Finding an entry by a name that a person typed.
#include <gtest/gtest.h>

#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {
namespace {

class AnySpelling : public testing::Test {
 protected:
  AnySpelling() {
    for (const char* dn : {"o=Acme", "ou=Büro,o=Acme", "cn=Müller Jürgen,ou=Büro,o=Acme"}) snapshot_.add({dn, {}});
    snapshot_.finish();
  }

  std::string found(const std::string& dn) const {
    const auto entry = findInAnySpelling(snapshot_, Dn::parse(dn));
    return entry ? entry->dn : "nothing";
  }

  MemorySnapshot snapshot_;
};

TEST_F(AnySpelling, AnySpellingOfRfc4518IsTheSameName) {
  const std::string name = "cn=Müller Jürgen,ou=Büro,o=Acme";
  EXPECT_EQ(found(name), name);
  EXPECT_EQ(found("CN=müller  jürgen,OU=büro,O=ACME"), name);
  EXPECT_EQ(found("cn=MÜLLER JÜRGEN,ou=BÜRO,o=Acme"), name);
  EXPECT_EQ(found("cn=Mu\u0308ller Ju\u0308rgen,ou=Bu\u0308ro,o=Acme"), name) << "combining accents";
  EXPECT_EQ(found("ou=BÜRO,o=acme"), "ou=Büro,o=Acme");
}

TEST_F(AnySpelling, OtherNamesAreNotFound) {
  EXPECT_EQ(found("cn=Muller Jurgen,ou=Büro,o=Acme"), "nothing");
  EXPECT_EQ(found("cn=Müller Jürgen,o=Acme"), "nothing");
  EXPECT_EQ(found("o=Äcme"), "nothing");
}

}  // namespace
}  // namespace ldapsnap
