// Two snapshots are compared on what both cover; the rest is counted with its reason.
#include "diff/compare/intersection.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

using Origin = CoverageStatement::Origin;

MemorySnapshot covering(const std::string& ldif, std::vector<CoveredPart> parts, Origin origin = Origin::Stated) {
  MemorySnapshot snapshot = snapshotOf(ldif);
  snapshot.info().coverage.origin = origin;
  snapshot.info().coverage.parts = std::move(parts);
  return snapshot;
}

std::string outside(const Difference& difference) {
  std::string text;
  for (const NotCompared& aside : difference.outsideCoverage) {
    text += fmt::format("{}: {} entries, {} attributes, {} definitions: {}\n", aside.isAfter ? "after" : "before",
                        aside.entries, aside.attributes, aside.definitions, aside.reason);
  }
  return text;
}

const std::string kTop = "dn: dc=x\nobjectClass: domain\ndc: x\n\n";
const std::string kPeople = "dn: ou=people,dc=x\nobjectClass: organizationalUnit\nou: people\n\n";
const std::string kAnn = "dn: uid=ann,ou=people,dc=x\nobjectClass: account\nuid: ann\n\n";
const std::string kGroups = "dn: ou=groups,dc=x\nobjectClass: organizationalUnit\nou: groups\n\n";

/// The record with one attribute more.
std::string described(const std::string& record) {
  return record.substr(0, record.size() - 1) + "description: here\n\n";
}

TEST(Intersection, EntriesOutsideAnExportOfOneSubtreeAreNotRemoved) {
  const Difference difference =
      compare(covering(kTop + kPeople + kAnn + kGroups, {{"dc=x", Scope::Subtree, "", {}, false}}),
              covering(kPeople, {{"ou=people,dc=x", Scope::Subtree, "", {}, false}}));
  EXPECT_EQ(describe(difference), "- uid=ann,ou=people,dc=x: objectClass -account, uid -ann\n");
  EXPECT_EQ(outside(difference),
            "after: 2 entries, 0 attributes, 0 definitions: it was taken only of ou=people,dc=x\n");
  EXPECT_EQ(difference.outsideCoverage[0].examples, (std::vector<std::string>{"dc=x", "ou=groups,dc=x"}));
}

TEST(Intersection, FilteredSideLacksOnlyWhatItsFilterAsksFor) {
  const Difference difference = compare(covering(kTop + kPeople + kAnn, {{"dc=x", Scope::Subtree, "", {}, false}}),
                                        covering("", {{"dc=x", Scope::Subtree, "(objectClass=account)", {}, false}}));
  EXPECT_EQ(describe(difference), "- uid=ann,ou=people,dc=x: objectClass -account, uid -ann\n");
  EXPECT_EQ(difference.outsideCoverage.size(), 1U);
}

TEST(Intersection, EntryThatMayNoLongerMatchAFilterIsNotRemoved) {
  const std::string filter = "(description=*)";
  const Difference difference = compare(covering(kTop + described(kAnn), {{"dc=x", Scope::Subtree, filter, {}, false}}),
                                        covering(kTop, {{"dc=x", Scope::Subtree, filter, {}, false}}));
  EXPECT_TRUE(difference.empty());
  EXPECT_EQ(outside(difference),
            "after: 1 entries, 0 attributes, 0 definitions: it was taken only of dc=x, filter (description=*)\n");
}

TEST(Intersection, AttributesThatWereNotRequestedAreNotRemoved) {
  const Difference difference = compare(
      covering(kTop + described(kPeople), {{"dc=x", Scope::Subtree, "", {}, false}}),
      covering(kTop + "dn: ou=people,dc=x\nou: people\n\n", {{"dc=x", Scope::Subtree, "", {"ou", "dc"}, false}}));
  EXPECT_TRUE(difference.empty()) << describe(difference);
  EXPECT_EQ(outside(difference),
            "after: 0 entries, 2 attributes, 0 definitions: the attributes requested of dc=x were ou dc\n");
}

TEST(Intersection, HiddenAttributeIsNotRemoved) {
  MemorySnapshot after = covering(kTop, {{"dc=x", Scope::Subtree, "", {}, false}});
  after.info().coverage.hidden = {{"dc=x", "userPassword", "olcAccess of olcDatabase={1}mdb,cn=config"}};
  const Difference difference =
      compare(covering(kTop + "dn: cn=a,dc=x\ncn: a\n\n", {{"dc=x", Scope::Subtree, "", {}, false}}), after);
  EXPECT_EQ(describe(difference), "- cn=a,dc=x: cn -a\n");
  MemorySnapshot before = covering("dn: dc=x\nobjectClass: domain\ndc: x\nuserPassword: secret\n\n",
                                   {{"dc=x", Scope::Subtree, "", {}, false}});
  EXPECT_TRUE(compare(before, after).empty());
}

TEST(Intersection, EntriesBelowAGapAreNotRemoved) {
  MemorySnapshot after = snapshotOf(kTop);
  after.info().gaps = {{"ou=people,dc=x", "insufficientAccessRights (50)", "", ""}};
  const Difference difference = compare(snapshotOf(kTop + kPeople + kAnn + kGroups), after);
  EXPECT_EQ(describe(difference), "- ou=groups,dc=x: objectClass -organizationalUnit, ou -groups\n");
  EXPECT_EQ(difference.outsideCoverage[0].entries, 2U);
}

TEST(Intersection, RecordThatCannotBeReadConcernsItsEntryAlone) {
  MemorySnapshot after = snapshotOf(kTop + kPeople);
  after.info().gaps = {{"b.ldif:9", "not base64", "", "uid=ann,ou=people,dc=x"}};
  const Difference difference = compare(snapshotOf(kTop + kPeople + kAnn + kGroups), after);
  EXPECT_EQ(describe(difference), "- ou=groups,dc=x: objectClass -organizationalUnit, ou -groups\n");
}

TEST(Intersection, SiblingsOfTheTopmostEntriesOfAFileCount) {
  const std::string ann = "dn: uid=ann,dc=x\nobjectClass: account\nuid: ann\n\n";
  const std::string ben = "dn: uid=ben,dc=x\nobjectClass: account\nuid: ben\n\n";
  const auto file = [](const std::string& ldif, const std::string& base, bool isSelection) {
    return covering(ldif, {{base, Scope::Subtree, "", {}, isSelection}}, Origin::Contents);
  };
  EXPECT_EQ(compare(file(ann + ben, "dc=x", true), file(ann, "uid=ann,dc=x", false)).entries.removed, 1U);
  EXPECT_EQ(compare(file(ann, "uid=ann,dc=x", false), file(ann + ben, "dc=x", true)).entries.added, 1U);
  EXPECT_EQ(compare(file(kTop + ann + ben, "dc=x", false), file(ann, "uid=ann,dc=x", false)).entries.removed, 0U)
      << "the other side has what is above";
}

const std::string kExport =
    "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
    "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n"
    "dn: cn={0}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {0}acme\n"
    "olcAttributeTypes: {0}( 1.1.2 NAME 'acmeName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n";
const std::string kRunning =
    "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\nattributeTypes: ( 1.1.1 NAME 'compiledIn' )\n"
    "attributeTypes: ( 1.1.2 NAME 'acmeName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n\n"
    "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
    "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\nolcObjectIdentifier: Compiled 1.1\n"
    "olcAttributeTypes: ( 1.1.1 NAME 'compiledIn' )\n\n"
    "dn: cn={0}acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {0}acme\n"
    "olcAttributeTypes: {0}( 1.1.2 NAME 'acmeName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";

MemorySnapshot exported(const std::string& ldif) {
  MemorySnapshot snapshot = snapshotOf(ldif, Product::OpenLdap);
  snapshot.info().coverage.isDatabaseExport = true;
  return snapshot;
}

TEST(Intersection, ExportOfTheRunningServerIsTheSame) {
  const Difference difference = compare(exported(kExport), snapshotOf(kRunning, Product::OpenLdap));
  EXPECT_EQ(describe(difference), "");
  EXPECT_EQ(difference.notCompared, (std::vector<std::string>{"cn=Subschema"}));
  EXPECT_EQ(compare(snapshotOf(kRunning, Product::OpenLdap), exported(kExport)).schema.size(), 0U);
}

TEST(Intersection, LoadedSchemaIsComparedWithAnExport) {
  const std::string added = "olcAttributeTypes: {1}( 1.1.3 NAME 'acmeNew' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  const Difference difference = compare(exported(kExport), snapshotOf(kRunning + added, Product::OpenLdap));
  ASSERT_EQ(difference.schema.size(), 1U);
  EXPECT_EQ(difference.schema[0].name, "acmeNew");
}

}  // namespace
}  // namespace ldapsnap
