// A difference under mapped names says so in every format, and how to make it again.
#include <gtest/gtest.h>

#include "report/wording/commands.h"
#include "report/wording/sides.h"
#include "report/wording/wording.h"
#include "tests/unit/report/samples.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

Report mappedDiff() {
  Report report = diffOf({addedEntry("cn=x,dc=acme,dc=com", {})});
  report.beforeName = "lab";
  report.afterName = "prod";
  report.before->site = report.difference->before.site = "lab";
  report.after.site = report.difference->after.site = "prod";
  report.mapping = MappedNames{
      "map.toml", {{MappedKind::Suffix, "dc=lab,dc=test", "dc=acme,dc=com", 12}, {MappedKind::Host, "lab1", "dc1", 1}}};
  report.options = {"--map", "map.toml"};
  return report;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(MappedNames, AreInTheHeaderOfTheText) {
  const std::string text = render(mappedDiff(), Format::Text);
  EXPECT_TRUE(contains(text,
                       "Compared under mapped names: those of lab in terms of prod, by map.toml.\n"
                       "  suffix  dc=lab,dc=test -> dc=acme,dc=com (12 times)\n"
                       "  host  lab1 -> dc1 (once)\n"))
      << text;
}

TEST(MappedNames, AreInEveryOtherFormatOfAReport) {
  for (const Format format : {Format::Json, Format::Markdown, Format::Html}) {
    const std::string text = render(mappedDiff(), format);
    for (const char* part : {"dc=lab,dc=test", "lab1", "map.toml"}) EXPECT_TRUE(contains(text, part)) << part;
  }
  EXPECT_EQ(violations(render(mappedDiff(), Format::Json), "report/json/report.schema.json"), "");
}

TEST(MappedNames, TheTwoSidesArePlacesInEveryFormat) {
  Report report = mappedDiff();
  report.difference->changes.push_back(addedEntry("cn=y,dc=acme,dc=com", {}));
  report.difference->entries.added = 2;
  report.difference->entries.removed = 1;
  EXPECT_TRUE(contains(render(report, Format::Text), "2 entries only in prod, 1 only in lab.")) << "text";
  const std::string page = render(report, Format::Html);
  for (const char* part : {"</span>only in prod</span>", "<th scope=\"col\">lab</th><th scope=\"col\">prod</th>",
                           ">Only in prod</th>", "<span>2 differences.</span>"}) {
    EXPECT_TRUE(contains(page, part)) << part;
  }
  EXPECT_FALSE(contains(page, ">Before<"));
  const std::string markdown = render(report, Format::Markdown);
  EXPECT_TRUE(contains(markdown, "\n| first | `lab` |")) << markdown;
}

TEST(MappedNames, LongNamesOfPlacesAreReplacedByTheirOrder) {
  Report report = mappedDiff();
  report.difference->after.kind = SnapshotInfo::Kind::Imported;
  report.difference->after.id.clear();
  report.afterName = "/srv/exports/production-of-seattle.ldif";
  EXPECT_EQ(sidesOf(report).added, "only in the second");
  report.afterName = "/srv/exports/prod.ldif";
  EXPECT_EQ(sidesOf(report).added, "only in prod.ldif");
}

TEST(MappedNames, AreInTheCommandsThatMakeTheReportAgain) {
  EXPECT_EQ(verifyingCommands(mappedDiff()).back().command,
            "ldapsnap diff 4c1d07e200000000 9b80fa5500000000 --map map.toml");
  EXPECT_EQ(commandFor(mappedDiff(), {"--all"}), "ldapsnap diff lab prod --map map.toml --all");
}

TEST(MappedNames, AreSuggestedForDirectoriesWithoutACommonSuffix) {
  Report report = diffOf({addedEntry("cn=x,dc=acme,dc=com", {})});
  EXPECT_EQ(mappingHint(report), "");
  report.before->searchBases = {"dc=lab,dc=test", "cn=config"};
  report.after.searchBases = {"DC=lab,DC=test", "cn=config"};
  EXPECT_EQ(mappingHint(report), "") << "one suffix, in two spellings";
  report.after.searchBases = {"dc=acme,dc=com", "cn=config"};
  EXPECT_EQ(
      mappingHint(report),
      "seattle~1 and seattle have no suffix in common. To compare them under the names of one, use --map auto, or "
      "--map FILE.");
  report.mapping = MappedNames{};
  EXPECT_EQ(mappingHint(report), "");
}

}  // namespace
}  // namespace ldapsnap::test
