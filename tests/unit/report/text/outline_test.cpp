#include <gtest/gtest.h>
#include <sstream>

#include "report/model/render.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

TEST(Outline, StatCountsBySubtree) {
  std::ostringstream out;
  renderStat(encryptionCfgRun(), {}, out);
  EXPECT_EQ(out.str(), block(R"(
  cn=Configuration,ou=Seattle,o=Acme             2  +~
  cn=Servers,cn=Configuration,ou=Seattle,o=Acme  1  +

2 entries added, 1 changed. 40 entries compared.
)"));
}

TEST(Outline, LongBarsAreScaledWithoutLosingAKind) {
  Report report = diffOf({});
  for (int i = 0; i < 1000; ++i)
    report.difference->changes.push_back(addedEntry("cn=" + std::to_string(i) + ",o=A", {}));
  EntryChange change;
  change.dn = "cn=last,o=A";
  report.difference->changes.push_back(change);
  std::ostringstream out;
  renderStat(report, {}, out);
  EXPECT_EQ(out.str().substr(0, out.str().find('\n')), "  o=A  1,001  " + std::string(39, '+') + "~");
}

TEST(Outline, StatWarnsOfAnIncompleteSnapshot) {
  Report report = encryptionCfgRun();
  report.after.gaps = {{"b.ldif:7", "invalid base64", ""}};
  std::ostringstream out;
  renderStat(report, {}, out);
  EXPECT_EQ(out.str().substr(0, out.str().find('\n')),
            "warning: seattle/R1:after is incomplete: b.ldif:7: invalid base64. Absence there proves nothing.");
}

TEST(Outline, TopmostEntryIsNamedAndIsNotTheRootDse) {
  EntryChange schema, root;
  schema.dn = "cn=schema";
  std::ostringstream out;
  renderStat(diffOf({root, schema}), {}, out);
  EXPECT_EQ(out.str().substr(0, out.str().find("\n\n")), "  (root DSE)  1  ~\n  cn=schema   1  ~");
}

TEST(Outline, NamesAreOnePerLineAndVisible) {
  Report report = diffOf({addedEntry("cn=a\x1b[2J,o=Acme", {})});
  report.difference->schema = {{Change::Added, "attributeType", "1.1.2", "acmeNew", "", {}}};
  std::ostringstream out;
  renderNames(report, {}, out);
  EXPECT_EQ(out.str(), "attributeType acmeNew\ncn=a\\u{001b}[2J,o=Acme\n");
}

}  // namespace
}  // namespace ldapsnap::test
