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
  RenderOptions asked;
  EXPECT_EQ(verifyingCommands(mappedDiff(), Format::Html, asked).back().command,
            "ldapsnap diff 4c1d07e200000000 9b80fa5500000000 --map map.toml --format html");
  asked.showAll = asked.isInteractive = true;
  EXPECT_EQ(verifyingCommands(mappedDiff(), Format::Html, asked).back().command,
            "ldapsnap diff 4c1d07e200000000 9b80fa5500000000 --map map.toml --format html --all --interactive");
  asked = RenderOptions();
  asked.maxCharacters = 9000;
  EXPECT_EQ(verifyingCommands(mappedDiff(), Format::Markdown, asked).back().command,
            "ldapsnap diff 4c1d07e200000000 9b80fa5500000000 --map map.toml --format markdown --max-chars 9000");
  EXPECT_EQ(commandFor(mappedDiff(), {"--all"}), "ldapsnap diff lab prod --map map.toml --all");
}

TEST(MappedNames, OfAFileAreGivenWithItsDigest) {
  Report report = mappedDiff();
  report.mapping->digest = std::string(64, 'a');
  const std::string sentence = "those of lab in terms of prod, by map.toml (SHA-256 " + std::string(64, 'a') + ").";
  for (const Format format : {Format::Markdown, Format::Html})
    EXPECT_TRUE(contains(render(report, format), sentence)) << render(report, format);
  const std::string json = render(report, Format::Json);
  EXPECT_TRUE(contains(json, "\"sha256\": \"" + std::string(64, 'a') + "\"")) << json;
  EXPECT_EQ(violations(json, "report/json/report.schema.json"), "");
}

TEST(MappedNames, AreAMapOfTwoColumnsWithWhatHasNoCounterpart) {
  Report report = mappedDiff();
  report.difference->entries = {.added = 2, .removed = 1, .modified = 3, .unchanged = 9};
  report.mapping->names.front().from = "dc=<lab>\u202e,dc=test";
  const std::string page = render(report, Format::Html);
  for (const char* part : {"<th scope=\"row\">suffix</th><td data-label=\"lab\">dc=&lt;lab&gt;\\u{202e},dc=test</td>",
                           "<td data-label=\"prod\">dc=acme,dc=com</td><td>12 times</td>",
                           "<th scope=\"row\">entries</th><td data-label=\"lab\">1 only here</td>",
                           "<td data-label=\"prod\">2 only here</td><td>12 in both, 3 differ</td>"}) {
    EXPECT_TRUE(contains(page, part)) << part << "\n" << page;
  }
}

TEST(ReplicaLag, IsInEveryFormatThatPeopleReadAndInJson) {
  Report report = diffOf({addedEntry("cn=x,o=Acme", {})});
  EXPECT_FALSE(contains(render(report, Format::Json), "\"lag\""));
  report.lag = Lag{
      12, 1, std::chrono::milliseconds(1490), {"ldap2 lagged ldap1 by 0.250 s at o=A\u202e when both had been read."}};
  const std::string text = render(report, Format::Text);
  EXPECT_TRUE(contains(text,
                       "lag  ldap2 lagged ldap1 by 0.250 s at o=A\\u{202e} when both had been read.\n"
                       "lag  12 entries differed at first; 1 still differs after 1.4 s.\n"))
      << text;
  for (const Format format : {Format::Markdown, Format::Html}) {
    const std::string shown = render(report, format);
    EXPECT_TRUE(contains(shown, "Lag: 12 entries differed at first; 1 still differs after 1.4 s.")) << shown;
    EXPECT_FALSE(contains(shown, "\u202e"));
  }
  const std::string json = render(report, Format::Json);
  EXPECT_TRUE(contains(json, "\"differed\": 12,\n    \"still_differ\": 1,\n    \"waited_ms\": 1490,")) << json;
  EXPECT_EQ(violations(json, "report/json/report.schema.json"), "");
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
