#include "diff/compare/values/match_values.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <unordered_set>

#include "diff/compare/values/align_value.h"
#include "diff/compare/values/sequence.h"

namespace ldapsnap {
namespace {

using Views = std::vector<std::string_view>;

// --- Sets ---

struct KeyedValue {
  std::string key;
  std::string_view value;
};

/// By key; of values that the rule takes for equal, only the first by bytes.
std::vector<KeyedValue> keyed(const Views& values, const AttributeTraits& traits, Side side,
                              const ComparisonSchema& schema) {
  std::vector<KeyedValue> result;
  result.reserve(values.size());
  for (const std::string_view value : values) result.push_back({schema.valueKey(traits, value, side), value});
  std::stable_sort(result.begin(), result.end(),
                   [](const KeyedValue& a, const KeyedValue& b) { return a.key < b.key; });
  const auto isSameKey = [](const KeyedValue& a, const KeyedValue& b) { return a.key == b.key; };
  result.erase(std::unique(result.begin(), result.end(), isSameKey), result.end());
  return result;
}

/// Values that a rule calls equal to one of the other side although their bytes differ.
struct Respelled {
  Views before, after;
};

/// Takes out of both what is on both sides; returns how many values that were.
std::size_t joinByKey(std::vector<KeyedValue>& before, std::vector<KeyedValue>& after, Respelled& respelled) {
  std::vector<KeyedValue> removed, added;
  std::size_t joined = 0;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    if (now == after.end() || (old != before.end() && old->key < now->key)) {
      removed.push_back(std::move(*old++));
    } else if (old == before.end() || now->key < old->key) {
      added.push_back(std::move(*now++));
    } else {
      respelled.before.push_back(old->value);
      respelled.after.push_back(now->value);
      ++joined, ++old, ++now;
    }
  }
  before = std::move(removed);
  after = std::move(added);
  return joined;
}

/// Takes out values that equal one of `common`: another spelling of a value that is on both sides adds nothing.
void dropRespelled(std::vector<KeyedValue>& values, const Views& common, const AttributeTraits& traits, Side side,
                   const ComparisonSchema& schema, Views& respelled) {
  if (values.empty() || common.empty()) return;
  std::unordered_set<std::string> keys;
  for (const std::string_view value : common) keys.insert(schema.valueKey(traits, value, side));
  std::erase_if(values, [&](const KeyedValue& value) {
    const bool isRespelled = keys.contains(value.key);
    if (isRespelled) respelled.push_back(value.value);
    return isRespelled;
  });
}

std::vector<std::string> byBytes(const std::vector<KeyedValue>& values) {
  std::vector<std::string> result;
  result.reserve(values.size());
  for (const KeyedValue& value : values) result.emplace_back(value.value);
  std::sort(result.begin(), result.end());
  return result;
}

/// `before` and `after` are sorted by bytes.
void matchSets(const Views& before, const Views& after, const AttributeTraits& traits, const ComparisonSchema& schema,
               AttributeChange& change, Respelled& respelled) {
  Views onlyBefore, onlyAfter, common;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(onlyBefore));
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(onlyAfter));
  std::set_intersection(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(common));
  auto removed = keyed(onlyBefore, traits, Side::Before, schema), added = keyed(onlyAfter, traits, Side::After, schema);
  change.unchanged = common.size() + joinByKey(removed, added, respelled);
  dropRespelled(removed, common, traits, Side::Before, schema, respelled.before);
  dropRespelled(added, common, traits, Side::After, schema, respelled.after);
  change.removed = byBytes(removed);
  change.added = byBytes(added);
}

// --- X-ORDERED ---

/// Values in the order of their "{n}", without it; those that have none go last, as they came.
Views inOrder(const Views& values) {
  std::vector<std::pair<unsigned long, std::string_view>> numbered;
  for (std::string_view value : values) {
    unsigned long number = ~0UL;
    const std::size_t close = value.starts_with('{') ? value.find('}') : std::string_view::npos;
    if (close != std::string_view::npos) {
      const char* end = value.data() + close;
      if (std::from_chars(value.data() + 1, end, number).ptr == end && close > 1)
        value.remove_prefix(close + 1);
      else
        number = ~0UL;
    }
    numbered.emplace_back(number, value);
  }
  std::stable_sort(numbered.begin(), numbered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Views result;
  for (const auto& [number, value] : numbered) result.push_back(value);
  return result;
}

std::vector<std::string> keysOf(const Views& values, const AttributeTraits& traits, Side side,
                                const ComparisonSchema& schema) {
  std::vector<std::string> keys;
  keys.reserve(values.size());
  for (const std::string_view value : values) keys.push_back(schema.valueKey(traits, value, side));
  return keys;
}

/// Same values, other places: every removed one is added again.
bool isReordering(std::vector<std::string> removedKeys, std::vector<std::string> addedKeys) {
  std::sort(removedKeys.begin(), removedKeys.end());
  std::sort(addedKeys.begin(), addedKeys.end());
  return !removedKeys.empty() && removedKeys == addedKeys;
}

void alignOrdered(const Views& before, const Views& after, const AttributeTraits& traits,
                  const ComparisonSchema& schema, AttributeChange& change, Respelled& respelled) {
  const auto oldKeys = keysOf(before, traits, Side::Before, schema),
             newKeys = keysOf(after, traits, Side::After, schema);
  std::vector<std::string> removedKeys, addedKeys;
  std::size_t position = 0;  // in `after`
  change.unit = EditUnit::Value;
  for (const AlignStep& step : align(oldKeys, newKeys)) {
    const bool isGone = step.op == EditLine::Op::Remove;
    const std::string text(isGone ? before[step.position] : after[position++]);  // a kept one as it is spelled after
    change.lines.push_back({step.op, text});
    if (step.op == EditLine::Op::Keep) {
      ++change.unchanged;
      if (const std::string_view now = after[position - 1]; now != before[step.position]) {
        respelled.before.push_back(before[step.position]);
        respelled.after.push_back(now);
      }
    } else {
      (isGone ? change.removed : change.added).push_back(text);
      (isGone ? removedKeys : addedKeys).push_back((isGone ? oldKeys : newKeys)[step.position]);
    }
  }
  change.reordered = isReordering(std::move(removedKeys), std::move(addedKeys));
}

Views sorted(Views values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// In the order in which they are compared: by bytes, or by "{n}".
Views valuesOf(const AttributeView* attribute, const AttributeTraits& traits) {
  if (!attribute) return {};
  if (traits.isOrdered) return inOrder(attribute->values);
  return sorted(attribute->values);
}

std::vector<std::string> copied(const Views& values) { return {values.begin(), values.end()}; }

AttributeChange bareChange(const AttributeView& attribute, Change change) {
  AttributeChange result;
  result.description = attribute.description;
  result.change = change;
  result.decoding = attribute.traits->decoding;
  return result;
}

/// As changes, what only spelling tells apart. A type that is written in another way is another attribute to whoever
/// compares bytes.
std::vector<AttributeChange> spellingChanges(const AttributeView& before, const AttributeView& after,
                                             const Respelled& respelled) {
  const AttributeTraits& traits = *after.traits;
  if (traits.isVolatile || traits.isIdentity || traits.isDefinition) return {};
  std::vector<AttributeChange> changes;
  if (before.description != after.description) {
    changes.push_back(bareChange(before, Change::Removed));
    changes.back().removed = copied(before.values);
    changes.push_back(bareChange(after, Change::Added));
    changes.back().added = copied(after.values);
  } else if (!respelled.before.empty() || !respelled.after.empty()) {
    AttributeChange& change = changes.emplace_back(bareChange(after, Change::Modified));
    change.removed = copied(respelled.before);
    change.added = copied(respelled.after);
    change.unchanged = after.values.size() - std::min(after.values.size(), respelled.after.size());
  }
  return changes;
}

/// Of an ordered list whose order does not count: its values as a set, without their numbers. Another order of the same
/// values is another spelling.
MatchedAttribute matchUnordered(const AttributeView* before, const AttributeView* after,
                                const ComparisonSchema& schema) {
  const AttributeView& shown = after ? *after : *before;
  const AttributeTraits& traits = *shown.traits;
  MatchedAttribute result;
  AttributeChange change;
  Respelled respelled;
  matchSets(sorted(before ? inOrder(before->values) : Views()), sorted(after ? inOrder(after->values) : Views()),
            traits, schema, change, respelled);
  const bool isInBoth = before != nullptr && after != nullptr;
  if (isInBoth && change.removed.empty() && change.added.empty()) {
    const Views old = sorted(before->values), now = sorted(after->values);
    if (old != now || before->description != after->description)
      result.spellings = spellingChanges(*before, *after, {old, now});
    return result;
  }
  change.description = shown.description;
  change.change = !before ? Change::Added : !after ? Change::Removed : Change::Modified;
  change.decoding = traits.decoding;
  result.change = std::move(change);
  return result;
}

}  // namespace

MatchedAttribute matchAttribute(const AttributeView* before, const AttributeView* after,
                                const ComparisonSchema& schema) {
  const AttributeView& shown = after ? *after : *before;
  const AttributeTraits& traits = *shown.traits;
  if (traits.isOrdered && schema.ignoresOrder()) return matchUnordered(before, after, schema);
  const Views old = valuesOf(before, traits), now = valuesOf(after, traits);
  const bool isInBoth = before && after;
  MatchedAttribute result;
  if (isInBoth && before->description != after->description) {
    result.spellings = spellingChanges(*before, *after, {});
    if (schema.isExact() && !result.spellings.empty()) return result;
  }
  if (isInBoth && old == now && !(traits.isOrdered && schema.isExact())) return result;
  AttributeChange change;
  Respelled respelled;
  if (traits.isOrdered)
    alignOrdered(old, now, traits, schema, change, respelled);
  else
    matchSets(old, now, traits, schema, change, respelled);
  if (traits.isOrdered && schema.isExact() && isInBoth && change.removed.empty() && change.added.empty()) {
    // The same values in the same order, under other numbers.
    change = {};
    matchSets(sorted(before->values), sorted(after->values), traits, schema, change, respelled);
  }
  if (isInBoth && result.spellings.empty()) result.spellings = spellingChanges(*before, *after, respelled);
  if (isInBoth && change.removed.empty() && change.added.empty()) return result;
  change.description = shown.description;
  change.change = !before ? Change::Added : !after ? Change::Removed : Change::Modified;
  change.ordered = traits.isOrdered && (!change.lines.empty() || change.unchanged == 0);
  change.comparedAsBytes = !traits.isKnown && !change.removed.empty() && !change.added.empty();
  change.decoding = traits.decoding;
  const bool isOneValue = change.unchanged == 0 && change.removed.size() == 1 && change.added.size() == 1;
  // A name is read and copied whole: pieces of two names are none.
  const bool isName = traits.equality && traits.equality->name == "distinguishedNameMatch";
  if (isOneValue && !traits.isOrdered && !isName) alignInside(change);
  result.change = std::move(change);
  return result;
}

}  // namespace ldapsnap
