// Many filters at once answer as each of them alone.
#include "snapshot/ldap/filter/filter_set.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

const std::vector<Entry> kEntries{
    {"cn=One,o=Acme", {{"objectClass", {"top", "device"}}, {"cn", {"One"}}, {"serialNumber", {"7"}}}},
    {"uid=two,o=Acme",
     {{"objectClass", {"top", "inetOrgPerson"}}, {"uid", {"two"}}, {"CN;lang-de", {"Zwei"}}, {"sn", {"TWO"}}}},
    {"uid=three,o=Acme",
     {{"objectClass", {"inetOrgPerson"}},
      {"uid", {std::string(kRedactedMark) + "0123456789abcdef0123456789abcdef"}},
      {"cn", {"three"}},
      {"uidNumber", {"3"}}}},
};

TEST(FilterSet, AnswersAsEachFilterAlone) {
  std::string manyNames = "(|", manyPairs = "(|";
  for (int i = 0; i < 20; ++i) {
    manyNames += fmt::format("(uid=person{})", i);
    manyPairs += fmt::format("(&(cn=name{0})(!(sn=name{0})))(uidNumber={0})", i);
  }
  const std::vector<std::string> filters{"(cn=one)",
                                         "(cn=zwei)",
                                         "(name=two)",
                                         "(!(sn=two))",
                                         "(objectClass=person)",
                                         "(objectClass=*)",
                                         "(|(uid=two)(serialNumber=8))",
                                         "(cn=*re*)",
                                         "(uidNumber>=3)",
                                         "(uid:dn:=three)",
                                         "(unknownType=x)",
                                         manyNames + ")",
                                         manyNames + "(uid=TWO))",
                                         manyPairs + ")",
                                         manyPairs + "(cn=One))",
                                         "(!" + manyNames + "(uid=two)))"};
  const Schema& schema = Schema::builtin();
  FilterSet set(schema);
  for (const std::string& filter : filters) set.add(Filter::parse(filter));
  ASSERT_EQ(set.size(), filters.size());
  for (const Entry& entry : kEntries) {
    set.look(entry);
    for (std::size_t i = 0; i < filters.size(); ++i) {
      const Truth alone = Filter::parse(filters[i]).matches(entry, schema);
      EXPECT_EQ(static_cast<int>(set.matches(i)), static_cast<int>(alone)) << entry.dn << " " << filters[i];
    }
  }
}

TEST(FilterSet, WhatNoFilterLooksAtDoesNotCount) {
  const std::vector<std::string> filters{
      "(cn=zwei)",      "(name=two)",    "(!(sn=two))",     "(objectClass=person)", "(uidNumber>=3)",
      "(cn;lang-de=*)", "(uid:dn:=two)", "(unknownType=x)", "(2.5.4.3=three)",      "(&(sn=two)(uid=two))"};
  const Schema& schema = Schema::builtin();
  for (const std::string& filter : filters) {
    FilterSet set(schema);
    set.add(Filter::parse(filter));
    for (const Entry& entry : kEntries) {
      Entry part = entry;
      std::erase_if(part.attributes, [&set](const Attribute& one) { return !set.looksAt(one.description); });
      set.look(part);
      const Truth inFull = Filter::parse(filter).matches(entry, schema);
      EXPECT_EQ(static_cast<int>(set.matches(0)), static_cast<int>(inFull)) << entry.dn << " " << filter;
    }
  }
}

TEST(FilterSet, LooksAtTheTypeAndItsSubtypesAlone) {
  FilterSet set(Schema::builtin());
  set.add(Filter::parse("(name=two)"));
  EXPECT_TRUE(set.looksAt("CN;lang-de"));
  EXPECT_TRUE(set.looksAt("sn"));
  EXPECT_FALSE(set.looksAt("description"));
  set.add(Filter::parse("(description=x)"));
  EXPECT_TRUE(set.looksAt("description"));
}

TEST(FilterSet, AnItemWithoutAnAttributeLooksAtAll) {
  FilterSet set(Schema::builtin());
  set.add(Filter::parse("(:caseIgnoreMatch:=two)"));
  EXPECT_TRUE(set.looksAt("description"));
}

TEST(FilterSet, AnOrOfManyFindsTheOneThatAValueLeadsTo) {
  std::string many = "(|";
  for (int i = 0; i < 30; ++i) many += fmt::format("(&(cn=name{})(sn=x))", i);
  const Filter filter = Filter::parse(many + "(cn=one))");
  EXPECT_EQ(filter.matches(kEntries[0], Schema::builtin()), Truth::True);
  EXPECT_EQ(filter.matches(kEntries[1], Schema::builtin()), Truth::False);
}

TEST(FilterSet, AnOrOfManyIsUndefinedWhereAValueIsRedacted) {
  std::string many = "(|";
  for (int i = 0; i < 30; ++i) many += fmt::format("(uid=person{})", i);
  EXPECT_EQ(Filter::parse(many + ")").matches(kEntries[2], Schema::builtin()), Truth::Undefined);
}

TEST(FilterSet, EqualNamesHaveEqualNumbers) {
  FilterSet set(Schema::builtin());
  set.look(kEntries[0]);
  const std::uint32_t objectClass = set.descriptionNumber(0), device = set.classNumber("device");
  set.look(kEntries[2]);
  EXPECT_EQ(set.descriptionNumber(0), objectClass);
  EXPECT_NE(set.descriptionNumber(1), objectClass);
  EXPECT_EQ(set.classNumber("device"), device);
}

}  // namespace
}  // namespace ldapsnap
