// Rehearsals of real setups proven: recorded on one server, rehearsed on another, really run there; what was predicted
// for each step beside what the server said.
#include <gtest/gtest.h>

#include "tests/support/ds389.h"
#include "tests/support/kerberos_realm.h"
#include "tests/support/recorded_setup.h"
#include "tests/support/samba.h"

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
  std::vector<std::string> words{"-q", "run", site, "--"};
  const auto create = realm.create();
  words.insert(words.end(), create.begin(), create.end());
  return workplace.ldapsnap(words, realm.answers());
}

TEST(SetupRehearsed, AKerberosRealmOnAnotherSlapdAndAgainWhereItIs) {
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
        krbPrincipalKey  + (secret)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=kadmin/admin@KRB.TEST
        krbPrincipalKey  + (secret)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=kadmin/changepw@KRB.TEST
        krbPrincipalKey  + (secret)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=kadmin/history@KRB.TEST
        krbPrincipalKey  + (secret)
        (6 unchanged attributes hidden, --unchanged)
  ~ krbPrincipalName=krbtgt/KRB.TEST@KRB.TEST
        krbPrincipalKey  + (secret)
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

}  // namespace
}  // namespace ldapsnap::test
