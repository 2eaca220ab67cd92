#include <gtest/gtest.h>
#include <string>

#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

bool same(std::string_view a, std::string_view b) {
  return normalForm(a, Schema::builtin()) == normalForm(b, Schema::builtin());
}
bool isBelow(std::string_view dn, std::string_view ancestor) {
  return isAtOrBelow(Dn::parse(dn), Dn::parse(ancestor), Schema::builtin());
}

TEST(Pitfall01, EscapedCommaEqualsHexPair) { EXPECT_TRUE(same("cn=a\\,b,dc=x", "cn=a\\2Cb,dc=x")); }

TEST(Pitfall01, OrderOfAvasDoesNotCount) {
  EXPECT_TRUE(same("cn=a+sn=b,dc=x", "SN=B+CN=A,dc=x"));
  EXPECT_FALSE(same("cn=a+sn=b,dc=x", "cn=b+sn=a,dc=x"));
  EXPECT_FALSE(same("cn=a+sn=b,dc=x", "cn=a,sn=b,dc=x"));
}

TEST(Pitfall01, CaseExactNamingAttributesKeepTheirCase) {
  Schema schema;
  schema.add(parseAttributeType("( 1.3.6.1.4.1.4203.666.1 NAME 'serial' EQUALITY caseExactMatch )"));
  EXPECT_NE(normalForm("serial=Ab,dc=x", schema), normalForm("serial=aB,dc=x", schema));
  EXPECT_EQ(normalForm("SERIAL=Ab,DC=X", schema), normalForm("1.3.6.1.4.1.4203.666.1=Ab,dc=x", schema));
}

TEST(Pitfall01, AnUnknownTypeIgnoresCase) {
  EXPECT_TRUE(same("noSuchType=A B,dc=x", "NOSUCHTYPE=a  b,dc=x"));
  EXPECT_FALSE(same("noSuchType=a,dc=x", "otherType=a,dc=x"));
}

TEST(Pitfall02, TypesCompareByOid) {
  EXPECT_TRUE(same("cn=a,dc=x", "2.5.4.3=a,0.9.2342.19200300.100.1.25=x"));
  EXPECT_TRUE(same("commonName=a,domainComponent=x", "OID.2.5.4.3=A,DC=X"));
}

TEST(DnCompare, BerEqualsTheStringItHolds) {
  EXPECT_TRUE(same("2.5.4.3=#0C0161,dc=x", "cn=A,dc=x"));
  EXPECT_TRUE(same("cn=#1e0400c40062", "cn=äB"));
  EXPECT_TRUE(same("cn=#0c8103616263", "cn=abc"));
  EXPECT_FALSE(same("cn=#0C0161", "cn=#0C0162"));
}

TEST(DnCompare, BerThatHoldsNoStringEqualsItself) {
  EXPECT_TRUE(same("cn=#020101", "CN=#020101"));
  EXPECT_FALSE(same("cn=#020101", "cn=1"));
  EXPECT_FALSE(same("cn=#0C0261", "cn=a"));
  EXPECT_FALSE(same("cn=#1e03004100", "cn=A"));
}

TEST(DnCompare, InvalidDnEqualsOnlyItself) {
  EXPECT_TRUE(same("no name", "no name"));
  EXPECT_FALSE(same("no name", "No name"));
  EXPECT_FALSE(same("no name", ""));
  EXPECT_EQ(tryNormalForm("no name", Schema::builtin()), std::nullopt);
}

TEST(DnCompare, ValuesThatCannotBePreparedCompareByBytes) {
  EXPECT_FALSE(same("cn=\\FF", "cn=\\FE"));
  EXPECT_TRUE(same("cn=a\\FF", "CN=a\\ff"));
}

TEST(DnCompare, KeepsNamesApartWhoseBytesRunTogether) {
  EXPECT_FALSE(same("cn=\\FF\\00,dc=x", "cn=\\FF,dc=x"));
  EXPECT_FALSE(same("cn=\\FF\\00\\FE2.5.4.4==b", "cn=\\FF+sn=b"));
  EXPECT_FALSE(same("cn=a\\,sn\\=b", "cn=a,sn=b"));
}

TEST(DnCompare, ControlCharactersDoNotCountInAString) { EXPECT_TRUE(same("cn=a\\00,dc=x", "cn=a,dc=x")); }

TEST(IsAtOrBelow, TakesTheNameItselfAndItsSubtree) {
  EXPECT_TRUE(isBelow("ou=a,dc=x", "OU=A, DC=X"));
  EXPECT_TRUE(isBelow("cn=b,ou=a,dc=x", "2.5.4.11=a,dc=x"));
  EXPECT_TRUE(isBelow("cn=b", ""));
  EXPECT_TRUE(isBelow("", ""));
}

TEST(IsAtOrBelow, LeavesOutParentsAndSiblings) {
  EXPECT_FALSE(isBelow("dc=x", "ou=a,dc=x"));
  EXPECT_FALSE(isBelow("cn=b,ou=ab,dc=x", "ou=a,dc=x"));
  EXPECT_FALSE(isBelow("cn=b,ou=a+cn=c,dc=x", "ou=a,dc=x"));
}

TEST(NormalForm, BeginsWithTheFormOfTheParent) {
  const Dn dn = Dn::parse("CN=b,OU=a,DC=x");
  EXPECT_EQ(normalForm(dn, Schema::builtin()).rfind(normalForm(dn.parent(), Schema::builtin()), 0), 0U);
  EXPECT_EQ(normalForm(Dn(), Schema::builtin()), "");
}

}  // namespace
}  // namespace ldapsnap
