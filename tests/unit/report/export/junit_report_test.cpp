// The literal block is the specification of the JUnit report.
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "tests/unit/report/markup.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

std::string junit(const Report& report) { return render(report, Format::Junit); }
bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(JunitReport, RulesAreTestCasesAndUnevaluatedOnesAreSkipped) {
  EXPECT_EQ(junit(encryptionCfgCheck()), block(R"xml(
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ldapsnap: seattle checked">
<testsuite name="directory" tests="1" failures="0" errors="0" skipped="0" timestamp="2026-03-02T10:51:40Z">
<properties><property name="after" value="9b80fa5500000000000000000000000000000000000000000000000000000000"/><property name="findings" value="1 error, 0 warnings, 0 notes from 3 rules (1 passed, 1 not evaluated)."/><property name="verdict" value="2 of 5 setups cannot run here; 1 could not be judged."/></properties>
<testcase classname="directory" name="the snapshots are complete and consistent">
</testcase>
</testsuite>
<testsuite name="exchange-5.5" tests="3" failures="1" errors="0" skipped="1" timestamp="2026-03-02T10:51:40Z">
<testcase classname="exchange-5.5" name="exchange-5.5/encryption-cfg: The site already has an Encryption-Cfg object">
<failure type="error" message="The site already has an Encryption-Cfg object: cn=Encryption,cn=Configuration,ou=Seattle,o=Acme">
error  exchange-5.5/encryption-cfg  The site already has an Encryption-Cfg object
       at   cn=Encryption,cn=Configuration,ou=Seattle,o=Acme
      now   present (Encryption-Cfg)
   origin   introduced by run seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z
   blocks   kms-4.0, kms-5.0
  message   &quot;Unable to create Encryption-Cfg object in the site you are running Setup.&quot;
      why   Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one that exists.
      fix   Install Key Management server 5.5, or remove the object before Setup.
      ref   KB Q174743  https://support.microsoft.com/kb/174743
       id   5d0e1c7a93b2
</failure>
</testcase>
<testcase classname="exchange-5.5" name="exchange-5.5/service-account: The service account cannot log on">
<skipped message="not evaluated: cn=Accounts,o=Acme could not be read: insufficientAccessRights (50)"/>
</testcase>
<testcase classname="exchange-5.5" name="exchange-5.5/site-addressing: The site has no Site-Addressing object">
</testcase>
</testsuite>
</testsuites>
)xml"));
}

TEST(JunitReport, HasFailuresExactlyForExitCodeOne) {
  Report waived = encryptionCfgCheck();
  waived.check.findings.front().waived = Waiver{"accepted", "2027-05-31", {}};
  Report note = encryptionCfgCheck();
  note.check.findings.front().level = Level::Note;
  for (const Report& report : {encryptionCfgRun(), encryptionCfgCheck(), diffOf({}), waived, note})
    EXPECT_EQ(holds(junit(report), "<failure "), exitCodeOf(report) == 1) << junit(report);
  EXPECT_TRUE(holds(junit(waived), "<skipped message=\"waived until 2027-05-31: accepted\"/>"));
}

TEST(JunitReport, AnIncompleteSnapshotIsAnError) {
  Report report = diffOf({});
  report.after.gaps = {{"ou=Vault,o=Acme", "no access", ""}};
  EXPECT_TRUE(holds(junit(report), "<error type=\"incomplete\" message=\"seattle is incomplete: ou=Vault,o=Acme"));
}

TEST(JunitReport, IsWellFormedAndItsCountsHold) {
  for (const Report& report : {encryptionCfgRun(), encryptionCfgCheck(), diffOf({}), hostileRun()})
    EXPECT_EQ(markupErrors(Format::Junit, junit(report)), "");
}

TEST(JunitReport, CharactersThatXmlForbidsAreMadeVisible) {
  Report report =
      diffOf({addedEntry("cn=a\x01"
                         "b\uFFFE\uFFFF,o=Acme",
                         {})});
  EXPECT_TRUE(holds(junit(report), "added cn=a\\u{0001}b\\u{fffe}\\u{ffff},o=Acme\n"));
  EXPECT_EQ(markupErrors(Format::Junit, junit(report)), "");
}

}  // namespace
}  // namespace ldapsnap::test
