#include "diff/rules/engine/match_index.h"

#include <algorithm>

#include "diff/rules/engine/filter_keys.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/filter/filter_values.h"

namespace ldapsnap {
namespace {

void lowerInto(std::string& result, std::string_view text) {
  result.assign(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

}  // namespace

std::size_t MatchIndex::add(const Filter& filter, const Dn& scanBase) {
  scanBases_.push_back(scanBase);
  const auto [found, isNew] = numberByText_.try_emplace(filter.toString(), asked_.size());
  if (isNew) {
    asked_.push_back({filter, {}, 0});
    file(found->second);
  }
  return found->second;
}

void MatchIndex::file(std::size_t number) {
  const auto keys = keysOf(asked_[number].filter, *schema_);
  if (!keys) unfiled_.push_back(number);
  for (const FilterKey& key : keys.value_or(std::vector<FilterKey>{})) {
    const bool isClass = key.kind == FilterKey::Kind::ObjectClass;
    (isClass ? byClass_ : byAttribute_)[key.text].push_back(number);
    if (isClass && schema_->objectClass(key.text) == nullptr) ofUnknownClass_.push_back(number);
  }
}

void MatchIndex::scan(const Snapshot& snapshot) {
  others_ = [&snapshot](const Dn& dn) { return snapshot.find(dn); };
  const auto look = [this](const Entry& entry) {
    visit(entry);
    return Snapshot::Visit::Continue;
  };
  const auto isWanted = [this](const Trait& trait) { return isFiled(trait); };
  for (const Dn& base : disjointBases()) snapshot.scanTraits(base, isWanted, look);
}

/// True when visit() would try a filter on an entry for it.
bool MatchIndex::isFiled(const Trait& trait) {
  if (!unfiled_.empty()) return true;
  if (trait.kind == Trait::Kind::AttributeType) return hasKey(byAttribute_, trait.name);
  // An OID may be any class that the schema does not know, or a class by another name.
  return !byClass_.empty() && (startsLikeOid(trait.name) || hasKey(byClass_, trait.name));
}

bool MatchIndex::hasKey(const ByKey& filed, std::string_view key) {
  lowerInto(lowered_, key);
  return filed.find(std::string_view(lowered_)) != filed.end();
}

/// The bases asked for without those below others, in DIT order.
std::vector<Dn> MatchIndex::disjointBases() const {
  std::vector<std::pair<std::string, Dn>> bases;
  for (const Dn& base : scanBases_) bases.emplace_back(pathOf(base), base);
  std::sort(bases.begin(), bases.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Dn> result;
  std::string_view last;
  for (const auto& [path, base] : bases) {
    if (!result.empty() && path.starts_with(last)) continue;
    result.push_back(base);
    last = path;
  }
  return result;
}

void MatchIndex::visit(const Entry& entry) {
  ++entry_;
  for (const Attribute& attribute : entry.attributes) {
    const std::string_view type = std::string_view(attribute.description).substr(0, attribute.description.find(';'));
    tryFiled(byAttribute_, type, entry);
    if (byClass_.empty() || !isObjectClassType(type)) continue;
    for (const std::string& value : attribute.values) tryClass(value, entry);
  }
  for (const std::size_t number : unfiled_) tryOn(number, entry);
}

void MatchIndex::tryClass(const std::string& objectClass, const Entry& entry) {
  tryFiled(byClass_, objectClass, entry);
  // An OID that the schema cannot name may be any class that it does not know.
  if (!startsLikeOid(objectClass) || schema_->objectClass(objectClass) != nullptr) return;
  for (const std::size_t number : ofUnknownClass_) tryOn(number, entry);
}

void MatchIndex::tryFiled(const ByKey& filed, std::string_view key, const Entry& entry) {
  lowerInto(lowered_, key);
  const auto found = filed.find(std::string_view(lowered_));
  if (found == filed.end()) return;
  for (const std::size_t number : found->second) tryOn(number, entry);
}

void MatchIndex::tryOn(std::size_t number, const Entry& entry) {
  Asked& asked = asked_[number];
  if (asked.lastEntry == entry_) return;
  asked.lastEntry = entry_;
  const Truth truth = asked.filter.matches(entry, *schema_, others_);
  if (truth == Truth::False) return;
  asked.hits.push_back({std::string(keyOf(entry.dn).path()), entry.dn, truth});
}

std::vector<const Hit*> MatchIndex::hits(std::size_t filter, std::string_view basePath, Scope scope) const {
  const std::vector<Hit>& all = asked_[filter].hits;
  auto hit = std::lower_bound(all.begin(), all.end(), basePath,
                              [](const Hit& candidate, std::string_view path) { return candidate.path < path; });
  std::vector<const Hit*> result;
  for (; hit != all.end() && hit->path.starts_with(basePath); ++hit) {
    if (inScope(hit->path, basePath, scope)) result.push_back(&*hit);
  }
  return result;
}

}  // namespace ldapsnap
