#include "diff/compare/values/match.h"

#include <algorithm>
#include <iterator>

#include "diff/compare/values/match_values.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// The attributes of an entry by identity, each once.
std::vector<AttributeView> viewsOf(const Entry& entry, Side side, const ComparisonSchema& schema) {
  std::vector<AttributeView> views;
  views.reserve(entry.attributes.size());
  for (const Attribute& attribute : entry.attributes) {
    if (attribute.values.empty())
      continue;  // an attribute has values (X.501); AD's empty `member` next to `member;range=`
    AttributeView view{&schema.traits(attribute.description, side), attribute.description, {}};
    view.values.assign(attribute.values.begin(), attribute.values.end());
    views.push_back(std::move(view));
  }
  std::stable_sort(views.begin(), views.end(), [](const AttributeView& a, const AttributeView& b) {
    return a.traits->identity < b.traits->identity;
  });
  std::vector<AttributeView> merged;
  for (AttributeView& view : views) {
    if (merged.empty() || merged.back().traits->identity != view.traits->identity)
      merged.push_back(std::move(view));
    else
      merged.back().values.insert(merged.back().values.end(), view.values.begin(), view.values.end());
  }
  return merged;
}

using Pair = std::pair<const AttributeView*, const AttributeView*>;

std::vector<Pair> pairByIdentity(const std::vector<AttributeView>& before, const std::vector<AttributeView>& after) {
  std::vector<Pair> pairs;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    const int order = old == before.end()  ? 1
                      : now == after.end() ? -1
                                           : old->traits->identity.compare(now->traits->identity);
    pairs.emplace_back(order <= 0 ? &*old : nullptr, order >= 0 ? &*now : nullptr);
    if (order <= 0) ++old;
    if (order >= 0) ++now;
  }
  return pairs;
}

/// Joins what is left over by name: a schema may give a name another OID.
void pairByName(std::vector<Pair>& pairs) {
  for (Pair& removed : pairs) {
    if (removed.second || !removed.first) continue;
    const std::string name = foldDescription(removed.first->description);
    const auto isSame = [&name](const Pair& pair) {
      return !pair.first && pair.second && foldDescription(pair.second->description) == name;
    };
    const auto added = std::find_if(pairs.begin(), pairs.end(), isSame);
    if (added == pairs.end()) continue;
    removed.second = added->second;
    added->second = nullptr;
  }
  std::erase_if(pairs, [](const Pair& pair) { return !pair.first && !pair.second; });
}

std::vector<Pair> pairAttributes(const std::vector<AttributeView>& before, const std::vector<AttributeView>& after) {
  std::vector<Pair> pairs = pairByIdentity(before, after);
  const auto isGone = [](const Pair& pair) { return !pair.second; };
  const auto isNew = [](const Pair& pair) { return !pair.first; };
  if (std::any_of(pairs.begin(), pairs.end(), isGone) && std::any_of(pairs.begin(), pairs.end(), isNew))
    pairByName(pairs);
  return pairs;
}

bool isBefore(const AttributeChange& a, const AttributeChange& b) {
  const std::string left = asciiLower(a.description), right = asciiLower(b.description);
  return left != right ? left < right : a.description < b.description;
}

EntryChange matchViews(const std::vector<AttributeView>& before, const std::vector<AttributeView>& after,
                       const ComparisonSchema& schema) {
  EntryChange change;
  for (const auto& [old, now] : pairAttributes(before, after)) {
    MatchedAttribute matched = matchAttribute(old, now, schema);
    // Who compares byte by byte wants to see what else is only counted.
    auto& spellings = schema.isExact() ? change.attributes : change.spellings;
    const bool isListed = schema.isExact() && !matched.spellings.empty();
    std::move(matched.spellings.begin(), matched.spellings.end(), std::back_inserter(spellings));
    if (!matched.change) {
      // A time stamp that two captures within one second agree on is not reported either way.
      if (!isListed && !(now ? now : old)->traits->isVolatile) ++change.unchangedAttributes;
      continue;
    }
    if (old && now && now->traits->isIdentity) change.replaced = true;
    change.attributes.push_back(std::move(*matched.change));
  }
  std::stable_sort(change.attributes.begin(), change.attributes.end(), isBefore);
  std::stable_sort(change.spellings.begin(), change.spellings.end(), isBefore);
  return change;
}

}  // namespace

EntryChange matchEntries(const Entry& before, const Entry& after, const ComparisonSchema& schema) {
  EntryChange change = matchViews(viewsOf(before, Side::Before, schema), viewsOf(after, Side::After, schema), schema);
  change.dn = after.dn;
  return change;
}

EntryChange addedEntry(const Entry& entry, const ComparisonSchema& schema) {
  EntryChange change = matchViews({}, viewsOf(entry, Side::After, schema), schema);
  change.change = Change::Added;
  change.dn = entry.dn;
  return change;
}

EntryChange removedEntry(const Entry& entry, const ComparisonSchema& schema) {
  EntryChange change = matchViews(viewsOf(entry, Side::Before, schema), {}, schema);
  change.change = Change::Removed;
  change.dn = entry.dn;
  return change;
}

}  // namespace ldapsnap
