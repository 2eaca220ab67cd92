#include <gtest/gtest.h>
#include <string>

#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

// So that a failed expectation reads "False", not "00-00 00-00".
void PrintTo(Truth truth, std::ostream* out);
void PrintTo(Truth truth, std::ostream* out) {
  *out << (truth == Truth::True ? "True" : truth == Truth::False ? "False" : "Undefined");
}

namespace {

constexpr auto kTrue = Truth::True;
constexpr auto kFalse = Truth::False;
constexpr auto kUndefined = Truth::Undefined;

Truth matches(std::string_view filter, const Entry& entry, const Schema& schema = Schema::builtin()) {
  return Filter::parse(filter).matches(entry, schema);
}

const std::string kRedacted = std::string(kRedactedMark) + "0123456789abcdef0123456789abcdef";

const Entry kPerson{"cn=Barbara Jensen,ou=Product Development,o=Acme",
                    {{"objectClass", {"top", "inetOrgPerson"}},
                     {"cn", {"Barbara Jensen", "Babs  Jensen"}},
                     {"sn", {"Jensen"}},
                     {"description;lang-de", {"Kletterin"}},
                     {"telephoneNumber", {"+1 408 555-1862"}},
                     {"employeeNumber", {"17"}},
                     {"uidNumber", {"1000"}},
                     {"modifyTimestamp", {"20260302101407Z"}},
                     {"member", {"CN=Foo, DC=X"}},
                     {"userPassword", {kRedacted}},
                     {"vendorFlag", {"Yes"}},
                     {"vendorLevel", {"9"}}}};

TEST(Truth, FollowsTheTablesOfX511) {
  EXPECT_EQ(negate(kTrue), kFalse);
  EXPECT_EQ(negate(kFalse), kTrue);
  EXPECT_EQ(negate(kUndefined), kUndefined);
  EXPECT_EQ(allOf(kTrue, kUndefined), kUndefined);
  EXPECT_EQ(allOf(kFalse, kUndefined), kFalse);
  EXPECT_EQ(anyOf(kTrue, kUndefined), kTrue);
  EXPECT_EQ(anyOf(kFalse, kUndefined), kUndefined);
}

TEST(FilterMatch, UsesTheEqualityRuleOfTheType) {
  EXPECT_EQ(matches("(sn=JENSEN)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=babs jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(telephoneNumber=+14085551862)", kPerson), kTrue);
  EXPECT_EQ(matches("(uidNumber=01000)", kPerson), kTrue);
  EXPECT_EQ(matches("(member=cn=foo,dc=x)", kPerson), kTrue);
  EXPECT_EQ(matches("(sn=Jonson)", kPerson), kFalse);
  EXPECT_EQ(matches("(sn~=jensen)", kPerson), kTrue);
}

TEST(FilterMatch, KnowsATypeByAllItsNames) {
  EXPECT_EQ(matches("(surname=jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(2.5.4.4=jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(commonName=*)", kPerson), kTrue);
}

TEST(FilterMatch, SeesSubtypes) {
  EXPECT_EQ(matches("(name=jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(name=*)", kPerson), kTrue);
  EXPECT_EQ(matches("(name=bar*)", kPerson), kTrue);
  EXPECT_EQ(matches("(sn=Barbara Jensen)", kPerson), kFalse);
}

TEST(FilterMatch, SeesOptionsButDoesNotAddThem) {
  EXPECT_EQ(matches("(description=kletterin)", kPerson), kTrue);
  EXPECT_EQ(matches("(description;lang-de=kletterin)", kPerson), kTrue);
  EXPECT_EQ(matches("(description;LANG-DE=*)", kPerson), kTrue);
  EXPECT_EQ(matches("(description;lang-en=*)", kPerson), kFalse);
  EXPECT_EQ(matches("(sn;lang-de=*)", kPerson), kFalse);
}

TEST(FilterMatch, IgnoresTransferOptions) {
  const Entry entry{"cn=a", {{"userCertificate;binary", {"x"}}, {"member;range=0-1499", {"cn=b"}}}};
  EXPECT_EQ(matches("(userCertificate=*)", entry), kTrue);
  EXPECT_EQ(matches("(userCertificate;binary=*)", Entry{"cn=a", {{"userCertificate", {"x"}}}}), kTrue);
  EXPECT_EQ(matches("(member=CN=B)", entry), kTrue);
}

TEST(FilterMatch, KnowsObjectClassesByNameOidAndSuperclass) {
  EXPECT_EQ(matches("(objectClass=inetorgperson)", kPerson), kTrue);
  EXPECT_EQ(matches("(objectClass=2.16.840.1.113730.3.2.2)", kPerson), kTrue);
  EXPECT_EQ(matches("(objectClass=person)", kPerson), kTrue);
  EXPECT_EQ(matches("(2.5.4.0=2.5.6.6)", kPerson), kTrue);
  EXPECT_EQ(matches("(objectClass=device)", kPerson), kFalse);
  EXPECT_EQ(matches("(objectClass=msExchOrganizationContainer)", kPerson), kFalse);
  EXPECT_EQ(matches("(objectClass=*)", Entry{"cn=a", {}}), kTrue);
}

TEST(FilterMatch, UnknownNameMayBeAnyOid) {
  const Entry entry{"cn=a", {{"objectClass", {"vendorThing"}}}};
  EXPECT_EQ(matches("(objectClass=1.2.3.4.5)", entry), kUndefined);
  EXPECT_EQ(matches("(objectClass=otherThing)", entry), kFalse);
}

TEST(FilterMatch, TakesAbsenceForFalseEvenOfUnknownTypes) {
  EXPECT_EQ(matches("(mail=a)", kPerson), kFalse);
  EXPECT_EQ(matches("(noSuchType=a)", kPerson), kFalse);
  EXPECT_EQ(matches("(!(noSuchType=a))", kPerson), kTrue);
  EXPECT_EQ(matches("(noSuchType=*)", kPerson), kFalse);
  EXPECT_EQ(matches("(noSuchType>=1)", kPerson), kFalse);
  EXPECT_EQ(matches("(noSuchType:1.2.3:=1)", kPerson), kFalse);
}

TEST(FilterMatch, ComparesUnknownTypesOnlyWhereTheAnswerIsSure) {
  EXPECT_EQ(matches("(vendorFlag=Yes)", kPerson), kTrue);
  EXPECT_EQ(matches("(vendorFlag=yes)", kPerson), kUndefined);
  EXPECT_EQ(matches("(vendorFlag=no)", kPerson), kFalse);
  EXPECT_EQ(matches("(vendorFlag=Y*)", kPerson), kTrue);
  EXPECT_EQ(matches("(vendorFlag=y*)", kPerson), kUndefined);
  EXPECT_EQ(matches("(vendorFlag=n*)", kPerson), kFalse);
  EXPECT_EQ(matches("(vendorLevel>=10)", kPerson), kFalse);
  EXPECT_EQ(matches("(vendorLevel<=10)", kPerson), kTrue);
  EXPECT_EQ(matches("(vendorFlag>=10)", kPerson), kUndefined);
}

TEST(FilterMatch, IsUndefinedForAnAssertionOfAnotherSyntax) {
  EXPECT_EQ(matches("(uidNumber=many)", kPerson), kUndefined);
  EXPECT_EQ(matches("(uidNumber>=many)", kPerson), kUndefined);
  EXPECT_EQ(matches("(!(uidNumber=many))", kPerson), kUndefined);
}

TEST(FilterMatch, OrdersByTheRuleOfTheType) {
  EXPECT_EQ(matches("(uidNumber>=999)", kPerson), kTrue);
  EXPECT_EQ(matches("(uidNumber>=1000)", kPerson), kTrue);
  EXPECT_EQ(matches("(uidNumber<=999)", kPerson), kFalse);
  EXPECT_EQ(matches("(modifyTimestamp>=20260101000000Z)", kPerson), kTrue);
  EXPECT_EQ(matches("(modifyTimestamp<=20260101000000Z)", kPerson), kFalse);
}

TEST(FilterMatch, FindsSubstringsByTheRuleOfTheType) {
  EXPECT_EQ(matches("(cn=bar*)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=*jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=b*b*s j*n)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=*ABS J*)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=jensen*)", kPerson), kFalse);
  EXPECT_EQ(matches("(sn=jen*jensen)", kPerson), kFalse);
  EXPECT_EQ(matches("(telephoneNumber=*555 18*)", kPerson), kTrue);
}

TEST(FilterMatch, DoesNotTakeABlankForNothingInSubstrings) {
  EXPECT_EQ(matches("(cn=babs *)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=bab *)", kPerson), kFalse);
  EXPECT_EQ(matches("(cn=* jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(cn=* ensen)", kPerson), kFalse);
}

TEST(FilterMatch, AnswersWhereTheTypeNamesNoSubstringsRule) {
  Schema schema;
  schema.add(
      parseAttributeType("( 1.3.6.1.4.1.4203.1.12.2.3.0.31 NAME 'olcModuleLoad' EQUALITY caseIgnoreMatch "
                         "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 X-ORDERED 'VALUES' )"));
  const Entry entry{"cn=module{0},cn=config", {{"olcModuleLoad", {"{0}back_HDB.la", "{1}syncprov"}}}};
  EXPECT_EQ(matches("(olcModuleLoad=*back_hdb*)", entry, schema), kTrue);
  EXPECT_EQ(matches("(olcModuleLoad=back_hdb*)", entry, schema), kTrue);
  EXPECT_EQ(matches("(olcModuleLoad={0}back*)", entry, schema), kTrue);
  EXPECT_EQ(matches("(olcModuleLoad=*back_bdb*)", entry, schema), kFalse);
  EXPECT_EQ(matches("(olcModuleLoad=syncprov)", entry, schema), kTrue);
  EXPECT_EQ(matches("(olcModuleLoad={1}syncprov)", entry, schema), kTrue);
  EXPECT_EQ(matches("(olcModuleLoad={0}syncprov)", entry, schema), kFalse);
}

TEST(FilterMatch, LetsARedactedValueAnswerNothingButPresence) {
  EXPECT_EQ(matches("(userPassword=*)", kPerson), kTrue);
  EXPECT_EQ(matches("(userPassword=secret)", kPerson), kUndefined);
  EXPECT_EQ(matches("(userPassword={SSHA}*)", kPerson), kUndefined);
  EXPECT_EQ(matches("(!(userPassword=secret))", kPerson), kUndefined);
  EXPECT_EQ(matches("(|(sn=jensen)(userPassword=secret))", kPerson), kTrue);
  EXPECT_EQ(matches("(userPassword:1.2.840.113556.1.4.803:=1)", kPerson), kUndefined);
}

TEST(FilterMatch, EvaluatesActiveDirectorysBitRules) {
  const Entry group{"CN=g", {{"groupType", {"-2147483646"}}, {"userAccountControl", {"514"}}}};
  EXPECT_EQ(matches("(groupType:1.2.840.113556.1.4.803:=2147483648)", group), kTrue);
  EXPECT_EQ(matches("(groupType:1.2.840.113556.1.4.803:=2147483652)", group), kFalse);
  EXPECT_EQ(matches("(groupType:1.2.840.113556.1.4.804:=6)", group), kTrue);
  EXPECT_EQ(matches("(userAccountControl:1.2.840.113556.1.4.803:=2)", group), kTrue);
  EXPECT_EQ(matches("(userAccountControl:1.2.840.113556.1.4.804:=9)", group), kFalse);
  EXPECT_EQ(matches("(userAccountControl:1.2.840.113556.1.4.803:=two)", group), kUndefined);
  EXPECT_EQ(matches("(flags:1.2.840.113556.1.4.803:=2)", group), kFalse);
}

/// Whether user u is in a group through others; `groups` are the entries that the chain can lead through.
Truth isInChain(const std::vector<Entry>& groups, const Entry& entry, std::string_view user = "cn=u") {
  const EntryLookup lookup = [&](const Dn& dn) -> std::optional<Entry> {
    for (const Entry& group : groups)
      if (normalForm(group.dn, Schema::builtin()) == normalForm(dn, Schema::builtin())) return group;
    return std::nullopt;
  };
  return Filter::parse("(member:1.2.840.113556.1.4.1941:=" + std::string(user) + ")")
      .matches(entry, Schema::builtin(), lookup);
}

TEST(FilterMatch, FollowsAChainThroughOtherEntries) {
  const Entry inner{"cn=inner", {{"member", {"cn=other", "CN=U"}}}}, other{"cn=other", {}};
  const Entry outer{"cn=outer", {{"member", {"CN=Inner"}}}}, empty{"cn=empty", {}};
  EXPECT_EQ(isInChain({inner, other}, inner), kTrue);
  EXPECT_EQ(isInChain({inner, other}, outer), kTrue);
  EXPECT_EQ(isInChain({inner, other, {"cn=u", {}}}, outer, "cn=x"), kFalse);
  EXPECT_EQ(isInChain({}, empty), kFalse);
}

TEST(FilterMatch, EndsWhereGroupsHoldEachOther) {
  const Entry a{"cn=a", {{"member", {"cn=b"}}}}, b{"cn=b", {{"member", {"cn=a"}}}};
  EXPECT_EQ(isInChain({a, b}, a), kFalse);
  EXPECT_EQ(isInChain({a, b}, a, "cn=a"), kTrue);
}

TEST(FilterMatch, CannotFollowAChainThroughEntriesThatItDoesNotHave) {
  EXPECT_EQ(isInChain({}, {"cn=outer", {{"member", {"cn=inner"}}}}), kUndefined);
  EXPECT_EQ(isInChain({}, {"cn=outer", {{"member", {"cn=inner", "cn=u"}}}}), kTrue);
  EXPECT_EQ(matches("(member:1.2.840.113556.1.4.1941:=cn=u)", {"cn=g", {{"member", {"cn=x"}}}}), kUndefined);
  EXPECT_EQ(isInChain({}, {"cn=g", {{"member", {kRedacted}}}}), kUndefined);
}

TEST(FilterMatch, UsesTheRuleThatAnExtensibleMatchNames) {
  EXPECT_EQ(matches("(sn:caseExactMatch:=Jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(sn:caseExactMatch:=jensen)", kPerson), kFalse);
  EXPECT_EQ(matches("(sn:2.5.13.5:=Jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(sn:=jensen)", kPerson), kTrue);
  EXPECT_EQ(matches("(uidNumber:integerOrderingMatch:=1001)", kPerson), kTrue);
  EXPECT_EQ(matches("(uidNumber:integerOrderingMatch:=1000)", kPerson), kFalse);
  EXPECT_EQ(matches("(sn:9.9.9:=jensen)", kPerson), kUndefined);
  EXPECT_EQ(matches("(:telephoneNumberMatch:=+1-408-5551862)", kPerson), kTrue);
  EXPECT_EQ(matches("(:telephoneNumberMatch:=1)", kPerson), kFalse);
}

TEST(FilterMatch, LooksIntoTheNameWhenAsked) {
  EXPECT_EQ(matches("(ou:dn:=product development)", kPerson), kTrue);
  EXPECT_EQ(matches("(o:dn:caseExactMatch:=Acme)", kPerson), kTrue);
  EXPECT_EQ(matches("(ou:=product development)", kPerson), kFalse);
  EXPECT_EQ(matches("(ou:dn:=sales)", kPerson), kFalse);
  EXPECT_EQ(matches("(ou:dn:=sales)", Entry{"not a name", {}}), kUndefined);
}

TEST(FilterMatch, CombinesInThreeValues) {
  EXPECT_EQ(matches("(&)", kPerson), kTrue);
  EXPECT_EQ(matches("(|)", kPerson), kFalse);
  EXPECT_EQ(matches("(&(sn=jensen)(userPassword=x))", kPerson), kUndefined);
  EXPECT_EQ(matches("(&(sn=other)(userPassword=x))", kPerson), kFalse);
  EXPECT_EQ(matches("(|(sn=other)(userPassword=x))", kPerson), kUndefined);
}

// RFC 4511, 4.5.1.7: an item with an attribute description that is not recognised is Undefined, and so is its negation.
TEST(FilterMatch, TypeThatTheFullSchemaLacksSelectsNothing) {
  Schema schema;  // one that defines objectClass is the full schema of a server
  schema.add(parseAttributeType("( 2.5.4.0 NAME 'objectClass' SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )"));
  schema.add(parseAttributeType("( 1.2.3.4 NAME 'acmeFlag' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"));
  EXPECT_EQ(matches("(noSuchType=a)", kPerson, schema), kFalse);
  EXPECT_EQ(matches("(!(noSuchType=a))", kPerson, schema), kFalse);
  EXPECT_EQ(matches("(!(noSuchType=*))", kPerson, schema), kFalse);
  EXPECT_EQ(matches("(!(&(noSuchType=a)(cn=nobody)))", kPerson, schema), kTrue);
  EXPECT_EQ(matches("(!(|(noSuchType=a)(cn=nobody)))", kPerson, schema), kFalse);
  EXPECT_EQ(matches("(|(noSuchType=a)(cn=bab*))", kPerson, schema), kTrue);
  EXPECT_EQ(matches("(!(acmeFlag=a))", kPerson, schema), kTrue);
  EXPECT_EQ(matches("(!(vendorFlag=No))", kPerson, schema), kTrue) << "the entry has it";
}

// RFC 4517, 4.2.11 and 4.2.7: caseIgnoreMatch compares Directory Strings, caseIgnoreIA5Match IA5 Strings.
TEST(FilterMatch, NamedRuleAppliesToTypesOfItsSyntax) {
  const Entry entry{"dc=hall,o=Acme", {{"objectClass", {"domain"}}, {"dc", {"hall"}}, {"o", {"Hall"}}}};
  EXPECT_EQ(matches("(:dn:caseIgnoreMatch:=hall)", Entry{"dc=hall", {{"dc", {"hall"}}}}), kFalse);
  EXPECT_EQ(matches("(:dn:caseIgnoreMatch:=acme)", entry), kTrue);
  EXPECT_EQ(matches("(:dn:caseIgnoreIA5Match:=HALL)", entry), kTrue);
  EXPECT_EQ(matches("(:dn:caseIgnoreIA5Match:=acme)", entry), kFalse);
  EXPECT_EQ(matches("(dc:caseIgnoreIA5Match:=HALL)", entry), kTrue);
  EXPECT_EQ(matches("(dc:caseIgnoreMatch:=HALL)", entry), kUndefined);
  EXPECT_EQ(matches("(o:caseExactMatch:=Hall)", entry), kTrue);
}

// RFC 4517, 4.2.10: no part of the assertion lies in two lines.
TEST(FilterMatch, PartOfAListDoesNotSpanLines) {
  const Entry entry{"cn=a", {{"postalAddress", {"Gate 7$Ring Road$Graz"}}}};
  EXPECT_EQ(matches("(postalAddress=Gate 7$Ring*)", entry), kFalse);
  EXPECT_EQ(matches("(postalAddress=*Ring*)", entry), kTrue);
  EXPECT_EQ(matches("(postalAddress=gate*road*graz)", entry), kTrue);
  EXPECT_EQ(matches("(postalAddress=*graz*ring*)", entry), kFalse);
}

// RFC 4517, 4.2.32: wordMatch is true of a value with that word; what a word is, an implementation decides.
TEST(FilterMatch, RuleThatIsNotKnownLeavesOpenWhatItMayMatch) {
  Schema schema;
  schema.add(
      parseAttributeType("( 1.2.3.4 NAME 'acmeWords' EQUALITY wordMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"));
  const Entry entry{"cn=a", {{"acmeWords", {"first floor"}}}};
  EXPECT_EQ(matches("(acmeWords=first)", entry, schema), kUndefined);
  EXPECT_EQ(matches("(!(acmeWords=first))", entry, schema), kUndefined);
  EXPECT_EQ(matches("(acmeWords=cellar)", entry, schema), kFalse);
  EXPECT_EQ(matches("(acmeWords=first floor)", entry, schema), kTrue);
}

}  // namespace
}  // namespace ldapsnap
