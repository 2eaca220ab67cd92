// What two directories say of their own names, and what they leave to the user.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/across/mapping.h"
#include "snapshot/base/error.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::snapshotOf;

std::string inferred(const std::string& from, const std::string& to, std::vector<MappedName> asked = {}) {
  std::string lines;
  const Mapping mapping = Mapping::guess(snapshotOf(from), snapshotOf(to), std::move(asked));
  for (const MappedName& name : mapping.names())
    lines += fmt::format("{} {} -> {}\n", nameOf(name.kind), name.from, name.to);
  return lines;
}

std::string errorOf(const std::string& from, const std::string& to) {
  try {
    inferred(from, to);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    return error.what();
  }
  return "no error";
}

std::string rootDse(const std::vector<std::string>& contexts) {
  std::string ldif = "dn:\nobjectClass: top\n";
  for (const std::string& context : contexts) ldif += "namingContexts: " + context + "\n";
  return ldif + "\n";
}

TEST(MappingGuess, OneSuffixOnEachSideIsPaired) {
  EXPECT_EQ(inferred(rootDse({"dc=lab"}), rootDse({"dc=example,dc=com"})), "suffix dc=lab -> dc=example,dc=com\n");
}

TEST(MappingGuess, ServerOwnSuffixesAreNotMapped) {
  EXPECT_EQ(inferred(rootDse({"cn=config", "cn=Monitor", "cn=changelog", "dc=lab"}),
                     rootDse({"cn=schema", "cn=config", "dc=example,dc=com"})),
            "suffix dc=lab -> dc=example,dc=com\n");
}

TEST(MappingGuess, LogsAreMappedToLogs) {
  EXPECT_EQ(inferred(rootDse({"cn=accesslog", "dc=lab"}), rootDse({"cn=accesslog", "dc=prod"})),
            "suffix dc=lab -> dc=prod\n");
  EXPECT_EQ(inferred(rootDse({"dc=lab"}), rootDse({"cn=accesslog", "dc=prod"})), "suffix dc=lab -> dc=prod\n");
  const std::string log = "dn: cn=writes\nobjectClass: auditContainer\ncn: writes\n\n";
  EXPECT_EQ(inferred(rootDse({"cn=accesslog", "dc=lab"}), rootDse({"cn=writes", "dc=prod"}) + log),
            "suffix cn=accesslog -> cn=writes\nsuffix dc=lab -> dc=prod\n");
}

TEST(MappingGuess, ContextsOfOneNameAreOneWhateverElseThereIs) {
  EXPECT_EQ(inferred(rootDse({"o=shared", "dc=lab"}), rootDse({"dc=prod", "o=shared"})), "suffix dc=lab -> dc=prod\n");
}

TEST(MappingGuess, ADomainFollowsFromItsSuffix) {
  EXPECT_EQ(inferred(rootDse({"dc=lab,dc=test"}), rootDse({"dc=corp,dc=acme,dc=test"})),
            "suffix dc=lab,dc=test -> dc=corp,dc=acme,dc=test\ndns-domain lab.test -> corp.acme.test\n");
  EXPECT_EQ(inferred(rootDse({"dc=a,dc=test", "dc=b,dc=test"}), rootDse({"dc=c,dc=test"}),
                     {{MappedKind::Suffix, "dc=a,dc=test", "dc=c,dc=test", 0}}),
            "suffix dc=a,dc=test -> dc=c,dc=test\ndns-domain a.test -> c.test\n");
}

TEST(MappingGuess, ContextsBelowAnotherContextFollowIt) {
  EXPECT_EQ(inferred(rootDse({"dc=lab", "ou=people,dc=lab"}), rootDse({"dc=prod"})), "suffix dc=lab -> dc=prod\n");
}

TEST(MappingGuess, EqualSuffixesNeedNoMapping) {
  EXPECT_EQ(inferred(rootDse({"dc=example,dc=com"}), rootDse({"DC=Example,DC=com"})), "");
}

TEST(MappingGuess, SeveralCandidatesAreLeftToTheUserWithTheTableToWrite) {
  EXPECT_EQ(errorOf(rootDse({"dc=lab"}), rootDse({"dc=north", "dc=south"})),
            "which suffix is \"dc=lab\": \"dc=north\" or \"dc=south\"?; write it into a file for --map: "
            "[suffix] \"dc=lab\" = \"dc=north\"");
}

TEST(MappingGuess, WhatTheUserDecidedIsNotInferred) {
  EXPECT_EQ(inferred(rootDse({"dc=lab", "o=other"}), rootDse({"dc=north", "dc=south"}),
                     {{MappedKind::Suffix, "dc=lab", "dc=south", 0}}),
            "suffix o=other -> dc=north\nsuffix dc=lab -> dc=south\n");
}

TEST(MappingGuess, DirectoriesThatSayNothingHaveNoMapping) {
  EXPECT_EQ(inferred("dn: o=a\no: a\n", "dn: o=b\no: b\n"), "");
}

std::string forest(const std::string& root, const std::string& netBios, const std::string& server,
                   const std::string& guid) {
  const std::string configuration = "CN=Configuration," + root;
  const std::string settings = "CN=NTDS Settings,CN=" + server + ",CN=Servers,CN=Site,CN=Sites," + configuration;
  return fmt::format(
      "dn:\ndefaultNamingContext: {0}\nconfigurationNamingContext: {1}\n\ndn: {0}\nobjectClass: domainDNS\n\n"
      "dn: CN={2},CN=Partitions,{1}\nobjectClass: crossRef\nnCName: {0}\nnETBIOSName: {2}\n\n"
      "dn: CN=Site,CN=Sites,{1}\nobjectClass: site\n\n"
      "dn: CN={3},CN=Servers,CN=Site,CN=Sites,{1}\nobjectClass: server\n\n"
      "dn: {4}\nobjectClass: nTDSDSA\nobjectGUID:: {5}\n\n",
      root, configuration, netBios, server, settings, guid);
}

TEST(MappingGuess, ForestsArePairedByDomainNetBiosNameServerAndItsGuid) {
  EXPECT_EQ(inferred(forest("DC=lab,DC=test", "LAB", "DC1", "AAECAwQFBgcICQoLDA0ODw=="),
                     forest("DC=acme,DC=com", "ACME", "BER1", "DwECAwQFBgcICQoLDA0ODw==")),
            "suffix CN=Configuration,DC=lab,DC=test -> CN=Configuration,DC=acme,DC=com\n"
            "suffix DC=lab,DC=test -> DC=acme,DC=com\n"
            "dns-domain lab.test -> acme.com\n"
            "netbios LAB -> ACME\n"
            "host DC1 -> BER1\n"
            "guid 03020100-0504-0706-0809-0a0b0c0d0e0f -> 0302010f-0504-0706-0809-0a0b0c0d0e0f\n");
}

TEST(MappingGuess, NetBiosNamesOfOtherDomainsOfTheForestAreNotTaken) {
  const std::string lab = forest("DC=lab,DC=test", "LAB", "DC1", "AAECAwQFBgcICQoLDA0ODw==") +
                          "dn: CN=CHILD,CN=Partitions,CN=Configuration,DC=lab,DC=test\nobjectClass: crossRef\n"
                          "nCName: DC=child,DC=lab,DC=test\nnETBIOSName: CHILD\n\n";
  const std::string names = inferred(lab, forest("DC=acme,DC=com", "ACME", "BER1", "AAECAwQFBgcICQoLDA0ODw=="));
  EXPECT_NE(names.find("netbios LAB -> ACME\n"), std::string::npos) << names;
  EXPECT_EQ(names.find("CHILD"), std::string::npos) << names;
}

}  // namespace
}  // namespace ldapsnap
