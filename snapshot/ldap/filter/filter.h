// Search filters (RFC 4515) evaluated against an entry in three values (X.511; RFC 4511, 4.5.1.7).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

class Dn;
class Schema;

/// The entry of that name, where it is known: what a match along a chain of names needs beside the entry itself.
using EntryLookup = std::function<std::optional<Entry>(const Dn&)>;

/// Undefined: the entry cannot answer (the value was redacted, the rule is unknown, the assertion is not of the
/// syntax). It is never taken for a pass.
enum class Truth { False, Undefined, True };
Truth negate(Truth value);
Truth allOf(Truth a, Truth b);
Truth anyOf(Truth a, Truth b);

class Filter {
 public:
  enum class Kind { And, Or, Not, Present, Equality, Substrings, GreaterOrEqual, LessOrEqual, Approx, Extensible };

  /// RFC 4515 whole. Throws Error(BadInput) that names the column. Spaces around parentheses are allowed, as ldapsearch
  /// allows them.
  static Filter parse(std::string_view text);
  /// RFC 4515 text; parse(toString()) gives the same filter.
  std::string toString() const;

  /// Evaluates as RFC 4511, 4.5.1.7 does, with the rules of `schema`: a filter on `name` also sees `cn`, one on `cn`
  /// also `cn;lang-de` (RFC 4512, 2.5); one on objectClass also the superclasses of what the entry lists.
  ///
  /// It looks at an entry that was read whole, not at a server's index, and differs from a server on purpose where that
  /// makes the answer sure:
  ///  - What an entry lacks is False; so is a type that the server's full schema lacks, and its negation (RFC 4511:
  ///    Undefined). A bare LDIF file holds no schema, and absence is absence all the same.
  ///  - Where a type names no ORDERING or SUBSTR rule, that of its EQUALITY's family is used (caseIgnoreMatch:
  ///    caseIgnoreSubstringsMatch). `(olcModuleLoad=*back_hdb*)` is no search for slapd, but the answer is in the
  ///    entry.
  ///  - Where no rule is known, equal bytes match, bytes that differ even without regard to case and space do not, and
  ///    what lies between is Undefined. Numbers are ordered as numbers; anything else has no order.
  ///  - `{n}` of X-ORDERED values counts only when the assertion has one.
  ///  - `(objectClass=*)` is True: there is no entry without (RFC 4512, 2.4).
  /// A value that was redacted answers nothing but presence. Active Directory's rules are evaluated: the bits of
  /// 1.2.840.113556.1.4.803 and .804, and .1941 (in chain) as far as `others` has the entries that the chain leads
  /// through; where it has not, and for a rule that we do not have, the answer is Undefined.
  Truth matches(const Entry& entry, const Schema& schema, const EntryLookup& others = nullptr) const;

  Kind kind = Kind::And;                ///< (&) is true, (|) is false (RFC 4526)
  std::vector<Filter> operands;         ///< of And, Or, Not
  std::string attribute;                ///< description; may be empty for an extensible match
  std::string value;                    ///< unescaped assertion value
  std::vector<std::string> substrings;  ///< initial, any..., final; initial and final may be empty
  std::string matchingRule;             ///< of an extensible match
  bool dnAttributes = false;            ///< ":dn" of an extensible match

  bool operator==(const Filter&) const = default;
};

/// `value` escaped so that it can stand in a filter's text as itself (RFC 4515, section 3): *, (, ), \, NUL and bytes
/// that are not UTF-8.
std::string escapeFilterValue(std::string_view value);

}  // namespace ldapsnap
