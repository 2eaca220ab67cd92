// Schema elements from the objects of Active Directory and Exchange 5.5.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/schema/source/schema_from_ad.h"
#include "snapshot/ldap/schema/source/schema_from_exchange55.h"
#include "snapshot/ldap/schema/source/schema_object.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {
namespace {

using Strings = std::vector<std::string>;
using namespace std::string_literals;

Entry adAttribute(std::vector<Attribute> more) {
  Entry entry{"CN=Alpha,CN=Schema,CN=Configuration,DC=example,DC=test",
              {{"objectClass", {"top", "attributeSchema"}}, {"cn", {"Alpha"}}, {"lDAPDisplayName", {"alpha"}}}};
  for (Attribute& attribute : more) entry.attributes.push_back(std::move(attribute));
  return entry;
}

/// Octets of an oMObjectClass as a server gives them.
const std::string kDsDn = "\x2b\x0c\x02\x87\x73\x1c\x00\x85\x4a"s;
const std::string kDnBinary = "\x2a\x86\x48\x86\xf7\x14\x01\x01\x01\x0b"s;
const std::string kOrName = "\x56\x06\x01\x02\x05\x0b\x1d"s;
const std::string kReplicaLink = "\x2a\x86\x48\x86\xf7\x14\x01\x01\x01\x06"s;
const std::string kPresentationAddress = "\x2b\x0c\x02\x87\x73\x1c\x00\x85\x5c"s;
const std::string kDnString = "\x2a\x86\x48\x86\xf7\x14\x01\x01\x01\x0c"s;
const std::string kAccessPoint = "\x2b\x0c\x02\x87\x73\x1c\x00\x85\x3e"s;

struct TripleCase {
  const char* attributeSyntax;
  const char* omSyntax;
  std::string omObjectClass;
  const char* syntax;
  const char* equality;  ///< of the attribute in a schema of such objects
};

class AdSyntax : public testing::TestWithParam<TripleCase> {};

// Pitfall 10: AD syntax = the triple attributeSyntax + oMSyntax + oMObjectClass.
TEST_P(AdSyntax, Pitfall10IsTheTriple) {
  const TripleCase& row = GetParam();
  std::vector<Attribute> more = {
      {"attributeID", {"1.2.3"}}, {"attributeSyntax", {row.attributeSyntax}}, {"oMSyntax", {row.omSyntax}}};
  if (!row.omObjectClass.empty()) more.push_back({"oMObjectClass", {row.omObjectClass}});
  Schema schema;
  EXPECT_EQ(schema.addFrom(adAttribute(std::move(more))), 1U);
  ASSERT_NE(schema.attributeType("alpha"), nullptr);
  EXPECT_EQ(schema.syntax("alpha"), row.syntax);
  const MatchingRule* rule = schema.equality("alpha");
  EXPECT_EQ(rule == nullptr ? "" : rule->name, row.equality);
}

INSTANTIATE_TEST_SUITE_P(
    MsAdts31122, AdSyntax,
    testing::Values(TripleCase{"2.5.5.1", "127", kDsDn, "1.3.6.1.4.1.1466.115.121.1.12", "distinguishedNameMatch"},
                    TripleCase{"2.5.5.2", "6", "", "1.3.6.1.4.1.1466.115.121.1.38", "objectIdentifierMatch"},
                    TripleCase{"2.5.5.3", "27", "", "1.2.840.113556.1.4.1362", "caseExactMatch"},
                    TripleCase{"2.5.5.4", "20", "", "1.2.840.113556.1.4.905", "caseIgnoreMatch"},
                    TripleCase{"2.5.5.5", "19", "", "1.3.6.1.4.1.1466.115.121.1.44", "caseExactMatch"},
                    TripleCase{"2.5.5.5", "22", "", "1.3.6.1.4.1.1466.115.121.1.26", "caseExactIA5Match"},
                    TripleCase{"2.5.5.6", "18", "", "1.3.6.1.4.1.1466.115.121.1.36", "numericStringMatch"},
                    TripleCase{"2.5.5.7", "127", kDnBinary, "1.2.840.113556.1.4.903", "dnWithBinaryMatch"},
                    TripleCase{"2.5.5.7", "127", kOrName, "1.2.840.113556.1.4.1221", ""},
                    TripleCase{"2.5.5.8", "1", "", "1.3.6.1.4.1.1466.115.121.1.7", "booleanMatch"},
                    TripleCase{"2.5.5.9", "2", "", "1.3.6.1.4.1.1466.115.121.1.27", "integerMatch"},
                    TripleCase{"2.5.5.9", "10", "", "1.3.6.1.4.1.1466.115.121.1.27", "integerMatch"},
                    TripleCase{"2.5.5.10", "4", "", "1.3.6.1.4.1.1466.115.121.1.40", "octetStringMatch"},
                    TripleCase{"2.5.5.10", "127", kReplicaLink, "1.3.6.1.4.1.1466.115.121.1.40", "octetStringMatch"},
                    TripleCase{"2.5.5.11", "23", "", "1.3.6.1.4.1.1466.115.121.1.53", "utcTimeMatch"},
                    TripleCase{"2.5.5.11", "24", "", "1.3.6.1.4.1.1466.115.121.1.24", "generalizedTimeMatch"},
                    TripleCase{"2.5.5.12", "64", "", "1.3.6.1.4.1.1466.115.121.1.15", "caseIgnoreMatch"},
                    TripleCase{"2.5.5.13", "127", kPresentationAddress, "1.3.6.1.4.1.1466.115.121.1.43", ""},
                    TripleCase{"2.5.5.14", "127", kDnString, "1.2.840.113556.1.4.904", "dnWithStringMatch"},
                    TripleCase{"2.5.5.14", "127", kAccessPoint, "1.3.6.1.4.1.1466.115.121.1.2", ""},
                    TripleCase{"2.5.5.15", "66", "", "1.2.840.113556.1.4.907", "securityDescriptorMatch"},
                    TripleCase{"2.5.5.16", "65", "", "1.2.840.113556.1.4.906", "integerMatch"},
                    TripleCase{"2.5.5.17", "4", "", "1.3.6.1.4.1.1466.115.121.1.40", "sidMatch"}));

TEST(AdSyntax, WithoutItsObjectClassIsTheUsualOne) {
  EXPECT_EQ(findTriple("2.5.5.7", "127", "")->syntax, "1.2.840.113556.1.4.903");
  EXPECT_EQ(findTriple("2.5.5.14", "127", "")->syntax, "1.2.840.113556.1.4.904");
}

TEST(AdSyntax, AnUnknownTripleIsAnUnreadableElement) {
  Schema schema;
  EXPECT_EQ(
      schema.addFrom(adAttribute({{"attributeID", {"1.2.3"}}, {"attributeSyntax", {"2.5.5.12"}}, {"oMSyntax", {"4"}}})),
      1U);
  EXPECT_TRUE(schema.empty());
  ASSERT_EQ(schema.unreadable().size(), 1U);
  EXPECT_EQ(schema.unreadable()[0].text, "CN=Alpha,CN=Schema,CN=Configuration,DC=example,DC=test");
  EXPECT_EQ(schema.unreadable()[0].reason,
            "attributeSyntax 2.5.5.12, oMSyntax 4, oMObjectClass  is not a known syntax");
}

TEST(AdAttributeSchema, EveryPartIsRead) {
  const AttributeType type = attributeTypeFromAd(adAttribute({{"attributeID", {"1.2.840.113556.1.4.221"}},
                                                              {"attributeSyntax", {"2.5.5.12"}},
                                                              {"oMSyntax", {"64"}},
                                                              {"isSingleValued", {"TRUE"}},
                                                              {"systemOnly", {"TRUE"}},
                                                              {"rangeLower", {"1"}},
                                                              {"rangeUpper", {"256"}},
                                                              {"searchFlags", {"904"}},
                                                              {"systemFlags", {"-2147483628"}},
                                                              {"linkID", {"42"}},
                                                              {"adminDescription", {"an alpha"}},
                                                              {"isDefunct", {"TRUE"}}}));
  EXPECT_EQ(type.oid, "1.2.840.113556.1.4.221");
  EXPECT_EQ(type.names, Strings{"alpha"});
  EXPECT_EQ(type.description, "an alpha");
  EXPECT_TRUE(type.singleValue);
  EXPECT_TRUE(type.noUserModification);
  EXPECT_TRUE(type.obsolete);
  EXPECT_EQ(type.syntaxLength, 256U);
  EXPECT_EQ(type.extensions.at("X-RANGE-LOWER"), Strings{"1"});
  EXPECT_EQ(type.searchFlags, 904U);
  EXPECT_EQ(type.systemFlags, 0x80000014U);
  EXPECT_EQ(type.usage, AttributeUsage::DirectoryOperation) << "constructed";
  EXPECT_EQ(type.linkId, 42);
}

TEST(AdAttributeSchema, BoundsOfNumbersAreNotLengths) {
  const AttributeType type = attributeTypeFromAd(adAttribute(
      {{"attributeID", {"1.2.3"}}, {"attributeSyntax", {"2.5.5.9"}}, {"oMSyntax", {"2"}}, {"rangeUpper", {"65535"}}}));
  EXPECT_EQ(type.syntaxLength, 0U);
  EXPECT_EQ(type.extensions.at("X-RANGE-UPPER"), Strings{"65535"});
}

TEST(AdAttributeSchema, NeedsANameAndAnOid) {
  EXPECT_THROW(attributeTypeFromAd(adAttribute({{"attributeSyntax", {"2.5.5.12"}}, {"oMSyntax", {"64"}}})), Error);
  Entry nameless = adAttribute({{"attributeID", {"1.2.3"}}, {"attributeSyntax", {"2.5.5.8"}}, {"oMSyntax", {"1"}}});
  std::erase_if(nameless.attributes, [](const Attribute& a) { return a.description == "lDAPDisplayName"; });
  EXPECT_THROW(attributeTypeFromAd(nameless), Error);
}

TEST(AdClassSchema, EveryPartIsRead) {
  const ObjectClass objectClass = objectClassFromAd({"CN=Thing,CN=Schema,CN=Configuration,DC=example,DC=test",
                                                     {{"objectClass", {"top", "classSchema"}},
                                                      {"governsID", {"1.2.4"}},
                                                      {"lDAPDisplayName", {"thing"}},
                                                      {"subClassOf", {"person"}},
                                                      {"objectClassCategory", {"3"}},
                                                      {"systemMustContain", {"a"}},
                                                      {"mustContain", {"b"}},
                                                      {"systemMayContain", {"c", "d"}},
                                                      {"mayContain", {"1.2.5"}},
                                                      {"systemAuxiliaryClass", {"mailRecipient"}},
                                                      {"possSuperiors", {"container"}}}});
  EXPECT_EQ(objectClass.oid, "1.2.4");
  EXPECT_EQ(objectClass.names, Strings{"thing"});
  EXPECT_EQ(objectClass.superiors, Strings{"person"});
  EXPECT_EQ(objectClass.kind, ObjectClassKind::Auxiliary);
  EXPECT_EQ(objectClass.must, (Strings{"a", "b"}));
  EXPECT_EQ(objectClass.may, (Strings{"c", "d", "1.2.5"}));
  EXPECT_EQ(objectClass.extensions.at("X-AUXILIARY-CLASSES"), Strings{"mailRecipient"});
  EXPECT_EQ(objectClass.extensions.at("X-POSSIBLE-SUPERIORS"), Strings{"container"});
}

TEST(AdClassSchema, TopIsNotItsOwnSuperior) {
  const ObjectClass top = objectClassFromAd({"CN=Top,CN=Schema,CN=Configuration,DC=example,DC=test",
                                             {{"objectClass", {"classSchema"}},
                                              {"governsID", {"2.5.6.0"}},
                                              {"lDAPDisplayName", {"top"}},
                                              {"objectClassCategory", {"2"}},
                                              {"subClassOf", {"top"}}}});
  EXPECT_TRUE(top.superiors.empty());
  EXPECT_EQ(top.kind, ObjectClassKind::Abstract);
}

TEST(Exchange55Schema, AnAttributeGoesByItsDescriptionAndItsOwnName) {
  Schema schema;
  EXPECT_EQ(schema.addFrom({"cn=Home-MDB,cn=Microsoft DMD,o=Acme",
                            {{"objectClass", {"Top", "Attribute-Schema"}},
                             {"cn", {"Home-MDB"}},
                             {"Attribute-ID", {"2A864886F71401028174"}},
                             {"Attribute-Syntax", {"550501"}},
                             {"OM-Syntax", {"127"}},
                             {"OM-Object-Class", {"2B0C0287731C00854A"}},
                             {"Is-Single-Valued", {"TRUE"}},
                             {"Link-ID", {"32"}}}}),
            1U);
  const AttributeType* type = schema.attributeType("home-mdb");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->oid, "1.2.840.113556.1.2.244");
  EXPECT_TRUE(type->singleValue);
  EXPECT_EQ(type->linkId, 32);
  EXPECT_EQ(schema.equality("Home-MDB")->name, "distinguishedNameMatch");
}

TEST(Exchange55Schema, TheLdapNameComesFirst) {
  const AttributeType type = attributeTypeFromExchange55({"cn=Common-Name,cn=Microsoft DMD,o=Acme",
                                                          {{"objectClass", {"Attribute-Schema"}},
                                                           {"cn", {"Common-Name"}},
                                                           {"Description", {"cn"}},
                                                           {"Attribute-ID", {"2.5.4.3"}},
                                                           {"Attribute-Syntax", {"2.5.5.12"}},
                                                           {"OM-Syntax", {"64"}}}});
  EXPECT_EQ(type.names, (Strings{"cn", "Common-Name"}));
}

TEST(Exchange55Schema, AClassIsRead) {
  Schema schema;
  EXPECT_EQ(schema.addFrom({"cn=Encryption-Cfg,cn=Microsoft DMD,o=Acme",
                            {{"objectClass", {"Class-Schema"}},
                             {"cn", {"Encryption-Cfg"}},
                             {"Governs-ID", {"1.2.840.113556.1.3.999"}},
                             {"Sub-Class-Of", {"Top"}},
                             {"Object-Class-Category", {"1"}},
                             {"May-Contain", {"KM-Server", "2A864886F714010201"}}}}),
            1U);
  const ObjectClass* objectClass = schema.objectClass("encryption-cfg");
  ASSERT_NE(objectClass, nullptr);
  EXPECT_EQ(objectClass->superiors, Strings{"Top"});
  EXPECT_EQ(objectClass->may, (Strings{"KM-Server", "1.2.840.113556.1.2.1"}));
}

TEST(Exchange55Schema, WhatTheServerHidesIsAbsentAndTheElementUnreadable) {
  Schema schema;
  EXPECT_EQ(schema.addFrom({"cn=X,cn=Microsoft DMD,o=Acme", {{"objectClass", {"Attribute-Schema"}}, {"cn", {"X"}}}}),
            1U);
  ASSERT_EQ(schema.unreadable().size(), 1U);
  EXPECT_EQ(schema.unreadable()[0].reason, "an attribute of the schema without attributeID");
}

TEST(OidFromAnyForm, IsDotted) {
  EXPECT_EQ(oidFromAnyForm("1.2.840.113556.1.4.1"), "1.2.840.113556.1.4.1");
  EXPECT_EQ(oidFromAnyForm("2A864886F714010320"), "1.2.840.113556.1.3.32") << "KB Q199412";
  EXPECT_EQ(oidFromAnyForm(kOrName), "2.6.6.1.2.5.11.29");
  EXPECT_EQ(oidFromAnyForm("55040A"), "2.5.4.10");
}

TEST(OidFromAnyForm, LeavesNamesAlone) {
  EXPECT_EQ(oidFromAnyForm("person"), "person");
  EXPECT_EQ(oidFromAnyForm("ms-Exch-Thing_2"), "ms-Exch-Thing_2");
  EXPECT_EQ(oidFromAnyForm("facade"), "facade") << "hexadecimal digits, but a name";
}

TEST(OidFromAnyForm, IsEmptyForWhatIsNone) {
  EXPECT_EQ(oidFromAnyForm(""), "");
  EXPECT_EQ(oidFromAnyForm("\x2a\x86"s), "") << "the last arc is not finished";
  EXPECT_EQ(oidFromAnyForm(std::string(12, '\xff') + "\x01"), "") << "an arc beyond 64 bits";
}

}  // namespace
}  // namespace ldapsnap
