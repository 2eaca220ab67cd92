// Finding an entry by a name that a person typed.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
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

  std::string refusal(const std::string& dn) const {
    try {
      return requireInAnySpelling(snapshot_, Dn::parse(dn), "lab").dn;
    } catch (const Error& error) {
      return error.what();
    }
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

TEST_F(AnySpelling, ANameThatIsNotThereSaysWhereToLook) {
  EXPECT_EQ(refusal("OU=BÜRO,o=acme"), "ou=Büro,o=Acme");
  EXPECT_EQ(refusal("cn=Müler Jürgen,ou=Büro,o=Acme"),
            "cn=Müler Jürgen,ou=Büro,o=Acme: no such entry in lab; did you mean \"cn=Müller Jürgen,ou=Büro,o=Acme\"?");
  EXPECT_EQ(refusal("cn=Ann,ou=Lab,o=Acme"),
            "cn=Ann,ou=Lab,o=Acme: no such entry in lab; the nearest entry above it is o=Acme");
  EXPECT_EQ(refusal("cn=Ann,dc=test"), "cn=Ann,dc=test: no such entry in lab; nor is there one above it");
}

}  // namespace
}  // namespace ldapsnap
