// FreeIPA's schema and tree, in small, on a real 389 Directory Server: what is captured, hidden, volatile and secret.
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/support/servers/ds389.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// Attributes and classes of install/share/60basev2.ldif, 60ipaconfig.ldif and 60kerberos.ldif.
constexpr const char* kSchema = R"(dn: cn=schema
changetype: modify
add: attributeTypes
attributeTypes: ( 2.16.840.1.113730.3.8.3.1 NAME 'ipaUniqueID' DESC 'Unique identifier' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 X-ORIGIN 'IPA v2' )
attributeTypes: ( 2.16.840.1.113730.3.8.11.1 NAME 'ipaNTHash' DESC 'NT Hash of user password' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE X-ORIGIN 'IPA v3' )
attributeTypes: ( 2.16.840.1.113730.3.8.1.6 NAME 'ipaHomesRootDir' DESC 'Home directory base' EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE X-ORIGIN 'IPA v2' )
attributeTypes: ( 2.16.840.1.113730.3.8.3.22 NAME 'ipaMigrationEnabled' DESC 'Adding users with hashes' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )
attributeTypes: ( 2.16.840.1.113730.3.8.19.2.1 NAME 'ipaDomainLevel' DESC 'Domain level' EQUALITY numericStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.36 SINGLE-VALUE X-ORIGIN 'IPA v4' )
-
add: objectClasses
objectClasses: ( 2.16.840.1.113730.3.8.4.1 NAME 'ipaObject' DESC 'IPA objectclass' AUXILIARY MUST ipaUniqueID X-ORIGIN 'IPA v2' )
objectClasses: ( 2.16.840.1.113730.3.8.12.1 NAME 'ipaNTUserAttrs' DESC 'NT attributes' SUP top AUXILIARY MAY ipaNTHash X-ORIGIN 'IPA v3' )
objectClasses: ( 2.16.840.1.113730.3.8.2.1 NAME 'ipaGuiConfig' DESC 'IPA GUI config' AUXILIARY MAY ( ipaHomesRootDir $ ipaMigrationEnabled ) X-ORIGIN 'IPA v2' )
objectClasses: ( 2.16.840.1.113730.3.8.19.1.1 NAME 'ipaDomainLevelConfig' SUP top AUXILIARY MUST ipaDomainLevel X-ORIGIN 'IPA v4' )
)";

constexpr const char* kTree = R"(dn: cn=accounts,dc=example,dc=test
objectClass: nsContainer
cn: accounts

dn: cn=users,cn=accounts,dc=example,dc=test
objectClass: nsContainer
cn: users

dn: uid=ann,cn=users,cn=accounts,dc=example,dc=test
objectClass: inetOrgPerson
objectClass: ipaObject
objectClass: ipaNTUserAttrs
uid: ann
cn: Ann
sn: Lee
ipaUniqueID: 8a2f7e1c-0000-11ee-a000-525400000001
ipaNTHash:: 8FNjV5NX5v5mrPkh7Qf2rA==
userPassword: password-of-ann

dn: uid=reader,cn=users,cn=accounts,dc=example,dc=test
objectClass: inetOrgPerson
uid: reader
cn: Reader
sn: Reader
userPassword: password-of-reader

dn: cn=etc,dc=example,dc=test
objectClass: nsContainer
cn: etc

dn: cn=ipaConfig,cn=etc,dc=example,dc=test
objectClass: nsContainer
objectClass: ipaGuiConfig
cn: ipaConfig
ipaHomesRootDir: /home

dn: cn=ipa,cn=etc,dc=example,dc=test
objectClass: nsContainer
cn: ipa

dn: cn=Domain Level,cn=ipa,cn=etc,dc=example,dc=test
objectClass: nsContainer
objectClass: ipaDomainLevelConfig
cn: Domain Level
ipaDomainLevel: 0

dn: dc=example,dc=test
changetype: modify
add: objectClass
objectClass: domainRelatedObject
objectClass: pilotObject
-
add: associatedDomain
associatedDomain: example.test
-
add: info
info: IPA V2.0
-
replace: aci
aci: (targetattr != "userPassword || ipaNTHash")(version 3.0; acl "Read"; allow (read, search, compare) userdn = "ldap:///all";)
)";

TEST(FreeIpaTree, IsCapturedWithWhatTheIdentityMayNotSee) {
  if (const std::string reason = Ds389Server::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const Ds389Server server;
  server.apply(kSchema);
  server.apply(kTree);
  Workplace place;
  place.addSite("ipa", server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {server.suffix(), "cn=config"});
  const ProcessResult first = place.ldapsnap({"capture", "ipa"});
  ASSERT_EQ(first.exitCode, 0) << first.err;
  const ProcessResult ann = place.ldapsnap({"show", "ipa", "uid=ann,cn=users,cn=accounts,dc=example,dc=test"});
  EXPECT_NE(ann.out.find("ipaUniqueID"), std::string::npos) << ann.out;
  EXPECT_EQ(ann.out.find("8FNjV5NX5v5mrPkh7Qf2rA=="), std::string::npos) << "the hash of a password is shown";
  EXPECT_EQ(ann.out.find("password-of-ann"), std::string::npos) << ann.out;

  server.apply(
      "dn: cn=ipaConfig,cn=etc,dc=example,dc=test\nchangetype: modify\nreplace: ipaHomesRootDir\n"
      "ipaHomesRootDir: /srv/home\n\n"
      "dn: uid=ann,cn=users,cn=accounts,dc=example,dc=test\nchangetype: modify\nreplace: userPassword\n"
      "userPassword: another\n");
  ASSERT_EQ(place.ldapsnap({"capture", "ipa"}).exitCode, 0);
  const ProcessResult difference = place.ldapsnap({"diff", "ipa~1", "ipa", "--format", "json"});
  EXPECT_EQ(difference.exitCode, 1) << difference.err;
  std::set<std::string> changed;
  const boost::json::value report = boost::json::parse(difference.out);
  for (const boost::json::value& change : report.at("changes").as_array())
    for (const boost::json::value& attribute : change.at("attributes").as_array())
      changed.emplace(attribute.at("attribute").as_string());
  EXPECT_EQ(changed, (std::set<std::string>{"ipaHomesRootDir", "userPassword"}));
  EXPECT_TRUE(report.at("after").at("coverage").at("hidden").as_array().empty()) << difference.out;

  // What it is, and what stops FreeIPA's own commands here.
  const ProcessResult identified = place.ldapsnap({"identify", "ipa"});
  EXPECT_EQ(identified.exitCode, 0) << identified.err;
  EXPECT_NE(identified.out.find("389"), std::string::npos) << identified.out;
  const ProcessResult blocked = place.ldapsnap({"check", "ipa", "--setup", "freeipa-migrate-ds"});
  EXPECT_EQ(blocked.exitCode, 1) << blocked.out << blocked.err;
  EXPECT_NE(blocked.out.find("freeipa/migration-mode-off"), std::string::npos) << blocked.out;
  server.apply(
      "dn: cn=ipaConfig,cn=etc,dc=example,dc=test\nchangetype: modify\nreplace: ipaMigrationEnabled\n"
      "ipaMigrationEnabled: TRUE\n\n"
      "dn: cn=Domain Level,cn=ipa,cn=etc,dc=example,dc=test\nchangetype: modify\nreplace: ipaDomainLevel\n"
      "ipaDomainLevel: 1\n");
  ASSERT_EQ(place.ldapsnap({"capture", "ipa"}).exitCode, 0);
  const ProcessResult free = place.ldapsnap({"check", "ipa", "--setup", "freeipa-migrate-ds"});
  EXPECT_EQ(free.exitCode, 0) << free.out << free.err;

  // Somebody who may read everything but passwords.
  Workplace other;
  other.addSite("ipa", server.uri(), "uid=reader,cn=users,cn=accounts,dc=example,dc=test", "password-of-reader",
                {server.suffix()});
  const ProcessResult limited = other.ldapsnap({"capture", "ipa"});
  ASSERT_EQ(limited.exitCode, 0) << limited.err;
  const ProcessResult same = other.ldapsnap({"diff", "ipa", "ipa"});
  EXPECT_EQ(same.exitCode, 0) << same.err;
  EXPECT_NE(same.out.find("ipaNTHash and userPassword below dc=example,dc=test are hidden from"), std::string::npos)
      << same.out;
  EXPECT_NE(same.out.find("cn=Directory Manager sees it"), std::string::npos) << same.out;
}

}  // namespace
}  // namespace ldapsnap::test
