#include "diff/rehearse/steps/rehearsal_step.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

std::string criticality(const std::string& line) {
  const auto control = parseControlLine(line);
  if (!control) return "malformed";
  return control->oid + (control->isCritical ? " critical" : "");
}

TEST(ControlLine, HasAnOidACriticalityAndAValue) {
  EXPECT_EQ(criticality("1.2.3"), "1.2.3");
  EXPECT_EQ(criticality("1.2.3 true"), "1.2.3 critical");
  EXPECT_EQ(criticality("1.2.3  false: value: more"), "1.2.3");
  EXPECT_EQ(criticality("1.2.3:: AAA="), "1.2.3");
}

TEST(ControlLine, AnythingElseIsMalformed) {
  for (const char* line : {"", " ", "name", "1.2.3 invalid", "1.2.3 TRUE", "1..2", ".1", "1.", "1.2.3:: this.is.bad"})
    EXPECT_EQ(criticality(line), "malformed") << line;
}

std::string errorOf(const std::string& ldif) {
  const test::TempFolder folder;
  const std::string file = folder.write("setup.ldf", ldif);
  try {
    readSteps(file, Placeholders(Entry{}));
  } catch (const Error& error) {
    const std::string text = error.what();
    return text.substr(text.find("setup.ldf"));
  }
  return "no error";
}

TEST(ReadSteps, InvalidRecordsAreRefusedWithTheirLine) {
  const std::string good = "dn: o=Acme\nchangetype: delete\n\n";
  EXPECT_EQ(errorOf(good), "no error");
  EXPECT_EQ(errorOf(good + "dn: unparsable\nchangetype: delete\n\n").substr(0, 12), "setup.ldf:4:");
  EXPECT_EQ(errorOf(good + "dn: o=Acme\ncontrol: bad\nchangetype: delete\n\n").substr(0, 12), "setup.ldf:4:");
  EXPECT_EQ(errorOf(good + "dn: o=Acme\nchangetype: nonsense\n\n").substr(0, 10), "setup.ldf:");
}

TEST(ReadSteps, PlaceholdersAreFilledInBeforeNamesAreRead) {
  const Entry rootDse{"",
                      {{"defaultNamingContext", {"DC=acme,DC=test"}},
                       {"schemaNamingContext", {"CN=Schema,CN=Configuration,DC=acme,DC=test"}}}};
  const test::TempFolder folder;
  const auto steps = readSteps(folder.write("setup.ldf",
                                            "dn: CN=a,#schemaNamingContext\nchangetype: delete\n\n"
                                            "dn: CN=b,<SchemaContainerDN>\nchangetype: delete\n\n"
                                            "dn: CN=c,CN=Schema,CN=Configuration,DC=X\nchangetype: delete\n\n"),
                               Placeholders(rootDse));
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].record.entry.dn, "CN=a,CN=Schema,CN=Configuration,DC=acme,DC=test");
  EXPECT_EQ(steps[1].record.entry.dn, "CN=b,CN=Schema,CN=Configuration,DC=acme,DC=test");
  EXPECT_EQ(steps[2].record.entry.dn, "CN=c,CN=Schema,CN=Configuration,DC=acme,DC=test");
  EXPECT_EQ(steps[2].origin, RehearsalStep::Origin::File);
}

}  // namespace
}  // namespace ldapsnap
