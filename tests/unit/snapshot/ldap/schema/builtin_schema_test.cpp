#include <gtest/gtest.h>
#include <map>
#include <set>

#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {
namespace {

/// Rules of structured binary values (certificates, keys) and of OpenLDAP's own syntaxes: such values compare by bytes.
const std::set<std::string> kRulesOfBinaryValues = {
    "OpenLDAPaciMatch",         "algorithmIdentifierMatch",  "attributeCertificateExactMatch",
    "authPasswordExactMatch",   "authPasswordMatch",         "authzMatch",
    "certificateExactMatch",    "certificateListExactMatch", "certificatePairExactMatch",
    "presentationAddressMatch", "privateKeyMatch",           "protocolInformationMatch"};

bool isKnownRule(const std::string& rule) {
  return rule.empty() || kRulesOfBinaryValues.contains(rule) || findMatchingRule(rule) != nullptr;
}

TEST(BuiltinSchema, EveryElementIsRead) {
  EXPECT_GT(Schema::builtin().attributeTypes().size(), 1000U);
  EXPECT_GT(Schema::builtin().objectClasses().size(), 150U);
  EXPECT_TRUE(Schema::builtin().unreadable().empty());
}

TEST(BuiltinSchema, OidsAndNamesAreUnique) {
  std::set<std::string> names;
  for (const AttributeType& type : Schema::builtin().attributeTypes()) {
    EXPECT_TRUE(names.insert(asciiLower(type.oid)).second) << type.oid;
    for (const std::string& name : type.names) EXPECT_TRUE(names.insert(asciiLower(name)).second) << name;
  }
  std::set<std::string> classNames;
  for (const ObjectClass& objectClass : Schema::builtin().objectClasses()) {
    EXPECT_TRUE(classNames.insert(asciiLower(objectClass.oid)).second) << objectClass.oid;
    for (const std::string& name : objectClass.names) EXPECT_TRUE(classNames.insert(asciiLower(name)).second) << name;
  }
}

TEST(BuiltinSchema, EverySuperiorRuleAndSyntaxResolves) {
  const Schema& schema = Schema::builtin();
  for (const AttributeType& type : schema.attributeTypes()) {
    EXPECT_TRUE(type.superior.empty() || schema.attributeType(type.superior) != nullptr) << print(type);
    for (const std::string& rule : {type.equality, type.ordering, type.substrings})
      EXPECT_TRUE(isKnownRule(rule)) << print(type);
    EXPECT_NE(schema.syntax(type.oid), "") << print(type);
    EXPECT_NE(findSyntax(schema.syntax(type.oid)), nullptr) << print(type);
  }
}

TEST(BuiltinSchema, EveryClassNamesSuperiorsAndAttributesThatAreThere) {
  const Schema& schema = Schema::builtin();
  for (const ObjectClass& objectClass : schema.objectClasses()) {
    for (const std::string& superior : objectClass.superiors)
      EXPECT_NE(schema.objectClass(superior), nullptr) << superior << " of " << objectClass.displayName();
    for (const auto* list : {&objectClass.must, &objectClass.may})
      for (const std::string& name : *list)
        EXPECT_NE(schema.attributeType(name), nullptr) << name << " of " << objectClass.displayName();
  }
}

TEST(BuiltinSchema, HoldsWhatTheRfcsDefine) {
  const std::map<std::string, std::string> known = {
      {"labeledURI", "1.3.6.1.4.1.250.1.57"},         // RFC 2079
      {"dc", "0.9.2342.19200300.100.1.25"},           // RFC 2247
      {"uidNumber", "1.3.6.1.1.1.1.0"},               // RFC 2307
      {"jpegPhoto", "0.9.2342.19200300.100.1.60"},    // RFC 2798
      {"governingStructureRule", "2.5.21.10"},        // RFC 4512
      {"uniqueMember", "2.5.4.50"},                   // RFC 4519
      {"deltaRevocationList", "2.5.4.53"},            // RFC 4523
      {"mail", "0.9.2342.19200300.100.1.3"},          // RFC 4524
      {"entryUUID", "1.3.6.1.1.16.4"},                // RFC 4530
      {"collectiveExclusions", "2.5.18.7"},           // RFC 3671
      {"pwdAttribute", "1.3.6.1.4.1.42.2.27.8.1.1"},  // password policy draft
      {"entryCSN", "1.3.6.1.4.1.4203.666.1.7"},       // OpenLDAP
      {"nsUniqueId", "2.16.840.1.113730.3.1.542"},    // 389
      {"objectGUID", "1.2.840.113556.1.4.2"},         // Active Directory
      {"otherWellKnownObjects", "1.2.840.113556.1.4.1359"},
  };
  for (const auto& [name, oid] : known) {
    const AttributeType* type = Schema::builtin().attributeType(name);
    ASSERT_NE(type, nullptr) << name;
    EXPECT_EQ(type->oid, oid) << name;
  }
}

TEST(BuiltinSchema, ComparesWhatABareLdifFileHolds) {
  const auto rule = [](const char* type) { return std::string(Schema::builtin().equality(type)->name); };
  EXPECT_EQ(rule("sn"), "caseIgnoreMatch");
  EXPECT_EQ(rule("labeledURI"), "caseExactMatch");
  EXPECT_EQ(rule("telephoneNumber"), "telephoneNumberMatch");
  EXPECT_EQ(rule("postalAddress"), "caseIgnoreListMatch");
  EXPECT_EQ(rule("member"), "distinguishedNameMatch");
  EXPECT_EQ(rule("mail"), "caseIgnoreIA5Match");
  EXPECT_EQ(rule("wellKnownObjects"), "dnWithBinaryMatch");
  EXPECT_EQ(rule("objectSid"), "sidMatch");
  EXPECT_EQ(rule("nTSecurityDescriptor"), "securityDescriptorMatch");
}

TEST(Syntaxes, EveryRuleTheyNameIsThere) {
  for (const auto& triple : {std::pair{"2.5.5.12", "64"}, std::pair{"2.5.5.9", "2"}, std::pair{"2.5.5.11", "23"}})
    ASSERT_NE(findTriple(triple.first, triple.second, ""), nullptr);
  for (int i = 1; i <= 58; ++i) {
    const SyntaxRules* syntax = findSyntax("1.3.6.1.4.1.1466.115.121.1." + std::to_string(i));
    if (syntax == nullptr) continue;
    for (const std::string& rule : {syntax->equality, syntax->ordering, syntax->substrings})
      EXPECT_TRUE(isKnownRule(rule)) << syntax->name << ": " << rule;
  }
}

}  // namespace
}  // namespace ldapsnap
