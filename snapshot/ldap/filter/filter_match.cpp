// Evaluating filters.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

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

/// Whether a type can be compared by `rule`: RFC 4517, 4.2, says for each rule which syntax its values are of. Only the
/// rules of strings are looked at: Directory String and Printable String on the one side, IA5 String on the other. A
/// type of unknown syntax may be compared by any.
bool isOfSyntaxOf(const MatchingRule& rule, std::string_view description, const Schema& schema) {
  constexpr std::string_view kIa5String = "1.3.6.1.4.1.1466.115.121.1.26";
  const std::string_view type = AttributeDescription::split(description).type;
  const std::string_view syntax = schema.syntax(type);
  if (syntax.empty()) return true;
  const bool isIa5Rule = rule.name.find("IA5") != std::string_view::npos;
  if (isIa5Rule) return syntax == kIa5String;
  const bool isTextRule = rule.name.starts_with("caseIgnore") || rule.name.starts_with("caseExact");
  return !isTextRule || syntax != kIa5String;
}

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

  /// `isNegated`: the truth of (!filter). A negation goes down to the items (De Morgan): of an item that the server
  /// does not recognise neither the item nor its negation selects the entry.
  Truth evaluate(const Filter& filter, bool isNegated = false) const;

 private:
  Truth evaluateSet(const Filter& filter, bool isAnd, bool isNegated) const;
  Truth evaluateItem(const Filter& filter) const;
  bool isRecognised(std::string_view description) const;
  Truth evaluatePresent(const Filter& filter) const;
  Truth evaluateEquality(const Filter& filter) const;
  Truth evaluateObjectClass(const Filter& filter) const;
  Truth evaluateOrdering(const Filter& filter) const;
  Truth evaluateSubstrings(const Filter& filter) const;
  Truth evaluateExtensible(const Filter& filter) const;
  Truth evaluateRule(const Filter& filter, const MatchingRule& rule) const;
  Truth evaluateChain(const Filter& filter) const;
  std::optional<Entry> lookUp(const std::string& name) const;
  Truth evaluateNaming(const Filter& filter, const std::function<Truth(std::string_view)>& test,
                       const MatchingRule* rule = nullptr) const;

  /// Whether any value of the attributes that are `description` or a subtype of it passes.
  template <typename Test>
  Truth anyOfAttribute(std::string_view description, Test test) const {
    Truth result = Truth::False;
    for (const Attribute* attribute : selected(description)) {
      if (result == Truth::True) break;
      result = anyOf(result, anyValue(attribute->values, test));
    }
    return result;
  }

  /// The attributes that are `description` or a subtype of it. Looked for once: a rule may ask for hundreds of values
  /// of one type.
  const std::vector<const Attribute*>& selected(std::string_view description) const {
    for (const auto& [known, attributes] : selected_)
      if (known == description) return attributes;
    const AttributeSelector selector(description, schema_);
    auto& [known, attributes] = selected_.emplace_back(description, std::vector<const Attribute*>());
    for (const Attribute& attribute : entry_.attributes)
      if (selector.takes(attribute.description)) attributes.push_back(&attribute);
    return attributes;
  }
  bool hasNone(std::string_view description) const { return selected(description).empty(); }

  const Entry& entry_;
  const Schema& schema_;
  const EntryLookup& others_;
  mutable std::deque<std::pair<std::string_view, std::vector<const Attribute*>>> selected_;
};

/// All operands, or any of them; with `isNegated` each negated, and all and any exchanged.
Truth Evaluator::evaluateSet(const Filter& filter, bool isAnd, bool isNegated) const {
  const bool isAll = isAnd != isNegated;
  const Truth neutral = isAll ? Truth::True : Truth::False;
  Truth result = neutral;
  for (const Filter& operand : filter.operands) {
    const Truth truth = evaluate(operand, isNegated);
    result = isAll ? allOf(result, truth) : anyOf(result, truth);
    if (result == negate(neutral)) break;
  }
  return result;
}

/// False for an attribute type that nobody defines, where the snapshot holds the full schema of its server. A schema
/// that defines objectClass is taken for that: exports of the configuration alone do not show what is compiled in.
bool Evaluator::isRecognised(std::string_view description) const {
  if (description.empty()) return true;
  const std::string_view type = AttributeDescription::split(description).type;
  if (schema_.attributeType(type) != nullptr) return true;
  const bool isFullSchema = schema_.attributeType(kObjectClassOid) != Schema::builtin().attributeType(kObjectClassOid);
  return !isFullSchema || entry_.find(description) != nullptr;
}

Truth Evaluator::evaluate(const Filter& filter, bool isNegated) const {
  switch (filter.kind) {
    case Filter::Kind::And:
      return evaluateSet(filter, true, isNegated);
    case Filter::Kind::Or:
      return evaluateSet(filter, false, isNegated);
    case Filter::Kind::Not:
      return evaluateSet(filter, true, !isNegated);
    default: {
      if (!isRecognised(filter.attribute)) return Truth::False;
      const Truth truth = evaluateItem(filter);
      return isNegated ? negate(truth) : truth;
    }
  }
}

Truth Evaluator::evaluateItem(const Filter& filter) const {
  switch (filter.kind) {
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
    case Filter::Kind::And:
    case Filter::Kind::Or:
    case Filter::Kind::Not:
      break;  // not items
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
  if (hasNone(filter.attribute)) return Truth::False;
  const EqualityAssertion assertion(filter.attribute, filter.value, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) { return assertion.test(value); });
}

Truth Evaluator::evaluateObjectClass(const Filter& filter) const {
  if (hasNone(filter.attribute)) return Truth::False;
  const ClassAssertion assertion(filter.value, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) { return assertion.test(value); });
}

Truth Evaluator::evaluateOrdering(const Filter& filter) const {
  if (hasNone(filter.attribute)) return Truth::False;
  const OrderingAssertion assertion(filter.attribute, filter.value, schema_);
  return anyOfAttribute(filter.attribute, [&](std::string_view value) {
    const std::optional<int> order = assertion.compare(value);
    if (!order) return Truth::Undefined;
    const bool matches = filter.kind == Filter::Kind::GreaterOrEqual ? *order >= 0 : *order <= 0;
    return matches ? Truth::True : Truth::False;
  });
}

Truth Evaluator::evaluateSubstrings(const Filter& filter) const {
  if (hasNone(filter.attribute)) return Truth::False;
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
    if (!isOfSyntaxOf(rule, filter.attribute, schema_)) return Truth::Undefined;
    return anyOf(anyOfAttribute(filter.attribute, test), evaluateNaming(filter, test));
  }
  Truth result = evaluateNaming(filter, test, &rule);
  for (const Attribute& attribute : entry_.attributes) {
    if (result == Truth::True) break;
    const bool isRules =
        schema_.equality(attribute.description) == &rule || schema_.ordering(attribute.description) == &rule;
    if (isRules) result = anyOf(result, anyValue(attribute.values, test));
  }
  return result;
}

/// ":dn": the values in the entry's name count too. `rule`: without an attribute, only those of types that it compares.
Truth Evaluator::evaluateNaming(const Filter& filter, const std::function<Truth(std::string_view)>& test,
                                const MatchingRule* rule) const {
  if (!filter.dnAttributes) return Truth::False;
  const std::optional<Dn> dn = Dn::tryParse(entry_.dn);
  if (!dn) return Truth::Undefined;
  const AttributeSelector selector(filter.attribute, schema_);
  Truth result = Truth::False;
  for (const Rdn& rdn : dn->rdns()) {
    for (const Ava& ava : rdn) {
      if (!filter.attribute.empty() && !selector.takes(ava.type)) continue;
      if (rule != nullptr && !isOfSyntaxOf(*rule, ava.type, schema_)) continue;
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
