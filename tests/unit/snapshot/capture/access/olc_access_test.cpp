// Attributes that slapd's access rules hide from an identity (slapd.access(5)).
#include <gtest/gtest.h>

#include "snapshot/capture/access/access_control.h"

namespace ldapsnap {
namespace {

std::vector<HiddenAttribute> hiddenOf(const std::string& identity, const std::vector<std::string>& rules,
                                      const std::string& rootDn, const std::vector<std::string>& general) {
  Entry frontend, database;
  frontend.dn = "olcDatabase={-1}frontend,cn=config";
  frontend.add("olcDatabase", "{-1}frontend");
  for (const std::string& rule : general) frontend.add("olcAccess", rule);
  database.dn = "olcDatabase={1}mdb,cn=config";
  database.add("olcDatabase", "{1}mdb");
  database.add("olcSuffix", "dc=x");
  database.add("olcRootDN", rootDn);
  for (const std::string& rule : rules) database.add("olcAccess", rule);
  const auto access = accessControlOf(behaviourOf(Product::OpenLdap), {identity}, Schema::builtin());
  CapturePart part;
  part.kind = CapturePart::Kind::Configuration;
  access->see(frontend, part);
  access->see(database, part);
  return access->hidden({});
}

std::string hiddenFrom(const std::string& identity, const std::vector<std::string>& rules,
                       const std::string& rootDn = "cn=admin,dc=x", const std::vector<std::string>& general = {}) {
  std::string names;
  for (const HiddenAttribute& hidden : hiddenOf(identity, rules, rootDn, general))
    names += (names.empty() ? "" : " ") + hidden.attribute;
  return names;
}

const std::vector<std::string> kDebian{
    "{1}to attrs=shadowLastChange by self write by * read", "{2}to * by * read",
    "{0}to attrs=userPassword,sambaNTPassword by self write by anonymous auth by * none"};

TEST(AccessRules, PasswordsOfTheDebianPackageAreHidden) {
  EXPECT_EQ(hiddenFrom("dn:gidNumber=0+uidNumber=0,cn=peercred,cn=external,cn=auth", kDebian),
            "sambaNTPassword userPassword");
  EXPECT_EQ(hiddenFrom("anonymous", kDebian), "sambaNTPassword userPassword") << "auth is not read";
}

TEST(AccessRules, RootDnIsNamedAsWhoSeesIt) {
  const std::vector<HiddenAttribute> hidden = hiddenOf("anonymous", kDebian, "cn=admin,dc=x", {});
  ASSERT_EQ(hidden.size(), 2U);
  EXPECT_EQ(hidden[0].reason, "olcAccess of olcDatabase={1}mdb,cn=config; its root DN cn=admin,dc=x sees it");
}

TEST(AccessRules, RootDnSeesEverything) { EXPECT_EQ(hiddenFrom("dn:CN=Admin,dc=x", kDebian), ""); }

TEST(AccessRules, IdentityThatARuleNamesSees) {
  const std::string rule = "{0}to attrs=userPassword by dn.exact=\"cn=backup,dc=x\" read by * none";
  EXPECT_EQ(hiddenFrom("dn:cn=backup,dc=x", {rule}), "");
  EXPECT_EQ(hiddenFrom("dn:cn=other,dc=x", {rule}), "userPassword");
}

TEST(AccessRules, WhatDependsOnAGroupIsNotClaimed) {
  EXPECT_EQ(hiddenFrom("dn:cn=backup,dc=x", {"{0}to attrs=userPassword by group.exact=\"cn=g,dc=x\" read by * none"}),
            "");
}

TEST(AccessRules, RuleForSomeEntriesIsNotClaimed) {
  EXPECT_EQ(
      hiddenFrom("dn:cn=b,dc=x", {"{0}to dn.subtree=\"ou=a,dc=x\" attrs=userPassword by * none", "{1}to * by * read"}),
      "");
}

TEST(AccessRules, BreakGoesOnToTheNextRule) {
  EXPECT_EQ(hiddenFrom("dn:cn=b,dc=x", {"{0}to attrs=mail by * break", "{1}to * by * read"}), "");
}

TEST(AccessRules, PrivilegesAreReadWithReadingAmongThem) {
  EXPECT_EQ(hiddenFrom("dn:cn=b,dc=x", {"{0}to attrs=mail by * =cs", "{1}to * by * read"}), "mail");
  EXPECT_EQ(hiddenFrom("dn:cn=b,dc=x", {"{0}to attrs=mail by users =rscx", "{1}to * by * read"}), "");
}

TEST(AccessRules, FrontendRulesFollowThoseOfTheDatabase) {
  EXPECT_EQ(hiddenFrom("dn:cn=b,dc=x", {}, "cn=admin,dc=x", {"{0}to attrs=mail by * none", "{1}to * by * read"}),
            "mail");
}

TEST(AccessRules, UnknownIdentityClaimsNothing) { EXPECT_EQ(hiddenFrom("u:ann", kDebian), ""); }

}  // namespace
}  // namespace ldapsnap
