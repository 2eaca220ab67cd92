#include <gtest/gtest.h>
#include <sstream>

#include "report/model/results/rehearsal.h"
#include "tests/support/process.h"
#include "tests/unit/report/markup.h"

namespace ldapsnap::test {
namespace {

Finding newFinding() {
  Finding finding;
  finding.rule = "acme/leftover";
  finding.dn = "cn=x,o=Acme";
  finding.id = "0123456789ab";
  finding.isNew = true;
  return finding;
}

/// A failed add, what depends on it, a value that would be lost, and one that is not known.
RehearsalReport troubled() {
  RehearsalReport report;
  report.what = "vendor.ldf";
  report.on = "prod";
  StepVerdict exists;
  exists.number = 1, exists.line = 3, exists.dn = "cn=x\x1b,o=Acme", exists.outcome = Outcome::Fails;
  exists.obstacle = Obstacle{};
  exists.answer = {68, "Entry cn=x already exists"};
  exists.isThereAlike = true;
  StepVerdict below;
  below.number = 2, below.dn = "cn=y,cn=z,o=Acme", below.outcome = Outcome::Fails, below.because = 1U;
  below.obstacle = Obstacle{};
  below.obstacle->kind = ObstacleKind::NoSuchParent;
  below.obstacle->holder = "cn=z,o=Acme";
  below.answer = {32, ""};
  StepVerdict lost;
  lost.number = 3, lost.dn = "o=Acme", lost.change = ChangeType::Modify, lost.outcome = Outcome::Overwrites;
  lost.overwritten = {{"description", {"lab"}, {"here"}, {"new"}}};
  StepVerdict unsure;
  unsure.number = 4, unsure.dn = "o=Acme", unsure.change = ChangeType::Delete, unsure.outcome = Outcome::NotKnown;
  unsure.doubt = Doubt{Doubt::Kind::NotCovered, "a gap"};
  report.rehearsal.steps = {exists, below, lost, unsure};
  LdifRecord add, modify, remove;
  add.change = ChangeType::Add;
  add.entry.attributes = {{"cn", {"x\x1b"}}, {"description", {"<b>a", "b"}}};
  modify.change = ChangeType::Modify;
  modify.modifications = {{Modification::Operation::Replace, {"description", {"new"}}},
                          {Modification::Operation::Delete, {"mail", {}}}};
  remove.change = ChangeType::Delete;
  report.requests = {add, add, modify, remove};
  report.check.findings = {newFinding()};
  SetupVerdict blocked{"acme-2", "Acme 2", "acme", SetupVerdict::State::Blocked, {"0123456789ab"}, {}};
  report.check.setups = {blocked};
  return report;
}

TEST(RehearsalText, EachStepSaysWhatTheServerSaysAndWhy) {
  std::ostringstream out;
  renderRehearsalText(troubled(), {}, out);
  EXPECT_EQ(out.str(),
            "1  fails         add     cn=x\\u{001b},o=Acme\n"
            "         at   vendor.ldf:3\n"
            "     result   entryAlreadyExists (68): Entry cn=x already exists\n"
            "        why   the step adds an entry that is there\n"
            "       note   what the step asks for is there already\n"
            "2  fails         add     cn=y,cn=z,o=Acme\n"
            "     result   noSuchObject (32)\n"
            "        why   the step adds an entry below cn=z,o=Acme, which is not there\n"
            "    because   step 1 fails\n"
            "3  overwrites    modify  o=Acme\n"
            "       lost   description: here, in the lab it was lab, it becomes new\n"
            "4  not known     delete  o=Acme\n"
            "     unsure   a gap\n"
            "\n"
            "After this run these setups can no longer run\n"
            "  acme-2  acme/leftover: cn=x,o=Acme\n"
            "\n"
            "4 steps played: 1 would overwrite a local change, 2 would fail and 1 not known.\n");
}

TEST(RehearsalText, RootDseIsNamed) {
  RehearsalReport report;
  StepVerdict reload;
  reload.number = 1, reload.change = ChangeType::Modify, reload.outcome = Outcome::Succeeds;
  report.rehearsal.steps = {reload};
  std::ostringstream text, page;
  renderRehearsalText(report, {}, text);
  EXPECT_EQ(text.str(), "1  succeeds      modify  (root DSE)\n\n1 step played: 1 would succeed.\n");
  renderRehearsalHtml(report, {}, page);
  EXPECT_NE(page.str().find("<code>(root DSE)</code>"), std::string::npos) << page.str();
}

TEST(RehearsalText, PlanShowsOnlyStepsThatFailOrAreNotKnown) {
  RehearsalReport report = troubled();
  report.shows = RehearsalReport::Shows::Obstacles;
  report.check = {};
  report.rehearsal.steps.insert(report.rehearsal.steps.begin(), StepVerdict());
  std::ostringstream out, all;
  renderRehearsalText(report, {}, out);
  EXPECT_EQ(out.str(),
            "1  fails         add     cn=x\\u{001b},o=Acme\n"
            "         at   vendor.ldf:3\n"
            "     result   entryAlreadyExists (68): Entry cn=x already exists\n"
            "        why   the step adds an entry that is there\n"
            "       note   what the step asks for is there already\n"
            "2  fails         add     cn=y,cn=z,o=Acme\n"
            "     result   noSuchObject (32)\n"
            "        why   the step adds an entry below cn=z,o=Acme, which is not there\n"
            "    because   step 1 fails\n"
            "4  not known     delete  o=Acme\n"
            "     unsure   a gap\n"
            "2 steps without problems not listed (--all lists them)\n"
            "\n"
            "5 steps played: 1 would succeed, 1 would overwrite a local change, 2 would fail and 1 not known.\n");
  renderRehearsalText(report, {.showAll = true}, all);
  EXPECT_NE(all.str().find("3  overwrites    modify  o=Acme\n"), std::string::npos) << all.str();
}

TEST(RehearsalText, InFullSaysWhatEachStepAsksFor) {
  std::ostringstream out;
  renderRehearsalText(troubled(), {.showAll = true}, out);
  EXPECT_NE(out.str().find("       asks   cn: x\\u{001b}\n"
                           "              description: <b>a\n"
                           "              description: b\n"),
            std::string::npos)
      << out.str();
  EXPECT_NE(out.str().find("       asks   replace: description: new\n"
                           "              delete: mail\n"),
            std::string::npos)
      << out.str();
}

TEST(RehearsalText, OfALongRunPlainSuccessesAreCounted) {
  RehearsalReport report = troubled();
  const StepVerdict plain;
  report.rehearsal.steps.insert(report.rehearsal.steps.begin(), 30, plain);
  std::ostringstream out;
  renderRehearsalText(report, {}, out);
  EXPECT_NE(out.str().find("30 steps without problems not listed (--all lists them)"), std::string::npos) << out.str();
}

TEST(RehearsalJson, FitsItsSchema) {
  std::ostringstream out;
  renderRehearsalJson(troubled(), out);
  const std::string folder = LDAPSNAP_SOURCE_DIR;
  ProcessOptions options;
  options.stdinText = out.str();
  const ProcessResult result = runProcess({"/usr/bin/python3", folder + "/tests/unit/report/validate_json.py",
                                           folder + "/report/json/rehearsal.schema.json"},
                                          options);
  EXPECT_EQ(result.exitCode, 0) << result.out << result.err;
}

TEST(RehearsalHtml, SaysWhatTheTextSaysAndNothingInItIsActive) {
  RehearsalReport report = troubled();
  report.mapping = {"suffix  o=Lab -> o=Acme (3 times)"};
  report.leftOut = {"cn=x <script>alert(1)</script>: the server sets it"};
  report.recordedBy = "syncrepl";
  std::ostringstream out;
  renderRehearsalHtml(report, {}, out);
  const std::string page = out.str();
  EXPECT_EQ(markupErrors(Format::Html, page), "");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  for (const std::string text :
       {"<strong>Stop</strong>", "4 steps played: 1 would overwrite a local change, 2 would fail and 1 not known.",
        "entryAlreadyExists (68): Entry cn=x already exists", "because step 1 fails", "cn=x\\u{001b},",
        "lost: description: here, in the lab it was lab, it becomes new", "acme-2: acme/leftover at cn=x,o=Acme",
        "suffix  o=Lab -&gt; o=Acme (3 times)", "In the order in which they were recorded (syncrepl)"})
    EXPECT_NE(page.find(text), std::string::npos) << text << "\n" << page;
}

TEST(RehearsalHtml, CanBeFiledWithTargetValuesAndTheCommandThatMakesItAgain) {
  RehearsalReport report = troubled();
  report.target.id = std::string(64, 'b');
  report.target.site = "prod";
  report.target.taken = parseTime("2026-03-02T10:14:07Z");
  report.options = {"--no-check"};
  std::ostringstream out;
  renderRehearsalHtml(report, {.showAll = true}, out);
  const std::string page = out.str();
  EXPECT_EQ(markupErrors(Format::Html, page), "");
  for (const std::string& text :
       {std::string("<h1>Rehearsal of vendor.ldf on prod of <span class=\"whole\">2026-03-02</span> 10:14Z</h1>"),
        std::string("<li><code>cn: x\\u{001b}</code></li><li><code>description: &lt;b&gt;a</code></li>"),
        std::string("<summary>2 values</summary><ul class=\"plain\"><li><code>replace: description: new</code></li>"),
        "<th scope=\"row\">Id</th><td>" + report.target.id + "</td>",
        std::string("<code>ldapsnap rehearse vendor.ldf --on bbbbbbbbbbbbbbbb --no-check --format html --all</code>")})
    EXPECT_NE(page.find(text), std::string::npos) << text << "\n" << page;
}

TEST(RehearsalMarkdown, EndsWithTheTargetAndTheCommandThatMakesItAgain) {
  RehearsalReport report = troubled();
  report.target.id = std::string(64, 'b');
  report.target.site = "prod";
  report.target.source = "ldap://prod\x1b";
  report.target.taken = parseTime("2026-03-02T10:14:07Z");
  report.target.entries = 12;
  std::ostringstream out;
  renderRehearsalMarkdown(report, {}, out);
  const std::string text = out.str();
  EXPECT_EQ(text.substr(0, text.find('\n')), "# Rehearsal of vendor.ldf on prod (bbbbbbbb) of 2026-03-02 10:14Z");
  EXPECT_NE(text.find("       asks   cn: x\\u{001b}\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nTarget\n  id        " + report.target.id +
                      "\n  source    ldap://prod\\u{001b}\n  taken     2026-03-02T10:14:07Z\n  holds     12 entries\n"
                      "  verify    ldapsnap rehearse vendor.ldf --on bbbbbbbbbbbbbbbb --format markdown\n````\n"),
            std::string::npos)
      << text;
}

TEST(RehearsalHtml, OfALongRunPlainSuccessesAreCounted) {
  RehearsalReport report = troubled();
  report.rehearsal.steps.insert(report.rehearsal.steps.begin(), 300, StepVerdict());
  std::ostringstream out;
  renderRehearsalHtml(report, {}, out);
  EXPECT_NE(out.str().find("300 steps not listed (--all lists them)"), std::string::npos);
}

TEST(RehearsalExitCode, FailureThenDoubt) {
  RehearsalReport report = troubled();
  EXPECT_EQ(exitCodeOf(report), 1);
  report.rehearsal.steps = {report.rehearsal.steps.back()};
  EXPECT_EQ(exitCodeOf(report), 3);
  report.rehearsal.steps.clear();
  EXPECT_EQ(exitCodeOf(report), 0);
}

}  // namespace
}  // namespace ldapsnap::test
