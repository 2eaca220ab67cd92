#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "report/model/render.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "tests/unit/report/samples.h"
#include "tests/unit/report/violations.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

json::object parsed(const Report& report, const RenderOptions& options = {}) {
  return json::parse(render(report, Format::Json, options)).as_object();
}

std::string reportViolations(const std::string& document) {
  return test::violations(document, "report/json/report.schema.json");
}

TEST(JsonReport, CheckAsLiteralText) {
  Report report = encryptionCfgCheck();
  report.askedSetup = "kms-4.0";
  report.check.setups.resize(1);
  report.check.passed.clear();
  EXPECT_EQ(render(report, Format::Json), block(R"json(
{
  "format": "ldapsnap-report/1",
  "command": "check",
  "exit_code": 1,
  "before": null,
  "after": {
    "name": "seattle",
    "id": "9b80fa5500000000000000000000000000000000000000000000000000000000",
    "kind": "captured",
    "site": "seattle",
    "source": "ldap://seattle-dc:389",
    "taken": "2026-03-02T10:51:40Z",
    "entries": 40,
    "complete": true,
    "consistent": true,
    "consistency": "consistent"
  },
  "mapping": null,
  "run": null,
  "timeline": null,
  "output": null,
  "setup": "kms-4.0",
  "identified": [],
  "summary": {
    "entries": {"added": 0, "removed": 0, "modified": 0, "renamed": 0, "unchanged": 0, "volatile_only": 0, "spelling_only": 0},
    "schema": {"added": 0, "removed": 0, "modified": 0, "extensions_only": 0, "spelling_only": 0},
    "findings": {"error": 1, "warning": 0, "note": 0, "new": 0, "waived": 0, "not_evaluated": 1, "passed": 0}
  },
  "exact": false,
  "schema": [],
  "schema_extensions": [],
  "changes": [],
  "volatile_changes": [],
  "not_compared": [],
  "outside_coverage": [],
  "other_directories": [],
  "unreadable": [],
  "judgements": [],
  "findings": [
    {
      "level": "error",
      "rule": "exchange-5.5/encryption-cfg",
      "title": "The site already has an Encryption-Cfg object",
      "setups": ["kms-4.0", "kms-5.0"],
      "dn": "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme",
      "objects": [],
      "was": "",
      "now": "present (Encryption-Cfg)",
      "why": "Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one that exists.",
      "message": "Unable to create Encryption-Cfg object in the site you are running Setup.",
      "fix": "Install Key Management server 5.5, or remove the object before Setup.",
      "references": [
        {"title": "KB Q174743", "url": "https://support.microsoft.com/kb/174743"}
      ],
      "introduced_by": "seattle/R1",
      "origin": {
        "setup": "exchange-server-5.5",
        "snapshot": "9999999999999999999999999999999999999999999999999999999999999999",
        "taken": "2026-03-02T10:51:40Z",
        "from_the_start": false
      },
      "waived": null,
      "new": false,
      "id": "5d0e1c7a93b2"
    }
  ],
  "resolved": [],
  "not_evaluated": [
    {
      "level": "error",
      "rule": "exchange-5.5/service-account",
      "title": "The service account cannot log on",
      "setups": ["exchange-5.5-sp4"],
      "reason": "cn=Accounts,o=Acme could not be read: insufficientAccessRights (50)"
    }
  ],
  "passed": [],
  "setups": [
    {"setup": "kms-4.0", "title": "Key Management server 4.0 Setup", "family": "exchange-5.5", "state": "blocked", "blocked_by": ["5d0e1c7a93b2"], "warned_by": [], "waived_by": [], "rules": 1}
  ],
  "gaps": []
}
)json"));
}

TEST(JsonReport, ChangesListOneAttributePerLine) {
  EntryChange change;
  change.change = Change::Renamed;
  change.dn = "cn=b,o=Acme";
  change.fromDn = "cn=a,o=Acme";
  change.renamedBy = "entryUUID";
  change.entries = 11;
  change.attributes = {modified("sn", {"x"}, {"y", std::string("\x00\xff", 2)}),
                       added("userPassword", {std::string(kRedactedMark) + std::string(32, 'a')})};
  change.unchangedAttributes = 4;
  change.kept = {added("cn", {"b"})};
  const std::string shown = render(diffOf({change}), Format::Json);
  EXPECT_NE(shown.find(R"(
  "changes": [
    {
      "change": "renamed",
      "dn": "cn=b,o=Acme",
      "from": "cn=a,o=Acme",
      "renamed_by": "entryUUID",
      "entries": 11,
      "replaced": false,
      "attributes": [
        {"attribute": "sn", "change": "modified", "removed": ["x"], "added": ["y", {"base64": "AP8="}], "unchanged": 0, "ordered": false, "reordered": false, "compared_as_bytes": false, "flags": null, "inherited_aces": null, "unit": null, "lines": [], "moved": []},
        {"attribute": "userPassword", "change": "added", "removed": [], "added": [{"redacted": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}], "unchanged": 0, "ordered": false, "reordered": false, "compared_as_bytes": false, "flags": null, "inherited_aces": null, "unit": null, "lines": [], "moved": []}
      ],
      "volatile": [],
      "spelling": [],
      "unchanged_attributes": 4,
      "unchanged": [
        {"attribute": "cn", "values": ["b"]}
      ]
    }
  ],
)"),
            std::string::npos)
      << shown;
}

TEST(JsonReport, StringsRoundTripAsBytes) {
  const std::string value = "tab\t line\r\n quote\" back\\slash \u202E \U000E0041 \u00fc \u4e2d";
  const json::object report = parsed(diffOf({addedEntry("cn=\u202E,o=A", {added("description", {value})})}));
  const json::object& change = report.at("changes").at(0).as_object();
  EXPECT_EQ(change.at("dn").as_string(), "cn=\u202E,o=A");
  EXPECT_EQ(change.at("attributes").at(0).at("added").at(0).as_string(), value);
}

TEST(JsonReport, InvalidUtf8InADnIsHexPairs) {
  const json::object report = parsed(diffOf({addedEntry("cn=\xff\u00fc,o=A", {})}));
  EXPECT_EQ(report.at("changes").at(0).at("dn").as_string(), "cn=\\ff\u00fc,o=A");
}

TEST(JsonReport, VolatileChangesAreListedOnRequest) {
  Report report = diffOf({});
  EntryChange quiet;
  quiet.dn = "cn=b,o=Acme";
  quiet.volatiles = {modified("entryCSN", {"1"}, {"2"})};
  report.difference->volatileChanges = {quiet};
  EXPECT_TRUE(parsed(report).at("volatile_changes").as_array().empty());
  EXPECT_EQ(parsed(report, {.showVolatile = true}).at("volatile_changes").at(0).at("dn").as_string(), "cn=b,o=Acme");
}

TEST(JsonReport, GapsNameTheirSnapshot) {
  Report report = diffOf({});
  report.before->gaps = {{"ou=a,o=Acme", "no", "try"}};
  report.after.gaps = {{"ou=b,o=Acme", "no", ""}};
  const json::object shown = parsed(report);
  EXPECT_EQ(shown.at("gaps"),
            json::parse(R"([{"snapshot": "before", "where": "ou=a,o=Acme", "reason": "no", "remedy": "try"},
                                              {"snapshot": "after", "where": "ou=b,o=Acme", "reason": "no", "remedy": ""}])"));
  EXPECT_EQ(shown.at("exit_code"), 3);
  EXPECT_FALSE(shown.at("after").at("complete").as_bool());
}

TEST(JsonReport, IsDeterministic) {
  EXPECT_EQ(render(encryptionCfgRun(), Format::Json), render(encryptionCfgRun(), Format::Json));
}

/// One changed attribute as JSON.
json::object attributeOf(AttributeChange change) {
  change.decoding = decodingOf(change.description, Schema::builtin());
  EntryChange entry;
  entry.dn = "cn=a,o=Acme";
  entry.attributes = {std::move(change)};
  const Report report = diffOf({entry});
  EXPECT_EQ(reportViolations(render(report, Format::Json)), "");
  return parsed(report).at("changes").at(0).at("attributes").at(0).as_object();
}

TEST(JsonReport, DecodedMeaningAccompaniesTheValue) {
  const json::object flags = attributeOf(modified("userAccountControl", {"544"}, {"514"}));
  EXPECT_EQ(flags.at("removed"), json::parse(R"([{"value": "544", "decoded": "PASSWD_NOTREQD | NORMAL_ACCOUNT"}])"));
  EXPECT_EQ(flags.at("added"), json::parse(R"([{"value": "514", "decoded": "ACCOUNTDISABLE | NORMAL_ACCOUNT"}])"));
  EXPECT_EQ(flags.at("flags"), json::parse(R"({"set": ["ACCOUNTDISABLE"], "cleared": ["PASSWD_NOTREQD"]})"));
  const json::object sid = attributeOf(added("objectSid", {*fromHex("01020000000000052000000020020000")}));
  EXPECT_EQ(
      sid.at("added"),
      json::parse(R"json([{"base64": "AQIAAAAAAAUgAAAAIAIAAA==", "decoded": "S-1-5-32-544 (Administrators)"}])json"));
  EXPECT_TRUE(sid.at("flags").is_null());
}

TEST(JsonReport, StatesTheUnitOfAnAlignment) {
  AttributeChange change = modified("nTSecurityDescriptor", {"a"}, {"b"});
  EXPECT_TRUE(attributeOf(change).at("unit").is_null());
  EXPECT_TRUE(attributeOf(change).at("inherited_aces").is_null());
  change.unit = EditUnit::Ace;
  change.lines = {{EditLine::Op::Add, "D:(A;;GA;;;WD)"}};
  change.inheritedRemoved = 3;
  const json::object shown = attributeOf(change);
  EXPECT_EQ(shown.at("unit"), "ace");
  EXPECT_EQ(shown.at("lines"), json::parse(R"json([{"op": "add", "value": "D:(A;;GA;;;WD)"}])json"));
  EXPECT_EQ(shown.at("inherited_aces"), json::parse(R"({"removed": 3, "added": 0})"));
}

TEST(JsonReport, EveryDocumentFollowsThePublishedSchema) {
  const RenderOptions all = {.showVolatile = true, .showAll = true};
  EXPECT_EQ(reportViolations(render(encryptionCfgRun(), Format::Json, all)), "");
  EXPECT_EQ(reportViolations(render(encryptionCfgCheck(), Format::Json, all)), "");
  EXPECT_EQ(reportViolations(render(hostileRun(), Format::Json, all)), "");
  EXPECT_EQ(reportViolations(render(diffOf({}), Format::Json, all)), "");
  Report aligned = diffOf({addedEntry("cn=a,o=Acme", {modified("olcAccess", {"a"}, {})})});
  aligned.difference->changes[0].attributes[0].lines = {{EditLine::Op::Remove, "a"}, {EditLine::Op::Keep, "\xff"}};
  aligned.difference->volatileChanges = aligned.difference->changes;
  aligned.before->id = "";
  aligned.after.consistency = Consistency::Torn;
  aligned.after.secrets = Secrets::Included;
  EXPECT_EQ(reportViolations(render(aligned, Format::Json, all)), "");
}

TEST(JsonReport, TheSchemaRejectsUnknownMembers) {
  json::object report = parsed(encryptionCfgCheck());
  report["surprise"] = 1;
  EXPECT_NE(reportViolations(json::serialize(report)).find("surprise"), std::string::npos);
  report.erase("surprise");
  report.erase("gaps");
  EXPECT_NE(reportViolations(json::serialize(report)).find("gaps"), std::string::npos);
}

}  // namespace
}  // namespace ldapsnap::test
