// The one pass finds what a pass for each filter would find.
#include "diff/rules/engine/match_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "snapshot/model/memory_snapshot.h"
#include "tests/support/partial_snapshot.h"

namespace ldapsnap {
namespace {

const char* const kSubschema[] = {
    "( 1.1.1 NAME ( 'siteName' 'siteAlias' ) SUP name )",
    "( 1.1.2 NAME 'siteCode' SUP siteName )",
};
const char* const kClasses[] = {
    "( 1.2.1 NAME 'site' SUP top STRUCTURAL )",
    "( 1.2.2 NAME 'branchSite' SUP site STRUCTURAL )",
};

/// Names, aliases, OIDs, types and classes below others, and such as no schema knows.
const std::vector<std::string> kTypes = {"name",     "cn",        "commonName",  "2.5.4.3",     "siteName", "1.1.1",
                                         "siteCode", "SITEALIAS", "description", "unknownType", "1.9.9.9.1"};
const std::vector<std::string> kClassNames = {"top",   "site",         "branchSite", "1.2.2",        "PERSON",
                                              "1.2.1", "unknownClass", "1.9.9.9",    "inetOrgPerson"};
const std::vector<std::string> kWords = {"a", "A", "b", "ab"};

std::string anyOf(const std::vector<std::string>& choices) { return *rc::gen::elementOf(choices); }

std::string randomAssertion() {
  const std::string type = anyOf(kTypes), word = anyOf(kWords);
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return "(objectClass=*)";
    case 1:
    case 2:
      return "(objectClass=" + anyOf(kClassNames) + ")";
    case 3:
      return "(" + type + "=*)";
    case 4:
      return "(" + type + "=" + word + "*)";
    case 5:
      return "(" + type + ">=" + word + ")";
    case 6:
      return "(" + type + anyOf({":dn", ""}) + ":=" + word + ")";
    default:
      return "(" + type + "=" + word + ")";
  }
}

std::string randomFilter(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 5);
  if (kind < 2) return randomAssertion();
  if (kind == 2) return "(!" + randomFilter(depth - 1) + ")";
  std::string operands;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) operands += randomFilter(depth - 1);
  return (kind == 3 ? "(&" : "(|") + operands + ")";
}

Entry subschema() {
  Entry entry{"cn=Subschema", {{"objectClass", {"subschema"}}}};
  for (const char* type : kSubschema) entry.add("attributeTypes", type);
  for (const char* objectClass : kClasses) entry.add("objectClasses", objectClass);
  return entry;
}

MemorySnapshot randomSnapshot() {
  MemorySnapshot snapshot;
  snapshot.add(subschema());
  for (int i = 0; i < 8; ++i) {
    Entry entry{"cn=" + std::to_string(i) + ",o=acme", {}};
    if (i > 0) entry.add("objectClass", anyOf(kClassNames));  // the first was read without its class
    for (int j = *rc::gen::inRange(0, 3); j > 0; --j) entry.add(anyOf(kTypes), anyOf(kWords));
    snapshot.add(std::move(entry));
  }
  snapshot.finish();
  return snapshot;
}

RC_GTEST_PROP(MatchIndex, FindsWhatEachFilterFindsSeparately, ()) {
  const MemorySnapshot snapshot = randomSnapshot();
  MatchIndex index(snapshot.schema());
  std::vector<Filter> filters;
  std::vector<std::size_t> numbers;
  for (int i = 0; i < 6; ++i) {
    filters.push_back(Filter::parse(randomFilter(2)));
    numbers.push_back(index.add(filters.back(), Dn()));
  }
  const test::PartialSnapshot partial(snapshot);
  const Snapshot* const scanned = *rc::gen::element<const Snapshot*>(&snapshot, &partial);
  index.scan(*scanned);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    std::vector<std::string> expected, found;
    snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      const Truth truth = filters[i].matches(entry, snapshot.schema());
      if (truth != Truth::False) expected.push_back(entry.dn + (truth == Truth::True ? " true" : " undefined"));
      return Snapshot::Visit::Continue;
    });
    for (const Hit* hit : index.hits(numbers[i], "", Scope::Subtree))
      found.push_back(hit->dn + (hit->truth == Truth::True ? " true" : " undefined"));
    RC_LOG() << filters[i].toString() << "\n";
    RC_ASSERT(found == expected);
  }
}

TEST(MatchIndex, ValuesOfTheKeptAttributeStayWithTheHit) {
  MemorySnapshot snapshot;
  snapshot.add({"cn=a,o=acme", {{"objectClass", {"device"}}, {"cn", {"a"}}, {"serialNumber", {"1", "2"}}}});
  snapshot.finish();
  MatchIndex index(snapshot.schema());
  const std::size_t kept = index.add(Filter::parse("(&(objectClass=device)(serialNumber=*))"), Dn());
  const std::size_t other = index.add(Filter::parse("(cn=a)"), Dn());
  index.keepValues(kept, "serialNumber");
  index.keepValues(kept, "cn");
  index.scan(test::PartialSnapshot(snapshot));
  ASSERT_NE(index.keptOf(kept), nullptr);
  EXPECT_EQ(*index.keptOf(kept), "serialNumber");
  EXPECT_EQ(index.keptOf(other), nullptr);
  EXPECT_EQ(index.hits(kept, "", Scope::Subtree).front()->values, (std::vector<std::string>{"1", "2"}));
  EXPECT_TRUE(index.hits(other, "", Scope::Subtree).front()->values.empty());
}

TEST(MatchIndex, UnknownObjectClassMayMatch) {
  MemorySnapshot snapshot;
  snapshot.add({"cn=a,o=acme", {{"objectClass", {"1.9.9.9"}}}});
  snapshot.finish();
  MatchIndex index(snapshot.schema());
  const std::size_t number = index.add(Filter::parse("(objectClass=unknownClass)"), Dn());
  index.scan(snapshot);
  const std::vector<const Hit*> hits = index.hits(number, "", Scope::Subtree);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits.front()->truth, Truth::Undefined);
}

}  // namespace
}  // namespace ldapsnap
