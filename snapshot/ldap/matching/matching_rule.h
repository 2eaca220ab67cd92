// Equality, ordering and substrings matching rules (RFC 4517, and what vendors add), as normal forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ldapsnap {

class Schema;

/// A matching rule reduces a value to a normal form: two values match when their forms are equal bytes; for an ordering
/// rule the forms sort by bytes as the values do.
struct MatchingRule {
  enum class Kind { Equality, Ordering, Substrings };
  /// What an assertion is made of: a value of the attribute's own syntax, or the first component of one
  /// (objectIdentifierFirstComponentMatch, ...), which says nothing about the rest of the value.
  enum class Assertion { Value, FirstComponent };

  std::string_view name;  ///< as in RFC 4517, 4.2: "caseIgnoreMatch"
  std::string_view oid;   ///< empty for a rule that is ours
  Kind kind;
  /// Empty optional when `value` is not of the rule's syntax: the match is then Undefined (RFC 4511, 4.5.1.7) and
  /// callers compare bytes. The schema resolves names inside values (objectIdentifierMatch, distinguishedNameMatch).
  std::optional<std::string> (*normalise)(std::string_view value, const Schema& schema);
  Assertion assertion = Assertion::Value;
};

/// By name (any ASCII case) or OID; nullptr when we have no such rule. The pointer stays valid for the program's life.
/// Active Directory has syntaxes for which no standard rule exists ([MS-ADTS] 3.1.1.2.2.2); ours are named
/// dnWithBinaryMatch, dnWithStringMatch, sidMatch and securityDescriptorMatch.
const MatchingRule* findMatchingRule(std::string_view nameOrOid);

/// A key under which equal values are equal and which always exists: the normal form, or the bytes themselves under a
/// mark of their own (never equal to any normal form) without a rule, for a value that the rule cannot read, and for a
/// rule that asserts only a first component: two definitions of one OID are two values.
std::string equalityKey(const MatchingRule* rule, std::string_view value, const Schema& schema);

/// What a substrings rule looks at: a whole value, or a piece of an assertion by its place (RFC 4511, 4.5.1.7.2).
enum class SubstringPart { Whole, Initial, Any, Final };

/// The form in which pieces are looked for in a whole value: Initial at its start, Final at its end, Any in between,
/// none overlapping. Spaces count as RFC 4518, 2.6.1 has it. Empty optional as with normalise(); the bytes themselves
/// without a rule.
std::optional<std::string> substringForm(const MatchingRule* rule, SubstringPart part, std::string_view value,
                                         const Schema& schema);

}  // namespace ldapsnap
