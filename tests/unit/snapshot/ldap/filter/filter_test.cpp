#include "snapshot/ldap/filter/filter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;
using Kind = Filter::Kind;

std::string errorOf(std::string_view text) {
  try {
    Filter::parse(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

Filter item(Kind kind, std::string attribute, std::string value) {
  Filter filter;
  filter.kind = kind;
  filter.attribute = std::move(attribute);
  filter.value = std::move(value);
  return filter;
}

TEST(Filter, ParsesSimpleItems) {
  EXPECT_EQ(Filter::parse("(cn=Babs Jensen)"), item(Kind::Equality, "cn", "Babs Jensen"));
  EXPECT_EQ(Filter::parse("(a>=1)"), item(Kind::GreaterOrEqual, "a", "1"));
  EXPECT_EQ(Filter::parse("(a<=1)"), item(Kind::LessOrEqual, "a", "1"));
  EXPECT_EQ(Filter::parse("(a~=x)"), item(Kind::Approx, "a", "x"));
  EXPECT_EQ(Filter::parse("(cn=)"), item(Kind::Equality, "cn", ""));
  EXPECT_EQ(Filter::parse("(2.5.4.3;lang-de=x)"), item(Kind::Equality, "2.5.4.3;lang-de", "x"));
  EXPECT_EQ(Filter::parse("(cn=a=b:c<d)"), item(Kind::Equality, "cn", "a=b:c<d"));
}

TEST(Filter, ParsesPresence) {
  EXPECT_EQ(Filter::parse("(cn=*)"), item(Kind::Present, "cn", ""));
  EXPECT_EQ(Filter::parse("(cn=**)"), item(Kind::Present, "cn", ""));
}

TEST(Filter, ParsesSubstrings) {
  const auto parts = [](std::string_view text) {
    const Filter filter = Filter::parse(text);
    EXPECT_EQ(filter.kind, Kind::Substrings);
    return filter.substrings;
  };
  using Parts = std::vector<std::string>;
  EXPECT_EQ(parts("(cn=a*)"), (Parts{"a", ""}));
  EXPECT_EQ(parts("(cn=*a)"), (Parts{"", "a"}));
  EXPECT_EQ(parts("(cn=*a*)"), (Parts{"", "a", ""}));
  EXPECT_EQ(parts("(cn=a*b*c*d)"), (Parts{"a", "b", "c", "d"}));
  EXPECT_EQ(parts("(cn=a**b)"), (Parts{"a", "b"}));
  EXPECT_EQ(parts("(cn=\\2a*)"), (Parts{"*", ""}));
}

TEST(Filter, ParsesSets) {
  const Filter filter = Filter::parse("(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*))(!(a=b)))");
  EXPECT_EQ(filter.kind, Kind::And);
  ASSERT_EQ(filter.operands.size(), 3U);
  EXPECT_EQ(filter.operands[1].kind, Kind::Or);
  EXPECT_EQ(filter.operands[2].kind, Kind::Not);
  EXPECT_EQ(filter.operands[2].operands.front(), item(Kind::Equality, "a", "b"));
}

TEST(Filter, ParsesTrueAndFalse) {
  EXPECT_EQ(Filter::parse("(&)").kind, Kind::And);
  EXPECT_EQ(Filter::parse("(|)").kind, Kind::Or);
}

TEST(Filter, ParsesExtensibleMatches) {
  const auto parsed = [](std::string_view text) {
    const Filter f = Filter::parse(text);
    EXPECT_EQ(f.kind, Kind::Extensible);
    return f.attribute + "|" + f.matchingRule + "|" + (f.dnAttributes ? "dn" : "") + "|" + f.value;
  };
  EXPECT_EQ(parsed("(cn:caseExactMatch:=Fred Flintstone)"), "cn|caseExactMatch||Fred Flintstone");
  EXPECT_EQ(parsed("(cn:=Betty Rubble)"), "cn|||Betty Rubble");
  EXPECT_EQ(parsed("(sn:dn:2.4.6.8.10:=Barney Rubble)"), "sn|2.4.6.8.10|dn|Barney Rubble");
  EXPECT_EQ(parsed("(o:dn:=Ace Industry)"), "o||dn|Ace Industry");
  EXPECT_EQ(parsed("(:1.2.3:=Wilma Flintstone)"), "|1.2.3||Wilma Flintstone");
  EXPECT_EQ(parsed("(:DN:2.4.6.8.10:=Dino)"), "|2.4.6.8.10|dn|Dino");
  EXPECT_EQ(parsed("(cn:dnQualifierMatch:=x)"), "cn|dnQualifierMatch||x");
}

// Pitfall 19 of the field: what is special in a filter, and what is not text, travels as \xx.
TEST(Filter, EscapesWhatIsSpecial) {
  EXPECT_EQ(escapeFilterValue("Parens R Us (for all your *needs*)"), "Parens R Us \\28for all your \\2aneeds\\2a\\29");
  EXPECT_EQ(escapeFilterValue("C:\\MyFile"), "C:\\5cMyFile");
  EXPECT_EQ(escapeFilterValue("\0\0\0\4"s), "\\00\\00\\00\4");
  EXPECT_EQ(escapeFilterValue("Lučić"), "Lučić");
  EXPECT_EQ(escapeFilterValue("\xc4\x8d\xff\xc4"), "\xc4\x8d\\ff\\c4");
  EXPECT_EQ(Filter::parse("(o=Parens R Us \\28for all your parenthetical needs\\29)").value,
            "Parens R Us (for all your parenthetical needs)");
  EXPECT_EQ(Filter::parse("(bin=\\00\\00\\00\\04)").value, "\0\0\0\4"s);
  EXPECT_EQ(Filter::parse("(sn=Lu\\c4\\8di\\c4\\87)").value, "Lučić");
}

TEST(Filter, AllowsSpacesAroundParenthesesAsLdapsearchDoes) {
  EXPECT_EQ(Filter::parse(" ( & (a=b) \n ( ! (c= d ) ) ) ").toString(), "(&(a=b)(!(c= d )))");
}

TEST(Filter, PointsAtTheColumnOfAMistake) {
  EXPECT_EQ(errorOf("cn=a"), "filter column 1: '(' is missing here; a filter is (attribute=value)");
  EXPECT_EQ(errorOf(""), "filter column 1: a filter is missing here; a filter is (attribute=value)");
  EXPECT_EQ(errorOf("(cn=a"), "filter column 6: ')' is missing here");
  EXPECT_EQ(errorOf("(&(cn=a)(b=c)"), "filter column 14: ')' is missing here");
  EXPECT_EQ(errorOf("(&(cn=a)b=c)"), "filter column 9: ')' is missing here");
  EXPECT_EQ(errorOf("(cn=a)(b=c)"),
            "filter column 7: the filter ends here, but the text goes on; combine filters as (&(...)(...))");
  EXPECT_EQ(errorOf("(!(a=b)(c=d))"), "filter column 8: ')' is missing here");
  EXPECT_EQ(errorOf("(!)"), "filter column 3: '(' is missing here; a filter is (attribute=value)");
  EXPECT_EQ(errorOf("()"), "filter column 2: an attribute is missing here; a filter is (attribute=value)");
  EXPECT_EQ(errorOf("(=a)"), "filter column 2: an attribute is missing here; a filter is (attribute=value)");
  EXPECT_EQ(errorOf("(cn)"), "filter column 4: '=', '>=', '<=', '~=' or ':=' is missing here");
  EXPECT_EQ(errorOf("(c n=a)"), "filter column 3: '=', '>=', '<=', '~=' or ':=' is missing here");
  EXPECT_EQ(errorOf("(cn=a(b)"), "filter column 6: '(' within a value; write \\28 for the character itself");
  EXPECT_EQ(errorOf("(cn=a\\zz)"),
            "filter column 6: '\\' without two hexadecimal digits; write \\5c for the character itself");
  EXPECT_EQ(errorOf("(cn=a\\2"),
            "filter column 6: '\\' without two hexadecimal digits; write \\5c for the character itself");
  EXPECT_EQ(errorOf("(a>=*)"), "filter column 5: '*' only goes with '='; write \\2a for the character itself");
  EXPECT_EQ(errorOf("(:=a)"),
            "filter column 2: neither an attribute nor a matching rule; write (attribute:rule:=value)");
  EXPECT_EQ(errorOf("(cn:x=a)"), "filter column 6: ':=' is missing here");
  EXPECT_EQ(errorOf("(cn::=a)"), "filter column 5: a matching rule's name or OID is missing here");
  EXPECT_EQ(errorOf("(cn:=a*)"), "filter column 7: '*' has no meaning after ':='; write \\2a for the character itself");
  EXPECT_EQ(errorOf("(cn=a\0b)"s), "filter column 6: NUL within a value; write \\00");
}

TEST(Filter, RefusesFiltersThatWouldExhaustTheStack) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "(!";
  EXPECT_EQ(errorOf(deep), "filter column 203: filters nested more than 100 deep");
}

rc::Gen<std::string> anyAttribute() {
  return rc::gen::element<std::string>("cn", "2.5.4.3", "cn;lang-de", "dn", "x_y-z", "userCertificate;binary");
}

rc::Gen<std::string> anyValue() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                        rc::gen::container<std::string>(rc::gen::elementOf("ab *()\\:=&|!\0\xc3\xa4"s)));
}

rc::Gen<Filter> anyItem() {
  return rc::gen::exec([] {
    Filter filter;
    filter.kind = *rc::gen::element(Kind::Present, Kind::Equality, Kind::Substrings, Kind::GreaterOrEqual,
                                    Kind::LessOrEqual, Kind::Approx, Kind::Extensible);
    filter.attribute = *anyAttribute();
    if (filter.kind == Kind::Present) return filter;
    if (filter.kind == Kind::Substrings) {
      filter.substrings = *rc::gen::container<std::vector<std::string>>(rc::gen::nonEmpty(anyValue()));
      filter.substrings.insert(filter.substrings.begin(), *anyValue());
      filter.substrings.push_back(*rc::gen::nonEmpty(anyValue()));
      return filter;
    }
    filter.value = *anyValue();
    if (filter.kind == Kind::Extensible) {
      filter.dnAttributes = *rc::gen::arbitrary<bool>();
      filter.matchingRule = *rc::gen::element<std::string>("", "1.2.840.113556.1.4.803", "caseExactMatch");
      if (!filter.matchingRule.empty() && *rc::gen::arbitrary<bool>()) filter.attribute.clear();
    }
    return filter;
  });
}

rc::Gen<Filter> anyFilter(int depth) {
  if (depth == 0) return anyItem();
  return rc::gen::exec([depth] {
    if (*rc::gen::inRange(0, 3) == 0) return *anyItem();
    Filter filter;
    filter.kind = *rc::gen::element(Kind::And, Kind::Or, Kind::Not);
    const int count = filter.kind == Kind::Not ? 1 : *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) filter.operands.push_back(*anyFilter(depth - 1));
    return filter;
  });
}

RC_GTEST_PROP(Filter, IsReadBackFromItsText, ()) {
  const Filter filter = *anyFilter(3);
  RC_ASSERT(Filter::parse(filter.toString()) == filter);
}

}  // namespace
}  // namespace ldapsnap
