// Tests of values that are asked as extensible matches.
#include "snapshot/ldap/filter/value_test.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/value/sid.h"

namespace ldapsnap {
namespace {

constexpr Truth kYes = Truth::True, kNo = Truth::False, kUnknown = Truth::Undefined;

/// (a:TEST:=ASSERTION) of an entry whose attribute `a` has `values`.
Truth ask(const std::string& test, const std::string& assertion, const std::vector<std::string>& values,
          const std::string& attribute = "a") {
  Filter filter;
  filter.kind = Filter::Kind::Extensible;
  filter.attribute = attribute;
  filter.matchingRule = test;
  filter.value = assertion;
  Entry entry{"cn=x", {{"objectClass", {"device"}}}};
  if (!values.empty()) entry.attributes.push_back({attribute, values});
  return filter.matches(entry, Schema::builtin());
}

const std::string kSecret = std::string(kRedactedMark) + "0123456789abcdef0123456789abcdef";

TEST(ValueTest, ValueCountCountsRedactedValuesToo) {
  EXPECT_EQ(ask("valueCount", ">=2", {"x", kSecret}), kYes);
  EXPECT_EQ(ask("valueCount", "2", {"x"}), kNo);
  EXPECT_EQ(ask("valueCount", "<3", {"x"}), kYes);
}

TEST(ValueTest, AnAbsentAttributePassesNone) {
  EXPECT_EQ(ask("valueCount", "<3", {}), kNo);
  EXPECT_EQ(ask("regex", ".*", {}), kNo);
}

TEST(ValueTest, VersionsAreComparedAsVersions) {
  EXPECT_EQ(ask("version", "<15.0.1130.7", {"Version 15.0 (Build 31104.5)"}), kYes);
  EXPECT_EQ(ask("version", "<15.0.1130.7", {"Version 15.0 (Build 31130.7)"}), kNo);
  EXPECT_EQ(ask("version", ">=15.0,<15.0.1130.7", {"Version 14.3 (Build 123.4)"}), kNo);
  EXPECT_EQ(ask("version", "=2.4", {"OpenLDAP 2.4.9"}), kYes);
  EXPECT_EQ(ask("version", "<2.10", {"2.9"}), kYes);
  EXPECT_EQ(ask("version", "<2", {"none"}), kUnknown);
}

TEST(ValueTest, ExpressionsLookAtEveryValueAndKeepCase) {
  EXPECT_EQ(ask("regex", "^SMTP:", {"X400:c=us", "SMTP:@example.com"}), kYes);
  EXPECT_EQ(ask("regex", "^SMTP:", {"smtp:@example.com"}), kNo);
  EXPECT_EQ(ask("regex", "(?i)^SMTP:", {"smtp:@example.com"}), kYes);
  EXPECT_EQ(ask("regex", "x", {kSecret}), kUnknown);
}

TEST(ValueTest, SameStartWantsTwoValuesWithTheSameFirstGroup) {
  const std::string kPrimary = "^([A-Z][A-Z0-9]*:)";
  EXPECT_EQ(ask("sameStart", kPrimary, {"FAXMAKER:@a", "FAXMAKER:@b", "SMTP:@c"}), kYes);
  EXPECT_EQ(ask("sameStart", kPrimary, {"FAXMAKER:@a", "faxmaker:@b", "SMTP:@c"}), kNo);
  EXPECT_EQ(ask("sameStart", kPrimary, {"SMTP:@a", kSecret}), kUnknown);
}

TEST(ValueTest, TimesAreGeneralizedTimeOrIntervals) {
  EXPECT_EQ(ask("before", "20260101000000Z", {"20251231235959.0Z"}), kYes);
  EXPECT_EQ(ask("before", "20260101000000Z", {"20260101000000Z"}), kNo);
  EXPECT_EQ(ask("after", "20260101000000Z", {"134116992000000001"}), kNo);    // the same second, in 100 ns since 1601
  EXPECT_EQ(ask("before", "20260101000000Z", {"133801632000000000"}), kYes);  // 2025
  EXPECT_EQ(ask("before", "20260101000000Z", {"0"}), kNo);
  EXPECT_EQ(ask("after", "20260101000000Z", {"9223372036854775807"}), kNo);  // never
  EXPECT_EQ(ask("before", "20260101000000Z", {"yesterday"}), kUnknown);
}

TEST(ValueTest, DefinitionsAreReadNotSearchedAsText) {
  const std::vector<std::string> types{
      "{3}( 1.3.6.1.4.1.5322.1 NAME ( 'krbPrincipalName' 'krbName' ) EQUALITY caseExactIA5Match "
      "SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{256} )"};
  const auto type = [&types](const std::string& words) { return ask("definition", words, types, "olcAttributeTypes"); };
  EXPECT_EQ(type("NAME krbname"), kYes);
  EXPECT_EQ(type("NAME krbName OID !2.16.840.1.113719.1.301.4.1.1"), kYes);
  EXPECT_EQ(type("NAME krbName OID !1.3.6.1.4.1.5322.1"), kNo);
  EXPECT_EQ(type("SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 EQUALITY caseExactIA5Match"), kYes);
  EXPECT_EQ(type("NAME krb"), kNo);
  EXPECT_EQ(ask("definition", "NAME x", {"( broken"}, "attributeTypes"), kUnknown);
  EXPECT_EQ(ask("definition", "NAME x", {"( 1.2.3 NAME 'x' )"}, "description"), kUnknown);
}

/// A self-relative descriptor ([MS-DTYP] 2.4.6) with a DACL of one ACE.
std::string descriptorOf(unsigned char control, unsigned char type, const std::string& sid) {
  const std::string bytes = sidFromText(sid).value();
  const auto aceSize = static_cast<char>(8 + bytes.size());
  std::string ace{static_cast<char>(type), 0, aceSize, 0, 1, 0, 0, 0};
  ace += bytes;
  const auto aclSize = static_cast<char>(8 + ace.size());
  std::string descriptor{1, 0, 4, static_cast<char>(0x80 | control), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0};
  descriptor += std::string{4, 0, aclSize, 0, 1, 0, 0, 0};
  return descriptor + ace;
}

TEST(ValueTest, DescriptorsSayWhetherTheyInherit) {
  EXPECT_EQ(ask("daclProtected", "TRUE", {descriptorOf(0x10, 0, "S-1-1-0")}), kYes);
  EXPECT_EQ(ask("daclProtected", "TRUE", {descriptorOf(0, 0, "S-1-1-0")}), kNo);
  EXPECT_EQ(ask("daclProtected", "FALSE", {descriptorOf(0, 0, "S-1-1-0")}), kYes);
  EXPECT_EQ(ask("daclProtected", "TRUE", {"not a descriptor"}), kUnknown);
}

TEST(ValueTest, AcesAreFoundByKindAndSid) {
  const std::string allowed = descriptorOf(0, 0, "S-1-5-32-544"), denied = descriptorOf(0, 1, "S-1-1-0");
  EXPECT_EQ(ask("aceFor", "S-1-5-32-544", {allowed}), kYes);
  EXPECT_EQ(ask("aceFor", "allow S-1-5-32-544", {allowed}), kYes);
  EXPECT_EQ(ask("aceFor", "deny S-1-5-32-544", {allowed}), kNo);
  EXPECT_EQ(ask("aceFor", "deny S-1-1-0", {denied}), kYes);
  EXPECT_EQ(ask("aceFor", "S-1-1-0", {allowed}), kNo);
}

TEST(ValueTest, ADomainsSidMayBeContinued) {
  const std::string domain = sidFromText("S-1-5-21-1-2-3").value();
  EXPECT_EQ(ask("aceFor", domain + "-512", {descriptorOf(0, 0, "S-1-5-21-1-2-3-512")}), kYes);
  EXPECT_EQ(ask("aceFor", domain + "-513", {descriptorOf(0, 0, "S-1-5-21-1-2-3-512")}), kNo);
}

TEST(ValueTest, AssertionsThatCannotBeReadAreRefused) {
  for (const auto& [test, assertion] : std::vector<std::pair<std::string, std::string>>{{"valueCount", "two"},
                                                                                        {"version", "=>1"},
                                                                                        {"version", ""},
                                                                                        {"regex", "("},
                                                                                        {"sameStart", "^x"},
                                                                                        {"before", "soon"},
                                                                                        {"definition", "NAME"},
                                                                                        {"definition", "COLOUR red"},
                                                                                        {"daclProtected", "yes"},
                                                                                        {"aceFor", "Everyone"}}) {
    EXPECT_THROW(makeValueTest(test, assertion), Error) << test << " " << assertion;
    EXPECT_EQ(tryMakeValueTest(test, assertion), nullptr) << test << " " << assertion;
  }
}

}  // namespace
}  // namespace ldapsnap
