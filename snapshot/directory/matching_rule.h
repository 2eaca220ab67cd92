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

  std::string_view name;  ///< as in RFC 4517, 4.2: "caseIgnoreMatch"
  std::string_view oid;
  Kind kind;
  /// Empty optional when `value` is not of the rule's syntax: the match is then Undefined (RFC 4511, 4.5.1.7) and
  /// callers compare bytes. The schema resolves names inside values (objectIdentifierMatch, distinguishedNameMatch).
  std::optional<std::string> (*normalise)(std::string_view value, const Schema& schema);
};

/// By name (any ASCII case) or OID; nullptr when we have no such rule. The pointer stays valid for the program's life.
const MatchingRule* findMatchingRule(std::string_view nameOrOid);

/// A key under which equal values are equal and which always exists: the normal form, or, without a rule or for a value
/// that the rule cannot read, the bytes themselves under a mark of their own (never equal to any normal form).
std::string equalityKey(const MatchingRule* rule, std::string_view value, const Schema& schema);

}  // namespace ldapsnap
