// The grammars of syntaxes that need neither a schema nor a server's dialect. For syntax_check.cpp.
#pragma once

#include <string_view>

namespace ldapsnap::detail {

// Each answers whether `value` is of the grammar, which is RFC 4517's where nothing else is said.

bool isAscii(std::string_view value);               ///< IA5 String, 3.3.15; may be empty
bool isPrintableString(std::string_view value);     ///< 3.3.29
bool isNumericString(std::string_view value);       ///< 3.3.23
bool isCountryString(std::string_view value);       ///< 3.3.4: two printable characters, not only letters
bool isBitString(std::string_view value);           ///< 3.3.2
bool isInteger(std::string_view value);             ///< 3.3.16
bool isNumericOid(std::string_view value);          ///< RFC 4512, 1.4
bool isOid(std::string_view value);                 ///< 3.3.26: a numericoid or a descr
bool isDeliveryMethod(std::string_view value);      ///< 3.3.5
bool isPostalAddress(std::string_view value);       ///< 3.3.28
bool isFacsimileNumber(std::string_view value);     ///< 3.3.11
bool isOtherMailbox(std::string_view value);        ///< 3.3.27
bool isTeletexId(std::string_view value);           ///< 3.3.32
bool isTelexNumber(std::string_view value);         ///< 3.3.33
bool isGuide(std::string_view value);               ///< 3.3.14
bool isEnhancedGuide(std::string_view value);       ///< 3.3.10
bool isSubstringAssertion(std::string_view value);  ///< 3.3.30
bool isNetgroupTriple(std::string_view value);      ///< RFC 2307, 2.4; dots as host names have them
bool isBootParameter(std::string_view value);       ///< RFC 2307, 2.4

/// Printable strings separated by '$', at least one and none empty: slapd's reading of the telex and fax syntaxes.
bool isListOfPrintableStrings(std::string_view value);
/// slapd's reading of a postal address: lines may be empty.
bool isLoosePostalAddress(std::string_view value);
/// UTF-8 of RFC 2279: surrogates and sequences of up to six octets count, overlong forms do not. slapd's reading.
bool isLooseUtf8(std::string_view value);

/// One DER element SEQUENCE that fills `value`.
bool isDerSequence(std::string_view value);
bool isCertificate(std::string_view value);      ///< RFC 5280, 4.1, down to the fields of tbsCertificate
bool isCertificateList(std::string_view value);  ///< RFC 5280, 5.1, down to the fields of tbsCertList
bool isPrivateKeyInfo(std::string_view value);   ///< RFC 5208, 5

// Definitions of schema elements (RFC 4512, 4.1.1 to 4.1.7). They begin with a numericoid (a structure rule with a
// number), and within them what the servers write is read as schema_element.h does.
bool isAttributeTypeDescription(std::string_view value);
bool isObjectClassDescription(std::string_view value);
bool isContentRuleDescription(std::string_view value);
bool isStructureRuleDescription(std::string_view value);
bool isMatchingRuleDescription(std::string_view value);
bool isMatchingRuleUseDescription(std::string_view value);
bool isNameFormDescription(std::string_view value);
bool isSyntaxDescription(std::string_view value);

}  // namespace ldapsnap::detail
