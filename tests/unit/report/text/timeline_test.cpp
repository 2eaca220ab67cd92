// What happened while a setup ran, in every format that shows it.
#include <gtest/gtest.h>
#include <sstream>

#include "report/model/render.h"
#include "report/text/text_sections.h"
#include "tests/unit/report/markup.h"
#include "tests/unit/report/samples.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

using std::chrono::milliseconds;

constexpr auto kStart = milliseconds(1772446449000);  // 2026-03-02T10:14:09Z

JournalEntry change(int after, JournalOperation operation, std::string dn, std::string by = "cn=admin,o=Acme") {
  JournalEntry entry;
  entry.time += kStart + milliseconds(after);
  entry.operation = operation;
  entry.dn = std::move(dn);
  entry.by = std::move(by);
  return entry;
}

Journal setupsJournal() {
  Journal journal;
  journal.source = "accesslog cn=accesslog";
  JournalEntry modified = change(20, JournalOperation::Modified, "cn=SEA2,o=Acme");
  modified.attributes = {"Serial-Number", "description"};
  JournalEntry renamed = change(1250, JournalOperation::Renamed, "cn=SEA2,o=Acme");
  renamed.newDn = "cn=SEA3,o=Acme";
  journal.entries = {change(1, JournalOperation::Added, "cn=tmp,o=Acme"), modified,
                     change(30, JournalOperation::Written, "cn=SEA2,o=Acme", "cn=service,o=Acme"),
                     change(31, JournalOperation::Deleted, "cn=tmp,o=Acme", ""), renamed};
  journal.gaps = {"cn=config: no syncprov overlay"};
  return journal;
}

std::string textOf(const Journal& journal, const RenderOptions& options = {}) {
  std::ostringstream out;
  TextWriter writer(out, Colour::No, 100);
  writeJournal(writer, journal, options);
  return out.str();
}

TEST(Timeline, AsLiteralText) {
  EXPECT_EQ(textOf(setupsJournal()), block(R"(
Timeline (UTC)  accesslog cn=accesslog, 5 changes
  by cn=admin,o=Acme
  10:14:09.001  + cn=tmp,o=Acme
  10:14:09.020  ~ cn=SEA2,o=Acme: Serial-Number, description
  by cn=service,o=Acme
  10:14:09.030  ~ cn=SEA2,o=Acme
  10:14:09.031  - cn=tmp,o=Acme
  by cn=admin,o=Acme
  10:14:10.250  > cn=SEA2,o=Acme to cn=SEA3,o=Acme
  came and went  cn=tmp,o=Acme
  changed 3 times  cn=SEA3,o=Acme
  not recorded  cn=config: no syncprov overlay
)"));
}

TEST(Timeline, LongTimelinesAreCountedBeyondAScreen) {
  Journal journal;
  journal.source = "syncrepl";
  for (int i = 0; i < 1025; ++i)
    journal.entries.push_back(change(i, JournalOperation::Added, "cn=" + std::to_string(i) + ",o=Acme", ""));
  const std::string text = textOf(journal);
  EXPECT_NE(text.find("  10:14:09.019  + cn=19,o=Acme\n  (and 1,005 more, --all)\n"), std::string::npos) << text;
  EXPECT_EQ(textOf(journal, {.showAll = true}).find("more, --all"), std::string::npos);
}

TEST(Timeline, ServerWithoutAFeedIsStated) {
  Journal journal;
  journal.gaps = {"this server has no feed of changes that can be followed"};
  EXPECT_EQ(textOf(journal),
            "Timeline (UTC)\n  not recorded  this server has no feed of changes that can be followed\n");
}

TEST(Timeline, InJsonFollowsTheSchema) {
  Report report = encryptionCfgRun();
  report.journal = setupsJournal();
  const std::string json = render(report, Format::Json);
  EXPECT_EQ(violations(json, "report/json/report.schema.json"), "");
  EXPECT_NE(json.find(R"({"time": "2026-03-02T10:14:10.250Z", "operation": "renamed", "dn": "cn=SEA2,o=Acme", )"
                      R"("new_dn": "cn=SEA3,o=Acme", "by": "cn=admin,o=Acme", "attributes": []})"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("came_and_went": ["cn=tmp,o=Acme"])"), std::string::npos) << json;
  EXPECT_NE(json.find(R"({"dn": "cn=SEA3,o=Acme", "times": 3})"), std::string::npos) << json;
}

TEST(Timeline, MarkdownMatchesTheTerminal) {
  Report report = encryptionCfgRun();
  report.journal = setupsJournal();
  const std::string markdown = render(report, Format::Markdown);
  EXPECT_NE(markdown.find("\n## Timeline\n\n````text\n" + textOf(*report.journal) + "````\n"), std::string::npos)
      << markdown;
}

TEST(Timeline, HtmlIsASectionWithATable) {
  Report report = encryptionCfgRun();
  report.journal = setupsJournal();
  const std::string page = render(report, Format::Html);
  EXPECT_EQ(markupErrors(Format::Html, page), "");
  EXPECT_NE(page.find("Timeline of the run"), std::string::npos);
  EXPECT_NE(page.find("<th scope=\"row\">10:14:10.250</th>"), std::string::npos);
  EXPECT_NE(page.find("5 changes, recorded by accesslog cn=accesslog"), std::string::npos);
}

TEST(Timeline, HostileContentIsInert) {
  Report report = encryptionCfgRun();
  report.journal = setupsJournal();
  const std::string attack = "cn=\x1b[2J<script>alert(1)</script>\xe2\x80\xae,o=Acme";
  for (JournalEntry& entry : report.journal->entries) entry.dn = entry.newDn = entry.by = attack;
  report.journal->entries[1].attributes = {attack};
  report.journal->gaps = {attack};
  for (const Format format : {Format::Text, Format::Json, Format::Markdown, Format::Html}) {
    const std::string text = render(report, format);
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << nameOf(format);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos) << nameOf(format);
  }
  const std::string page = render(report, Format::Html);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(markupErrors(Format::Html, page), "");
}

CommandOutput setupsOutput() {
  CommandOutput output;
  for (int i = 1; i <= 12; ++i) output.lines.push_back("step " + std::to_string(i));
  output.lines.emplace_back("Unable to create Encryption-Cfg object");
  output.omitted = 12345;
  output.omittedAfter = 12;
  return output;
}

std::string textOf(const CommandOutput& output, const RenderOptions& options = {}) {
  std::ostringstream out;
  TextWriter writer(out, Colour::No, 100);
  writeCommandOutput(writer, output, options);
  return out.str();
}

TEST(Output, TextShowsTheLastLines) {
  EXPECT_EQ(textOf(setupsOutput()), block(R"(
Output of the command
  (3 lines before, --all)
  | step 4
  | step 5
  | step 6
  | step 7
  | step 8
  | step 9
  | step 10
  | step 11
  | step 12
  (12,345 bytes in between were not kept)
  | Unable to create Encryption-Cfg object
)"));
  EXPECT_NE(textOf(setupsOutput(), {.showAll = true}).find("  | step 1\n"), std::string::npos);
  EXPECT_EQ(textOf(CommandOutput{}), "Output of the command  none\n");
}

TEST(Output, IsInEveryFormatAndInert) {
  Report report = encryptionCfgRun();
  report.output = setupsOutput();
  report.output->lines.emplace_back("\x1b[2J<script>alert(1)</script>\xe2\x80\xae````");
  EXPECT_EQ(violations(render(report, Format::Json), "report/json/report.schema.json"), "");
  const std::string page = render(report, Format::Html);
  EXPECT_EQ(markupErrors(Format::Html, page), "");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  for (const Format format : {Format::Text, Format::Json, Format::Markdown, Format::Html}) {
    const std::string text = render(report, format);
    EXPECT_NE(text.find("Unable to create Encryption-Cfg object"), std::string::npos) << nameOf(format);
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << nameOf(format);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos) << nameOf(format);
  }
}

}  // namespace
}  // namespace ldapsnap::test
