// Rehearsals proven: what is predicted for each step, and what a real server says then.
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/support/content/rehearsal.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"

namespace ldapsnap::test {
namespace {

std::string add(const std::string& dn, const std::string& lines) {
  return "dn: " + dn + "\nchangetype: add\n" + lines + "\n";
}
std::string unit(const std::string& rdn, const std::string& base, const std::string& more = "") {
  return add("ou=" + rdn + "," + base, "objectClass: organizationalUnit\nou: " + rdn + "\n" + more);
}
std::string modify(const std::string& dn, const std::string& lines) {
  return "dn: " + dn + "\nchangetype: modify\n" + lines + "\n";
}
std::string remove(const std::string& dn) { return "dn: " + dn + "\nchangetype: delete\n\n"; }
std::string rename(const std::string& dn, const std::string& rdn, const std::string& superior) {
  return "dn: " + dn + "\nchangetype: modrdn\nnewrdn: " + rdn + "\ndeleteoldrdn: 1\nnewsuperior: " + superior + "\n\n";
}

/// What every server refuses, each once, among steps that succeed.
std::string troubledSteps(const std::string& base) {
  const std::string p = "ou=p," + base;
  return unit("p", base, "description: d\n") + unit("p", base) + unit("x", "ou=none," + base) + unit("c", p) +
         remove(p) + remove("ou=none," + base) + modify("ou=none," + base, "add: description\ndescription: x\n") +
         modify(p, "delete: street\n") + modify(p, "delete: description\ndescription: other\n") +
         modify(p, "replace: description\ndescription: e\n") + modify(p, "add: acmeNone\nacmeNone: 1\n") +
         modify(p, "add: mail\nmail: x\n") + unit("u", base, "acmeNone: 1\n") + unit("u", base, "mail: x\n") +
         unit("w", base) + rename("ou=c," + p, "ou=c", "ou=w," + base) + unit("y", "ou=c,ou=w," + base) +
         rename("ou=w," + base, "ou=p", base) + remove(p) + add("ou=v," + base, "objectClass: acmeNone\nou: v\n");
}

std::string expectAsPredicted(const Workplace& workplace, const Target& target, const std::string& label,
                              const std::string& capturedAs) {
  std::vector<std::string> words{"diff", label, target.uri};
  const auto options = target.options();
  words.insert(words.end(), options.begin(), options.end());
  const ProcessResult result = workplace.ldapsnap(words);
  EXPECT_EQ(result.exitCode, 0) << capturedAs << "\n" << result.out << result.err;
  return result.out;
}

/// What stands in `target` now beside the prediction `label`: names and attributes, or only names of entries that came.
std::string unlikePredicted(const Workplace& workplace, const Target& target, const std::string& label) {
  std::vector<std::string> words{"diff", label, target.uri, "--format", "json"};
  const auto options = target.options();
  words.insert(words.end(), options.begin(), options.end());
  const ProcessResult checked = workplace.ldapsnap(words);
  EXPECT_LE(checked.exitCode, 1) << checked.err;
  const boost::json::value report = boost::json::parse(checked.out);
  std::string differences;
  for (const boost::json::value& change : report.at("changes").as_array()) {
    const std::string dn(change.at("dn").as_string());
    if (change.at("change").as_string() != "modified") differences += dn + "\n";
    for (const boost::json::value& attribute : change.at("attributes").as_array())
      if (change.at("change").as_string() == "modified")
        differences += dn + " " + std::string(attribute.at("attribute").as_string()) + "\n";
  }
  return differences;
}

Target targetOf(const SlapdServer& server) {
  return {server.uri(), server.rootDn(), SlapdServer::password(), {server.suffix()}};
}
Target configOf(const SlapdServer& server) {
  return {server.uri(), SlapdServer::configRootDn(), SlapdServer::password(), {"cn=config"}};
}

TEST(RehearsalProven, SlapdAnswersAndEndsAsPredicted) {
  const SlapdServer server;
  const Workplace workplace;
  const std::string more = add("cn=m,o=Acme", "objectClass: person\ncn: m\n") +
                           modify("ou=c,ou=w,o=Acme",
                                  "add: preferredDeliveryMethod\npreferredDeliveryMethod: any\n"
                                  "preferredDeliveryMethod: mhs\n") +
                           add("ou=s,o=Acme", "objectClass: organizationalUnit\nou: s\nseeAlso: no name\n") +
                           add("ou=t,o=Acme", "objectClass: top\nou: t\n") +
                           modify("ou=c,ou=w,o=Acme", "replace: ou\nou: z\n") +
                           rename("ou=w,o=Acme", "ou=w", "ou=c,ou=w,o=Acme");
  const auto steps = prove(workplace, targetOf(server), troubledSteps("o=Acme") + more, "planned");
  EXPECT_EQ(missesOf(steps), "");
  EXPECT_EQ(seenResults(steps), "0 68 32 0 66 32 32 16 16 0 17 65 17 65 0 0 0 68 0 21 65 19 21 65 64 53");
  expectAsPredicted(workplace, targetOf(server), "planned", "after the steps");
}

std::string schemaEntry(const std::string& name, const std::string& definition) {
  return add("cn=" + name + ",cn=schema,cn=config", "objectClass: olcSchemaConfig\ncn: " + name + "\n" + definition);
}

TEST(RehearsalProven, SlapdSchemaWithTakenOidsAndNames) {
  const SlapdServer server;
  const Workplace workplace;
  const std::string syntax = " EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  const auto type = [&](const std::string& oid, const std::string& name) {
    return "olcAttributeTypes: ( " + oid + " NAME '" + name + "'" + syntax;
  };
  const auto steps =
      prove(workplace, configOf(server),
            schemaEntry("first", type("1.3.6.1.4.1.99999.1", "acmeA")) +
                schemaEntry("oid", type("1.3.6.1.4.1.99999.1", "acmeB")) +
                schemaEntry("name", type("1.3.6.1.4.1.99999.2", "acmeA")) +
                schemaEntry("both", type("1.3.6.1.4.1.99999.1", "acmeA")) +
                schemaEntry("mail", type("0.9.2342.19200300.100.1.3", "acmeMail")) +
                schemaEntry("class", "olcObjectClasses: ( 1.3.6.1.4.1.99999.3 NAME 'person' SUP top MUST cn )\n") +
                schemaEntry("member", "olcObjectClasses: ( 1.3.6.1.4.1.99999.4 NAME 'acmeC' SUP top MUST acmeNone )\n"),
            "planned");
  EXPECT_EQ(missesOf(steps), "");
  EXPECT_EQ(seenResults(steps), "0 80 80 80 80 80 80");
  expectAsPredicted(workplace, configOf(server), "planned", "cn=config after the steps");
}

TEST(RehearsalProven, Ds389AnswersAndEndsAsPredicted) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const Ds389Server server;
  const Workplace workplace;
  const std::string base = server.suffix();
  const Target target{server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {}};
  const std::string syntax = " EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  const auto type = [&](const std::string& oid, const std::string& name) {
    return modify("cn=schema", "add: attributeTypes\nattributeTypes: ( " + oid + " NAME '" + name + "'" + syntax);
  };
  const std::string backend =
      add("cn=second,cn=ldbm database,cn=plugins,cn=config",
          "objectClass: extensibleObject\nobjectClass: nsBackendInstance\ncn: second\nnsslapd-suffix: o=second\n");
  const auto steps = prove(workplace, target,
                           type("1.3.6.1.4.1.99999.1", "acmeA") + type("1.3.6.1.4.1.99999.1", "acmeA") +
                               type("1.3.6.1.4.1.99999.1", "acmeB") + type("1.3.6.1.4.1.99999.2", "acmeA") + backend +
                               backend + troubledSteps(base),
                           "planned");
  EXPECT_EQ(missesOf(steps), "");
  EXPECT_EQ(seenResults(steps), "0 0 20 20 0 68 0 68 32 0 66 32 32 16 16 0 65 65 65 65 0 0 0 68 0 65");
  // What the server makes below a new backend by itself, and its lists of backends: all below cn=config and the root
  // DSE.
  std::istringstream differences(unlikePredicted(workplace, target, "planned"));
  for (std::string line; std::getline(differences, line);)
    EXPECT_TRUE(line.find("cn=second,cn=ldbm database,cn=plugins,cn=config") != std::string::npos ||
                line == "cn=config nsslapd-backendconfig" || line == " nsBackendSuffix")
        << line;
}

const std::string kProdRoot = "DC=corp,DC=acme,DC=test";

SambaOptions production() {
  SambaOptions options;
  options.realm = "CORP.ACME.TEST";
  options.domain = "ACME";
  options.host = "berdc7";
  return options;
}

/// What a setup does in a forest: a site, a container in the configuration, a unit with an account.
std::string forestSetup(const std::string& root) {
  const std::string configuration = "CN=Configuration," + root;
  return add("CN=Branch1,CN=Sites," + configuration, "objectClass: site\ncn: Branch1\n") +
         add("CN=Acme,CN=Services," + configuration,
             "objectClass: container\ncn: Acme\nshowInAdvancedViewOnly: TRUE\n") +
         unit("acme", root) +
         add("CN=svc,OU=acme," + root,
             "objectClass: user\ncn: svc\nsAMAccountName: svc\nmanager: CN=Administrator,CN=Users," + root + "\n");
}

class SambaRehearsal {
 public:
  Target lab() const { return {lab_.uri(), SambaServer::rootDn(), SambaServer::password(), {}}; }
  Target prod() const { return {prod_.uri(), "CN=Administrator,CN=Users," + kProdRoot, SambaServer::password(), {}}; }
  void capture(const Target& target, const std::string& label) const {
    run(target, {"-q", "capture", target.uri, "--label", label});
  }
  ProcessResult run(const Target& target, std::vector<std::string> words) const {
    const auto options = target.options();
    words.insert(words.end(), options.begin(), options.end());
    return workplace_.ldapsnap(words);
  }
  const Workplace& workplace() const { return workplace_; }

 private:
  SambaServer lab_;
  SambaServer prod_{production()};
  Workplace workplace_;
};

/// Two domains provisioned with different names, SIDs and hosts differ in what each is by itself, and in nothing else.
void expectOnlyRealDifferences(const SambaRehearsal& samba) {
  const ProcessResult compared =
      samba.workplace().ldapsnap({"diff", "before", "prod", "--map", "auto", "--format", "json"});
  ASSERT_LE(compared.exitCode, 1) << compared.err;
  const boost::json::value report = boost::json::parse(compared.out);
  std::string differences;
  for (const boost::json::value& change : report.at("changes").as_array()) {
    for (const boost::json::value& attribute : change.at("attributes").as_array())
      differences +=
          std::string(change.at("dn").as_string()) + " " + std::string(attribute.at("attribute").as_string()) + "\n";
  }
  EXPECT_EQ(differences,
            // When each domain was made.
            kProdRoot + " creationTime\nCN=Builtin," + kProdRoot + " creationTime\n" +
                // The identity of each database.
                "CN=NTDS Settings,CN=BERDC7,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration," +
                kProdRoot + " invocationId\n");
}

/// Recorded in the lab, rehearsed on production, really run there, and rehearsed again.
void expectRunAsRehearsed(const SambaRehearsal& samba) {
  EXPECT_EQ(prove(samba.workplace(), samba.lab(), forestSetup(SambaServer::suffix()), "lab-plan").size(), 4U);
  samba.capture(samba.lab(), "after");
  const ProcessResult free =
      samba.run(samba.prod(), {"rehearse", "before..after", "--on", samba.prod().uri, "--save", "prod-plan"});
  EXPECT_EQ(free.exitCode, 0) << free.out << free.err;
  EXPECT_NE(free.out.find("add     CN=Branch1,CN=Sites,CN=Configuration," + kProdRoot), std::string::npos) << free.out;
  const auto seen = prove(samba.workplace(), samba.prod(), forestSetup(kProdRoot), "prod-steps");
  EXPECT_EQ(missesOf(seen), "");
  EXPECT_EQ(seenResults(seen), "0 0 0 0");
  // What the server gives an account by itself ([MS-SAMR] 3.1.1.8), which no recorded step can bring: a client may not
  // write it, or need not.
  const std::string account = "CN=svc,OU=acme," + kProdRoot;
  EXPECT_EQ(unlikePredicted(samba.workplace(), samba.prod(), "prod-steps"),
            account + " accountExpires\n" + account + " codePage\n" + account + " countryCode\n" + account +
                " primaryGroupID\n" + account + " userAccountControl\n");
  const ProcessResult again = samba.run(samba.prod(), {"rehearse", "before..after", "--on", samba.prod().uri});
  EXPECT_EQ(again.exitCode, 1) << again.out << again.err;
  const auto twice = prove(samba.workplace(), samba.prod(), forestSetup(kProdRoot), "prod-twice");
  EXPECT_EQ(missesOf(twice), "");
  EXPECT_EQ(seenResults(twice), "68 68 68 68");
}

TEST(RehearsalProven, SambaDomainsWithOtherNamesAnswerAsPredicted) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const SambaRehearsal samba;
  samba.capture(samba.lab(), "before");
  samba.capture(samba.prod(), "prod");
  expectOnlyRealDifferences(samba);
  expectRunAsRehearsed(samba);
  const std::string sites = "CN=Sites," + SambaServer::configuration();
  const std::string site = add("CN=Branch2," + sites, "objectClass: site\ncn: Branch2\n");
  const auto attribute = [](const std::string& cn, const std::string& name, const std::string& oid) {
    return add("CN=" + cn + "," + SambaServer::schemaDn(),
               "objectClass: attributeSchema\ncn: " + cn + "\nlDAPDisplayName: " + name + "\nattributeID: " + oid +
                   "\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\n");
  };
  const auto steps = prove(
      samba.workplace(), samba.lab(),
      site + site + add("CN=u," + sites, "objectClass: user\ncn: u\n") +
          attribute("squatter", "squatter", "1.3.6.1.4.1.99999.1.1") +
          attribute("squatter", "other", "1.3.6.1.4.1.99999.1.2") + attribute("oid", "oid", "1.3.6.1.4.1.99999.1.1") +
          attribute("name", "squatter", "1.3.6.1.4.1.99999.1.3") + troubledSteps(SambaServer::suffix()),
      "planned");
  EXPECT_EQ(missesOf(steps), "");
}

}  // namespace
}  // namespace ldapsnap::test
