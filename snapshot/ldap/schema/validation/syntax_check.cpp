// One row a syntax: how the standard reads it, and where slapd or Active Directory read it otherwise.
//
// Where a matching rule compares values of a syntax, its reader decides here too: a value without a normal form is not
// of the syntax. The rules are laxer only where servers store such values anyhow ("007", "true"); there the grammar of
// RFC 4517 decides (syntax_grammars.h).
//
// What slapd 2.5 does in its own way, found by asking it:
//  - Syntaxes of RFC 2252 and of schema definitions have no validator, and it refuses every value of them.
//  - Directory String and Postal Address take the UTF-8 of RFC 2279. Lines of a postal address may be empty.
//  - An OID is a numericoid, of one arc or more; names are refused (except as values of objectClass, not judged here).
//  - Facsimile and telex numbers are lists of printable strings; Other Mailbox is any ASCII; JPEG is any octets.
//  - A name's attribute types must be known, its values of their syntaxes, non-empty, UTF-8, and not written as #hex.

#include "snapshot/ldap/schema/validation/syntax_check.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn_scanner.h"
#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/validation/syntax_grammars.h"
#include "snapshot/ldap/value/security_descriptor.h"

namespace ldapsnap {
namespace {

using Context = detail::SyntaxContext;
using Check = SyntaxFit (*)(std::string_view value, const Context& context);

SyntaxFit fitsIf(bool fits) { return fits ? SyntaxFit::Fits : SyntaxFit::DoesNotFit; }

template <bool (*IsOfGrammar)(std::string_view)>
SyntaxFit grammar(std::string_view value, const Context&) {
  return fitsIf(IsOfGrammar(value));
}

/// For what Active Directory is not known to enforce: [MS-ADTS] 3.1.1.2.2.2 names the repertoire of a string syntax,
/// and servers store other characters.
template <bool (*IsOfGrammar)(std::string_view)>
SyntaxFit atLeast(std::string_view value, const Context&) {
  if (value.empty()) return SyntaxFit::DoesNotFit;
  return IsOfGrammar(value) ? SyntaxFit::Fits : SyntaxFit::Unknown;
}

/// For what is a DER SEQUENCE whose fields are not read here.
SyntaxFit someSequence(std::string_view value, const Context&) {
  return detail::isDerSequence(value) ? SyntaxFit::Unknown : SyntaxFit::DoesNotFit;
}

SyntaxFit anything(std::string_view, const Context&) { return SyntaxFit::Fits; }
SyntaxFit unknown(std::string_view, const Context&) { return SyntaxFit::Unknown; }
SyntaxFit noValidator(std::string_view, const Context&) { return SyntaxFit::DoesNotFit; }

bool hasNormalForm(std::string_view rule, std::string_view value, const Schema& schema) {
  const MatchingRule* const found = findMatchingRule(rule);
  return found != nullptr && found->normalise(value, schema).has_value();
}

SyntaxFit generalizedTime(std::string_view value, const Context& context) {
  return fitsIf(hasNormalForm("generalizedTimeMatch", value, context.schema));
}

/// Active Directory writes "20260302101407.0Z"; whether it reads a time without seconds is not documented.
SyntaxFit generalizedTimeOfAd(std::string_view value, const Context& context) {
  constexpr std::size_t kDigits = 14;
  if (!hasNormalForm("generalizedTimeMatch", value, context.schema)) return SyntaxFit::DoesNotFit;
  return value.find_first_not_of("0123456789") >= kDigits ? SyntaxFit::Fits : SyntaxFit::Unknown;
}

SyntaxFit utcTime(std::string_view value, const Context& context) {
  return fitsIf(hasNormalForm("utcTimeMatch", value, context.schema));
}

SyntaxFit uuid(std::string_view value, const Context& context) {
  return fitsIf(hasNormalForm("UUIDMatch", value, context.schema));
}

SyntaxFit csn(std::string_view value, const Context& context) {
  return fitsIf(hasNormalForm("CSNMatch", value, context.schema));
}

SyntaxFit dnWithBinary(std::string_view value, const Context& context) {
  return fitsIf(hasNormalForm("dnWithBinaryMatch", value, context.schema));
}

SyntaxFit dnWithString(std::string_view value, const Context& context) {
  return fitsIf(hasNormalForm("dnWithStringMatch", value, context.schema));
}

/// Octets from disk, or SDDL, which tools write; whether a server takes the latter is the tool's matter.
SyntaxFit securityDescriptor(std::string_view value, const Context&) {
  return fitsIf(readSecurityDescriptor(value).has_value());
}

bool isDirectoryString(std::string_view value) { return !value.empty() && isUtf8(value); }
bool isLooseDirectoryString(std::string_view value) { return !value.empty() && detail::isLooseUtf8(value); }
bool isBoolean(std::string_view value) { return value == "TRUE" || value == "FALSE"; }
bool isJpeg(std::string_view value) { return value.starts_with("\xFF\xD8\xFF"); }

/// The replica id of OpenLDAP: three hexadecimal digits.
bool isServerId(std::string_view value) {
  return value.size() == 3 && value.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// slapd: arcs without leading zeros, one of them is enough.
bool isLooseNumericOid(std::string_view value) {
  const bool hasOneArc = value.find('.') == std::string_view::npos;
  return hasOneArc ? detail::isInteger(value) && !value.starts_with('-') : detail::isNumericOid(value);
}

/// slapd looks only for a SEQUENCE at the start.
bool startsSequence(std::string_view value) { return value.size() > 1 && value.front() == '\x30'; }

bool isBracedSpecification(std::string_view value) { return value.starts_with('{') && value.ends_with('}'); }

SyntaxFit subtreeSpecification(std::string_view value, const Context&) {
  return isBracedSpecification(value) ? SyntaxFit::Unknown : SyntaxFit::DoesNotFit;
}

/// Integers of Active Directory have a range ([MS-ADTS] 3.1.1.2.2.2). Numbers as strtoll() reads them may be accepted,
/// with blanks around them too: Samba takes "systemFlags: 16  " of Microsoft's own schema files.
template <typename Integer>
SyntaxFit integerInRange(std::string_view whole, const Context&) {
  Integer number = 0;
  const std::string_view value = trimSpaces(whole);
  const std::string_view digits = value.starts_with('+') ? value.substr(1) : value;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return SyntaxFit::DoesNotFit;
  return detail::isInteger(whole) ? SyntaxFit::Fits : SyntaxFit::Unknown;
}

SyntaxFit both(SyntaxFit a, SyntaxFit b) {
  if (a == SyntaxFit::DoesNotFit || b == SyntaxFit::DoesNotFit) return SyntaxFit::DoesNotFit;
  return a == SyntaxFit::Unknown ? a : b;
}

SyntaxCheck check(std::string_view value, std::string_view syntaxOid, const Context& context);

bool isWithoutValidator(std::string_view syntaxOid);

/// slapd: an AVA is judged as a value of its type is.
SyntaxFit checkAvaOfOpenLdap(const DnScanner& ava, const Context& context) {
  constexpr int kDeepest = 4;  // a name in a name needs no escapes, so the text does not bound the depth
  constexpr std::string_view kObjectClass = "2.5.4.0";
  if (ava.isBer() || ava.value().empty() || !detail::isLooseUtf8(ava.value())) return SyntaxFit::DoesNotFit;
  const AttributeType* const type = context.schema.attributeType(ava.type());
  if (type == nullptr) return context.schema.empty() ? SyntaxFit::Unknown : SyntaxFit::DoesNotFit;
  if (type->oid == kObjectClass) return fitsIf(context.schema.objectClass(ava.value()) != nullptr);
  const std::string_view syntax = context.schema.syntax(ava.type());
  if (isWithoutValidator(syntax)) return SyntaxFit::Fits;
  if (context.depth == kDeepest) return SyntaxFit::Unknown;
  return check(ava.value(), syntax, {context.schema, context.dialect, context.depth + 1}).fit;
}

/// True for what DnScanner reads and RFC 4514 does not allow, and servers refuse: an "OID." prefix, and angle brackets
/// that are neither escaped nor quoted. Spaces, quotes and semicolons of RFC 2253, 4 are accepted everywhere.
bool hasForeignSpelling(std::string_view ava, const DnScanner& scanner) {
  if (ava.size() > 4 && equalsIgnoreAsciiCase(ava.substr(0, 4), "OID.")) return true;
  if (scanner.isBer() || ava.ends_with('"')) return false;
  for (std::size_t i = 0; i < ava.size(); ++i) {
    if (ava[i] == '\\') {
      ++i;
    } else if (ava[i] == '<' || ava[i] == '>') {
      return true;
    }
  }
  return false;
}

/// X.501, 9.3: each type once in an RDN. Nearly all have one, so types are compared as spelled until there is another.
bool isAmong(const std::vector<std::string_view>& types, std::string_view type, const Schema& schema) {
  const std::string identity = schema.identity(type);
  return std::any_of(types.begin(), types.end(),
                     [&](std::string_view other) { return schema.identity(other) == identity; });
}

SyntaxFit distinguishedName(std::string_view value, const Context& context) {
  const bool isOpenLdap = context.dialect == SyntaxDialect::OpenLdap;
  if (isOpenLdap && !value.empty() && trimSpaces(value).empty()) return SyntaxFit::DoesNotFit;
  if (trimSpaces(value).starts_with('<')) return SyntaxFit::DoesNotFit;
  DnScanner scanner(value);
  SyntaxFit fit = SyntaxFit::Fits;
  std::vector<std::string_view> types;  // of the current RDN, as spelled
  DnScanner::Step step = scanner.next();
  for (; step == DnScanner::Step::Ava; step = scanner.next()) {
    if (scanner.startsRdn()) types.clear();
    const bool isRepeated = !types.empty() && isAmong(types, scanner.type(), context.schema);
    if (isRepeated && context.dialect != SyntaxDialect::Ds389) return SyntaxFit::DoesNotFit;
    types.push_back(scanner.type());
    const std::string_view ava = value.substr(scanner.begin(), scanner.end() - scanner.begin());
    if (hasForeignSpelling(ava, scanner)) return SyntaxFit::DoesNotFit;
    if (isOpenLdap) fit = both(fit, checkAvaOfOpenLdap(scanner, context));
  }
  return step == DnScanner::Step::Malformed ? SyntaxFit::DoesNotFit : fit;
}

/// One RDN. slapd reads the first one of whatever it gets.
SyntaxFit relativeName(std::string_view value, const Context& context) {
  DnScanner scanner(value);
  std::size_t rdns = 0, end = 0;
  DnScanner::Step step = scanner.next();
  for (; step == DnScanner::Step::Ava; step = scanner.next()) {
    if (scanner.startsRdn() && ++rdns > 1) break;
    end = scanner.end();
  }
  const bool isOpenLdap = context.dialect == SyntaxDialect::OpenLdap;
  if (step == DnScanner::Step::Malformed && !scanner.startsRdn()) return SyntaxFit::DoesNotFit;
  if (isOpenLdap && end > 0) return distinguishedName(value.substr(0, end), context);
  if (rdns != 1 && !(isOpenLdap && value.empty())) return SyntaxFit::DoesNotFit;
  return distinguishedName(value, context);
}

/// Active Directory resolves `<GUID=...>` and its like ([MS-ADTS] 3.1.1.3.1.2.4), and reads every form of a name.
SyntaxFit distinguishedNameOfAd(std::string_view value, const Context&) {
  if (value.starts_with('<')) return SyntaxFit::Unknown;
  DnScanner scanner(value);
  DnScanner::Step step = scanner.next();
  while (step == DnScanner::Step::Ava) step = scanner.next();
  return fitsIf(step == DnScanner::Step::End);
}

/// A DN, or DN#'bits'B (RFC 4517, 3.3.21). A '#' elsewhere belongs to the name.
SyntaxFit nameAndOptionalUid(std::string_view value, const Context& context) {
  const std::size_t mark = value.rfind("#'");
  const bool hasUid = mark != std::string_view::npos && detail::isBitString(value.substr(mark + 1));
  return distinguishedName(hasUid ? value.substr(0, mark) : value, context);
}

struct Row {
  std::string_view syntax;    ///< OID, without kArc where it begins with it
  std::string_view expected;  ///< what a value is, for messages
  Check standard;
  Check openLdap = nullptr;         ///< nullptr: as the standard
  Check activeDirectory = nullptr;  ///< nullptr: as the standard
};

constexpr std::string_view kArc = "1.3.6.1.4.1.1466.115.121.1.";
constexpr std::string_view kNoValidator = "no value: slapd does not validate this syntax and refuses all values";

// clang-format off
constexpr Row kRows[] = {
    {"1", "an ACI item", unknown},
    {"2", "an access point", unknown, noValidator},
    {"3", "an attribute type description", grammar<detail::isAttributeTypeDescription>, noValidator},
    {"4", "octets", anything},
    {"5", "octets", anything},
    {"6", "a bit string such as '0101'B", grammar<detail::isBitString>},
    {"7", "TRUE or FALSE", grammar<isBoolean>},
    {"8", "an X.509 certificate in DER", grammar<detail::isCertificate>},
    {"9", "an X.509 certificate list in DER", grammar<detail::isCertificateList>},
    {"10", "an X.509 certificate pair in DER", someSequence, grammar<startsSequence>},
    {"11", "a country code of two printable characters", grammar<detail::isCountryString>, nullptr, atLeast<detail::isCountryString>},
    {"12", "a distinguished name", distinguishedName, nullptr, distinguishedNameOfAd},
    {"13", "a data quality", unknown, noValidator},
    {"14", "delivery methods separated by '$'", grammar<detail::isDeliveryMethod>},
    {"15", "non-empty UTF-8 text", grammar<isDirectoryString>, grammar<isLooseDirectoryString>},
    {"16", "a DIT content rule description", grammar<detail::isContentRuleDescription>, noValidator},
    {"17", "a DIT structure rule description", grammar<detail::isStructureRuleDescription>, noValidator},
    {"18", "a DL submit permission", unknown},
    {"19", "a DSA quality", unknown, noValidator},
    {"20", "a DSE type", unknown, noValidator},
    {"21", "an enhanced guide", grammar<detail::isEnhancedGuide>, noValidator},
    {"22", "a facsimile telephone number", grammar<detail::isFacsimileNumber>, grammar<detail::isListOfPrintableStrings>},
    {"23", "a fax image in BER", someSequence, noValidator},
    {"24", "a generalized time such as 20260302101407Z", generalizedTime, nullptr, generalizedTimeOfAd},
    {"25", "a guide", grammar<detail::isGuide>, noValidator},
    {"26", "ASCII text", grammar<detail::isAscii>, nullptr, atLeast<detail::isAscii>},
    {"27", "an integer without leading zeros", grammar<detail::isInteger>, nullptr, integerInRange<std::int32_t>},
    {"28", "a JPEG image", grammar<isJpeg>, anything},
    {"29", "master and shadow access points", unknown, noValidator},
    {"30", "a matching rule description", grammar<detail::isMatchingRuleDescription>, noValidator},
    {"31", "a matching rule use description", grammar<detail::isMatchingRuleUseDescription>, noValidator},
    {"32", "a mail preference", unknown, noValidator},
    {"33", "an MHS O/R address", unknown, noValidator},
    {"34", "a distinguished name, optionally followed by #'bits'B", nameAndOptionalUid},
    {"35", "a name form description", grammar<detail::isNameFormDescription>, noValidator},
    {"36", "digits and spaces", grammar<detail::isNumericString>, nullptr, atLeast<detail::isNumericString>},
    {"37", "an object class description", grammar<detail::isObjectClassDescription>, noValidator},
    {"38", "an object identifier", grammar<detail::isOid>, grammar<isLooseNumericOid>, atLeast<detail::isOid>},
    {"39", "a mailbox type and a mailbox separated by '$'", grammar<detail::isOtherMailbox>, grammar<detail::isAscii>},
    {"40", "octets", anything},
    {"41", "lines of UTF-8 text separated by '$'", grammar<detail::isPostalAddress>, grammar<detail::isLoosePostalAddress>},
    {"42", "protocol information", unknown, noValidator},
    {"43", "a presentation address", unknown, noValidator},
    {"44", "printable characters", grammar<detail::isPrintableString>, nullptr, atLeast<detail::isPrintableString>},
    {"45", "a subtree specification in braces", subtreeSpecification, anything},
    {"46", "supplier information", unknown},
    {"47", "a supplier or consumer", unknown},
    {"48", "a supplier and consumer", unknown},
    {"49", "a supported algorithm in DER", someSequence, anything},
    {"50", "a telephone number of printable characters", grammar<detail::isPrintableString>},
    {"51", "a teletex terminal identifier", grammar<detail::isTeletexId>, noValidator},
    {"52", "a telex number, country code and answerback separated by '$'", grammar<detail::isTelexNumber>, grammar<detail::isListOfPrintableStrings>},
    {"53", "a UTC time such as 260302101407Z", utcTime},
    {"54", "an LDAP syntax description", grammar<detail::isSyntaxDescription>, noValidator},
    {"55", "modify rights", unknown, noValidator},
    {"56", "an LDAP schema definition", unknown, noValidator},
    {"57", "an LDAP schema description", unknown, noValidator},
    {"58", "a substring assertion such as a*b", grammar<detail::isSubstringAssertion>, noValidator},
    {"1.2.36.79672281.1.5.0", "a relative distinguished name", relativeName},
    {"1.2.840.113549.1.8.1.1", "a private key (PKCS #8) in DER", grammar<detail::isPrivateKeyInfo>},
    {"1.3.6.1.1.1.0.0", "a triple such as (host,user,domain)", grammar<detail::isNetgroupTriple>},
    {"1.3.6.1.1.1.0.1", "a boot parameter such as key=server:path", grammar<detail::isBootParameter>},
    {"1.3.6.1.1.16.1", "a UUID", uuid},
    {"1.3.6.1.4.1.4203.1.1.1", "nothing", unknown, noValidator},
    {"1.3.6.1.4.1.4203.666.11.2.1", "a change sequence number", csn},
    {"1.3.6.1.4.1.4203.666.11.2.4", "a server id of three hexadecimal digits", grammar<isServerId>},
    {"1.3.6.1.4.1.4203.666.11.10.2.1", "an X.509 attribute certificate in DER", someSequence},
    // Active Directory
    {"1.2.840.113556.1.4.903", "B:length:hexadecimal digits:DN", dnWithBinary},
    {"1.2.840.113556.1.4.904", "S:length:text:DN", dnWithString},
    {"1.2.840.113556.1.4.905", "non-empty text", atLeast<isDirectoryString>},
    {"1.2.840.113556.1.4.906", "a 64-bit integer", integerInRange<std::int64_t>},
    {"1.2.840.113556.1.4.907", "a security descriptor", securityDescriptor},
    {"1.2.840.113556.1.4.1221", "an O/R name", unknown},
    {"1.2.840.113556.1.4.1362", "non-empty UTF-8 text", grammar<isDirectoryString>},
};
// clang-format on

/// By the OID as it is in the rows.
const Row* findRow(std::string_view syntaxOid) {
  static const std::unordered_map<std::string_view, const Row*> kIndex = [] {
    std::unordered_map<std::string_view, const Row*> index;
    for (const Row& row : kRows) index.emplace(row.syntax, &row);
    return index;
  }();
  const bool isOfArc = syntaxOid.starts_with(kArc);
  const std::string_view key = isOfArc ? syntaxOid.substr(kArc.size()) : syntaxOid;
  const auto found = kIndex.find(key);
  // "7" alone is no OID of a syntax.
  return found == kIndex.end() || isOfArc != (key.find('.') == std::string_view::npos) ? nullptr : found->second;
}

bool isWithoutValidator(std::string_view syntaxOid) {
  const Row* const row = findRow(syntaxOid);
  return row != nullptr && row->openLdap == noValidator;
}

/// How the dialect reads the syntax.
Check readerOf(const Row& row, SyntaxDialect dialect) {
  if (dialect == SyntaxDialect::OpenLdap && row.openLdap) return row.openLdap;
  if (dialect == SyntaxDialect::ActiveDirectory && row.activeDirectory) return row.activeDirectory;
  return row.standard;
}

std::string_view expectedBy(const Row& row, Check reader) {
  return reader == noValidator ? kNoValidator : row.expected;
}

SyntaxCheck check(std::string_view value, std::string_view syntaxOid, const Context& context) {
  const Row* const row = findRow(syntaxOid);
  if (row == nullptr) return {};
  const Check reader = readerOf(*row, context.dialect);
  const SyntaxFit fit = reader(value, context);
  if (fit != SyntaxFit::DoesNotFit) return {fit, {}};
  return {fit, expectedBy(*row, reader)};
}

}  // namespace

SyntaxChecker::SyntaxChecker(std::string_view syntaxOid, const Schema& schema, SyntaxDialect dialect)
    : context_{schema, dialect} {
  const Row* const row = findRow(syntaxOid);
  if (row == nullptr) return;
  reader_ = readerOf(*row, dialect);
  expected_ = expectedBy(*row, reader_);
  mayFail_ = reader_ != anything && reader_ != unknown;
}

SyntaxCheck SyntaxChecker::check(std::string_view value) const {
  if (reader_ == nullptr) return {};
  const SyntaxFit fit = reader_(value, context_);
  return {fit, fit == SyntaxFit::DoesNotFit ? expected_ : std::string_view()};
}

SyntaxCheck checkSyntax(std::string_view value, std::string_view syntaxOid, const Schema& schema,
                        SyntaxDialect dialect) {
  return check(value, syntaxOid, {schema, dialect});
}

}  // namespace ldapsnap
