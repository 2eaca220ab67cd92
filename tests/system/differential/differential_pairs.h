// Pairs of values of which a real server says whether they match, by matching rule.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap::test {

enum class Verdict { Match, Differ };
// Short names for the tables of pairs.
inline constexpr Verdict kMatch = Verdict::Match, kDiffer = Verdict::Differ;
/// For the messages of tests.
inline std::ostream& operator<<(std::ostream& out, Verdict verdict) {
  return out << (verdict == Verdict::Match ? "match" : "differ");
}

/// The server holds `stored` and is asked for `asked`. It says what we say, unless `deviation` tells why it does not:
/// then it must say the opposite, so that a reason that no longer holds fails as well.
struct Pair {
  std::string stored, asked;
  Verdict ours;
  std::string_view deviation = {};
};

/// The pairs of one rule, and the syntax of the attribute that is made for it.
struct RulePairs {
  std::string_view rule;    ///< "caseIgnoreMatch"
  std::string_view syntax;  ///< OID
  std::vector<Pair> pairs;
};

/// What slapd is asked.
std::vector<RulePairs> slapdPairs();

}  // namespace ldapsnap::test
