// One comparison, all formats: whoever reads the text, a page or a ticket and whoever parses the JSON learn the same.
#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <regex>

#include "diff/compare/compare.h"
#include "report/model/render.h"
#include "report/wording/wording.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

const std::string kSchema =
    "dn: cn=Subschema\nobjectClass: subschema\n"
    "attributeTypes: ( 1.1.1 NAME 'acmeMode' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
const std::string kBefore = kSchema +
                            "\n"
                            "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
                            "dn: ou=Old,o=Acme\nou: Old\nentryUUID: 11111111-1111-1111-1111-111111111111\n\n"
                            "dn: cn=one,ou=Old,o=Acme\ncn: one\nacmeMode: a\n\n"
                            "dn: cn=two,o=Acme\ncn: two\nacmeMode: a\nuserAccountControl: 512\n\n"
                            "dn: cn=gone,o=Acme\ncn: gone\nacmeMode: x\n\n"
                            "dn: cn=quiet,o=Acme\ncn: quiet\nmodifyTimestamp: 20260302101407Z\n";
const std::string kAfter = kSchema +
                           "attributeTypes: ( 1.1.2 NAME 'acmeNew' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n"
                           "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
                           "dn: ou=New,o=Acme\nou: New\nentryUUID: 11111111-1111-1111-1111-111111111111\n\n"
                           "dn: cn=one,ou=New,o=Acme\ncn: one\nacmeMode: b\n\n"
                           "dn: cn=two,o=Acme\ncn: two\nacmeMode: b\nuserAccountControl: 514\n\n"
                           "dn: cn=three\\, really,o=Acme\ncn: three, really\nacmeMode: y\nl: Ulm\n\n"
                           "dn: cn=quiet,o=Acme\ncn: quiet\nmodifyTimestamp: 20260302105140Z\n";

MemorySnapshot snapshotFrom(const std::string& ldif, const SnapshotInfo& info) {
  MemorySnapshot snapshot(info);
  LdifReader reader(ldif, "test.ldif");
  while (std::optional<LdifRecord> record = reader.next()) snapshot.add(std::move(record->entry));
  snapshot.finish();
  return snapshot;
}

Report comparison() {
  Report report = encryptionCfgRun();  // its findings, and this difference
  SnapshotInfo before = *report.before, after = report.after;
  before.product = after.product = Product::OpenLdap;
  report.difference = compare(snapshotFrom(kBefore, before), snapshotFrom(kAfter, after));
  return report;
}

std::string textOf(const Report& report) { return render(report, Format::Text, {.width = 1000}); }

json::object jsonOf(const Report& report) { return json::parse(render(report, Format::Json)).as_object(); }

std::string plural(std::uint64_t number, const char* noun, const char* nouns) {
  return fmt::format("{} {}", number, number == 1 ? noun : nouns);
}

/// "+ cn=a,o=Acme" for each line of an entry, its name made whole again.
std::vector<std::string> entriesOfText(const std::string& text) {
  std::vector<std::string> entries;
  std::istringstream lines(text.substr(text.find("\nEntries under ")));
  std::string line, base;
  std::smatch parts;
  while (std::getline(lines, line)) {
    if (line.starts_with("Entries under ")) base = line.substr(14);
    if (!std::regex_match(line, parts, std::regex(R"(  ([-+~>]) (.*?)(   .*)?)"))) continue;
    const std::string name = parts[2];
    entries.push_back(parts[1].str() + ' ' + (name.ends_with(base) ? name : name + ',' + base));
  }
  return entries;
}

std::vector<std::string> entriesOfJson(const json::object& report) {
  const std::map<std::string, std::string> marks = {
      {"added", "+"}, {"removed", "-"}, {"modified", "~"}, {"renamed", ">"}};
  std::vector<std::string> entries;
  for (const json::value& change : report.at("changes").as_array()) {
    const std::string kind(change.at("change").as_string()), dn(change.at("dn").as_string());
    entries.push_back(marks.at(kind) + ' ' + dn);
  }
  return entries;
}

TEST(FormatsAgree, OnCounts) {
  const Report report = comparison();
  const json::object summary = jsonOf(report).at("summary").as_object();
  const auto count = [&summary](const char* part, const char* name) {
    return summary.at(part).at(name).to_number<std::uint64_t>();
  };
  EXPECT_EQ(count("entries", "renamed"), 2U) << "the container and the entry below it";
  const std::string expected =
      fmt::format("{} added; {} added, {} changed, {} renamed, {} removed.",
                  plural(count("schema", "added"), "schema element", "schema elements"),
                  plural(count("entries", "added"), "entry", "entries"), count("entries", "modified"),
                  count("entries", "renamed"), count("entries", "removed"));
  const std::string text = textOf(report);
  EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
  EXPECT_NE(text.find(fmt::format("{} changed only in volatile attributes",
                                  plural(count("entries", "volatile_only"), "entry", "entries"))),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(fmt::format("{} new) from", count("findings", "new"))), std::string::npos) << text;
}

TEST(FormatsAgree, OnPathsAndTheirOrder) {
  const Report report = comparison();
  const std::vector<std::string> expected = {"+ cn=three\\, really,o=Acme", "- cn=gone,o=Acme", "~ cn=two,o=Acme",
                                             "> ou=New,o=Acme", "~ cn=one,ou=New,o=Acme"};
  std::vector<std::string> fromJson = entriesOfJson(jsonOf(report));
  EXPECT_EQ(entriesOfText(textOf(report)), fromJson);
  std::vector<std::string> sorted = expected;
  std::sort(sorted.begin(), sorted.end());
  std::sort(fromJson.begin(), fromJson.end());
  EXPECT_EQ(fromJson, sorted);
}

TEST(FormatsAgree, OnIds) {
  const Report report = comparison();
  const std::string text = textOf(report);
  const json::object shown = jsonOf(report);
  for (const char* side : {"before", "after"}) {
    const std::string id(shown.at(side).at("id").as_string());
    EXPECT_NE(text.find("  " + id.substr(0, 8) + "  "), std::string::npos) << text;
  }
  ASSERT_FALSE(shown.at("findings").as_array().empty());
  for (const json::value& finding : shown.at("findings").as_array()) {
    EXPECT_NE(text.find("id   " + std::string(finding.at("id").as_string())), std::string::npos) << text;
    EXPECT_NE(text.find(std::string(finding.at("dn").as_string())), std::string::npos) << text;
  }
}

/// What a reader sees: without entities, and of a page without its elements.
std::string plain(std::string shown, Format format) {
  if (format == Format::Html) shown = std::regex_replace(shown, std::regex("<[^<>]*>"), "");
  for (const auto& [entity, character] : {std::pair{"&#39;", "'"}, std::pair{"&quot;", "\""}, std::pair{"&amp;", "&"}})
    shown = std::regex_replace(shown, std::regex(entity), character);
  return shown;
}

TEST(FormatsAgree, AllFormatsShareSentencesIdsAndPaths) {
  const Report report = comparison();
  const json::object expected = jsonOf(report);
  for (const Format format : allFormats()) {
    if (format == Format::Json) continue;
    if (format == Format::Ldif || format == Format::Unified) continue;  // which hold changes alone
    const std::string shown = plain(render(report, format, {.width = 1000}), format);
    for (const std::string& sentence : {changeSummary(*report.difference), findingSummary(report), verdictOf(report)})
      EXPECT_NE(shown.find(sentence), std::string::npos) << nameOf(format) << ": " << sentence;
    for (const json::value& finding : expected.at("findings").as_array()) {
      EXPECT_NE(shown.find(std::string(finding.at("id").as_string())), std::string::npos) << nameOf(format);
      EXPECT_NE(shown.find(std::string(finding.at("rule").as_string())), std::string::npos) << nameOf(format);
      EXPECT_NE(shown.find(std::string(finding.at("dn").as_string())), std::string::npos) << nameOf(format);
    }
    for (const json::value& change : expected.at("changes").as_array()) {
      const std::string dn(change.at("dn").as_string());  // a page shows it relative to what stands above it
      EXPECT_NE(shown.find(dn.substr(0, dn.find(",o"))), std::string::npos) << nameOf(format) << ": " << dn;
    }
  }
}

}  // namespace
}  // namespace ldapsnap::test
