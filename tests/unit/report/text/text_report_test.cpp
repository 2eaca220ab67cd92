// The literal blocks are the specification of the text report.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

std::string text(const Report& report, const RenderOptions& options = {}) {
  return render(report, Format::Text, options);
}

TEST(TextReport, RunShowsTheDifferenceThenTheFindingAndTheVerdictLast) {
  EXPECT_EQ(text(encryptionCfgRun()), block(R"(
run seattle/R1  setup exchange-server-5.5  exit 0  examples/exchange-5.5/setup-5.5 --server SEA2
seattle/R1:before  4c1d07e2  2026-03-02 10:14Z  ldap://seattle-dc:389  39 entries
seattle/R1:after   9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

Entries under cn=Configuration,ou=Seattle,o=Acme
  + cn=Encryption                               Encryption-Cfg, 3 attributes
        Encrypt-Alg-List-NA  + CAST-64
                             + DES
  + cn=SEA2,cn=Servers                          Computer, 3 attributes
        Serial-Number   + Version 5.5 (Build 2653.23)
  ~ cn=Site-Addressing
        Gateway-Proxy   - X400:c=US;a= ;p=Acme;
                        + X400:c=US;a= ;p=Acme;o=Seattle;
        (6 unchanged attributes hidden, --unchanged)

2 entries added, 1 changed. 40 entries compared.

error  exchange-5.5/encryption-cfg  The site already has an Encryption-Cfg object
       at   cn=Encryption,cn=Configuration,ou=Seattle,o=Acme
      was   absent
      now   present (Encryption-Cfg)
   origin   introduced by run seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z (this run)
   blocks   kms-4.0, kms-5.0
  message   "Unable to create Encryption-Cfg object in the site you are running Setup."
      why   Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one
            that exists.
      fix   Install Key Management server 5.5, or remove the object before Setup.
      ref   KB Q174743  https://support.microsoft.com/kb/174743
       id   5d0e1c7a93b2

1 error, 0 warnings, 0 notes (1 new) from 2 rules (1 passed, 0 not evaluated).
kms-4.0 and kms-5.0 could run before and no longer can.
)"));
}

TEST(TextReport, CheckShowsFindingsThenTheTableOfSetups) {
  EXPECT_EQ(text(encryptionCfgCheck()), block(R"(
seattle  9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

error  exchange-5.5/encryption-cfg  The site already has an Encryption-Cfg object
       at   cn=Encryption,cn=Configuration,ou=Seattle,o=Acme
      now   present (Encryption-Cfg)
   origin   introduced by run seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z
   blocks   kms-4.0, kms-5.0
  message   "Unable to create Encryption-Cfg object in the site you are running Setup."
      why   Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one
            that exists.
      fix   Install Key Management server 5.5, or remove the object before Setup.
      ref   KB Q174743  https://support.microsoft.com/kb/174743
       id   5d0e1c7a93b2

Not evaluated (neither passed nor failed):
  exchange-5.5/service-account  The service account cannot log on
      cn=Accounts,o=Acme could not be read: insufficientAccessRights (50)

Setups
  kms-4.0           blocked by exchange-5.5/encryption-cfg
  kms-5.0           blocked by exchange-5.5/encryption-cfg
  kms-5.5           can run
  exchange-5.5-sp4  not evaluated
  admin-5.5         can run (no rule is about it)
  (1 setup of products not found in this directory, --all)

1 error, 0 warnings, 0 notes from 3 rules (1 passed, 1 not evaluated).
2 of 5 setups cannot run here; 1 could not be judged.
)"));
}

TEST(TextReport, RulesWithTheSameReasonAreGrouped) {
  Report report = encryptionCfgCheck();
  const std::string hidden = "Gateway-Proxy is hidden", unread = "the snapshot does not hold cn=config";
  report.check.notEvaluated = {{Level::Error, "a/one", "The first", {}, unread},
                               {Level::Error, "a/two", "The second", {}, unread},
                               {Level::Error, "b/three", "The third", {}, hidden}};
  EXPECT_NE(text(report).find(block(R"(
  a/one  The first
  a/two  The second
      the snapshot does not hold cn=config
  b/three  The third
      Gateway-Proxy is hidden
)")),
            std::string::npos)
      << text(report);
}

TEST(TextReport, ManyRulesWithTheSameReasonAreCountedByPack) {
  Report report = encryptionCfgCheck();
  report.check.notEvaluated.clear();
  for (int i = 0; i < 6; ++i)
    report.check.notEvaluated.push_back(
        {Level::Error, fmt::format("{}/r{}", i < 2 ? "a" : "b", i), "Title", {}, "there is no root DSE"});
  EXPECT_NE(text(report).find(block(R"(
Not evaluated (neither passed nor failed):
  a, b  6 rules (--all names them)
      there is no root DSE
)")),
            std::string::npos)
      << text(report);
  RenderOptions all;
  all.showAll = true;
  EXPECT_NE(text(report, all).find("  b/r5  Title\n      there is no root DSE\n"), std::string::npos);
}

TEST(TextReport, ServerEntriesMissingFromAFileAreNamed) {
  Report report = diffOf({});
  report.difference->entries = {.unchanged = 40};
  report.difference->notCompared = {"", "cn=Subschema"};
  EXPECT_EQ(text(report), block(R"(
seattle~1  4c1d07e2  2026-03-02 10:14Z  ldap://seattle-dc:389  39 entries
seattle    9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

Not compared: (root DSE), cn=Subschema: only one side was read from a server.

No differences. 40 entries and the schema compared.
)"));
}

TEST(TextReport, CheckOfOneSetupEndsWithItsVerdictInsteadOfTheTable) {
  Report report = encryptionCfgCheck();
  report.askedSetup = "kms-5.5";
  report.check.findings.clear();
  report.check.notEvaluated.clear();
  report.check.setups = {report.check.setups[2]};
  EXPECT_EQ(text(report), block(R"(
seattle  9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

0 errors, 0 warnings, 0 notes from 1 rule (1 passed, 0 not evaluated).
kms-5.5 (Key Management server 5.5 Setup) can run here, as far as 1 rule can tell.
)"));
}

TEST(TextReport, EmptyDifferenceIsOneSentenceSayingWhatWasCompared) {
  Report report = diffOf({});
  report.difference->entries = {.unchanged = 48088, .volatileOnly = 214};
  EXPECT_EQ(text(report), block(R"(
seattle~1  4c1d07e2  2026-03-02 10:14Z  ldap://seattle-dc:389  39 entries
seattle    9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

No differences. 48,302 entries and the schema compared; 214 entries differ only in volatile
attributes (--volatile).
)"));
}

TEST(TextReport, IncompleteAndTornSnapshotsAreWarnedAboutFirst) {
  Report report = diffOf({});
  report.before->gaps = {
      {"ou=Vault,o=Acme", "insufficientAccessRights (50): no read access", "bind as someone who may read it"}};
  report.after.consistency = Consistency::Torn;
  EXPECT_EQ(text(report), block(R"(
warning: seattle~1 is incomplete: ou=Vault,o=Acme: insufficientAccessRights (50): no read access;
         bind as someone who may read it. Absence there proves nothing.
warning: seattle is torn: the directory changed while it was read, and reading again did not catch
         up. It may show a state that never existed.
seattle~1  4c1d07e2  2026-03-02 10:14Z  ldap://seattle-dc:389  39 entries
seattle    9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

No differences. 40 entries and the schema compared.
)"));
}

TEST(TextReport, ASnapshotWithSecretsSaysSo) {
  Report report = diffOf({});
  report.before->secrets = Secrets::Included;
  EXPECT_EQ(text(report), block(R"(
warning: seattle~1 contains secrets in clear and seattle only their digests: each appears changed,
         whether it was or not.
seattle~1  4c1d07e2  2026-03-02 10:14Z  ldap://seattle-dc:389  39 entries, with secrets
seattle    9b80fa55  2026-03-02 10:51Z  ldap://seattle-dc:389  40 entries

No differences. 40 entries and the schema compared.
)"));
}

TEST(TextReport, FilesHaveNoIdAndAreNamedOnce) {
  Report report = diffOf({});
  report.beforeName = report.before->source = "before.ldif";
  report.afterName = report.after.source = "after.ldif";
  report.before->id = report.after.id = "";
  EXPECT_EQ(text(report), block(R"(
before.ldif  2026-03-02 10:14Z  39 entries
after.ldif   2026-03-02 10:51Z  40 entries

No differences. 40 entries and the schema compared.
)"));
}

TEST(TextReport, ExistingFindingsAreCountedAndResolvedOnesListed) {
  Report report = encryptionCfgRun();
  Finding old = report.check.findings.front();
  old.isNew = false;
  old.level = Level::Note;
  old.rule = "exchange-5.5/mixed-builds";
  old.title = "Servers of different builds";
  old.dn = "cn=Servers,cn=Configuration,ou=Seattle,o=Acme";
  old.id = "aaaaaaaaaaaa";
  Finding gone = old;
  gone.level = Level::Warning;
  gone.rule = "exchange-5.5/no-proxy";
  gone.title = "No proxy";
  gone.id = "bbbbbbbbbbbb";
  report.check.findings = {old, old, old};
  report.check.findings[1].level = Level::Error;
  report.check.findings[2].waived = Waiver{"Known.", "2027-05-31", {}};
  report.check.resolved = {gone};
  report.check.setups.clear();
  const std::string shown = text(report);
  EXPECT_EQ(shown.substr(shown.find("\nAlready")), R"(
Already present before: 1 error, 2 notes, 1 waived (--all shows them)

No longer found:
  warning  exchange-5.5/no-proxy  No proxy  cn=Servers,cn=Configuration,ou=Seattle,o=Acme  id
                                  bbbbbbbbbbbb

1 error, 0 warnings, 2 notes (0 new) (1 waived) from 2 rules (1 passed, 0 not evaluated).
)");
}

TEST(TextReport, AllShowsExistingFindingsAfterNewOnes) {
  Report report = encryptionCfgRun();
  Finding old = report.check.findings.front();
  old.isNew = false;
  old.rule = "exchange-5.5/mixed-builds";
  old.id = "aaaaaaaaaaaa";
  report.check.findings.insert(report.check.findings.begin(), old);
  const std::string shown = text(report, {.showAll = true});
  const std::size_t isNew = shown.find("\nerror  exchange-5.5/encryption-cfg  ");
  const std::size_t heading = shown.find("\nAlready present before:\n\nerror  exchange-5.5/mixed-builds  ");
  EXPECT_LT(isNew, heading) << shown;
  ASSERT_NE(heading, std::string::npos) << shown;
  EXPECT_NE(shown.find("      fix   Install Key Management server 5.5", heading), std::string::npos) << shown;
  EXPECT_NE(shown.find("       id   aaaaaaaaaaaa\n", heading), std::string::npos) << shown;
}

TEST(TextReport, FurtherObjectsOfAFindingAreCounted) {
  Report report = encryptionCfgCheck();
  for (int i = 2; i <= 9; ++i) report.check.findings.front().objects.push_back("cn=S" + std::to_string(i) + ",o=Acme");
  const std::string shown = text(report);
  EXPECT_NE(shown.find(R"(
       at   cn=Encryption,cn=Configuration,ou=Seattle,o=Acme
            cn=S2,o=Acme
            cn=S3,o=Acme
            cn=S4,o=Acme
            cn=S5,o=Acme
            and 4 more (--all)
)"),
            std::string::npos)
      << shown;
  EXPECT_NE(text(report, {.showAll = true}).find("            cn=S9,o=Acme\n"), std::string::npos);
}

TEST(TextReport, LevelsHaveTheirColours) {
  Report report = encryptionCfgCheck();
  report.check.findings.resize(3, report.check.findings.front());
  report.check.findings[1].level = Level::Warning;
  report.check.findings[2].level = Level::Note;
  const std::string shown = text(report, {.colour = Colour::Yes});
  EXPECT_NE(shown.find("\x1b[1;31merror\x1b[0m  \x1b[1mexchange-5.5/encryption-cfg\x1b[0m  The site"),
            std::string::npos);
  EXPECT_NE(shown.find("\x1b[33mwarning\x1b[0m  \x1b[1mexchange-5.5"), std::string::npos);
  EXPECT_NE(shown.find("\x1b[36mnote\x1b[0m  \x1b[1mexchange-5.5"), std::string::npos);
}

TEST(TextReport, WithoutColourNoEscapeIsWritten) {
  EXPECT_EQ(text(encryptionCfgRun()).find('\x1b'), std::string::npos);
}

TEST(TextReport, FailedCommandIsShownWithItsExitCode) {
  Report report = encryptionCfgRun();
  report.run->exitCode = 3;
  const std::string start =
      "run \x1b[1mseattle/R1\x1b[0m  setup exchange-server-5.5  \x1b[1;31mexit 3\x1b[0m  \x1b[2mexamples";
  EXPECT_EQ(text(report, {.colour = Colour::Yes}).substr(0, start.size()), start);
}

}  // namespace
}  // namespace ldapsnap::test
