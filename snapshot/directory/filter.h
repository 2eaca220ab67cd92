// Search filters (RFC 4515) evaluated against an entry in three values (X.511; RFC 4511, 4.5.1.7).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/directory/entry.h"

namespace ldapsnap {

class Schema;

/// Undefined: the entry cannot answer (the attribute was redacted, the type or rule is unknown, the assertion is not of
/// the syntax). It is never taken for a pass.
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

  Truth matches(const Entry& entry, const Schema& schema) const;

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
