#include "tests/unit/report/samples.h"

namespace ldapsnap::test {

namespace {

const std::string kSite = "ou=Seattle,o=Acme";
const std::string kConfiguration = "cn=Configuration,ou=Seattle,o=Acme";

Finding encryptionCfgFinding() {
  Finding finding;
  finding.level = Level::Error;
  finding.rule = "exchange-5.5/encryption-cfg";
  finding.title = "The site already has an Encryption-Cfg object";
  finding.setups = {"kms-4.0", "kms-5.0"};
  finding.dn = "cn=Encryption," + kConfiguration;
  finding.was = "absent";
  finding.now = "present (Encryption-Cfg)";
  finding.message = "Unable to create Encryption-Cfg object in the site you are running Setup.";
  finding.why = "Key Management server 4.0 and 5.0 Setup create this object themselves and cannot use one that exists.";
  finding.fix = "Install Key Management server 5.5, or remove the object before Setup.";
  finding.references = {{"KB Q174743", "https://support.microsoft.com/kb/174743"}};
  finding.introducedBy =
      Introduction{"seattle/R1", "exchange-server-5.5", std::string(64, '9'), parseTime("2026-03-02T10:51:40Z"), false};
  finding.isNew = true;
  finding.id = "5d0e1c7a93b2";
  return finding;
}

SetupVerdict verdict(const std::string& setup, const std::string& title, SetupVerdict::State state, std::size_t rules) {
  SetupVerdict result;
  result.setup = setup;
  result.title = title;
  result.family = "exchange-5.5";
  result.state = state;
  result.rules = rules;
  return result;
}

CheckResult encryptionCfgResult() {
  using State = SetupVerdict::State;
  CheckResult check;
  check.findings = {encryptionCfgFinding()};
  check.passed = {
      {Level::Warning, "exchange-5.5/site-addressing", "The site has no Site-Addressing object", {"kms-5.5"}}};
  check.setups = {verdict("kms-4.0", "Key Management server 4.0 Setup", State::Blocked, 1),
                  verdict("kms-5.0", "Key Management server 5.0 Setup", State::Blocked, 1),
                  verdict("kms-5.5", "Key Management server 5.5 Setup", State::CanRun, 1)};
  check.setups[0].blockedBy = check.setups[1].blockedBy = {"5d0e1c7a93b2"};
  return check;
}

}  // namespace

std::string block(std::string_view text) { return std::string(text.substr(1)); }

SnapshotInfo snapshotOf(const std::string& idStart, const std::string& taken, std::uint64_t entries) {
  SnapshotInfo info;
  info.id = idStart + std::string(64 - idStart.size(), '0');
  info.kind = SnapshotInfo::Kind::Captured;
  info.site = "seattle";
  info.source = "ldap://seattle-dc:389";
  info.taken = info.finished = parseTime(taken);
  info.entries = entries;
  info.searchBases = {"o=Acme"};
  info.consistency = Consistency::Consistent;
  return info;
}

AttributeChange added(const std::string& description, std::initializer_list<std::string> values) {
  AttributeChange change;
  change.description = description;
  change.change = Change::Added;
  change.added = values;
  return change;
}

AttributeChange removed(const std::string& description, std::initializer_list<std::string> values) {
  AttributeChange change;
  change.description = description;
  change.change = Change::Removed;
  change.removed = values;
  return change;
}

AttributeChange modified(const std::string& description, std::initializer_list<std::string> before,
                         std::initializer_list<std::string> after) {
  AttributeChange change;
  change.description = description;
  change.removed = before;
  change.added = after;
  return change;
}

EntryChange addedEntry(const std::string& dn, std::initializer_list<AttributeChange> attributes) {
  EntryChange change;
  change.change = Change::Added;
  change.dn = dn;
  change.attributes = attributes;
  return change;
}

Report diffOf(std::initializer_list<EntryChange> changes) {
  Report report;
  report.beforeName = "seattle~1";
  report.afterName = "seattle";
  report.before = snapshotOf("4c1d07e2", "2026-03-02T10:14:07Z", 39);
  report.after = snapshotOf("9b80fa55", "2026-03-02T10:51:40Z", 40);
  report.difference.emplace();
  report.difference->before = *report.before;
  report.difference->after = report.after;
  report.difference->changes = changes;
  EntryCounts& counts = report.difference->entries;
  for (const EntryChange& change : changes) {
    counts.added += change.change == Change::Added;
    counts.removed += change.change == Change::Removed;
    counts.modified += change.change == Change::Modified;
    if (change.change == Change::Renamed) counts.renamed += change.entries;
  }
  counts.unchanged = 40 - counts.added - counts.modified - counts.renamed;
  return report;
}

Report encryptionCfgRun() {
  EntryChange site;
  site.dn = "cn=Site-Addressing," + kConfiguration;
  site.attributes = {modified("Gateway-Proxy", {"X400:c=US;a= ;p=Acme;"}, {"X400:c=US;a= ;p=Acme;o=Seattle;"})};
  site.unchangedAttributes = 6;
  Report report = diffOf({addedEntry("cn=Encryption," + kConfiguration,
                                     {added("cn", {"Encryption"}), added("Encrypt-Alg-List-NA", {"CAST-64", "DES"}),
                                      added("objectClass", {"Encryption-Cfg", "top"})}),
                          addedEntry("cn=SEA2,cn=Servers," + kConfiguration,
                                     {added("cn", {"SEA2"}), added("objectClass", {"Computer", "top"}),
                                      added("Serial-Number", {"Version 5.5 (Build 2653.23)"})}),
                          site});
  report.kind = Report::Kind::Run;
  report.beforeName = "seattle/R1:before";
  report.afterName = "seattle/R1:after";
  Run run;
  run.site = "seattle";
  run.number = 1;
  run.setup = "exchange-server-5.5";
  run.command = {"examples/exchange-5.5/setup-5.5", "--server", "SEA2"};
  run.started = parseTime("2026-03-02T10:14:09Z");
  run.ended = parseTime("2026-03-02T10:51:38Z");
  run.exitCode = 0;
  run.before = report.before->id;
  run.after = report.after.id;
  report.run = run;
  report.check = encryptionCfgResult();
  return report;
}

Report encryptionCfgCheck() {
  using State = SetupVerdict::State;
  Report report;
  report.kind = Report::Kind::Check;
  report.afterName = "seattle";
  report.after = snapshotOf("9b80fa55", "2026-03-02T10:51:40Z", 40);
  report.check = encryptionCfgResult();
  Finding& finding = report.check.findings.front();
  finding.was.clear();
  finding.isNew = false;
  report.check.notEvaluated = {{Level::Error,
                                "exchange-5.5/service-account",
                                "The service account cannot log on",
                                {"exchange-5.5-sp4"},
                                "cn=Accounts,o=Acme could not be read: insufficientAccessRights (50)"}};
  report.check.setups.push_back(verdict("exchange-5.5-sp4", "Exchange 5.5 Service Pack 4", State::NotEvaluated, 1));
  report.check.setups.push_back(verdict("admin-5.5", "Exchange Administrator 5.5", State::CanRun, 0));
  report.check.setups.push_back(verdict("openldap-2.5", "OpenLDAP 2.5", State::NotApplicable, 0));
  report.check.setups.back().because = SetupVerdict::Because::OtherProduct;
  return report;
}

Report hostileRun() {
  const std::string clear = "\x1b[2J\x1b]0;owned\x07";
  const std::string bidi = "\u202Egnp.exe\u2066";
  EntryChange rename;
  rename.change = Change::Renamed;
  rename.dn = "cn=new\r\n  + cn=forged,o=Acme";
  rename.fromDn = "cn=" + clear + ",o=Acme";
  rename.renamedBy = "entryUUID";
  Report report =
      diffOf({addedEntry("cn=<script>alert(1)</script>" + bidi + ",o=Acme",
                         {added("objectClass", {"top", clear}),
                          added("description" + clear, {bidi, clear + "]]>", "\xff\xfe\x00"}),
                          added("url", {"javascript:alert(1)", "=HYPERLINK(\"http://x\")", "|a|b|", "line1\nline2"})}),
              rename});
  report.beforeName = "sea" + clear;
  report.after.source = "ldap://" + bidi;
  report.difference->schema = {
      {Change::Modified, "objectClass", "1.2.3", "acme" + clear, "", {{"MAY", {clear}, {bidi}}}}};
  report.after.gaps = {{"ou=" + clear + ",o=Acme", "no access " + bidi, "ask " + clear}};
  Finding finding = encryptionCfgFinding();
  finding.dn = "cn=\xff" + clear + ",o=Acme";
  finding.title = "<b>" + clear;
  finding.message = bidi + "</pre><img src=x onerror=alert(1)>";
  finding.references = {{"[x](javascript:alert(1))", "javascript:alert(1)"}};
  report.check.findings = {finding};
  report.check.notEvaluated = {{Level::Error, "a/b", clear, {"kms-5.0"}, bidi}};
  return report;
}

}  // namespace ldapsnap::test
