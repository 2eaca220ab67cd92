// Tests of values that no server's matching rules make, asked as extensible matches:
// (serialNumber:version:=<15.0.1130).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/filter/filter.h"

namespace ldapsnap {

/// What `(attribute:test:=assertion)` asks. The tests, and what their assertions are:
///
///   valueCount     >=2            how many values the attribute has, with the relations of a condition's `count`
///   version        >=15.0,<15.0.1130.7   a value holds a version (version.h) for which all relations hold
///   regex          ^SMTP:         a value has a part that matches the RE2 expression, bytes of UTF-8, case counts
///   sameStart      ^([A-Z0-9]+:)  two values match the expression with the same first group
///   before, after  20260101000000Z    a value is such a time: Generalized Time, or Active Directory's intervals of
///                                 100 ns since 1601 ([MS-ADTS] 3.1.1.2.2.2.10), of which 0 and "never" are none
///   definition     NAME uid OID !0.9.2342.19200300.100.1.1    a value is a definition (RFC 4512, 4.1) of which every
///                                 word is true: NAME (any of its names), OID, SYNTAX, SUP, EQUALITY; '!' for not
///   daclProtected  TRUE           the security descriptor takes over no ACE of its parents ([MS-DTYP] 2.4.6, "PD")
///   aceFor         deny S-1-1-0   its DACL has an ACE for the SID; "allow" or "deny" may say of which kind. A SID in
///                                 binary followed by "-512" is one of that domain.
///
/// An attribute that an entry does not have passes no test. A value that was redacted, or that is not of the kind that
/// the test reads, is Undefined; valueCount counts it.
class ValueTest {
 public:
  virtual ~ValueTest() = default;
  /// The attributes that an item selects, at least one.
  virtual Truth test(const std::vector<const Attribute*>& attributes) const = 0;
};

bool isValueTest(std::string_view name);
/// The names of the tests.
const std::vector<std::string>& valueTestNames();
/// Throws Error(BadInput) for an assertion that the test cannot read. `name`: isValueTest().
std::unique_ptr<const ValueTest> makeValueTest(std::string_view name, std::string_view assertion);
/// As above; nullptr where that throws.
std::unique_ptr<const ValueTest> tryMakeValueTest(std::string_view name, std::string_view assertion);

/// A relation of numbers: ">=2", "<3", "=0", "2".
struct CountRange {
  std::uint64_t atLeast = 0;
  std::optional<std::uint64_t> atMost;
  bool holds(std::uint64_t n) const { return n >= atLeast && (!atMost || n <= *atMost); }
};
/// Nothing for text that is no such relation.
std::optional<CountRange> parseCountRange(std::string_view text);

}  // namespace ldapsnap
