// Where other tools get names and values wrong, and where libldap misleads. One test a trap, named after it.

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;

std::string formOf(std::string_view dn) { return normalForm(dn, Schema::builtin()); }
std::string valueOf(std::string_view dn) { return Dn::parse(dn).rdn().front().value; }

std::set<std::string> keysOf(std::string_view rule, const std::vector<std::string>& values) {
  std::set<std::string> keys;
  for (const std::string& value : values) keys.insert(equalityKey(findMatchingRule(rule), value, Schema::builtin()));
  return keys;
}

TEST(Pitfall01, LowerCasingANameIsNotComparingIt) {
  EXPECT_EQ(formOf("CN=A\\2cB+SN=C,DC=x"), formOf("sn=c+cn=a\\,b,dc=X"));
  EXPECT_NE(formOf("cn=a\\,b,dc=x"), formOf("cn=a,cn=b,dc=x"));
}

TEST(Pitfall03, ValuesAreASetWhateverTheirOrderAndSpelling) {
  const std::vector<std::string> before = {"CN=A,DC=x", "cn=b,dc=x", "cn=c\\2Cd,dc=x"};
  const std::vector<std::string> after = {"cn=c\\,d, dc=X", "CN=B,dc=x", "cn=a,dc=x"};
  EXPECT_EQ(keysOf("distinguishedNameMatch", before), keysOf("distinguishedNameMatch", after));
}

TEST(Pitfall03, AValueMoreIsAnotherSet) {
  EXPECT_NE(keysOf("caseIgnoreMatch", {"a", "b"}), keysOf("caseIgnoreMatch", {"B", "a", "c"}));
  EXPECT_EQ(keysOf("caseIgnoreMatch", {"a", "A"}).size(), 1U);
}

TEST(Pitfall12, ASidEqualsItsTextWithTheSubAuthoritiesLittleEndian) {
  EXPECT_EQ(keysOf("sidMatch", {"\x01\x01\0\0\0\0\0\x05\x12\0\0\0"s}), keysOf("sidMatch", {"S-1-5-18"}));
}

TEST(LibldapTrap, NormalFormFoldsCaseAndAvaOrderAndReadsBer) {
  EXPECT_EQ(formOf("SN=b+cn=A"), formOf("cn=a+sn=B"));
  EXPECT_EQ(formOf("cn=\\E2\\82\\AC"), formOf("cn=€"));
  EXPECT_EQ(formOf("cn=#04026162"), formOf("cn=ab"));
}

TEST(LibldapTrap, OlderFormsAreReadAtOnce) {
  EXPECT_EQ(valueOf("cn=\" a \""), " a ");
  EXPECT_EQ(Dn::parse("cn=a;dc=x").size(), 2U);
  EXPECT_EQ(Dn::parse("<GUID=00>;cn=a,dc=x"), Dn::parse("cn=a,dc=x"));
  EXPECT_EQ(Dn::parse("OID.2.5.4.3=a"), Dn::parse("2.5.4.3=a"));
}

TEST(LibldapTrap, AnEmptyRdnIsRefusedAndAnEmptyValueIsNot) {
  EXPECT_THROW(Dn::parse("cn=a,,dc=x"), Error);
  EXPECT_EQ(valueOf("cn=,dc=x"), "");
  EXPECT_EQ(valueOf("cn=a\\00"), "a\0"s);
}

TEST(LibldapTrap, ATypeGivenByOidIsTheNamedOne) { EXPECT_EQ(formOf("2.5.4.3=a"), formOf("commonName=a")); }

TEST(LibldapTrap, AnInnerDoubleSpaceComparesAsOneAndIsKept) {
  EXPECT_EQ(formOf("cn=a  b"), formOf("cn=a b"));
  EXPECT_EQ(Dn::parse("cn=a  b").toString(), "cn=a  b");
}

TEST(LibldapTrap, AHexPairOfAQuotationMarkIsOneCharacter) { EXPECT_EQ(valueOf("cn=a\\22b"), "a\"b"); }

TEST(LibldapTrap, AConflictNameIsPrintedOnOneLine) {
  EXPECT_EQ(Dn::parse("CN=a\\0ACNF:guid").toString(), "CN=a\\0ACNF:guid");
}

}  // namespace
}  // namespace ldapsnap
