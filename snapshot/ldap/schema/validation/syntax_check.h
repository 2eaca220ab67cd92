// Whether a value is of its attribute's syntax: the one validator behind rehearsal and schema impact.
#pragma once

#include <string_view>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Servers read some syntaxes more loosely or more strictly than the documents that define them.
enum class SyntaxDialect {
  Standard,        ///< RFC 4517, 3.3, and the documents named in data/syntaxes.json
  Ds389,           ///< the same, but a type may be twice in one RDN of a DN; seen on 389 Directory Server 2.3.1
  OpenLdap,        ///< slapd 2.5, checked against the real server (tests/system/rehearsal/syntax_test.cpp)
  ActiveDirectory  ///< [MS-ADTS] 3.1.1.2.2.2, as far as it is documented
};

enum class SyntaxFit {
  Fits,
  DoesNotFit,
  Unknown  ///< the syntax is not known, or what the server accepts beyond the documents is not
};

struct SyntaxCheck {
  SyntaxFit fit = SyntaxFit::Unknown;
  /// DoesNotFit: what was expected, to follow "expected ": "TRUE or FALSE". Empty otherwise. Static text.
  std::string_view expected;
};

namespace detail {

/// What a reader of a syntax knows besides the value.
struct SyntaxContext {
  const Schema& schema;
  SyntaxDialect dialect;
  int depth = 0;  ///< of names within names
};

}  // namespace detail

/// checkSyntax() for many values of one syntax, which is looked up once.
class SyntaxChecker {
 public:
  /// The schema outlives it.
  SyntaxChecker(std::string_view syntaxOid, const Schema& schema, SyntaxDialect dialect);

  SyntaxCheck check(std::string_view value) const;
  /// False when no value fails: none needs to be looked at.
  bool mayFail() const { return mayFail_; }

 private:
  using Reader = SyntaxFit (*)(std::string_view value, const detail::SyntaxContext& context);

  detail::SyntaxContext context_;
  Reader reader_ = nullptr;  ///< nullptr: the syntax is not known
  std::string_view expected_;
  bool mayFail_ = false;
};

/// Checks `value`, in the form that LDAP transfers (DER for certificates), against the syntax `syntaxOid` (without a
/// length bound). `schema` names the attribute types within DNs. Never throws.
SyntaxCheck checkSyntax(std::string_view value, std::string_view syntaxOid, const Schema& schema,
                        SyntaxDialect dialect = SyntaxDialect::Standard);

}  // namespace ldapsnap
