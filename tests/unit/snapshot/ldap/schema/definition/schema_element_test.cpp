#include "snapshot/ldap/schema/definition/schema_element.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

using Strings = std::vector<std::string>;

std::string errorOf(const std::string& text) {
  try {
    parseAttributeType(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "no error";
}

// As slapd reads it: an LDIF file that was folded without the space that belongs to the text.
TEST(AttributeTypeDescription, NeedsNoSpaceAfterAnOidOrAQuotedString) {
  EXPECT_EQ(print(parseAttributeType("( 1.2.3NAME 'a'DESC 'b'SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64}EQUALITY "
                                     "caseIgnoreMatch SINGLE-VALUE X-ORIGIN 'c'X-ORDERED 'VALUES')")),
            "( 1.2.3 NAME 'a' DESC 'b' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64} "
            "SINGLE-VALUE X-ORDERED 'VALUES' X-ORIGIN 'c' )");
  EXPECT_EQ(errorOf("( 1.2.3NAMED 'a' )"), "column 14: expected a keyword or \")\", found \"a\"");
}

TEST(Definition, IsPrintedAsItIsRead) {
  const auto printed = [](DefinitionKind kind, const std::string& text) { return print(parseDefinition(kind, text)); };
  for (const auto& [kind, text] : std::vector<std::pair<DefinitionKind, std::string>>{
           {DefinitionKind::LdapSyntax, "( 1.2 DESC 'd' X-BINARY-TRANSFER-REQUIRED 'TRUE' )"},
           {DefinitionKind::MatchingRule, "( 1.2 NAME 'm' SYNTAX 1.3 )"},
           {DefinitionKind::MatchingRuleUse, "( 1.2 NAME 'm' APPLIES ( a $ b ) )"},
           {DefinitionKind::DitContentRule, "( 1.2 NAME 'r' OBSOLETE AUX ( x $ y ) MUST a MAY ( b $ c ) NOT d )"},
           {DefinitionKind::DitStructureRule, "( 7 NAME 's' FORM f SUP ( 1 2 ) )"},
           {DefinitionKind::NameForm, "( 1.2 NAME 'f' OC c MUST ( a $ b ) MAY d )"}})
    EXPECT_EQ(printed(kind, text), text);
  EXPECT_EQ(printed(DefinitionKind::NameForm, "(1.2 oc c must(a)may( b $ ))"), "( 1.2 OC c MUST a MAY b )");
  EXPECT_THROW(parseDefinition(DefinitionKind::NameForm, "( 1.2 APPLIES a )"), Error);
}

TEST(Definition, HasANameEvenWhereItCannotBeRead) {
  EXPECT_EQ(nameInText("( 1.2.3 NAME 'torn' SYNTEX 1.3 )"), "torn");
  EXPECT_EQ(nameInText("{7}( 1.2.3 NAME ( 'torn' 'b' ) 'open )"), "torn");
  EXPECT_EQ(nameInText("( 1.2.3 SYNTEX 1.3 )"), "1.2.3");
  EXPECT_EQ(nameInText("what is this"), "what is this");
}

TEST(Definition, IsFoundByTheAttributeThatHoldsIt) {
  EXPECT_EQ(definitionKind("DITCONTENTRULES"), DefinitionKind::DitContentRule);
  EXPECT_EQ(definitionKind("olcLdapSyntaxes"), DefinitionKind::LdapSyntax);
  EXPECT_EQ(definitionKind("2.5.21.7"), DefinitionKind::NameForm);
  EXPECT_EQ(definitionKind("nameForm"), std::nullopt);
}

TEST(AttributeTypeDescription, EveryPartOfRfc4512IsRead) {
  const AttributeType type = parseAttributeType(
      "( 1.2.3 NAME ( 'a' 'alpha' ) DESC 'an alpha' OBSOLETE SUP name EQUALITY caseIgnoreMatch "
      "ORDERING caseIgnoreOrderingMatch SUBSTR caseIgnoreSubstringsMatch "
      "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64} SINGLE-VALUE COLLECTIVE NO-USER-MODIFICATION "
      "USAGE dSAOperation X-ORIGIN ( 'RFC 1' 'user defined' ) X-ORDERED 'VALUES' )");
  EXPECT_EQ(type.oid, "1.2.3");
  EXPECT_EQ(type.names, (Strings{"a", "alpha"}));
  EXPECT_EQ(type.displayName(), "a");
  EXPECT_EQ(type.description, "an alpha");
  EXPECT_TRUE(type.obsolete);
  EXPECT_EQ(type.superior, "name");
  EXPECT_EQ(type.equality, "caseIgnoreMatch");
  EXPECT_EQ(type.ordering, "caseIgnoreOrderingMatch");
  EXPECT_EQ(type.substrings, "caseIgnoreSubstringsMatch");
  EXPECT_EQ(type.syntax, "1.3.6.1.4.1.1466.115.121.1.15");
  EXPECT_EQ(type.syntaxLength, 64U);
  EXPECT_TRUE(type.singleValue);
  EXPECT_TRUE(type.collective);
  EXPECT_TRUE(type.noUserModification);
  EXPECT_EQ(type.usage, AttributeUsage::DsaOperation);
  EXPECT_EQ(type.extensions.at("X-ORIGIN"), (Strings{"RFC 1", "user defined"}));
  EXPECT_EQ(type.extensions.at("X-ORDERED"), (Strings{"VALUES"}));
}

TEST(AttributeTypeDescription, OnlyTheOidIsRequired) {
  const AttributeType type = parseAttributeType("( 1.2.3 )");
  EXPECT_EQ(type.displayName(), "1.2.3");
  EXPECT_EQ(type.usage, AttributeUsage::UserApplications);
  EXPECT_FALSE(type.singleValue);
}

TEST(AttributeTypeDescription, EscapesOfRfc4512StandForQuoteAndBackslash) {
  EXPECT_EQ(parseAttributeType(R"(( 1.2.3 DESC 'the user\27s \5c and \5C' ))").description, R"(the user's \ and \)");
}

TEST(AttributeTypeDescription, ABackslashThatEscapesNothingStaysAsServersWriteIt) {
  EXPECT_EQ(parseAttributeType(R"(( 1.2.3 DESC 'C:\temp' ))").description, R"(C:\temp)");
}

TEST(AttributeTypeDescription, ActiveDirectoryQuotesTheSyntax) {
  const AttributeType type = parseAttributeType(
      "( 1.2.840.113556.1.4.1 NAME 'name' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE NO-USER-MODIFICATION )");
  EXPECT_EQ(type.syntax, "1.3.6.1.4.1.1466.115.121.1.15");
  EXPECT_TRUE(type.singleValue);
}

TEST(AttributeTypeDescription, SunWritesAnEmptySuperior) {
  const AttributeType type = parseAttributeType("( 1.2.3 NAME 'a' DESC '' SUP '' SYNTAX 1.2.4 )");
  EXPECT_EQ(type.superior, "");
  EXPECT_EQ(type.syntax, "1.2.4");
}

TEST(AttributeTypeDescription, CnConfigPutsAnOrderingPrefixBeforeIt) {
  EXPECT_EQ(parseAttributeType("{12}( 1.2.3 NAME 'a' )").names, Strings{"a"});
}

TEST(AttributeTypeDescription, DescriptiveOidsAndMacrosAreKeptAsWritten) {
  EXPECT_EQ(parseAttributeType("( myAttr-oid NAME 'myAttr' )").oid, "myAttr-oid");
  EXPECT_EQ(parseAttributeType("( OLcfgGlAt:1 NAME 'olcAccess' )").oid, "OLcfgGlAt:1");
}

TEST(AttributeTypeDescription, KeywordsComeInAnyOrderAndCase) {
  const AttributeType type =
      parseAttributeType("( 1.2.3 usage DIRECTORYOPERATION X-origin 'x' Single-Value NAME 'a' )");
  EXPECT_EQ(type.usage, AttributeUsage::DirectoryOperation);
  EXPECT_TRUE(type.singleValue);
  EXPECT_EQ(type.names, Strings{"a"});
  EXPECT_EQ(type.extensions.at("X-ORIGIN"), Strings{"x"});
}

TEST(AttributeTypeDescription, UnknownExtensionsAreKept) {
  EXPECT_EQ(parseAttributeType("( 1.2.3 X-NDS_NAME 'Alpha' )").extensions.at("X-NDS_NAME"), Strings{"Alpha"});
}

TEST(AttributeTypeDescription, SpacesAreOptionalAroundParenthesesAndMayBeLineBreaks) {
  EXPECT_EQ(parseAttributeType("(1.2.3\n\tNAME('a' 'b')DESC'x')").names, (Strings{"a", "b"}));
}

TEST(AttributeTypeDescription, NamesWithUnderscoresAreAccepted) {
  EXPECT_EQ(parseAttributeType("( 1.2.3 NAME 'x_y' )").names, Strings{"x_y"});
}

TEST(AttributeTypeDescription, WhatCannotBeReadIsSaidWithItsColumn) {
  EXPECT_EQ(errorOf(""), "column 1: expected \"(\", found the end");
  EXPECT_EQ(errorOf("( )"), "column 3: expected a name or OID, found \")\"");
  EXPECT_EQ(errorOf("( NAME 'a' )"), "column 3: expected an OID, found \"NAME\"");
  EXPECT_EQ(errorOf("( cn;binary NAME 'a' )"), "column 3: expected an OID, found \"cn;binary\"");
  EXPECT_EQ(errorOf("( 1.2.3 NAME 'a )"), "column 14: this quote is not closed");
  EXPECT_EQ(errorOf("( 1.2.3 NAME 'a'"), "column 17: expected a keyword or \")\", found the end");
  EXPECT_EQ(errorOf("( 1.2.3 NAME a )"), "column 14: expected a quoted string, found \"a\"");
  EXPECT_EQ(errorOf("( 1.2.3 MUST a )"), "column 9: expected a keyword of this kind of element, found \"MUST\"");
  EXPECT_EQ(errorOf("( 1.2.3 NAME 'a' NAME 'b' )"), "column 18: expected each keyword once, found \"NAME\"");
  EXPECT_EQ(errorOf("( 1.2.3 USAGE often )"),
            "column 15: expected userApplications, directoryOperation, distributedOperation or dSAOperation, found "
            "\"often\"");
  EXPECT_EQ(errorOf("( 1.2.3 SYNTAX 1.2{x} )"),
            "column 16: expected a syntax OID, with a length such as {64} or without, found \"1.2{x}\"");
  EXPECT_EQ(errorOf("( 1.2.3 ) x"), "column 11: expected the end after \")\", found \"x\"");
}

TEST(ObjectClassDescription, EveryPartOfRfc4512IsRead) {
  const ObjectClass objectClass = parseObjectClass(
      "( 2.5.6.7 NAME 'organizationalPerson' DESC 'x' SUP ( person $ top ) AUXILIARY MUST sn MAY ( cn $ title) "
      "X-ORIGIN 'RFC 4519' )");
  EXPECT_EQ(objectClass.oid, "2.5.6.7");
  EXPECT_EQ(objectClass.superiors, (Strings{"person", "top"}));
  EXPECT_EQ(objectClass.kind, ObjectClassKind::Auxiliary);
  EXPECT_EQ(objectClass.must, Strings{"sn"});
  EXPECT_EQ(objectClass.may, (Strings{"cn", "title"}));
}

TEST(ObjectClassDescription, IsStructuralWithoutAKind) {
  EXPECT_EQ(parseObjectClass("( 1.2.3 NAME 'a' )").kind, ObjectClassKind::Structural);
}

TEST(ObjectClassDescription, HasOneKind) { EXPECT_THROW(parseObjectClass("( 1.2.3 STRUCTURAL AUXILIARY )"), Error); }

TEST(ObjectClassDescription, ListsMayBeEmptyOrEndInADollar) {
  const ObjectClass objectClass = parseObjectClass("( 1.2.3 SUP '' MUST ( ) MAY ( a$b $ ) )");
  EXPECT_TRUE(objectClass.superiors.empty());
  EXPECT_TRUE(objectClass.must.empty());
  EXPECT_EQ(objectClass.may, (Strings{"a", "b"}));
}

TEST(SchemaElementText, FollowsTheOrderOfTheGrammar) {
  EXPECT_EQ(print(parseAttributeType(
                "{1}( 1.2.3 X-ORIGIN 'x' USAGE dSAOperation SINGLE-VALUE SYNTAX '1.2.4{8}' NAME 'a' DESC 'it\\27s' )")),
            "( 1.2.3 NAME 'a' DESC 'it\\27s' SYNTAX 1.2.4{8} SINGLE-VALUE USAGE dSAOperation X-ORIGIN 'x' )");
  EXPECT_EQ(print(parseObjectClass("( 1.2.3 MAY ( a $ b ) MUST ( c ) SUP top ABSTRACT NAME ( 'x' 'y' ) )")),
            "( 1.2.3 NAME ( 'x' 'y' ) SUP top ABSTRACT MUST c MAY ( a $ b ) )");
}

}  // namespace
}  // namespace ldapsnap
