// Evaluating filters: Filter::matches() and sets of them are one engine.
#include "snapshot/ldap/filter/filter_set.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter_values.h"
#include "snapshot/ldap/filter/value_test.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace compiled {

constexpr std::string_view kBitAnd = "1.2.840.113556.1.4.803";
constexpr std::string_view kBitOr = "1.2.840.113556.1.4.804";
constexpr std::string_view kInChain = "1.2.840.113556.1.4.1941";

static Truth truthFrom(bool value) { return value ? Truth::True : Truth::False; }

/// Whether a type can be compared by `rule`: RFC 4517, 4.2, says for each rule which syntax its values are of. Only the
/// rules of strings are looked at: Directory String and Printable String on the one side, IA5 String on the other. A
/// type of unknown syntax may be compared by any.
static bool isOfSyntaxOf(const MatchingRule& rule, std::string_view description, const Schema& schema) {
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
static Truth anyValue(const std::vector<std::string>& values, Test test) {
  Truth result = Truth::False;
  for (const std::string& value : values) {
    result = anyOf(result, isRedacted(value) ? Truth::Undefined : test(value));
    if (result == Truth::True) break;
  }
  return result;
}

/// [MS-ADTS] 3.1.1.3.4.4.1, 3.1.1.3.4.4.2: all bits of the assertion are set, or any is.
static Truth matchBits(std::string_view rule, std::string_view value, std::optional<std::int64_t> wanted) {
  const auto bits = wholeNumber<std::int64_t>(value);
  if (!bits || !wanted) return Truth::Undefined;
  return truthFrom(rule == kBitAnd ? (*bits & *wanted) == *wanted : (*bits & *wanted) != 0);
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// Spellings as consecutive numbers.
class Numbering {
 public:
  std::uint32_t of(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    texts_.emplace_back(text);
    return numbers_.emplace(texts_.back(), static_cast<std::uint32_t>(texts_.size() - 1)).first->second;
  }
  const std::string& text(std::uint32_t number) const { return texts_[number]; }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t, TextHash, std::equal_to<>> numbers_;
};

/// An answer for each number, given once.
template <typename Answer>
class Memo {
 public:
  template <typename Compute>
  Answer of(std::uint32_t number, Compute compute) {
    if (number >= known_.size()) known_.resize(number + 1);
    if (!known_[number]) known_[number] = compute();
    return *known_[number];
  }

 private:
  std::vector<std::optional<Answer>> known_;
};

/// An entry as the items see it: what several of them ask is worked out once.
class LookedAt {
 public:
  explicit LookedAt(const Schema& schema) : schema_(schema) {}

  void look(const Entry& entry) {
    entry_ = &entry;
    ++stamp_;
    numbers_.clear();
    for (const Attribute& attribute : entry.attributes) numbers_.push_back(descriptions_.of(attribute.description));
    forms_.clear();
    classes_.clear();
  }

  const Entry& entry() const { return *entry_; }
  const Schema& schema() const { return schema_; }
  std::uint32_t number(std::size_t position) const { return numbers_[position]; }
  std::uint32_t classNumber(std::string_view value) { return classNames_.of(value); }

  /// The number of a selector for that description of a filter.
  std::size_t selectorFor(const std::string& description) {
    const auto [found, isNew] = selectorNumbers_.try_emplace(description, selectors_.size());
    if (isNew) {
      selectors_.emplace_back(found->first, schema_);
      isLookedAt_ = {};
    }
    return found->second;
  }

  /// Some item is about the attributes of any type.
  void lookAtAll() { looksAtAll_ = true; }

  /// Whether any selector takes attributes of that description.
  bool isLookedAt(std::string_view description) {
    if (looksAtAll_) return true;
    const std::uint32_t number = descriptions_.of(description);
    return isLookedAt_.of(number, [&] {
      return std::any_of(selectors_.begin(), selectors_.end(),
                         [&](Selection& selection) { return takes(selection, number); });
    });
  }

  /// The positions of the entry's attributes that the selector takes.
  const std::vector<std::size_t>& selected(std::size_t selector) {
    Selection& selection = selectors_[selector];
    if (selection.stamp == stamp_) return selection.positions;
    selection.stamp = stamp_;
    selection.positions.clear();
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      if (takes(selection, numbers_[i])) selection.positions.push_back(i);
    }
    return selection.positions;
  }

  /// The normal forms of the values of the attribute at `position`; nothing for one that is not of the rule's syntax.
  const std::vector<std::optional<std::string>>& forms(std::size_t position, const MatchingRule& rule) {
    for (const Forms& known : forms_)
      if (known.position == position && known.rule == &rule) return known.forms;
    Forms& made = forms_.emplace_back(Forms{position, &rule, {}});
    for (const std::string& value : entry_->attributes[position].values)
      made.forms.push_back(isRedacted(value) ? std::nullopt : rule.normalise(value, schema_));
    return made.forms;
  }

  /// The numbers of the values of the attribute at `position`, which names classes.
  const std::vector<std::uint32_t>& classes(std::size_t position) {
    for (const auto& [known, numbers] : classes_)
      if (known == position) return numbers;
    auto& [known, numbers] = classes_.emplace_back(position, std::vector<std::uint32_t>());
    for (const std::string& value : entry_->attributes[position].values) numbers.push_back(classNames_.of(value));
    return numbers;
  }

  const std::string& className(std::uint32_t number) const { return classNames_.text(number); }

 private:
  struct Selection {
    Selection(const std::string& description, const Schema& schema) : selector(description, schema) {}
    AttributeSelector selector;
    Memo<bool> takes;  ///< by number of a description
    std::uint64_t stamp = 0;
    std::vector<std::size_t> positions;
  };
  bool takes(Selection& selection, std::uint32_t number) {
    return selection.takes.of(number, [&] { return selection.selector.takes(descriptions_.text(number)); });
  }

  struct Forms {
    std::size_t position;
    const MatchingRule* rule;
    std::vector<std::optional<std::string>> forms;
  };

  const Schema& schema_;
  const Entry* entry_ = nullptr;
  std::uint64_t stamp_ = 0;
  Numbering descriptions_, classNames_;
  std::vector<std::uint32_t> numbers_;
  std::unordered_map<std::string, std::size_t> selectorNumbers_;  // its keys stay where they are
  std::deque<Selection> selectors_;
  Memo<bool> isLookedAt_;  ///< by number of a description
  bool looksAtAll_ = false;
  std::deque<Forms> forms_;
  std::deque<std::pair<std::size_t, std::vector<std::uint32_t>>> classes_;
};

/// `(attribute=value)` and the like. What an item needs of the schema is worked out when an entry first asks for it.
class Item {
 public:
  Item(const Filter& filter, bool isNegated, LookedAt& at)
      : filter_(filter), isNegated_(isNegated), at_(at), selector_(at.selectorFor(filter.attribute)) {
    if (filter.attribute.empty()) at.lookAtAll();
  }

  Truth evaluate(const EntryLookup& others) {
    if (!isRecognised()) return Truth::False;
    const Truth truth = evaluateItem(others);
    return isNegated_ ? negate(truth) : truth;
  }

  /// The rule and form by which an index of an Or finds this item; nullptr: it must be tried.
  const EqualityAssertion* indexable() {
    if (filter_.kind != Filter::Kind::Equality || isNegated_ || isObjectClass(filter_.attribute, schema()))
      return nullptr;
    const EqualityAssertion& assertion = equality();
    const bool isByForm =
        assertion.decidingRule() != nullptr && assertion.form() && !schema().isOrdered(filter_.attribute);
    return isByForm ? &assertion : nullptr;
  }
  std::size_t selector() const { return selector_; }

 private:
  const Schema& schema() const { return at_.schema(); }
  const Entry& entry() const { return at_.entry(); }
  const std::vector<std::string>& valuesAt(std::size_t position) const { return entry().attributes[position].values; }

  /// False for an attribute type that nobody defines, where the snapshot holds the full schema of its server. A schema
  /// that defines objectClass is taken for that: exports of the configuration alone do not show what is compiled in.
  bool isRecognised() {
    if (!isKnown_) {
      const Schema &own = schema(), &builtin = Schema::builtin();
      const bool isFullSchema = own.attributeType(kObjectClassOid) != builtin.attributeType(kObjectClassOid);
      isKnown_ = filter_.attribute.empty() || !isFullSchema ||
                 own.attributeType(AttributeDescription::split(filter_.attribute).type) != nullptr;
    }
    return *isKnown_ || entry().find(filter_.attribute) != nullptr;
  }

  Truth evaluateItem(const EntryLookup& others) {
    switch (filter_.kind) {
      case Filter::Kind::Present:
        return truthFrom(isClass() || !at_.selected(selector_).empty());
      case Filter::Kind::Equality:
      case Filter::Kind::Approx:  // RFC 4511, 4.5.1.7.6: a server without approximate rules takes it for equality
        return isClass() ? evaluateObjectClass() : evaluateEquality();
      case Filter::Kind::GreaterOrEqual:
      case Filter::Kind::LessOrEqual:
        return evaluateOrdering();
      case Filter::Kind::Substrings:
        return evaluateSubstrings();
      case Filter::Kind::Extensible:
        return evaluateExtensible(others);
      case Filter::Kind::And:
      case Filter::Kind::Or:
      case Filter::Kind::Not:
        break;  // not items
    }
    return Truth::Undefined;
  }

  bool isClass() {
    if (!isClass_) isClass_ = isObjectClass(filter_.attribute, schema());
    return *isClass_;
  }

  const EqualityAssertion& equality() {
    if (!equality_) equality_.emplace(filter_.attribute, filter_.value, schema());
    return *equality_;
  }

  /// Whether any value of the attributes that the item is about passes.
  template <typename Test>
  Truth anyOfSelected(Test test) {
    Truth result = Truth::False;
    for (const std::size_t position : at_.selected(selector_)) {
      if (result == Truth::True) break;
      result = anyOf(result, anyValue(valuesAt(position), test));
    }
    return result;
  }

  Truth evaluateEquality() {
    Truth result = Truth::False;
    for (const std::size_t position : at_.selected(selector_)) {
      if (result == Truth::True) break;
      const EqualityAssertion& assertion = equality();
      const std::vector<std::string>& values = valuesAt(position);
      const MatchingRule* const rule = assertion.decidingRule();
      if (rule == nullptr) {
        result = anyOf(result, anyValue(values, [&](std::string_view value) { return assertion.test(value); }));
        continue;
      }
      const auto& forms = at_.forms(position, *rule);
      for (std::size_t i = 0; i < values.size() && result != Truth::True; ++i)
        result = anyOf(result, isRedacted(values[i]) ? Truth::Undefined : assertion.testForm(values[i], forms[i]));
    }
    return result;
  }

  Truth evaluateObjectClass() {
    Truth result = Truth::False;
    for (const std::size_t position : at_.selected(selector_)) {
      if (!class_) class_.emplace(filter_.value, schema());
      for (const std::uint32_t number : at_.classes(position)) {
        result = anyOf(result, classTruths_.of(number, [&] {
          const std::string& name = at_.className(number);
          return isRedacted(name) ? Truth::Undefined : class_->test(name);
        }));
        if (result == Truth::True) return result;
      }
    }
    return result;
  }

  Truth evaluateOrdering() {
    if (at_.selected(selector_).empty()) return Truth::False;
    if (!ordering_) ordering_.emplace(filter_.attribute, filter_.value, schema());
    return anyOfSelected([&](std::string_view value) {
      const std::optional<int> order = ordering_->compare(value);
      if (!order) return Truth::Undefined;
      return truthFrom(filter_.kind == Filter::Kind::GreaterOrEqual ? *order >= 0 : *order <= 0);
    });
  }

  Truth evaluateSubstrings() {
    if (at_.selected(selector_).empty()) return Truth::False;
    if (!substrings_) substrings_.emplace(filter_.attribute, filter_.substrings, schema());
    return anyOfSelected([&](std::string_view value) { return substrings_->test(value); });
  }

  Truth evaluateExtensible(const EntryLookup& others) {
    if (filter_.matchingRule.empty()) {
      const auto test = [&](std::string_view value) { return equality().test(value); };
      return anyOf(anyOfSelected(test), evaluateNaming(test));
    }
    if (filter_.matchingRule == kBitAnd || filter_.matchingRule == kBitOr) {
      if (filter_.attribute.empty()) return Truth::Undefined;
      if (at_.selected(selector_).empty()) return Truth::False;
      const std::optional<std::int64_t> wanted = wholeNumber<std::int64_t>(filter_.value);
      return anyOfSelected([&](std::string_view value) { return matchBits(filter_.matchingRule, value, wanted); });
    }
    if (filter_.matchingRule == kInChain) return evaluateChain(others);
    if (isValueTest(filter_.matchingRule)) return evaluateValueTest();
    const MatchingRule* rule = findMatchingRule(filter_.matchingRule);
    if (rule && rule->kind != MatchingRule::Kind::Substrings) return evaluateRule(*rule);
    if (filter_.attribute.empty()) return Truth::Undefined;
    return anyOfSelected([](std::string_view) { return Truth::Undefined; });
  }

  Truth evaluateValueTest() {
    if (filter_.attribute.empty()) return Truth::Undefined;
    if (at_.selected(selector_).empty()) return Truth::False;
    if (!valueTest_) valueTest_ = tryMakeValueTest(filter_.matchingRule, filter_.value);
    if (*valueTest_ == nullptr) return Truth::Undefined;
    std::vector<const Attribute*> attributes;
    for (const std::size_t position : at_.selected(selector_)) attributes.push_back(&entry().attributes[position]);
    return (*valueTest_)->test(attributes);
  }

  /// [MS-ADTS] 3.1.1.3.4.4.3: a value of the attribute is the name asked for, or names an entry of which that holds.
  Truth evaluateChain(const EntryLookup& others) const {
    if (filter_.attribute.empty()) return Truth::Undefined;
    const AttributeSelector selector(filter_.attribute, schema());
    const std::string wanted = normalForm(filter_.value, schema());
    Truth result = Truth::False;
    std::set<std::string> seen;  // groups may hold each other
    std::vector<std::string> names;
    const auto takeNames = [&](const Entry& holder) {
      for (const Attribute& attribute : holder.attributes) {
        if (!selector.takes(attribute.description)) continue;
        for (const std::string& value : attribute.values) {
          if (isRedacted(value)) {
            result = Truth::Undefined;
          } else if (seen.insert(normalForm(value, schema())).second) {
            names.push_back(value);
          }
        }
      }
    };
    for (takeNames(entry()); !names.empty() && !seen.contains(wanted);) {
      const std::string name = std::move(names.back());
      names.pop_back();
      const std::optional<Entry> next = lookUp(name, others);
      if (next) takeNames(*next);
      if (!next) result = Truth::Undefined;
    }
    return seen.contains(wanted) ? Truth::True : result;
  }

  static std::optional<Entry> lookUp(const std::string& name, const EntryLookup& others) {
    const std::optional<Dn> dn = Dn::tryParse(name);  // a value that is not a DN refers to nothing that we know
    if (!others || !dn) return std::nullopt;
    return others(*dn);
  }

  /// A named rule, on one attribute or on all that are compared by it. An ordering rule asks for values before the
  /// assertion (RFC 4517, 4.2.3).
  Truth evaluateRule(const MatchingRule& rule) {
    const std::optional<std::string> wanted = rule.normalise(filter_.value, schema());
    const auto test = [&](std::string_view value) {
      const std::optional<std::string> form = rule.normalise(value, schema());
      if (!wanted || !form) return Truth::Undefined;
      return truthFrom(rule.kind == MatchingRule::Kind::Equality ? *form == *wanted : *form < *wanted);
    };
    if (!filter_.attribute.empty()) {
      if (!isOfSyntaxOf(rule, filter_.attribute, schema())) return Truth::Undefined;
      return anyOf(anyOfSelected(test), evaluateNaming(test));
    }
    Truth result = evaluateNaming(test, &rule);
    for (const Attribute& attribute : entry().attributes) {
      if (result == Truth::True) break;
      const bool isRules =
          schema().equality(attribute.description) == &rule || schema().ordering(attribute.description) == &rule;
      if (isRules) result = anyOf(result, anyValue(attribute.values, test));
    }
    return result;
  }

  /// ":dn": the values in the entry's name count too. `rule`: without an attribute, only those of types that it
  /// compares.
  Truth evaluateNaming(const std::function<Truth(std::string_view)>& test, const MatchingRule* rule = nullptr) const {
    if (!filter_.dnAttributes) return Truth::False;
    const std::optional<Dn> dn = Dn::tryParse(entry().dn);
    if (!dn) return Truth::Undefined;
    const AttributeSelector selector(filter_.attribute, schema());
    Truth result = Truth::False;
    for (const Rdn& rdn : dn->rdns()) {
      for (const Ava& ava : rdn) {
        if (!filter_.attribute.empty() && !selector.takes(ava.type)) continue;
        if (rule != nullptr && !isOfSyntaxOf(*rule, ava.type, schema())) continue;
        result = anyOf(result, ava.isBer ? Truth::Undefined : test(ava.value));
      }
    }
    return result;
  }

  const Filter& filter_;
  bool isNegated_;
  LookedAt& at_;
  std::size_t selector_;
  std::optional<bool> isKnown_, isClass_;
  std::optional<EqualityAssertion> equality_;
  std::optional<ClassAssertion> class_;
  Memo<Truth> classTruths_;  ///< by number of a class
  std::optional<OrderingAssertion> ordering_;
  std::optional<SubstringsAssertion> substrings_;
  std::optional<std::unique_ptr<const ValueTest>> valueTest_;
};

/// A filter with its negations brought down to the items (De Morgan): of an item that the server does not recognise
/// neither the item nor its negation selects the entry.
class Node {
 public:
  Node(const Filter& filter, bool isNegated, LookedAt& at) : at_(at) {
    const bool isSet = filter.kind == Filter::Kind::And || filter.kind == Filter::Kind::Or;
    if (filter.kind == Filter::Kind::Not || isSet) {
      const bool isAnd = filter.kind != Filter::Kind::Or, isInner = isNegated != (filter.kind == Filter::Kind::Not);
      isAll_ = isAnd != isInner;
      for (const Filter& operand : filter.operands) operands_.emplace_back(operand, isInner, at);
    } else {
      item_ = std::make_unique<Item>(filter, isNegated, at);
    }
  }

  Truth evaluate(const EntryLookup& others) {
    if (item_) return item_->evaluate(others);
    if (isAll_ || operands_.size() < kFewOperands) return evaluateAmong(operands_, others);
    if (!isIndexed_) index();
    Truth result = evaluateRest(others);
    for (Group& group : groups_) {
      if (result == Truth::True) break;
      result = anyOf(result, evaluateGroup(group, others));
    }
    return result;
  }

 private:
  /// An Or of fewer is tried as it stands.
  static constexpr std::size_t kFewOperands = 8;

  /// Operands of an Or that match only entries with a certain value of one attribute.
  struct Group {
    std::size_t selector;
    const MatchingRule* rule;
    std::unordered_map<std::string, std::vector<std::size_t>, TextHash, std::equal_to<>> byForm;
    std::vector<std::size_t> all;
  };

  template <typename Operands>
  Truth evaluateAmong(Operands& operands, const EntryLookup& others) {
    const Truth neutral = truthFrom(isAll_);
    Truth result = neutral;
    for (Node& operand : operands) {
      const Truth truth = operand.evaluate(others);
      result = isAll_ ? allOf(result, truth) : anyOf(result, truth);
      if (result == negate(neutral)) break;
    }
    return result;
  }

  Truth evaluateRest(const EntryLookup& others) {
    Truth result = Truth::False;
    for (const std::size_t number : rest_) {
      if (result == Truth::True) break;
      result = anyOf(result, operands_[number].evaluate(others));
    }
    return result;
  }

  /// Without a value under which an operand is filed, the operand is False, for its item is, and so is an And with it.
  Truth evaluateGroup(const Group& group, const EntryLookup& others) {
    Truth result = Truth::False;
    for (const std::size_t position : at_.selected(group.selector)) {
      for (const auto& form : at_.forms(position, *group.rule)) {
        const std::vector<std::size_t>* numbers = &group.all;
        if (form) {
          const auto found = group.byForm.find(*form);
          if (found == group.byForm.end()) continue;
          numbers = &found->second;
        }
        for (const std::size_t number : *numbers) {
          result = anyOf(result, operands_[number].evaluate(others));
          if (result == Truth::True) return result;
        }
      }
    }
    return result;
  }

  /// The first item that an operand cannot match without, and that an index can find.
  Item* keyItem() {
    if (item_) return item_->indexable() != nullptr ? item_.get() : nullptr;
    if (!isAll_) return nullptr;
    for (Node& operand : operands_)
      if (Item* const found = operand.keyItem()) return found;
    return nullptr;
  }

  void index() {
    isIndexed_ = true;
    for (std::size_t number = 0; number < operands_.size(); ++number) {
      Item* const item = operands_[number].keyItem();
      if (item == nullptr) {
        rest_.push_back(number);
        continue;
      }
      const EqualityAssertion& assertion = *item->indexable();
      auto group = std::find_if(groups_.begin(), groups_.end(), [&](const Group& known) {
        return known.selector == item->selector() && known.rule == assertion.decidingRule();
      });
      if (group == groups_.end())
        group = groups_.insert(groups_.end(), Group{item->selector(), assertion.decidingRule(), {}, {}});
      group->byForm[*assertion.form()].push_back(number);
      group->all.push_back(number);
    }
  }

  LookedAt& at_;
  bool isAll_ = true;
  std::deque<Node> operands_;
  std::unique_ptr<Item> item_;
  bool isIndexed_ = false;
  std::vector<Group> groups_;
  std::vector<std::size_t> rest_;
};

}  // namespace compiled

using compiled::LookedAt, compiled::Node;

class FilterSet::Compiled {
 public:
  explicit Compiled(const Schema& schema) : at(schema) {}

  LookedAt at;
  std::deque<Filter> filters;
  std::deque<Node> nodes;
};

FilterSet::FilterSet(const Schema& schema) : compiled_(std::make_unique<Compiled>(schema)) {}
FilterSet::~FilterSet() = default;
FilterSet::FilterSet(FilterSet&&) noexcept = default;
FilterSet& FilterSet::operator=(FilterSet&&) noexcept = default;

FilterSet::Number FilterSet::add(const Filter& filter) {
  compiled_->filters.push_back(filter);
  compiled_->nodes.emplace_back(compiled_->filters.back(), false, compiled_->at);
  return compiled_->filters.size() - 1;
}

const Filter& FilterSet::filter(Number number) const { return compiled_->filters[number]; }
std::size_t FilterSet::size() const { return compiled_->filters.size(); }
bool FilterSet::looksAt(std::string_view description) { return compiled_->at.isLookedAt(description); }
void FilterSet::look(const Entry& entry) { compiled_->at.look(entry); }

Truth FilterSet::matches(Number number, const EntryLookup& others) { return compiled_->nodes[number].evaluate(others); }

std::uint32_t FilterSet::descriptionNumber(std::size_t position) const { return compiled_->at.number(position); }
std::uint32_t FilterSet::classNumber(std::string_view value) { return compiled_->at.classNumber(value); }

Truth Filter::matches(const Entry& entry, const Schema& schema, const EntryLookup& others) const {
  LookedAt at(schema);
  Node node(*this, false, at);
  at.look(entry);
  return node.evaluate(others);
}

}  // namespace ldapsnap
