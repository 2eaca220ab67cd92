#include "diff/across/two_runs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/descriptors.h"

namespace ldapsnap {
namespace {

std::string titled(const std::string& title, const Difference& difference) {
  const std::string text = describe(difference);
  return text.empty() ? "" : title + ":\n" + text;
}

std::string described(const EntryChange& change) {
  Difference difference;
  difference.changes.push_back(change);
  return describe(difference);
}

/// A part for each way in which the runs differ; nothing when they do not.
std::string describe(const RunsDifference& runs) {
  std::string text = titled("first alone", runs.first.lacking) + titled("first alone, in place", runs.first.needless) +
                     titled("second alone", runs.second.lacking) +
                     titled("second alone, in place", runs.second.needless);
  for (const SchemaDoneOtherwise& both : runs.schema) {
    Difference first, second;
    first.schema = {both.first}, second.schema = {both.second};
    text += "otherwise:\n" + describe(first) + describe(second);
  }
  for (const EntryDoneOtherwise& both : runs.entries)
    text += "otherwise:\n" + described(both.first) + described(both.second);
  return text + fmt::format("alike: {} and {}\n", runs.alikeSchema, runs.alikeEntries);
}

struct RunText {
  std::string before, after;
};

std::string compared(const RunText& first, const RunText& second, std::vector<MappedName> names = {},
                     Product product = Product::Generic) {
  const MemorySnapshot firstBefore = snapshotOf(first.before, product), firstAfter = snapshotOf(first.after, product);
  const MemorySnapshot secondBefore = snapshotOf(second.before, product),
                       secondAfter = snapshotOf(second.after, product);
  const Difference one = compare(firstBefore, firstAfter), other = compare(secondBefore, secondAfter);
  Mapping mapping(std::move(names));
  const RunsDifference runs = compareRuns({one, firstAfter}, {other, secondAfter}, mapping);
  EXPECT_EQ(runs.empty(), describe(runs).find("alone:") == std::string::npos &&
                              describe(runs).find("otherwise:") == std::string::npos);
  return describe(runs);
}

std::string unit(const std::string& dn, const std::string& more = "") {
  const std::string name = dn.substr(3, dn.find(',') - 3);
  return "dn: " + dn + "\nobjectClass: organizationalUnit\nou: " + name + "\n" + more + "\n";
}

const std::vector<MappedName> kLabToProd = {{MappedKind::Suffix, "o=Lab", "o=Prod", 0}};

TEST(TwoRuns, FindsHalfFinishedWorkUnderTheOtherDirectorysNames) {
  const std::string lab = unit("ou=a,o=Lab"), prod = unit("ou=a,o=Prod");
  EXPECT_EQ(compared({lab, lab + unit("ou=b,o=Lab") + unit("ou=c,ou=b,o=Lab", "seeAlso: ou=a,o=Lab\n")},
                     {prod, prod + unit("ou=b,o=Prod")}, kLabToProd),
            "first alone:\n"
            "+ ou=c,ou=b,o=Prod: objectClass +organizationalUnit, ou +c, seeAlso +ou=a,o=Prod\n"
            "alike: 0 and 1\n");
}

TEST(TwoRuns, SameSetupTwiceDidTheSame) {
  const std::string lab = unit("ou=a,o=Lab", "seeAlso: ou=a,o=Lab\n"),
                    prod = unit("OU=A,o=Prod", "seeAlso: ou=A, o=prod\n");
  EXPECT_EQ(compared({"", lab}, {"", prod}, kLabToProd), "alike: 0 and 1\n");
}

TEST(TwoRuns, ExtraChangesOfOneRunAreReported) {
  EXPECT_EQ(compared({unit("ou=a,o=x"), unit("ou=a,o=x")}, {unit("ou=a,o=x"), ""}),
            "second alone:\n"
            "- ou=a,o=x: objectClass -organizationalUnit, ou -a\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, EntriesPresentBeforeAreNotReportedAsMissingWork) {
  const std::string part = unit("ou=a,o=x"), whole = part + unit("ou=b,o=x", "description: made\n");
  EXPECT_EQ(compared({part, whole}, {whole, whole}),
            "first alone, in place:\n"
            "+ ou=b,o=x: description +made, objectClass +organizationalUnit, ou +b\n"
            "alike: 0 and 0\n");
  EXPECT_EQ(compared({whole, whole}, {part, whole}),
            "second alone, in place:\n"
            "+ ou=b,o=x: description +made, objectClass +organizationalUnit, ou +b\n"
            "alike: 0 and 0\n");
  EXPECT_EQ(compared({whole, part}, {part, part}),
            "first alone, in place:\n"
            "- ou=b,o=x: description -made, objectClass -organizationalUnit, ou -b\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, AnUnrelatedObjectOfTheSameNameIsNotTheSameWork) {
  const std::string part = unit("ou=a,o=x"), other = part + unit("ou=b,o=x", "description: of somebody\n");
  EXPECT_EQ(compared({part, part + unit("ou=b,o=x", "description: made\n")}, {other, other}),
            "first alone:\n"
            "+ ou=b,o=x: description +made, objectClass +organizationalUnit, ou +b\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, ShowsOnlyValuesThatDiffer) {
  EXPECT_EQ(compared({"", unit("ou=a,o=x", "description: 1\nstreet: s\n")},
                     {"", unit("ou=a,o=x", "description: 2\nstreet: S\nl: here\n")}),
            "otherwise:\n"
            "+ ou=a,o=x: description +1\n"
            "+ ou=a,o=x: description +2, l +here\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, OldValuesOfAReplacedAttributeAreNotCompared) {
  const auto with = [](const std::string& value) { return unit("ou=a,o=x", "description: " + value + "\n"); };
  EXPECT_EQ(compared({with("lab"), with("new")}, {with("prod"), with("new")}), "alike: 0 and 1\n");
  EXPECT_EQ(compared({unit("ou=a,o=x"), with("new")}, {with("prod"), with("new")}), "alike: 0 and 1\n");
}

TEST(TwoRuns, ComparesOnlyTheValuesThatWereAdded) {
  const auto with = [](const std::string& lines) { return unit("ou=a,o=x", lines); };
  EXPECT_EQ(
      compared({with("description: a\n"), with("description: a\ndescription: new\n")},
               {with("description: b\ndescription: c\n"), with("description: b\ndescription: c\ndescription: new\n")}),
      "alike: 0 and 1\n");
  EXPECT_EQ(compared({with("description: a\ndescription: old\n"), with("description: a\n")},
                     {with("description: a\ndescription: old\n"), with("description: a\ndescription: old\n")}),
            "first alone:\n"
            "~ ou=a,o=x: description -old\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, AddedAndModifiedEntriesAreNotTheSame) {
  const std::string made = unit("ou=a,o=x", "description: d\n");
  EXPECT_EQ(compared({"", made}, {unit("ou=a,o=x"), made}),
            "otherwise:\n"
            "+ ou=a,o=x: description +d, objectClass +organizationalUnit, ou +a\n"
            "~ ou=a,o=x: description +d\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, IgnoresIdentitiesAndGeneratedSecrets) {
  const auto made = [](const std::string& digit) {
    return unit("ou=a,o=x", "entryUUID: 00000000-0000-0000-0000-00000000000" + digit +
                                "\nuserPassword: {ldapsnap-redacted}" + std::string(32, digit.front()) + "\n");
  };
  EXPECT_EQ(compared({"", made("1")}, {"", made("2")}), "alike: 0 and 1\n");
  EXPECT_EQ(compared({"", made("1")}, {"", unit("ou=a,o=x")}),
            "otherwise:\n"
            "+ ou=a,o=x: userPassword +{ldapsnap-redacted}11111111111111111111111111111111\n"
            "+ ou=a,o=x\n"
            "alike: 0 and 0\n");
}

TEST(TwoRuns, ComparesGrantedRightsWithoutExistingOnes) {
  const std::vector<MappedName> names = {{MappedKind::Sid, "S-1-5-21-1-2-3", "S-1-5-21-7-8-9", 0}};
  const auto with = [](const std::vector<std::string>& aces) { return unit("ou=a,o=x", descriptorOf(kSystem, aces)); };
  const std::string own = allow(1, kWorld), other = allow(2, kWorld), labAdmins = allow(4, "S-1-5-21-1-2-3-512"),
                    prodAdmins = allow(4, "S-1-5-21-7-8-9-512");
  EXPECT_EQ(compared({with({own}), with({own, labAdmins})}, {with({other}), with({other, prodAdmins})}, names,
                     Product::ActiveDirectory),
            "alike: 0 and 1\n");
  EXPECT_EQ(compared({with({own}), with({own, labAdmins})}, {with({other}), with({other, labAdmins})}, names,
                     Product::ActiveDirectory),
            "otherwise:\n"
            "~ ou=a,o=x: nTSecurityDescriptor [ O:SY| D:| D:(A;CI;CC;;;WD)|+D:(A;CI;LC;;;S-1-5-21-7-8-9-512)]\n"
            "~ ou=a,o=x: nTSecurityDescriptor [ O:SY| D:| D:(A;CI;DC;;;WD)|+D:(A;CI;LC;;;S-1-5-21-1-2-3-512)]\n"
            "alike: 0 and 0\n");
}

std::string schemaEntry(const std::string& number, const std::string& definitions) {
  return "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\ndn: cn={" + number +
         "}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {" + number + "}acme\n" + definitions + "\n";
}
const std::string kNoSchema = "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n";

std::string type(const std::string& oid, const std::string& name, const std::string& syntax = "15") {
  return "olcAttributeTypes: ( 1.3.6.1.4.1.99999." + oid + " NAME '" + name +
         "' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1." + syntax + " )\n";
}

TEST(TwoRuns, IgnoresTheNumberOfASchemaEntry) {
  EXPECT_EQ(compared({kNoSchema, schemaEntry("4", type("1", "acmeA"))},
                     {kNoSchema, schemaEntry("5", type("1", "acmeA"))}, {}, Product::OpenLdap),
            "alike: 1 and 1\n");
}

TEST(TwoRuns, ReportsSchemaThatOneRunLeftOut) {
  const std::string text = compared({kNoSchema, schemaEntry("4", type("1", "acmeA") + type("2", "acmeB"))},
                                    {kNoSchema, schemaEntry("4", type("1", "acmeA"))}, {}, Product::OpenLdap);
  EXPECT_EQ(text.substr(0, text.find("otherwise:")),
            "first alone:\n"
            "schema + attributeType acmeB\n");
}

TEST(TwoRuns, ReportsSchemaElementsDefinedDifferently) {
  const std::string text = compared({kNoSchema, schemaEntry("4", type("1", "acmeA"))},
                                    {kNoSchema, schemaEntry("4", type("1", "acmeA", "26"))}, {}, Product::OpenLdap);
  EXPECT_EQ(text.substr(0, text.find("otherwise:", 1)),
            "otherwise:\n"
            "schema + attributeType acmeA\n"
            "schema + attributeType acmeA\n");
}

}  // namespace
}  // namespace ldapsnap
