#include "diff/rules/engine/match_index.h"

#include <algorithm>

#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/model/partial_scan.h"

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
  const auto [found, isNew] = numberByText_.try_emplace(filter.toString(), filters_.size());
  if (isNew) {
    filters_.add(filter);
    hits_.emplace_back();
    lastEntry_.push_back(0);
    file(found->second);
  }
  return found->second;
}

void MatchIndex::keepValues(std::size_t filter, const std::string& attribute) {
  std::unique_ptr<Kept>& kept = kept_[filter];
  if (!kept) kept = std::make_unique<Kept>(attribute, *schema_);
}

const std::string* MatchIndex::keptOf(std::size_t filter) const {
  const auto kept = kept_.find(filter);
  return kept == kept_.end() ? nullptr : &kept->second->attribute;
}

void MatchIndex::file(std::size_t number) {
  const auto keys = keys_.of(filters_.filter(number));
  if (!keys) unfiled_.push_back(number);
  for (const FilterKey& key : keys.value_or(std::vector<FilterKey>{})) {
    const bool isClass = key.kind == FilterKey::Kind::ObjectClass;
    Numbers& numbers = (isClass ? byClass_ : byAttribute_)[key.text];
    if (numbers.empty() || numbers.back() != number) numbers.push_back(number);  // a type's name may be its OID
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
  const auto isLookedAt = [this](std::string_view description) { return isNeeded(description); };
  for (const Dn& base : disjointBases()) scanPartly(snapshot, base, isWanted, isLookedAt, look);
}

/// True when visit() looks at attributes of that description.
bool MatchIndex::isNeeded(std::string_view description) {
  return filters_.looksAt(description) || isObjectClassType(description);
}

/// True when visit() would try a filter on an entry for it.
bool MatchIndex::isFiled(const Trait& trait) {
  if (!unfiled_.empty()) return true;
  if (trait.kind == Trait::Kind::AttributeType) return filedUnder(byAttribute_, trait.name) != nullptr;
  // An OID may be any class that the schema does not know, or a class by another name.
  return !byClass_.empty() && (startsLikeOid(trait.name) || filedUnder(byClass_, trait.name) != nullptr);
}

const MatchIndex::Numbers* MatchIndex::filedUnder(const ByKey& filed, std::string_view key) {
  lowerInto(lowered_, key);
  const auto found = filed.find(std::string_view(lowered_));
  return found == filed.end() ? nullptr : &found->second;
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
  filters_.look(entry);
  for (std::size_t i = 0; i < entry.attributes.size(); ++i) {
    const Attribute& attribute = entry.attributes[i];
    tryOn(ofDescription(filters_.descriptionNumber(i), attribute.description), entry);
    if (byClass_.empty() || !isObjectClassType(attribute.description)) continue;
    for (const std::string& value : attribute.values) tryOn(ofClass(value), entry);
  }
  tryOn(unfiled_, entry);
}

const MatchIndex::Numbers& MatchIndex::ofDescription(std::uint32_t number, const std::string& description) {
  if (number >= ofDescription_.size()) ofDescription_.resize(number + 1);
  std::optional<Numbers>& known = ofDescription_[number];
  if (!known) {
    const Numbers* const filed = filedUnder(byAttribute_, attributeTypeOf(description));
    known = filed == nullptr ? Numbers() : *filed;
  }
  return *known;
}

const MatchIndex::Numbers& MatchIndex::ofClass(const std::string& objectClass) {
  const std::uint32_t number = filters_.classNumber(objectClass);
  if (number >= ofClass_.size()) ofClass_.resize(number + 1);
  std::optional<Numbers>& known = ofClass_[number];
  if (!known) {
    const Numbers* const filed = filedUnder(byClass_, objectClass);
    known = filed == nullptr ? Numbers() : *filed;
    // An OID that the schema cannot name may be any class that it does not know.
    if (startsLikeOid(objectClass) && schema_->objectClass(objectClass) == nullptr)
      known->insert(known->end(), ofUnknownClass_.begin(), ofUnknownClass_.end());
  }
  return *known;
}

void MatchIndex::tryOn(const Numbers& numbers, const Entry& entry) {
  std::string_view path;
  std::optional<DnKey> key;
  for (const std::size_t number : numbers) {
    if (lastEntry_[number] == entry_) continue;
    lastEntry_[number] = entry_;
    const Truth truth = filters_.matches(number, others_);
    if (truth == Truth::False) continue;
    if (!key) path = key.emplace(keyOf(entry.dn)).path();
    Hit& hit = hits_[number].emplace_back(Hit{std::string(path), entry.dn, truth});
    if (kept_.empty()) continue;
    const auto kept = kept_.find(number);
    if (kept == kept_.end()) continue;
    for (const Attribute& attribute : entry.attributes)
      if (kept->second->selector.takes(attribute.description))
        hit.values.insert(hit.values.end(), attribute.values.begin(), attribute.values.end());
  }
}

std::vector<const Hit*> MatchIndex::hits(std::size_t filter, std::string_view basePath, Scope scope) const {
  const std::vector<Hit>& all = hits_[filter];
  auto hit = std::lower_bound(all.begin(), all.end(), basePath,
                              [](const Hit& candidate, std::string_view path) { return candidate.path < path; });
  std::vector<const Hit*> result;
  for (; hit != all.end() && hit->path.starts_with(basePath); ++hit) {
    if (inScope(hit->path, basePath, scope)) result.push_back(&*hit);
  }
  return result;
}

}  // namespace ldapsnap
