#include "diff/rehearse/steps/rehearsal_step.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ldapsnap
