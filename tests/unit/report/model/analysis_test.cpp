// One place assembles reports: what every kind of report has in common comes out of it alike.
#include "report/model/analysis.h"

#include <gtest/gtest.h>

#include "report/wording/commands.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/hash.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {
namespace {

const std::string kSuffix = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
const std::string kObject = "dn: cn=x,o=Acme\nobjectClass: applicationProcess\ncn: x\n\n";
const std::string kOther = "dn: ou=People,o=Acme\nobjectClass: organizationalUnit\nou: People\n\n";

constexpr const char* kSetups = R"({"format": "ldapsnap-setups/1", "title": "Acme", "setups": [
  {"id": "acme-1", "title": "Acme 1 Setup", "product": "acme", "version": "1"}]})";
constexpr const char* kRule = R"j({"format": "ldapsnap-rule/1", "title": "A title", "level": "error",
  "blocks": ["acme-1"], "when": {"filter": "(cn=x)"}, "why": "Why.", "fix": "Fix.",
  "references": [{"title": "Acme 1"}], "basis": "stated"})j";

class Analysis : public testing::Test {
 protected:
  Analysis() { context_.key = newRedactionKey(); }

  /// One rule: an entry cn=x blocks acme-1.
  Packs packs() const {
    folder_.write("packs/acme/setups.json", kSetups);
    folder_.write("packs/acme/r.json", kRule);
    return Packs::load({folder_ / "packs"});
  }

  /// As `name.ldif` on the command line.
  Operand file(const std::string& name, const std::string& ldif) {
    return openOperand(folder_.write(name, ldif).string(), context_);
  }

  /// A waiver of the first finding of a check of `operand`, valid through 2027-05-31.
  std::vector<WaiverEntry> waiverOfFindingIn(const Operand& operand) const {
    const Report report = analyse({.kind = Report::Kind::Check, .after = operand, .packs = packs_});
    WaiverEntry waiver;
    waiver.id = report.check.findings.at(0).id;
    waiver.waiver.reason = "Retired in May.";
    waiver.waiver.expires = "2027-05-31";
    waiver.waiver.until = parseTime("2027-06-01T00:00:00Z");
    return {waiver};
  }

  TempFolder folder_;
  OperandContext context_;
  Packs packs_ = packs();
};

TEST_F(Analysis, OfOneSnapshotIsACheckWithoutADifference) {
  const Operand after = file("a.ldif", kSuffix + kObject);
  const Report report = analyse({.kind = Report::Kind::Check, .after = after, .packs = packs_});
  EXPECT_FALSE(report.before);
  EXPECT_FALSE(report.difference);
  EXPECT_EQ(report.after.entries, 2U);
  EXPECT_EQ(report.check.findings.size(), 1U);
  EXPECT_EQ(exitCodeOf(report), 1);
}

TEST_F(Analysis, OfTwoSnapshotsHasTheirDifferenceAndWhatIsNew) {
  const Operand before = file("a.ldif", kSuffix), after = file("b.ldif", kSuffix + kObject);
  const Report report = analyse({.before = &before, .after = after, .packs = packs_});
  EXPECT_EQ(report.difference->entries.added, 1U);
  ASSERT_EQ(report.check.findings.size(), 1U);
  EXPECT_TRUE(report.check.findings[0].isNew);
  EXPECT_FALSE(report.changeRecords);
}

TEST_F(Analysis, MakesChangeRecordsForwardAndBack) {
  const Operand before = file("a.ldif", kSuffix), after = file("b.ldif", kSuffix + kOther);
  AnalysisRequest request{.before = &before, .after = after, .packs = packs_};
  request.changeRecords = Direction::Forward;
  const Report forward = analyse(request);
  request.changeRecords = Direction::Reverse;
  const Report back = analyse(request);
  EXPECT_EQ(forward.changeRecords->steps.at(0).record.change, ChangeType::Add);
  EXPECT_EQ(back.changeRecords->steps.at(0).record.change, ChangeType::Delete);
  EXPECT_EQ(back.direction, Direction::Reverse);
  EXPECT_EQ(back.difference->entries.added, 1U) << "the report itself leads forward";
}

TEST_F(Analysis, AppliesWaiversInEveryKindOfReport) {
  const Operand before = file("a.ldif", kSuffix), after = file("b.ldif", kSuffix + kObject);
  const auto waivers = waiverOfFindingIn(after);
  for (const Report::Kind kind : {Report::Kind::Check, Report::Kind::Diff, Report::Kind::Run}) {
    AnalysisRequest request{.kind = kind, .after = after, .packs = packs_};
    if (kind != Report::Kind::Check) request.before = &before;
    request.waivers = waivers;
    request.waiversAsOf = parseTime("2027-05-31T23:59:59Z");
    const Report valid = analyse(request);
    EXPECT_TRUE(valid.check.findings.at(0).waived);
    EXPECT_TRUE(valid.waiverUse.expired.empty());
    request.waiversAsOf = parseTime("2027-06-01T00:00:00Z");
    const Report expired = analyse(request);
    EXPECT_FALSE(expired.check.findings.at(0).waived);
    EXPECT_EQ(expired.waiverUse.expired.size(), 1U);
  }
}

TEST_F(Analysis, OfTwoFilesIsTheSameAsOfTheirEntries) {
  Operand before = file("a.ldif", kSuffix + kObject), after = file("b.ldif", kSuffix + kOther);
  ASSERT_NE(before.ldif, nullptr);
  const Difference ofText = compareOperands(nullptr, before, after);
  before.ldif = nullptr;
  const Difference ofEntries = compareOperands(nullptr, before, after);
  EXPECT_EQ(ofText.entries, ofEntries.entries);
  EXPECT_EQ(ofText.entries.added, 1U);
  EXPECT_EQ(ofText.entries.removed, 1U);
}

TEST_F(Analysis, OfMappedNamesSaysWhatWasComparedAndHow) {
  const auto people = [](const std::string& suffix, const std::string& more) {
    return "dn: dc=" + suffix + ",dc=test\nobjectClass: domain\ndc: " + suffix + "\n\ndn: ou=People,dc=" + suffix +
           ",dc=test\nobjectClass: organizationalUnit\nou: People\n" + more + "\n";
  };
  const Operand lab = file("lab.ldif", people("lab", "")), prod = file("prod.ldif", people("prod", "l: here\n"));
  const std::string map = folder_.write("map.toml", "[suffix]\n\"dc=lab,dc=test\" = \"dc=prod,dc=test\"\n").string();
  AnalysisRequest request{.before = &lab, .after = prod, .packs = packs_, .map = map};
  request.options = {"--map", map};
  const Report report = analyse(request);
  EXPECT_EQ(report.difference->entries.modified, 1U);
  EXPECT_EQ(report.difference->entries.added + report.difference->entries.removed, 0U);
  ASSERT_TRUE(report.mapping);
  EXPECT_EQ(report.mapping->how, map);
  ASSERT_EQ(report.mapping->names.size(), 2U) << "the DNS domain follows from the suffix";
  EXPECT_EQ(report.mapping->names[0].from, "dc=lab,dc=test");
  EXPECT_EQ(report.mapping->names[0].to, "dc=prod,dc=test");
  EXPECT_EQ(report.mapping->names[1].from, "lab.test");
  EXPECT_EQ(report.mapping->names[1].to, "prod.test");
  EXPECT_EQ(report.before->source, lab.snapshot->info().source) << "what was read, not what was made of it";
  EXPECT_EQ(report.mapping->digest, sha256(readFile(map)).hex());
  EXPECT_EQ(verifyingCommands(report, Format::Html, {}).back().command,
            "ldapsnap diff " + lab.name + " " + prod.name + " --map " + map + " --format html");
}

}  // namespace
}  // namespace ldapsnap::test
