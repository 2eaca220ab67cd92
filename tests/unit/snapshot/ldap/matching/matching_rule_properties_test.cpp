#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <string_view>

#include "snapshot/ldap/matching/matching_rule.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

/// Text that is often near a value of some syntax.
rc::Gen<std::string> anyValue() {
  const auto digits = rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789")));
  const auto near =
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("01239 -+.,:#'B$\\5cZtTrRuUeE()aA")));
  const auto time =
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(1, 9999), rc::gen::inRange(1, 12), digits), [](const auto& t) {
        char start[16];
        std::snprintf(start, sizeof start, "%04d%02d0110", std::get<0>(t), std::get<1>(t));
        return std::string(start) + "." + std::get<2>(t) + "Z";
      });
  return rc::gen::oneOf(
      digits, near, time, rc::gen::arbitrary<std::string>(),
      rc::gen::element<std::string>("TRUE", "false", "-007", "'01'B", "S-1-5-32-544", "cn", "2.5.4.3"));
}

/// The rules whose form is a value of the same syntax again.
constexpr std::string_view kIdempotent[] = {"caseIgnoreMatch",
                                            "caseExactMatch",
                                            "caseIgnoreIA5Match",
                                            "caseExactIA5Match",
                                            "caseIgnoreListMatch",
                                            "numericStringMatch",
                                            "telephoneNumberMatch",
                                            "integerMatch",
                                            "booleanMatch",
                                            "bitStringMatch",
                                            "generalizedTimeMatch",
                                            "objectIdentifierMatch",
                                            "octetStringMatch",
                                            "UUIDMatch",
                                            "CSNMatch",
                                            "sidMatch",
                                            "securityDescriptorMatch"};

RC_GTEST_PROP(MatchingRuleProperties, NormalisingTwiceIsNormalisingOnce, ()) {
  const std::string value = *anyValue();
  for (const std::string_view name : kIdempotent) {
    const MatchingRule* rule = findMatchingRule(name);
    const std::optional<std::string> once = rule->normalise(value, Schema::builtin());
    if (once && rule->normalise(*once, Schema::builtin()) != once) RC_FAIL(std::string(name));
  }
}

RC_GTEST_PROP(MatchingRuleProperties, IntegersSortByTheirValue, (int a, int b)) {
  const MatchingRule* rule = findMatchingRule("integerOrderingMatch");
  const auto formOf = [&](int value) { return *rule->normalise(std::to_string(value), Schema::builtin()); };
  RC_ASSERT((a < b) == (formOf(a) < formOf(b)));
}

RC_GTEST_PROP(MatchingRuleProperties, EqualityKeysOfDifferentBytesWithoutARuleDiffer, (const std::string& a)) {
  const std::string b = *anyValue();
  RC_ASSERT((a == b) == (equalityKey(nullptr, a, Schema::builtin()) == equalityKey(nullptr, b, Schema::builtin())));
}

RC_GTEST_PROP(MatchingRuleProperties, AValueHoldsEveryPieceOfItself,
              (const std::string& text, std::size_t from, std::size_t size)) {
  const MatchingRule* rule = findMatchingRule("caseIgnoreSubstringsMatch");
  std::string ascii;
  for (const char c : text) ascii += static_cast<char>(c & 0x7F);
  const std::string piece = ascii.substr(ascii.empty() ? 0 : from % ascii.size(), size % (ascii.size() + 1));
  const auto whole = *substringForm(rule, SubstringPart::Whole, ascii, Schema::builtin());
  RC_ASSERT(whole.find(*substringForm(rule, SubstringPart::Any, piece, Schema::builtin())) != std::string::npos);
}

}  // namespace
}  // namespace ldapsnap
