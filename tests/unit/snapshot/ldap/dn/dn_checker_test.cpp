#include "snapshot/ldap/dn/dn_checker.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

std::string anyName() {
  std::string name;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    name +=
        *rc::gen::element<std::string>("cn=a", "ou=People", "o=x", "=", ",", ", ", ";", "+", "\\", "\\2C", "\"",
                                       "<GUID=1>;", "1abc=y", "2.5.4.3=x", " ", "\xc3\xa9", "\xff", "cn=#0401", "\x01");
    if (*rc::gen::inRange(0, 2) == 0) name += ',';
  }
  return name;
}

RC_GTEST_PROP(DnChecker, AgreesWithTheParser, ()) {
  DnChecker checker;
  for (int i = 0; i < 20; ++i) {
    const std::string name = anyName();
    RC_ASSERT(checker.isDn(name) == (isUtf8(name) && Dn::tryParse(name).has_value()));
  }
}

TEST(DnChecker, RemembersParents) {
  DnChecker checker;
  for (const char* const name : {"cn=a,ou=People,o=x", "cn=b,ou=People,o=x", "ou=People,o=x"})
    EXPECT_TRUE(checker.isDn(name));
  for (const char* const name : {"a,ou=People,o=x", ",ou=People,o=x", "cn=a,ou=People,o"})
    EXPECT_FALSE(checker.isDn(name));
}

}  // namespace
}  // namespace ldapsnap
