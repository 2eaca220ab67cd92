// The ACIs of 389 Directory Server (Administration Guide, managing access control).
#include "snapshot/capture/access/aci.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

constexpr const char* kReader = "uid=reader,dc=x";

TEST(Aci, TargetAndPermissionsAreRead) {
  const std::optional<Aci> aci = parseAci(
      "(targetattr=\"cn || mail\")(targetfilter=\"(objectClass=person)\")(version 3.0; acl \"People; read (all)\"; "
      "allow (read, search, compare) userdn=\"ldap:///anyone\"; deny (write) userdn = \"ldap:///all\";)");
  ASSERT_TRUE(aci);
  EXPECT_EQ(aci->attributes, (std::vector<std::string>{"cn", "mail"}));
  EXPECT_FALSE(aci->isAllBut);
  EXPECT_FALSE(aci->isEverywhere);
  ASSERT_EQ(aci->permissions.size(), 2U);
  EXPECT_TRUE(aci->permissions[0].isAllow && aci->permissions[0].concernsReading);
  EXPECT_FALSE(aci->permissions[1].isAllow || aci->permissions[1].concernsReading);
}

TEST(Aci, AllButTheNamedAttributes) {
  const std::optional<Aci> aci = parseAci(
      "(targetattr != \"userPassword || authPassword\")(version 3.0; acl \"a\"; allow(all) userdn=\"ldap:///all\";)");
  ASSERT_TRUE(aci);
  EXPECT_TRUE(aci->isAllBut);
  EXPECT_TRUE(aci->isEverywhere);
  EXPECT_TRUE(aci->permissions[0].concernsReading) << "all rights include reading";
}

TEST(Aci, DamagedTextIsNotAnAci) {
  for (const char* text :
       {"", "(targetattr=\"cn\")", "(targetattr=cn)(version 3.0; acl \"a\"; allow (read) userdn=\"x\";)",
        "(version 3.0; acl \"a\"; permit (read) userdn=\"x\";)", "(version 3.0; acl \"a\"; allow (read) userdn=\"x\""})
    EXPECT_FALSE(parseAci(text)) << text;
}

TEST(AciBindRule, UsersAreComparedAsDns) {
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///anyone\"", ""), Certainty::Yes);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///all\"", ""), Certainty::No);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///all\"", kReader), Certainty::Yes);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///uid=ann,dc=x || ldap:///UID=Reader, DC=x\"", kReader), Certainty::Yes);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///uid=ann,dc=x\"", kReader), Certainty::No);
  EXPECT_EQ(isBoundBy("userdn != \"ldap:///uid=ann,dc=x\"", kReader), Certainty::Yes);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///self\"", kReader), Certainty::No);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///uid=*,dc=x\"", kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///dc=x??sub?(cn=a)\"", kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy("userdn=\"ldap:///dc=y??sub?(cn=a)\"", kReader), Certainty::No);
}

TEST(AciBindRule, WhatDependsOnGroupsOrTheConnectionIsNotKnown) {
  EXPECT_EQ(isBoundBy("groupdn=\"ldap:///cn=g,dc=x\"", kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy("groupdn=\"ldap:///cn=g,dc=x\"", ""), Certainty::No) << "nobody is in no group";
  EXPECT_EQ(isBoundBy("ip=\"10.0.0.*\"", kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy("userattr=\"manager#USERDN\"", kReader), Certainty::Unknown);
}

TEST(AciBindRule, TermsAreCombined) {
  const std::string anyone = "userdn=\"ldap:///anyone\"", group = "groupdn=\"ldap:///cn=g\"";
  EXPECT_EQ(isBoundBy(anyone + " and " + group, kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy(anyone + " or " + group, kReader), Certainty::Yes);
  EXPECT_EQ(isBoundBy("not (" + anyone + ")", kReader), Certainty::No);
  EXPECT_EQ(isBoundBy("not " + group + " and " + anyone, kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy(anyone + " xor " + anyone, kReader), Certainty::Unknown);
  EXPECT_EQ(isBoundBy(std::string(10000, '('), kReader), Certainty::Unknown) << "as deep as a hostile text nests";
}

// --- What they hide of a suffix ---

struct Holder {
  std::string dn, aci;
};

std::string hiddenByAcis(const std::string& identity, const std::vector<Holder>& holders,
                         const std::string& rootDn = "") {
  const auto access = accessControlOf(behaviourOf(Product::Ds389), {identity}, Schema::builtin());
  CapturePart part;
  if (!rootDn.empty()) {
    part.kind = CapturePart::Kind::Configuration;
    access->see({"cn=config", {{"nsslapd-rootdn", {rootDn}}}}, part);
  }
  part.kind = CapturePart::Kind::Context;
  part.request.base = "dc=x";
  access->see({"dc=x", {}}, part);
  for (const Holder& holder : holders) access->see({holder.dn, {{"aci", {holder.aci}}}}, part);
  std::string text;
  for (const HiddenAttribute& hidden : access->hidden({}))
    text += (text.empty() ? "" : " ") + (hidden.attribute.empty() ? "?" : hidden.attribute);
  return text;
}

const Holder kAllButPasswords{
    "dc=x",
    "(targetattr!=\"userPassword || nsRoleDN\")(version 3.0; acl \"read\"; allow (read,search) "
    "userdn=\"ldap:///anyone\";)"};

TEST(AciControl, AttributesThatNoAciAllowsAreHidden) {
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {kAllButPasswords}), "nsRoleDN userPassword");
  EXPECT_EQ(hiddenByAcis("anonymous", {kAllButPasswords}), "nsRoleDN userPassword");
}

TEST(AciControl, AdministratorSeesEverything) {
  EXPECT_EQ(hiddenByAcis("dn: cn=directory manager", {kAllButPasswords}), "");
  EXPECT_EQ(hiddenByAcis("dn: cn=root", {kAllButPasswords}, "cn=Root"), "") << "nsslapd-rootdn";
  EXPECT_EQ(hiddenByAcis("dn: cn=directory manager", {}), "") << "although it sees no ACI";
}

TEST(AciControl, DenialIsStrongerThanWhatIsAllowed) {
  const Holder all{"dc=x", "(targetattr=\"*\")(version 3.0; acl \"a\"; allow (all) userdn=\"ldap:///all\";)"};
  const Holder denied{"dc=x", "(targetattr=\"mail\")(version 3.0; acl \"a\"; deny (read) userdn=\"ldap:///anyone\";)"};
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {all}), "");
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {all, denied}), "mail");
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {all, {"ou=a,dc=x", denied.aci}}), "") << "only a part of the suffix";
}

TEST(AciControl, WhatAGroupMayReadIsNotClaimed) {
  const Holder group{"dc=x",
                     "(targetattr=\"userPassword\")(version 3.0; acl \"a\"; allow (read) groupdn=\"ldap:///cn=g\";)"};
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {kAllButPasswords, group}), "nsRoleDN");
}

TEST(AciControl, WithoutAllAcisNothingIsKnown) {
  const Holder few{"dc=x", "(targetattr=\"cn\")(version 3.0; acl \"a\"; allow (read) userdn=\"ldap:///anyone\";)"};
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {}), "?");
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {few}), "?") << "aci itself is not allowed";
  EXPECT_EQ(hiddenByAcis("dn: uid=reader,dc=x", {kAllButPasswords, {"dc=x", "damaged"}}), "?");
}

}  // namespace
}  // namespace ldapsnap
