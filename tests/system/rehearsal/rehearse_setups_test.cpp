// Rehearsals of real setups proven: recorded on one server, rehearsed on another, really run there; what was predicted
// for each step beside what the server said.
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <regex>
#include <sstream>

#include "tests/support/content/recorded_setup.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/kerberos_realm.h"
#include "tests/support/servers/samba.h"

namespace ldapsnap::test {
namespace {

SlapdOptions slapdNamed(const std::string& suffix) {
  SlapdOptions options;
  options.suffix = suffix;
  return options;
}

/// `log` from where it ended when `before` was read.
std::string since(const std::string& before, const std::string& log) { return log.substr(before.size()); }

ProcessResult runKerberos(const Workplace& workplace, const std::string& site, const KerberosRealm& realm) {
  std::vector<std::string> words{"-q", "run", site, "--exit-code", "--"};
  const auto create = realm.create();
  words.insert(words.end(), create.begin(), create.end());
  return workplace.ldapsnap(words, realm.answers());
}

TEST(SetupRehearsed, KerberosRealmOnAnotherSlapdAndWhereItExists) {
  if (const std::string why = KerberosRealm::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const SlapdServer lab(slapdNamed("o=Lab")), prod(slapdNamed("o=Prod"));
  Workplace workplace;
  for (const SlapdServer* server : {&lab, &prod}) {
    KerberosRealm::loadSchema(*server);
    workplace.addSite(server == &lab ? "lab" : "prod", *server, server->suffix());
  }
  EXPECT_EQ(runKerberos(workplace, "lab", KerberosRealm(workplace, lab)).exitCode, 1);
  EXPECT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);

  const KerberosRealm realm(workplace, prod);
  const auto planned = rehearse(workplace, "lab/R1", "prod", "planned");
  const std::string before = prod.log();
  EXPECT_EQ(runKerberos(workplace, "prod", realm).exitCode, 1);
  const auto sent = sentSteps(planned, since(before, prod.log()));
  EXPECT_EQ(missesOf(sent), "");
  EXPECT_EQ(seenResults(sent), "0 0 0 0 0 0 0");
  // The keys are secrets, which no snapshot holds: the rehearsal says so.
  EXPECT_NE(
      workplace.ldapsnap({"rehearse", "lab/R1", "--on", "lab/R1:before"})
          .out.find("krbPrincipalName=K/M@KRB.TEST,cn=KRB.TEST,cn=krbContainer,o=Lab krbPrincipalKey: its value is a\n"
                    "  secret that was not recorded\n"),
      std::string::npos);
  EXPECT_EQ(unpredicted(workplace, "planned", "prod/R1"), R"(Entries under cn=KRB.TEST,cn=krbContainer,o=Prod
  ~ krbPrincipalName=K/M@KRB.TEST
        krbPrincipalKey  ~ (secret, changed)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=kadmin/admin@KRB.TEST
        krbPrincipalKey  ~ (secret, changed)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=kadmin/changepw@KRB.TEST
        krbPrincipalKey  ~ (secret, changed)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=kadmin/history@KRB.TEST
        krbPrincipalKey  ~ (secret, changed)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=krbtgt/KRB.TEST@KRB.TEST
        krbPrincipalKey  ~ (secret, changed)
        (6 unchanged attributes hidden, --unchanged)

Hidden: volatile attributes of 5 entries above (--volatile), 3 entries changed only in volatile
        attributes (--volatile).

5 entries changed. 10 entries compared.
)");

  const auto again = rehearse(workplace, "lab/R1", "prod", "again");
  const std::string beforeAgain = prod.log();
  const ProcessResult refused = runKerberos(workplace, "prod", realm);
  EXPECT_EQ(refused.exitCode, 1);
  EXPECT_NE(refused.err.find("Already exists while creating realm 'KRB.TEST'"), std::string::npos) << refused.err;
  const auto sentAgain = sentSteps(again, since(beforeAgain, prod.log()));
  EXPECT_EQ(missesOf(sentAgain), "");
  EXPECT_EQ(seenResults(sentAgain), "68 68");
}

/// A backend, an attribute type and a class, each whatever became of the one before.
ProcessResult runDsconf(const Workplace& workplace, const std::string& site, const Ds389Server& server) {
  const std::string dsconf =
      "dsconf -D '" + Ds389Server::rootDn() + "' -y " + workplace.path(site + ".password") + " " + server.uri() + " ";
  return workplace.ldapsnap({"-q", "run", site, "--exit-code", "--", "sh", "-c",
                             dsconf + "backend create --suffix o=second --be-name second; " + dsconf +
                                 "schema attributetypes add --oid 1.3.6.1.4.1.99999.1.1 --syntax "
                                 "1.3.6.1.4.1.1466.115.121.1.15 acmeLevel; " +
                                 dsconf +
                                 "schema objectclasses add --oid 1.3.6.1.4.1.99999.1.2 --sup top --kind AUXILIARY "
                                 "--may acmeLevel -- acmeThing"});
}

/// What came and was not predicted is what the server makes by itself, as the rehearsal said, and a folder's name,
/// which differs between two instances.
void expectBackendAsPredicted(const Workplace& workplace) {
  EXPECT_NE(workplace.ldapsnap({"rehearse", "lab/R1", "--on", "lab/R1:before"}).out.find(R"(
Not in the steps
  : the root DSE: the server writes it
  cn=monitor,cn=second,cn=ldbm database,cn=plugins,cn=config: state of the running server
  cn=schema nsSchemaCSN: the server sets it
  cn=config nsslapd-backendconfig: the server sets it
)"),
            std::string::npos);
  std::string came =
      std::regex_replace(unpredicted(workplace, "planned", "prod/R1"), std::regex("ldapsnap-test.*"), "...");
  came = std::regex_replace(came, std::regex(R"(\d+ (unchanged|entries changed|entries compared))"), "<n> $1");
  const std::string folder = ds389HasAFolderForEachDatabase() ? R"(
  ~ cn=second,cn=ldbm database,cn=plugins
        nsslapd-directory  ~ /tmp/...
                             [bytes]
        (<n> unchanged attributes hidden, --unchanged))"
                                                              : "";
  const std::string rest = ds389HasAFolderForEachDatabase() ? R"(
Hidden: volatile attributes of 1 entry above (--volatile), <n> entries changed only in volatile
        attributes (--volatile), 1 entry differs in spelling only (--exact).
[bytes]: the schema does not know the attribute, so its values were compared as bytes.
)"
                                                            : R"(
Hidden: <n> entries changed only in volatile attributes (--volatile), 1 entry differs in spelling
        only (--exact).

1 entry added, 2 changed. <n> entries compared.
)";
  EXPECT_EQ(came,
            R"(Entries
  ~ (root DSE)
        namingContexts   + o=second
        nsBackendSuffix  + second:o=second
        (<n> unchanged attributes hidden, --unchanged)

Entries under cn=config
  ~ cn=config
        nsslapd-backendconfig  + cn=config,cn=second,cn=ldbm database,cn=plugins,cn=config
        (<n> unchanged attributes hidden, --unchanged))" +
                folder + R"(
  + cn=monitor,cn=second,cn=ldbm database,cn=plugins
        extensibleObject, 8 attributes
        database            + ldbm database
        maxdncachecount     + -1
        maxdncachesize      + 16777216
        maxentrycachecount  + -1
        maxentrycachesize   + 512000
        readonly            + 0
)" + rest);
}

TEST(SetupRehearsed, BackendAndSchemaOnAnother389AndWhereTheyExist) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const Ds389Server lab, prod({"o=Prod"});
  prod.apply(
      "dn: cn=config\nchangetype: modify\nreplace: nsslapd-accesslog-logbuffering\n"
      "nsslapd-accesslog-logbuffering: off\n");
  Workplace workplace;
  workplace.addSite("lab", lab.uri(), Ds389Server::rootDn(), Ds389Server::password(), {});
  workplace.addSite("prod", prod.uri(), Ds389Server::rootDn(), Ds389Server::password(), {});
  EXPECT_EQ(runDsconf(workplace, "lab", lab).exitCode, 1);
  EXPECT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);
  const auto planned = rehearse(workplace, "lab/R1", "prod", "planned");
  const std::string before = prod.accessLog();
  EXPECT_EQ(runDsconf(workplace, "prod", prod).exitCode, 1);
  const auto sent = sentSteps(planned, since(before, prod.accessLog()));
  EXPECT_EQ(missesOf(sent), "");
  EXPECT_EQ(seenResults(sent), "0 0 0");
  expectBackendAsPredicted(workplace);

  // dsconf looks first and sends nothing. What it sent before, sent again:
  const Target target{prod.uri(), Ds389Server::rootDn(), Ds389Server::password(), {}};
  EXPECT_EQ(runDsconf(workplace, "prod", prod).exitCode, 1);
  const auto again = prove(workplace, target, recordsOfRun(workplace, "prod/R1"), "again");
  EXPECT_EQ(missesOf(again), "");
  std::string refused = "0";  // definitions that are there already are accepted
  for (int entries = 0; entries < 36; ++entries) refused += " 68";
  EXPECT_EQ(seenResults(again), refused);
}

/// The site Branch1 as samba-tool makes it.
ProcessResult runSites(const Workplace& workplace, const std::string& site, const SambaServer& server) {
  return workplace.ldapsnap({"-q", "run", site, "--exit-code", "--", "/usr/bin/samba-tool", "sites", "create",
                             "Branch1", "-s", server.configFile(), "-H", server.databaseFile()});
}

bool runsLongTests() { return std::getenv("LDAPSNAP_LONG_TESTS") != nullptr; }

TEST(SetupRehearsed, SiteInAnotherForestAndWhereItExists) {
  if (!runsLongTests()) GTEST_SKIP() << "takes a minute: LDAPSNAP_LONG_TESTS=1";
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  SambaOptions production;
  production.realm = "CORP.ACME.TEST";
  production.domain = "ACME";
  production.host = "berdc7";
  const std::string prodRoot = "DC=corp,DC=acme,DC=test";
  const SambaServer lab, prod(production);
  const Target target{prod.uri(), "CN=Administrator,CN=Users," + prodRoot, SambaServer::password(), {}};
  Workplace workplace;
  workplace.addSite("lab", lab.uri(), SambaServer::rootDn(), SambaServer::password(), {});
  workplace.addSite("prod", prod.uri(), target.bindDn, SambaServer::password(), {});
  EXPECT_EQ(runSites(workplace, "lab", lab).exitCode, 1);
  EXPECT_EQ(workplace.ldapsnap({"capture", "prod"}).exitCode, 0);

  EXPECT_EQ(predictedResults(rehearse(workplace, "lab/R1", "prod", "planned")), "0 0 0");
  EXPECT_EQ(runSites(workplace, "prod", prod).exitCode, 1);
  EXPECT_EQ(unpredicted(workplace, "planned", "prod/R1").find("No differences. "), 0U);

  EXPECT_EQ(predictedResults(rehearse(workplace, "lab/R1", "prod", "again")), "68 68 68");
  const ProcessResult refused = runSites(workplace, "prod", prod);
  EXPECT_EQ(refused.exitCode, 255);
  EXPECT_NE(refused.err.find("A site with the name Branch1 already exists"), std::string::npos) << refused.err;
  const auto again = prove(workplace, target, recordsOfRun(workplace, "prod/R1"), "resent");
  EXPECT_EQ(missesOf(again), "");
  EXPECT_EQ(seenResults(again), "68 68 68");
}

std::string storedAttribute(const std::string& cn, const std::string& name, const std::string& oid) {
  return "dn: CN=" + cn + "," + SambaServer::schemaDn() + "\nchangetype: add\nobjectClass: attributeSchema\ncn: " + cn +
         "\nlDAPDisplayName: " + name + "\nattributeID: " + oid +
         "\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\n\n";
}

/// Three forests of one name: the lab, one in which somebody took what the schema of 2012 R2 needs, and an untouched
/// one.
class SchemaUpgradeRehearsed : public testing::Test {
 protected:
  void SetUp() override {
    if (!runsLongTests()) GTEST_SKIP() << "takes minutes: LDAPSNAP_LONG_TESTS=1";
    if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
    start("lab");
    EXPECT_EQ(upgrade("lab").exitCode, 1);
  }

  SambaServer& start(const std::string& site) {
    SambaServer& server = *(servers_[site] = std::make_unique<SambaServer>());
    workplace_.addSite(site, server.uri(), SambaServer::rootDn(), SambaServer::password(), {});
    return server;
  }
  ProcessResult upgrade(const std::string& site) {
    return workplace_.ldapsnap({"-q", "run", site, "--exit-code", "--", "/usr/bin/samba-tool", "domain",
                                "schemaupgrade", "--schema=2012_R2", "-s", servers_[site]->configFile(), "-H",
                                servers_[site]->databaseFile()});
  }

  Workplace workplace_;
  std::map<std::string, std::unique_ptr<SambaServer>> servers_;
};

/// The elements and entries of a report that changed, one a line.
std::string changedNames(const std::string& report) {
  std::istringstream lines(report);
  std::string names, mark, kind, name;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  ~ ")) continue;
    std::istringstream(line) >> mark >> kind >> name;
    names += kind + (kind.starts_with("CN=") ? "" : " " + name) + "\n";
    name.clear();
  }
  return names;
}

// The tool may write what no LDAP client may: systemMayContain, systemAuxiliaryClass, systemFlags, objectVersion. The
// rehearsal says that they are not in the steps, and the definitions follow from them.
TEST_F(SchemaUpgradeRehearsed, UntouchedForestEndsAsPredicted) {
  start("control");
  EXPECT_EQ(workplace_.ldapsnap({"capture", "control"}).exitCode, 0);
  const auto planned = rehearse(workplace_, "lab/R1", "control", "planned");
  EXPECT_EQ(planned.size(), 236U);
  for (const ProvenStep& step : planned) EXPECT_EQ(step.predicted, 0) << step.dn << " " << step.words;
  EXPECT_EQ(upgrade("control").exitCode, 1);
  const std::string came = unpredicted(workplace_, "planned", "control/R1");
  EXPECT_NE(came.find("\n13 schema elements changed; 2 entries changed. "), std::string::npos) << came;
  EXPECT_EQ(changedNames(came),
            "attributeType msDS-ManagedPassword\nattributeType msds-memberOfTransitive\n"
            "attributeType msds-memberTransitive\nattributeType msDS-parentdistname\n"
            "attributeType msDS-ReplValueMetaDataExt\nobjectClass computer\nobjectClass dnsZone\nobjectClass group\n"
            "objectClass organizationalPerson\nobjectClass rIDManager\nobjectClass top\nobjectClass trustedDomain\n"
            "objectClass user\nCN=Schema,CN=Configuration,DC=example,DC=test\nCN=User\n");
}

TEST_F(SchemaUpgradeRehearsed, TakenCnOidAndNameAreNamedAndRefused) {
  SambaServer& server = start("prod");
  server.apply(storedAttribute("ms-DS-Registration-Quota", "acmeQuota", "1.3.6.1.4.1.99999.1.1") +
               storedAttribute("acme-Issuer", "acmeIssuer", "1.2.840.113556.1.4.2240") +
               storedAttribute("acme-Cloud", "msDS-cloudExtensionAttribute1", "1.3.6.1.4.1.99999.1.2"));
  EXPECT_EQ(workplace_.ldapsnap({"capture", "prod"}).exitCode, 0);
  const std::string rehearsed = workplace_.ldapsnap({"rehearse", "lab/R1", "--on", "prod"}).out;
  const std::size_t steps = rehearsed.find("Steps in the order");
  EXPECT_EQ(rehearsed.substr(steps, rehearsed.find("Not in the steps") - steps),
            R"(Steps in the order in which they were recorded (uSNChanged)
120  fails         add     CN=ms-DS-cloudExtensionAttribute1,CN=Schema,CN=Configuration,DC=example,
                           DC=test
       result   unwillingToPerform (53): 00002035: samldb: lDAPDisplayName
                'msDS-cloudExtensionAttribute1' already in use!
          why   the name of msDS-cloudExtensionAttribute1 (1.2.840.113556.1.4.2214) belongs to
                msDS-cloudExtensionAttribute1 (1.3.6.1.4.1.99999.1.2)
147  fails         add     CN=ms-DS-Registration-Quota,CN=Schema,CN=Configuration,DC=example,DC=test
       result   entryAlreadyExists (68): Entry CN=ms-DS-Registration-Quota,CN=Schema,
                CN=Configuration,DC=example,DC=test already exists
          why   the step adds an entry that is there
169  fails         add     CN=ms-DS-Issuer-Certificates,CN=Schema,CN=Configuration,DC=example,
                           DC=test
       result   unwillingToPerform (53): 00002035: samldb: attributeID '1.2.840.113556.1.4.2240'
                already in use!
          why   the OID of msDS-IssuerCertificates (1.2.840.113556.1.4.2240) belongs to
                acmeIssuer (1.2.840.113556.1.4.2240)
178  fails         add     CN=ms-DS-Device-Registration-Service,CN=Schema,CN=Configuration,
                           DC=example,DC=test
       result   invalidAttributeSyntax (21): 0000200B: objectclass_attrs: attribute
                'systemMayContain' on entry 'CN=ms-DS-Device-Registration-Service,CN=Schema,
                CN=Configuration,DC=example,DC=test' contains at least one invalid value!
          why   the class msDS-DeviceRegistrationService (1.2.840.113556.1.5.284) names
                msDS-IssuerCertificates, which the schema does not have
      because   step 169 fails
232 steps without problems not listed (--all lists them)

)");
  // The tool stops at the first of them.
  const ProcessResult refused = upgrade("prod");
  EXPECT_EQ(refused.exitCode, 255);
  EXPECT_NE(refused.out.find("Exception: (53, \"samldb: lDAPDisplayName 'msDS-cloudExtensionAttribute1' already in "
                             "use!\")\nError encountered, aborting schema upgrade\n"),
            std::string::npos)
      << refused.out;
  const auto sent = prove(workplace_, {server.uri(), SambaServer::rootDn(), SambaServer::password(), {}},
                          recordsOfRun(workplace_, "lab/R1"), "resent");
  EXPECT_EQ(missesOf(sent), "");
}

}  // namespace
}  // namespace ldapsnap::test
