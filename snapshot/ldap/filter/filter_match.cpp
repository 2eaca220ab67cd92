// Evaluating filters.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/filter/filter_values.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kBitAnd = "1.2.840.113556.1.4.803";
constexpr std::string_view kBitOr = "1.2.840.113556.1.4.804";
constexpr std::string_view kInChain = "1.2.840.113556.1.4.1941";

/// True when any value matches; Undefined when one might.
template <typename Test>
Truth anyValue(const std::vector<std::string>& values, Test test) {
  Truth result = Truth::False;
  for (const std::string& value : values) {
    result = anyOf(result, isRedacted(value) ? Truth::Undefined : test(value));
    if (result == Truth::True) break;
  }
  return result;
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// [MS-ADTS] 3.1.1.3.4.4.1, 3.1.1.3.4.4.2: all bits of the assertion are set, or any is.
Truth matchBits(std::string_view rule, std::string_view value, std::string_view assertion) {
  const auto bits = parseInteger(value), wanted = parseInteger(assertion);
  if (!bits || !wanted) return Truth::Undefined;
  const bool matches = rule == kBitAnd ? (*bits & *wanted) == *wanted : (*bits & *wanted) != 0;
  return matches ? Truth::True : Truth::False;
}

class Evaluator {
 public:
  Evaluator(const Entry& entry, const Schema& schema, const EntryLookup& others)
      : entry_(entry), schema_(schema), others_(others) {}

  Truth evaluate(const Filter& filter) const;

 private:
  Truth evaluateSet(const Filter& filter, Truth neutral, Truth (*combine)(Truth, Truth)) const;
  Truth evaluatePresent(const Filter& filter) const;
  Truth evaluateEquality(const Filter& filter) const;
  Truth evaluateObjectClass(const Filter& filter) const;
  Truth evaluateOrdering(const Filter& filter) const;
  Truth evaluateSubstrings(const Filter& filter) const;
  Truth evaluateExtensible(const Filter& filter) const;
  Truth evaluateRule(const Filter& filter, const MatchingRule& rule) const;
  Truth evaluateChain(const Filter& filter) const;
  std::optional<Entry> lookUp(const std::string& name) const;
  Truth evaluateNaming(const Filter& filter, const std::function<Truth(std::string_view)>& test) const;

  /// Whether any value of the attributes that are `description` or a subtype of it passes.
  template <typename Test>
  Truth anyOfAttribute(std::string_view description, Test test) const {
    const AttributeSelector selector(description, schema_);
    Truth result = Truth::False;
    for (const Attribute& attribute : entry_.attributes) {
      if (result == Truth::True) break;
      if (selector.takes(attribute.description)) result = anyOf(result, anyValue(attribute.values, test));
    }
    return result;
  }

  const Entry& entry_;
  const Schema& schema_;
  const EntryLookup& others_;
};

Truth Evaluator::evaluateSet(const Filter& filter, Truth neutral, Truth (*combine)(Truth, Truth)) const {
  Truth result = neutral;
  for (const Filter& operand : filter.operands) {
    result = combine(result, evaluate(operand));
    if (result == negate(neutral)) break;
  }
  return result;
}

Truth Evaluator::evaluate(const Filter& filter) const {
  switch (filter.kind) {
    case Filter::Kind::And:
      return evaluateSet(filter, Truth::True, allOf);
    case Filter::Kind::Or:
      return evaluateSet(filter, Truth::False, anyOf);
    case Filter::Kind::Not:
      return negate(evaluateSet(filter, Truth::True, allOf));
    case Filter::Kind::Present:
      return evaluatePresent(filter);
    case Filter::Kind::Equality:
    case Filter::Kind::Approx:  // RFC 4511, 4.5.1.7.6: a server without approximate rules takes it for equality
      return isObjectClass(filter.attribute, schema_) ? evaluateObjectClass(filter) : evaluateEquality(filter);
    case Filter::Kind::GreaterOrEqual:
    case Filter::Kind::LessOrEqual:
      return evaluateOrdering(filter);
    case Filter::Kind::Substrings:
      return evaluateSubstrings(filter);
    case Filter::Kind::Extensible:
      return evaluateExtensible(filter);
  }
  return Truth::Undefined;
}

Truth Evaluator::evaluatePresent(const Filter& filter) const {
  if (isObjectClass(filter.attribute, schema_)) return Truth::True;
  const AttributeSelector selector(filter.attribute, schema_);
  const bool isPresent = std::any_of(entry_.attributes.begin(), entry_.attributes.end(),
                                     [&](const Attribute& attribute) { return selector.takes(attribute.description); });
  return isPresent ? Truth::True : Truth::False;
}

Truth Evaluator::evaluateEquality(const Filter& filter) const {
  const EqualityAssertion assertion(filter.attribute, filter.value, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) { return assertion.test(value); });
}

Truth Evaluator::evaluateObjectClass(const Filter& filter) const {
  const ClassAssertion assertion(filter.value, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) { return assertion.test(value); });
}

Truth Evaluator::evaluateOrdering(const Filter& filter) const {
  const OrderingAssertion assertion(filter.attribute, filter.value, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) {
    const std::optional<int> order = assertion.compare(value);
    if (!order) return Truth::Undefined;
    const bool matches = filter.kind == Filter::Kind::GreaterOrEqual ? *order >= 0 : *order <= 0;
    return matches ? Truth::True : Truth::False;
  });
}

Truth Evaluator::evaluateSubstrings(const Filter& filter) const {
  const SubstringsAssertion assertion(filter.attribute, filter.substrings, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) { return assertion.test(value); });
}

Truth Evaluator::evaluateExtensible(const Filter& filter) const {
  if (filter.matchingRule.empty()) {
    const EqualityAssertion assertion(filter.attribute, filter.value, schema_);
    const auto test = [&](std::string_view value) { return assertion.test(value); };
    return anyOf(anyOfAttribute(filter.attribute, test), evaluateNaming(filter, test));
  }
  if (filter.matchingRule == kBitAnd || filter.matchingRule == kBitOr) {
    if (filter.attribute.empty()) return Truth::Undefined;
    return anyOfAttribute(filter.attribute,
                          [&](std::string_view value) { return matchBits(filter.matchingRule, value, filter.value); });
  }
  if (filter.matchingRule == kInChain) return evaluateChain(filter);
  const MatchingRule* rule = findMatchingRule(filter.matchingRule);
  if (rule && rule->kind != MatchingRule::Kind::Substrings) return evaluateRule(filter, *rule);
  if (filter.attribute.empty()) return Truth::Undefined;
  return anyOfAttribute(filter.attribute, [](std::string_view) { return Truth::Undefined; });
}

/// [MS-ADTS] 3.1.1.3.4.4.3: a value of the attribute is the name asked for, or names an entry of which that holds.
Truth Evaluator::evaluateChain(const Filter& filter) const {
  if (filter.attribute.empty()) return Truth::Undefined;
  const AttributeSelector selector(filter.attribute, schema_);
  const std::string wanted = normalForm(filter.value, schema_);
  Truth result = Truth::False;
  std::set<std::string> seen;  // groups may hold each other
  std::vector<std::string> names;
  const auto takeNames = [&](const Entry& entry) {
    for (const Attribute& attribute : entry.attributes) {
      if (!selector.takes(attribute.description)) continue;
      for (const std::string& value : attribute.values) {
        if (isRedacted(value)) {
          result = Truth::Undefined;
        } else if (seen.insert(normalForm(value, schema_)).second) {
          names.push_back(value);
        }
      }
    }
  };
  for (takeNames(entry_); !names.empty() && !seen.contains(wanted);) {
    const std::string name = std::move(names.back());
    names.pop_back();
    const std::optional<Entry> next = lookUp(name);
    if (next) takeNames(*next);
    if (!next) result = Truth::Undefined;
  }
  return seen.contains(wanted) ? Truth::True : result;
}

std::optional<Entry> Evaluator::lookUp(const std::string& name) const {
  const std::optional<Dn> dn = Dn::tryParse(name);  // a value that is not a DN refers to nothing that we know
  if (!others_ || !dn) return std::nullopt;
  return others_(*dn);
}

/// A named rule, on one attribute or on all that are compared by it. An ordering rule asks for values before the
/// assertion (RFC 4517, 4.2.3).
Truth Evaluator::evaluateRule(const Filter& filter, const MatchingRule& rule) const {
  const std::optional<std::string> wanted = rule.normalise(filter.value, schema_);
  const auto test = [&](std::string_view value) {
    const std::optional<std::string> form = rule.normalise(value, schema_);
    if (!wanted || !form) return Truth::Undefined;
    const bool matches = rule.kind == MatchingRule::Kind::Equality ? *form == *wanted : *form < *wanted;
    return matches ? Truth::True : Truth::False;
  };
  if (!filter.attribute.empty()) {
    return anyOf(anyOfAttribute(filter.attribute, test), evaluateNaming(filter, test));
  }
  Truth result = evaluateNaming(filter, test);
  for (const Attribute& attribute : entry_.attributes) {
    if (result == Truth::True) break;
    const bool isRules =
        schema_.equality(attribute.description) == &rule || schema_.ordering(attribute.description) == &rule;
    if (isRules) result = anyOf(result, anyValue(attribute.values, test));
  }
  return result;
}

/// ":dn": the values in the entry's name count too.
Truth Evaluator::evaluateNaming(const Filter& filter, const std::function<Truth(std::string_view)>& test) const {
  if (!filter.dnAttributes) return Truth::False;
  const std::optional<Dn> dn = Dn::tryParse(entry_.dn);
  if (!dn) return Truth::Undefined;
  const AttributeSelector selector(filter.attribute, schema_);
  Truth result = Truth::False;
  for (const Rdn& rdn : dn->rdns()) {
    for (const Ava& ava : rdn) {
      if (!filter.attribute.empty() && !selector.takes(ava.type)) continue;
      result = anyOf(result, ava.isBer ? Truth::Undefined : test(ava.value));
    }
  }
  return result;
}

}  // namespace

Truth Filter::matches(const Entry& entry, const Schema& schema, const EntryLookup& others) const {
  return Evaluator(entry, schema, others).evaluate(*this);
}

}  // namespace ldapsnap
