#include "diff/compare/unchanged.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool isNamed(const std::vector<AttributeChange>& changes, const std::string& identity, const ComparisonSchema& schema) {
  return std::any_of(changes.begin(), changes.end(), [&](const AttributeChange& change) {
    const Side side = change.change == Change::Removed ? Side::Before : Side::After;
    return schema.traits(change.description, side).identity == identity;
  });
}

std::vector<AttributeChange> keptOf(const EntryChange& change, const Entry& entry, const ComparisonSchema& schema) {
  std::vector<AttributeChange> kept;
  for (const Attribute& attribute : entry.attributes) {
    const AttributeTraits& traits = schema.traits(attribute.description, Side::After);
    if (traits.isVolatile || attribute.values.empty() || isNamed(change.attributes, traits.identity, schema)) continue;
    AttributeChange& same = kept.emplace_back();
    same.description = attribute.description;
    same.added = attribute.values;
    same.unchanged = attribute.values.size();
    same.decoding = traits.decoding;
  }
  std::sort(kept.begin(), kept.end(), [](const AttributeChange& a, const AttributeChange& b) {
    return asciiLower(a.description) < asciiLower(b.description);
  });
  return kept;
}

/// The entries of a snapshot by the names in a difference, also those whose names are not DNs. find() cannot be asked
/// for these; in key order they come after the root DSE and before all others (dn.h), and are collected when first
/// needed.
class EntriesByName {
 public:
  explicit EntriesByName(const Snapshot& snapshot) : snapshot_(snapshot) {}

  std::optional<Entry> find(const std::string& name) {
    if (const std::optional<Dn> dn = Dn::tryParse(name)) return snapshot_.find(*dn);
    if (!invalid_) collect();
    const auto found = invalid_->find(name);
    return found == invalid_->end() ? std::nullopt : std::optional(found->second);
  }

 private:
  void collect() {
    invalid_.emplace();
    snapshot_.scan(Dn(), Scope::Subtree, [this](const Entry& entry) {
      const std::optional<Dn> dn = Dn::tryParse(entry.dn);
      if (dn && !dn->empty()) return Snapshot::Visit::Stop;
      if (!dn) invalid_->emplace(entry.dn, entry);
      return Snapshot::Visit::Continue;
    });
  }

  const Snapshot& snapshot_;
  std::optional<std::unordered_map<std::string, Entry>> invalid_;
};

}  // namespace

void keepUnchanged(Difference& difference, const Snapshot& before, const Snapshot& after) {
  const ComparisonSchema schema(before, after);
  EntriesByName entries(after);
  EntryChanges changes;
  for (EntryChange change : difference.changes) {
    if (change.change == Change::Modified || change.change == Change::Renamed) {
      if (const std::optional<Entry> entry = entries.find(change.dn)) change.kept = keptOf(change, *entry, schema);
    }
    changes.push_back(change);
  }
  difference.changes = std::move(changes);
}

}  // namespace ldapsnap
