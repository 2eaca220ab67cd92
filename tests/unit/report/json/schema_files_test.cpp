// Each JSON that a command prints or reads beside the report follows its published schema.
#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>

#include "diff/rules/engine/waivers.h"
#include "report/evidence/verify_report.h"
#include "report/model/results/listings.h"
#include "report/model/results/past.h"
#include "report/model/results/rehearsal.h"
#include "report/model/results/rule_reports.h"
#include "report/model/results/site_pages.h"
#include "report/model/results/store_reports.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kWaivers = "diff/rules/waivers.schema.json";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(SchemaFiles, IdentifyOutputIsValid) {
  std::ostringstream out, nothing;
  renderIdentificationJson(
      {{{"Server", "", "Acme", ""}, {"Exchange schema", "CN=\x1b\xff", "15137", "Exchange 2013 RTM"}}, false}, {}, out);
  renderIdentificationJson({}, {}, nothing);
  const std::string schema = "report/json/identification.schema.json";
  EXPECT_EQ(violations(out.str(), schema), "");
  EXPECT_EQ(violations(nothing.str(), schema), "");
  EXPECT_NE(violations(replaced(out.str(), "\"meaning\"", "\"sense\""), schema), "");
  EXPECT_NE(violations(replaced(out.str(), "false", "0"), schema), "");
}

TEST(SchemaFiles, WhatCheckPlanPrintsFollowsItsOwn) {
  StepVerdict taken;
  taken.line = 12U;
  taken.dn = "cn=acme,cn=schema,cn=config";
  taken.outcome = Outcome::Fails;
  taken.obstacle = Obstacle{};
  taken.obstacle->kind = ObstacleKind::OidTaken;
  taken.obstacle->element = taken.obstacle->holder = "acme (1.2.3)";
  taken.answer = {80, ""};
  StepVerdict unknown;
  unknown.line = 20U;
  unknown.outcome = Outcome::NotKnown;
  unknown.doubt = Doubt{Doubt::Kind::NotCovered, "a gap"};
  RehearsalReport report;
  report.what = "setup.ldf";
  report.rehearsal.steps = {StepVerdict(), taken, unknown};
  std::ostringstream out;
  renderPlanJson(report, out);
  EXPECT_EQ(out.str(), R"j({
  "format": "ldapsnap-plan/1",
  "file": "setup.ldf",
  "exit_code": 1,
  "records": 3,
  "problems": [
    {
      "kind": "oid-taken",
      "line": 12,
      "dn": "cn=acme,cn=schema,cn=config",
      "element": "acme (1.2.3)",
      "holder": "acme (1.2.3)",
      "text": "the OID of acme (1.2.3) belongs to acme (1.2.3)",
      "result": "other (80)",
      "unsure": false,
      "reason": ""
    },
    {
      "kind": "not-known",
      "line": 20,
      "dn": "",
      "element": "",
      "holder": "",
      "text": "a gap",
      "result": "",
      "unsure": true,
      "reason": "a gap"
    }
  ]
}
)j");
  EXPECT_EQ(violations(out.str(), "report/json/plan.schema.json"), "") << out.str();
  EXPECT_NE(violations(replaced(out.str(), "oid-taken", "oid-lost"), "report/json/plan.schema.json"), "");
}

TEST(SchemaFiles, WaiverFilesAreValidExactlyIfTheReaderAcceptsThem) {
  const std::string good = R"({"$schema": "waivers.schema.json", "format": "ldapsnap-waivers/1", "waivers": [)"
                           R"({"id": "5d0e1c7a93b2", "reason": "Retired in May.", "expires": "2027-05-31"}]})";
  const TempFolder folder;
  EXPECT_EQ(readWaivers(folder.write("good.json", good)).size(), 1U);
  EXPECT_EQ(violations(good, kWaivers), "");
  for (const auto& [from, to] :
       {std::pair{"5d0e1c7a93b2", "5D0E"}, std::pair{"Retired in May.", " "}, std::pair{"2027-05-31", "May"},
        std::pair{"reason", "because"}, std::pair{"/1", "/2"}}) {
    const std::string bad = replaced(good, from, to);
    EXPECT_ANY_THROW(readWaivers(folder.write("bad.json", bad))) << bad;
    EXPECT_NE(violations(bad, kWaivers), "") << bad;
  }
}

SnapshotInfo snapshot() {
  SnapshotInfo info;
  info.id = std::string(64, '4');
  info.site = "lab\x1b";
  info.entries = 39;
  return info;
}

PastReport samplePast() {
  PastReport report;
  Past& past = report.past;
  past.sources = {Mechanism::ReplPropertyMetaData, Mechanism::AccessLog};
  past.since = parseTime("2026-11-20T00:00:00Z");
  Burst burst;
  burst.number = 2;
  burst.servers = {"DC1\x1b"};
  burst.entries = {1, 2, 3, 4};
  burst.subtrees = {{"CN=Schema", {1, 2, 3, 4}}};
  burst.looksLike = {{"schema-extension", "1 attribute type"}};
  past.bursts = {burst};
  past.hasChanges = true;
  PastChange change;
  change.dn = "CN=\xff";
  change.burst = 2;
  PastWrite known, unknown;
  known.attribute = "member";
  known.kind = EventKind::ValueAdded;
  known.value = "\xff\x00";
  known.times = 3;
  known.certainty = Certainty::AtLatest;
  unknown.kind = EventKind::LinkChanged;
  change.writes = {known, unknown};
  past.changes = {change};
  past.limits = {{"clock", "Times are those of the server."}};
  Finding finding;
  finding.rule = "acme/leftover";
  finding.title = "A leftover";
  finding.dn = "CN=\xff";
  finding.introducedBy.emplace().recorded.emplace().burst = 2;
  report.findings = {finding};
  Deselected left;
  left.selector = "--under CN=x";
  left.entries = 1;
  report.leftOut = {left};
  return report;
}

/// Checks what `table` prints as JSON against the schema in `file`, and that the schema refuses another format's name.
template <class Document>
void expectFollows(const std::string& file, const RenderTable<Document>& table, const Document& document) {
  std::ostringstream out;
  render(document, table, Format::Json, {}, out);
  EXPECT_EQ(violations(out.str(), "report/json/" + file), "") << out.str();
  EXPECT_NE(violations("{" + out.str().substr(out.str().find(',') + 1), "report/json/" + file), "")
      << "the first member is missing";
}

TEST(SchemaFiles, EveryListingFollowsItsOwn) {
  expectFollows("list.schema.json", snapshotListRenderers(), {{{snapshot(), {"lab/R1:after", "golden"}}}});
  SiteLog::Step first, counted, changed;
  first.info = counted.info = changed.info = snapshot();
  first.isFirst = true;
  counted.entries.added = 2;
  counted.run = ldapsnap::Run{"lab", 1, "kms-5.0", {"./setup", "-q"}, {}, {}, 3, "", ""};
  changed.change = Change::Renamed;
  changed.fromDn = "cn=\xff";
  changed.attributes = {"description;lang-de"};
  expectFollows("log.schema.json", siteLogRenderers(), {"lab", "", {counted, first}, {}});
  expectFollows("log.schema.json", siteLogRenderers(), {"lab", "cn=x", {changed, first}, {}});
  ldapsnap::Run unfinished{"lab", 2, "", {"./setup"}, {}, {}, {}, snapshot().id, ""};
  expectFollows("run-list.schema.json", runListRenderers(), {{unfinished}});
  expectFollows("run-list.schema.json", runListRenderers(), RunList());
  counted.difference = std::make_shared<const Difference>();
  expectFollows("log.schema.json", siteLogRenderers(), {"lab", "", {counted}, {}});
  Deselected selector, expected, expired;
  selector.selector = "--under o=\x1b", selector.entries = 2, selector.steps = 3, selector.values = 4;
  expected.why = Deselected::Why::Expected;
  expired.why = Deselected::Why::Expired;
  expectFollows("log.schema.json", siteLogRenderers(), {"lab", "", {first}, {selector, expected, expired}});
  RehearsalReport rehearsal;
  rehearsal.notSelected = {selector};
  expectFollows("rehearsal.schema.json", rehearsalRenderers(), rehearsal);
  expectFollows("plan.schema.json", planRenderers(), rehearsal);
  expectFollows("sites.schema.json", siteListRenderers(),
                {{{"lab", "ldap://lab", 2, Time()}, {"prod", {}, 0, {}}}, ""});
  expectFollows("labels.schema.json", labelListRenderers(), {{{"golden", snapshot().id, {}}}});
  BlameReport blame{snapshot(), {"cn=x", {{"cn", "x", false, {}}, {"objectGUID", "\xff", true, {}}}}, {}};
  for (BlamedValue& value : blame.blame.values) value.origin.snapshot = snapshot().id;
  blame.blame.values[0].origin.run = "lab/R1";
  blame.blame.values[1].origin.recorded.emplace().server = "DC1";
  expectFollows("blame.schema.json", blameRenderers(), blame);
  blame.leftOut = {selector};
  expectFollows("blame.schema.json", blameRenderers(), blame);
  ServerProbe server;
  server.parts = {{"o=Acme", 2, true}};
  server.gaps = {{"cn=config", "noSuchObject (32)", ""}};
  server.controls = {"1.2.840.113556.1.4.319"};
  expectFollows("history.schema.json", pastRenderers(), samplePast());
  expectFollows("history.schema.json", pastRenderers(), PastReport());
  expectFollows("probe.schema.json", probeRenderers(), {server, {{"Server", "", "Acme", ""}}});
}

TEST(SchemaFiles, WhoseSchemaADirectoryHasFollowsItsOwn) {
  Identification found{{{"Server", "", "Acme", ""}}, true, {}};
  found.schema.nearest = NearestBaseline{"openldap-2.5", "OpenLDAP 2.5", 437, 1, 3};
  found.schema.attributed = {{"Samba schema", "schema-samba", 1}, {"Exchange schema", "", 2}};
  found.schema.unknown = {{"acme-", 2, {"acme-One\x1b"}}};
  expectFollows("identification.schema.json", identificationRenderers(), found);
}

TEST(SchemaFiles, WrittenPagesFollowTheirOwn) {
  SiteLog log;
  log.site = "lab";
  log.steps.resize(2);
  log.steps[0].info = snapshot();
  log.steps[1].isFirst = true;
  SitePages pages{log, {}};
  pages.objects.push_back({"lab", "cn=\x1b,o=Acme", "object-1.html", {}, {}});
  expectFollows("export.schema.json", writtenPagesRenderers(), {pages, "/srv/www/lab"});
}

TEST(SchemaFiles, EveryReportOfAStoreFollowsItsOwn) {
  expectFollows("forget.schema.json", forgetRenderers(), {{snapshot()}, 3, true});
  VerificationReport damaged;
  damaged.found.damages = {{"chunk 3f: missing", {snapshot().id}}};
  expectFollows("store-verify.schema.json", verificationRenderers(), damaged);
  expectFollows("store-init.schema.json", archiveMadeRenderers(), {"archive postgresql://db/history", "ann", 0, 1});
  expectFollows("store-key.schema.json", writtenKeyRenderers(), {"/etc/ldapsnap/redaction.key"});
  expectFollows("store-gc.schema.json", collectedRenderers(), {7, 2, 4096, 2048});
  expectFollows("store-stats.schema.json", statisticsRenderers(), {4, 1, 2, 9, 3, 0, 100, 50, 4096});
  expectFollows("store-copy.schema.json", copiedRenderers(), {1, 0, 2, 3, 4});
}

TEST(SchemaFiles, WhatRulesPrintsFollowsItsOwn) {
  const Packs packs = Packs::load({std::filesystem::path(LDAPSNAP_SOURCE_DIR) / "rules"});
  expectFollows("rules-list.schema.json", ruleListRenderers(), RuleList{&packs});
  for (const char* id : {"exchange-5.5/encryption-cfg", "openldap/bdb-hdb-database"})
    expectFollows("rules-show.schema.json", ruleRenderers(), RuleReport{&packs.requireRule(id)});
  expectFollows("rules-test.schema.json", fixtureReportRenderers(), FixtureReport{1, 2, {"a: b"}, {"c\x1b"}, true});
  expectFollows("rules-draft.schema.json", draftRenderers(), DraftReport{{"mine/r.json"}, "mine", {"the \xff"}});
  expectFollows("rules-draft.schema.json", draftRenderers(), DraftReport{{"mine/r.json"}, "mine", {}});
  expectFollows("rules-lint.schema.json", lintReportRenderers(),
                LintReport{{{"acme/r", "r.json", "why"}, {"", "setups.json", "no applies"}}});
  ExplainedCondition leaf{"1 of 1 match", Truth::Undefined, "a gap", {{"cn=\xff", Truth::True, ""}}, 3, {}};
  ExplainedCondition all{"all of", Truth::False, "", {}, 0, {leaf, leaf}};
  Explanation explanation;
  explanation.applies = {leaf};
  explanation.bindings = {{{{"site", "ou=a"}}, {leaf}, true, {}}, {{}, {}, false, all}};
  expectFollows("rules-explain.schema.json", explainRenderers(),
                ExplainReport{&packs.requireRule("exchange-5.5/encryption-cfg"), "lab", false, explanation});
}

TEST(SchemaFiles, WhatEvidenceVerifyPrintsFollowsItsOwn) {
  BagReport report{"case.zip", {}};
  report.found.problems = {{BagProblem::Kind::Changed, "report.txt", ""}};
  report.found.notes = {"signed by lab.pub"};
  expectFollows("evidence-verify.schema.json", verificationOfBagRenderers(), report);
}

}  // namespace
}  // namespace ldapsnap::test
