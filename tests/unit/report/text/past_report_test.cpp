// What happened in a directory, in every format for people.
#include <gtest/gtest.h>
#include <sstream>

#include "report/model/results/past.h"

namespace ldapsnap::test {
namespace {

PastReport reportOfASetup() {
  PastReport report;
  report.name = "prod";
  report.snapshot.source = "ldap://dc1.example.com";
  Past& past = report.past;
  past.sources = {Mechanism::ReplPropertyMetaData, Mechanism::Tombstones};
  past.since = parseTime("2026-11-20T00:00:00Z");
  Burst burst;
  burst.number = 1;
  burst.begin = parseTime("2026-11-20T14:02:11Z");
  burst.end = parseTime("2026-11-20T14:03:40Z");
  burst.servers = {"DC1"};
  burst.entries = {2, 1, 0, 1};
  burst.subtrees = {{"CN=Sites,CN=Configuration,DC=example,DC=com", {2, 1, 0, 1}}};
  burst.classes = {{"site", 1}, {"serversContainer", 1}};
  burst.looksLike = {{"site-creation", "site Branch1 was created"}};
  past.bursts = {burst};
  past.hasChanges = true;
  PastChange created;
  created.change = PastChange::Kind::Created;
  created.dn = "CN=Branch1,CN=Sites,CN=Configuration,DC=example,DC=com";
  created.first = created.last = burst.begin;
  created.burst = 1;
  created.servers = {"DC1"};
  PastChange modified;
  modified.dn = "CN=Sites,CN=Configuration,DC=example,DC=com";
  modified.first = modified.last = burst.end;
  modified.burst = 1;
  modified.servers = {"DC1"};
  PastWrite write;
  write.attribute = "description";
  write.time = burst.end;
  write.times = 3;
  modified.writes = {write};
  PastChange deleted;
  deleted.change = PastChange::Kind::Deleted;
  deleted.dn = "CN=Old,CN=Sites,CN=Configuration,DC=example,DC=com";
  deleted.first = deleted.last = burst.end;
  deleted.burst = 1;
  past.changes = {created, modified, deleted};
  past.limits = {{"values-before", "Not the value before."}};
  Finding finding;
  finding.level = Level::Warning;
  finding.rule = "acme/leftover";
  finding.title = "A site without a server";
  finding.dn = created.dn;
  RecordedOrigin origin;
  origin.time = burst.begin;
  origin.server = "DC1";
  origin.burst = 1;
  finding.introducedBy.emplace().recorded = origin;
  report.findings = {finding};
  Deselected left;
  left.selector = "--under CN=Sites,CN=Configuration,DC=example,DC=com";
  left.entries = 4;
  report.leftOut = {left};
  return report;
}

std::string rendered(Format format) {
  std::ostringstream out;
  RenderOptions options;
  options.width = 100;
  render(reportOfASetup(), pastRenderers(), format, options, out);
  return out.str();
}

TEST(PastReport, TextHasBurstsChangesFindingsAndLimits) {
  EXPECT_EQ(rendered(Format::Text),
            "What prod shows of its past. From replPropertyMetaData and tombstones.\n"
            "\n"
            "burst 1  2026-11-20 14:02:11Z to 14:03:40Z  2 created, 1 modified, 1 deleted\n"
            "  on DC1\n"
            "  looks like site-creation: site Branch1 was created\n"
            "  created: 1 site, 1 serversContainer\n"
            "  2 created, 1 modified, 1 deleted at and below CN=Sites,CN=Configuration,DC=example,DC=com\n"
            "\n"
            "3 entries changed; the values before are not known\n"
            "created   CN=Branch1,CN=Sites,CN=Configuration,DC=example,DC=com\n"
            "          2026-11-20 14:02:11Z on DC1\n"
            "modified  CN=Sites,CN=Configuration,DC=example,DC=com\n"
            "          2026-11-20 14:03:40Z on DC1\n"
            "          description  written 14:03:40Z, 3 times in all\n"
            "deleted   CN=Old,CN=Sites,CN=Configuration,DC=example,DC=com\n"
            "          2026-11-20 14:03:40Z\n"
            "\n"
            "1 finding on what is listed\n"
            "warning   A site without a server\n"
            "          CN=Branch1,CN=Sites,CN=Configuration,DC=example,DC=com\n"
            "          introduced by burst 1, 2026-11-20 14:02Z, on DC1\n"
            "\n"
            "Left out: 4 changed entries, by --under CN=Sites,CN=Configuration,DC=example,DC=com.\n"
            "\n"
            "What this cannot show\n"
            "  values-before: Not the value before.\n");
}

TEST(PastReport, MarkdownHasTables) {
  EXPECT_EQ(rendered(Format::Markdown),
            "# History of prod\n"
            "\n"
            "From replPropertyMetaData and tombstones.\n"
            "\n"
            "| burst | time | entries | where and who | looks like |\n"
            "|---|---|---|---|---|\n"
            "| 1 | 2026-11-20 14:02:11Z to 14:03:40Z | 2 created, 1 modified, 1 deleted | on DC1 | `site-creation`: "
            "site Branch1 was created |\n"
            "\n"
            "## 3 entries changed\n"
            "\n"
            "The values before are not known.\n"
            "\n"
            "| change | entry | time | attributes |\n"
            "|---|---|---|---|\n"
            "| created | `CN=Branch1,CN=Sites,CN=Configuration,DC=example,DC=com` | 2026-11-20 14:02:11Z |  |\n"
            "| modified | `CN=Sites,CN=Configuration,DC=example,DC=com` | 2026-11-20 14:03:40Z | description written "
            "14:03:40Z, 3 times in all |\n"
            "| deleted | `CN=Old,CN=Sites,CN=Configuration,DC=example,DC=com` | 2026-11-20 14:03:40Z |  |\n"
            "\n"
            "## 1 finding on what is listed\n"
            "\n"
            "- warning: A site without a server (`CN=Branch1,CN=Sites,CN=Configuration,DC=example,DC=com`), introduced "
            "by burst 1, 2026-11-20 14:02Z, on DC1\n"
            "\n"
            "Left out: 4 changed entries, by --under CN=Sites,CN=Configuration,DC=example,DC=com.\n"
            "\n"
            "## What this cannot show\n"
            "\n"
            "- values-before: Not the value before.\n");
}

TEST(PastReport, HtmlHasTables) {
  const std::string page = rendered(Format::Html);
  const std::size_t begin = page.find("<main"), end = page.find("</main>");
  ASSERT_NE(end, std::string::npos) << page;
  EXPECT_EQ(
      page.substr(begin, end - begin),
      "<main id=\"main\"><h1>History of prod</h1><p>From replPropertyMetaData and tombstones.</p><div class=\"scroll\" "
      "tabindex=\"0\" role=\"region\" aria-label=\"Bursts\"><table class=\"facts\"><thead><tr><th "
      "scope=\"col\">Burst</th><th scope=\"col\">Time</th><th scope=\"col\">Entries</th><th scope=\"col\">Where and "
      "who</th><th scope=\"col\">Looks like</th><th scope=\"col\">At and below</th></tr></thead>\n"
      "<tbody><tr><th scope=\"row\">1</th><td>2026-11-20 14:02:11Z to 14:03:40Z</td><td>2 created, 1 modified, 1 "
      "deleted</td><td>on DC1</td><td><div>site-creation: site Branch1 was "
      "created</div></td><td><div>CN=Sites,<wbr/>CN=Configuration,<wbr/>DC=example,<wbr/>DC=com: 2 created, 1 "
      "modified, 1 deleted</div></td></tr>\n"
      "</tbody></table></div>\n"
      "<h2>3 entries changed</h2><p>The values before are not known.</p><div class=\"scroll\" tabindex=\"0\" "
      "role=\"region\" aria-label=\"Changes\"><table class=\"facts\"><thead><tr><th "
      "scope=\"col\">Change</th><th scope=\"col\">Entry</th><th scope=\"col\">Time</th><th "
      "scope=\"col\">Attributes</th></tr></thead>\n"
      "<tbody><tr><td>created</td><th "
      "scope=\"row\">CN=Branch1,<wbr/>CN=Sites,<wbr/>CN=Configuration,<wbr/>DC=example,<wbr/>DC=com</th><td>2026-11-20 "
      "14:02:11Z on DC1</td><td></td></tr>\n"
      "<tr><td>modified</td><th "
      "scope=\"row\">CN=Sites,<wbr/>CN=Configuration,<wbr/>DC=example,<wbr/>DC=com</th><td>2026-11-20 14:03:40Z on "
      "DC1</td><td><div>description written 14:03:40Z, 3 times in all</div></td></tr>\n"
      "<tr><td>deleted</td><th "
      "scope=\"row\">CN=Old,<wbr/>CN=Sites,<wbr/>CN=Configuration,<wbr/>DC=example,<wbr/>DC=com</th><td>2026-11-20 "
      "14:03:40Z</td><td></td></tr>\n"
      "</tbody></table></div>\n"
      "<h2>1 finding on what is listed</h2><ul><li>warning: A site without a server, "
      "CN=Branch1,<wbr/>CN=Sites,<wbr/>CN=Configuration,<wbr/>DC=example,<wbr/>DC=com, introduced by burst 1, "
      "2026-11-20 14:02Z, on DC1</li></ul><p>Left out: 4 changed entries, by --under "
      "CN=Sites,CN=Configuration,DC=example,DC=com.</p><h2>What this cannot show</h2><ul><li>values-before: Not the "
      "value before.</li></ul>");
}

}  // namespace
}  // namespace ldapsnap::test
