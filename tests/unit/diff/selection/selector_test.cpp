#include "diff/selection/selector.h"

#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "diff/selection/expected_changes.h"
#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/diff/compare/describe.h"

namespace ldapsnap {
namespace {

const std::string kRoot = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";

std::string unit(const std::string& name) {
  return "dn: ou=" + name + ",o=Acme\nobjectClass: organizationalUnit\nou: " + name + "\n\n";
}

std::string person(const std::string& name, const std::string& place, const std::string& lines = {}) {
  return "dn: cn=" + name + ",ou=" + place + ",o=Acme\nobjectClass: person\ncn: " + name + "\nsn: " + name + "\n" +
         lines + "\n";
}

std::string device(const std::string& name, const std::string& place, const std::string& lines = {}) {
  return "dn: cn=" + name + ",ou=" + place + ",o=Acme\nobjectClass: device\ncn: " + name + "\n" + lines + "\n";
}

const std::string kBefore = kRoot + unit("A") + unit("B") + person("ann", "A", "title: x\ndescription: 1\n") +
                            device("disk", "A", "description: 1\n") + person("bob", "B") +
                            device("tape", "B", "serialNumber: 1\n");
const std::string kAfter = kRoot + unit("A") + unit("B") + person("ann", "A", "title: y\ndescription: 2\n") +
                           device("disk", "A", "description: 2\n") + person("cid", "B") +
                           device("tape", "B", "serialNumber: 2\n");

/// What is left of the difference, then a line for each selector.
std::string selected(const Selection& selection, const std::string& before = kBefore, const std::string& after = kAfter,
                     const std::string& today = "2026-11-30T12:00:00Z") {
  const MemorySnapshot old = snapshotOf(before), now = snapshotOf(after);
  Difference difference = compare(old, now);
  Selector selector(selection, old, now, parseTime(today));
  selector.apply(difference);
  std::string text = describe(difference);
  for (const Deselected& one : selector.leftOut())
    text += one.selector + ": " + std::to_string(one.entries) + " entries, " + std::to_string(one.attributes) +
            " attributes, " + std::to_string(one.definitions) + " definitions\n";
  return text;
}

Selection under(const std::string& dn) {
  Selection selection;
  selection.under = {Dn::parse(dn)};
  return selection;
}

TEST(Selector, UnderKeepsASubtreeInAnySpellingOfItsName) {
  EXPECT_EQ(selected(under("OU=a, O=acme")),
            "~ cn=ann,ou=A,o=Acme: description -1 +2, title -x +y\n"
            "~ cn=disk,ou=A,o=Acme: description -1 +2\n"
            "--under OU=a,O=acme: 3 entries, 0 attributes, 0 definitions\n");
}

TEST(Selector, NotUnderLeavesOutASubtree) {
  Selection selection;
  selection.notUnder = {Dn::parse("ou=A,o=Acme"), Dn::parse("cn=tape,ou=B,o=Acme")};
  EXPECT_EQ(selected(selection),
            "- cn=bob,ou=B,o=Acme: cn -bob, objectClass -person, sn -bob\n"
            "+ cn=cid,ou=B,o=Acme: cn +cid, objectClass +person, sn +cid\n"
            "--not-under ou=A,o=Acme: 2 entries, 0 attributes, 0 definitions\n"
            "--not-under cn=tape,ou=B,o=Acme: 1 entries, 0 attributes, 0 definitions\n");
}

TEST(Selector, AttributeIsSelectedByAnyOfItsNames) {
  Selection selection;
  selection.attributes = {"2.5.4.12"};
  EXPECT_EQ(selected(selection),
            "~ cn=ann,ou=A,o=Acme: title -x +y\n"
            "--attr 2.5.4.12: 4 entries, 1 attributes, 0 definitions\n");
}

TEST(Selector, LeftOutAttributeLeavesOutAnEntryInWhichNothingElseChanged) {
  Selection selection;
  selection.notAttributes = {"DESCRIPTION"};
  selection.under = {Dn::parse("ou=A,o=Acme")};
  EXPECT_EQ(selected(selection),
            "~ cn=ann,ou=A,o=Acme: title -x +y\n"
            "--under ou=A,o=Acme: 3 entries, 0 attributes, 0 definitions\n"
            "--no-attr DESCRIPTION: 1 entries, 1 attributes, 0 definitions\n");
}

TEST(Selector, ClassAndFilterLookAtTheWholeEntry) {
  Selection selection;
  selection.classes = {"device"};
  selection.filters = {Filter::parse("(serialNumber=*)")};
  EXPECT_EQ(selected(selection),
            "~ cn=tape,ou=B,o=Acme: serialNumber -1 +2\n"
            "--class device: 3 entries, 0 attributes, 0 definitions\n"
            "--filter (serialNumber=*): 1 entries, 0 attributes, 0 definitions\n");
}

TEST(Selector, MovedIsNotRenamed) {
  const std::string id = "entryUUID: 11111111-1111-4111-8111-111111111111\n";
  const std::string other = "entryUUID: 22222222-2222-4222-8222-222222222222\n";
  const std::string before = kRoot + unit("A") + unit("B") + person("ann", "A", id) + person("bob", "A", other);
  const std::string after = kRoot + unit("A") + unit("B") + person("ann", "B", id) + person("rob", "A", other);
  Selection selection;
  selection.changes = {ChangeKind::Moved};
  EXPECT_EQ(selected(selection, before, after),
            "> cn=ann,ou=B,o=Acme from cn=ann,ou=A,o=Acme by entryUUID\n"
            "--change moved: 1 entries, 0 attributes, 0 definitions\n");
}

TEST(Selector, EntriesAreCountedAgain) {
  const MemorySnapshot before = snapshotOf(kBefore), after = snapshotOf(kAfter);
  Difference difference = compare(before, after);
  EXPECT_EQ(describe(difference.entries), "added 1, removed 1, modified 3, renamed 0, unchanged 3, volatile 0");
  Selection selection;
  selection.changes = {ChangeKind::Added};
  Selector(selection, before, after, Time{}).apply(difference);
  EXPECT_EQ(describe(difference.entries), "added 1, removed 0, modified 0, renamed 0, unchanged 3, volatile 0");
  EXPECT_TRUE(difference.isSelection);
}

TEST(Selector, DefinitionsBelongToNoSubtree) {
  const auto schema = [](const std::string& more) {
    return "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n"
           "attributeTypes: ( 1.1.1 NAME 'first' )\n" +
           more + "\n";
  };
  const std::string added = "attributeTypes: ( 1.1.2 NAME 'second' )\nattributeTypes: ( 1.1.3 NAME 'third' )\n";
  EXPECT_EQ(selected(under("ou=A,o=Acme"), kBefore + schema(""), kBefore + schema(added)),
            "--under ou=A,o=Acme: 0 entries, 0 attributes, 2 definitions\n");
  Selection selection;
  selection.attributes = {"second"};
  EXPECT_EQ(selected(selection, kBefore + schema(""), kBefore + schema(added)),
            "schema + attributeType second\n"
            "--attr second: 0 entries, 0 attributes, 1 definitions\n");
}

std::vector<ExpectedChange> expecting(const std::string& changes) {
  const test::TempFolder folder;
  return readExpectedChanges(
      folder.write("i.json", R"({"format": "ldapsnap-ignore/1", "changes": [)" + changes + "]}"));
}

std::string errorOfExpecting(const std::string& changes) {
  try {
    expecting(changes);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    const std::string what = error.what();
    return what.substr(what.find("i.json"));
  }
  return "no error";
}

TEST(ExpectedChanges, AreLeftOutUntilTheirLastDay) {
  Selection selection;
  selection.expected = expecting(
      R"({"reason": "Inventory.", "under": ["ou=A,o=Acme"], "attributes": ["description"], "until": "2026-11-30"})");
  EXPECT_EQ(selected(selection),
            "~ cn=ann,ou=A,o=Acme: title -x +y\n"
            "- cn=bob,ou=B,o=Acme: cn -bob, objectClass -person, sn -bob\n"
            "+ cn=cid,ou=B,o=Acme: cn +cid, objectClass +person, sn +cid\n"
            "~ cn=tape,ou=B,o=Acme: serialNumber -1 +2\n"
            "Inventory.: 1 entries, 1 attributes, 0 definitions\n");
  const std::string later = selected(selection, kBefore, kAfter, "2026-12-01T00:00:00Z");
  EXPECT_NE(later.find("~ cn=disk,ou=A,o=Acme: description -1 +2\n"), std::string::npos) << later;
  EXPECT_NE(later.find("i.json:1): 0 entries, 0 attributes, 0 definitions\n"), std::string::npos) << later;
}

TEST(ExpectedChanges, WithoutAttributesAreAboutTheEntry) {
  Selection selection;
  selection.expected = expecting(R"({"reason": "Staff.", "classes": ["person"], "changes": ["added", "removed"]})");
  EXPECT_EQ(selected(selection),
            "~ cn=ann,ou=A,o=Acme: description -1 +2, title -x +y\n"
            "~ cn=disk,ou=A,o=Acme: description -1 +2\n"
            "~ cn=tape,ou=B,o=Acme: serialNumber -1 +2\n"
            "Staff.: 2 entries, 0 attributes, 0 definitions\n");
}

TEST(ExpectedChanges, FileIsReadStrictly) {
  EXPECT_EQ(errorOfExpecting(R"({"reason": "x"})"),
            "i.json:1:45: /changes/0: this would ignore every change; say which with under, attributes, classes or "
            "filter");
  EXPECT_NE(errorOfExpecting(R"({"reason": " ", "attributes": ["a"]})"), "no error");
  EXPECT_NE(errorOfExpecting(R"({"reason": "x", "under": ["Acme"]})").find("\"Acme\" is not a DN"), std::string::npos);
  EXPECT_NE(errorOfExpecting(R"({"reason": "x", "filter": "(a="})"), "no error");
  EXPECT_NE(errorOfExpecting(R"({"reason": "x", "attributes": ["a"], "until": "May"})").find("is not a date"),
            std::string::npos);
  EXPECT_NE(errorOfExpecting(R"({"reason": "x", "attribute": ["a"]})"), "no error");
}

/// What pick() leaves of the entries of `kAfter`, then a line for each selector.
std::string picked(const Selection& selection) {
  const MemorySnapshot snapshot = snapshotOf(kAfter);
  Selector selector(selection, snapshot, snapshot, Time{});
  std::string text;
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    if (const std::optional<Entry> left = selector.pick(entry)) {
      text += left->dn + ":";
      for (const Attribute& attribute : left->attributes) text += " " + attribute.description;
      text += "\n";
    }
    return Snapshot::Visit::Continue;
  });
  for (const Deselected& one : selector.leftOut())
    text += one.selector + ": " + std::to_string(one.listed) + " entries, " + std::to_string(one.values) + " values\n";
  return text;
}

TEST(Selectable, NamesAreThoseOfTheSchemaOrOfAnEntry) {
  const MemorySnapshot before = snapshotOf(kBefore),
                       after = snapshotOf(kAfter + device("own", "B", "acmeColour: red\n"));
  const auto refusal = [&](const std::string& attribute, const std::string& objectClass) -> std::string {
    Selection selection;
    if (!attribute.empty()) selection.attributes = {attribute};
    if (!objectClass.empty()) selection.classes = {objectClass};
    try {
      requireSelectable(selection, &before, after);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal("telephoneNumber", ""), "") << "no entry has it, and it exists";
  EXPECT_EQ(refusal("2.5.4.20", "2.5.6.6"), "");
  EXPECT_EQ(refusal("AcmeColour", ""), "") << "no schema knows it, and an entry has it";
  EXPECT_EQ(refusal("", "DEVICE"), "");
  EXPECT_EQ(refusal("acmeColor", ""),
            "--attr acmeColor: the schema has no such attribute, and no entry has it; check the name");
  EXPECT_EQ(refusal("", "devise"),
            "--class devise: the schema has no such object class, and no entry has it; check the name");
}

TEST(EntriesOfASnapshot, ArePickedByPlaceClassFilterAndAttribute) {
  Selection selection;
  selection.under = {Dn::parse("ou=A,o=Acme")};
  selection.classes = {"person"};
  selection.attributes = {"2.5.4.12", "SN"};
  EXPECT_EQ(picked(selection),
            "cn=ann,ou=A,o=Acme: sn title\n"
            "--under ou=A,o=Acme: 4 entries, 0 values\n"
            "--class person: 2 entries, 0 values\n"
            "--attr 2.5.4.12 --attr SN: 0 entries, 3 values\n");
  selection = {};
  selection.filters = {Filter::parse("(serialNumber=2)")};
  selection.notAttributes = {"objectClass"};
  EXPECT_EQ(picked(selection),
            "cn=tape,ou=B,o=Acme: cn serialNumber\n"
            "--filter (serialNumber=2): 6 entries, 0 values\n"
            "--no-attr objectClass: 0 entries, 1 values\n");
}

TEST(StepsOfARehearsal, AreSelectedByTheChangeThatTheyMake) {
  const MemorySnapshot snapshot = snapshotOf(kAfter);
  Selection selection;
  selection.changes = {ChangeKind::Moved};
  selection.notUnder = {Dn::parse("ou=B,o=Acme")};
  Selector selector(selection, snapshot, snapshot, Time{});
  EntryChange moved;
  moved.change = Change::Renamed;
  moved.fromDn = "cn=ann,ou=A,o=Acme";
  moved.dn = "cn=ann,ou=B,o=Acme";
  EntryChange renamed = moved;
  renamed.dn = "cn=anna,ou=A,o=Acme";
  EntryChange added;
  added.change = Change::Added;
  added.dn = "cn=x,ou=B,o=Acme";
  EXPECT_TRUE(selector.selects(moved, nullptr));
  EXPECT_FALSE(selector.selects(renamed, nullptr));
  EXPECT_FALSE(selector.selects(added, nullptr));
  ASSERT_EQ(selector.leftOut().size(), 2U);
  EXPECT_EQ(selector.leftOut()[0].selector, "--not-under ou=B,o=Acme");
  EXPECT_EQ(selector.leftOut()[0].steps, 1U);
  EXPECT_EQ(selector.leftOut()[1].selector, "--change moved");
}

TEST(Findings, AreSelectedByTheirObjectsWhereTheseAreThere) {
  const MemorySnapshot snapshot = snapshotOf(kAfter);
  Selection selection;
  selection.classes = {"person"};
  Selector selector(selection, snapshot, snapshot, Time{});
  CheckResult result;
  for (const char* dn : {"cn=disk,ou=A,o=Acme", "cn=ann,ou=A,o=Acme", "cn=missing,o=Acme"}) {
    Finding finding;
    finding.dn = dn;
    result.findings.push_back(finding);
  }
  selector.apply(result);
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_EQ(result.findings[0].dn, "cn=ann,ou=A,o=Acme");
  EXPECT_EQ(result.findings[1].dn, "cn=missing,o=Acme") << "of what is not there no class is known";
  EXPECT_EQ(selector.leftOut()[0].findings, 1U);
}

TEST(LeftOut, OfSeveralResultsIsAddedUpBySelector) {
  Deselected a, b;
  a.selector = "--attr cn";
  a.entries = 2;
  b = a;
  b.attributes = 3;
  std::vector<Deselected> sum;
  addLeftOut(sum, {a});
  addLeftOut(sum, {b});
  ASSERT_EQ(sum.size(), 1U);
  EXPECT_EQ(sum[0].entries, 4U);
  EXPECT_EQ(sum[0].attributes, 3U);
}

TEST(ChangeKinds, UnknownKindIsRefusedWithASuggestion) {
  EXPECT_EQ(parseChangeKind("moved"), ChangeKind::Moved);
  try {
    parseChangeKind("modifed");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), "no kind of change is called \"modifed\"; did you mean \"modified\"?");
  }
}

}  // namespace
}  // namespace ldapsnap
