#include "diff/compare/unchanged.h"

#include <algorithm>

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

}  // namespace

void keepUnchanged(Difference& difference, const Snapshot& before, const Snapshot& after) {
  const ComparisonSchema schema(before, after);
  EntryChanges changes;
  for (EntryChange change : difference.changes) {
    if (change.change == Change::Modified || change.change == Change::Renamed) {
      if (const std::optional<Entry> entry = after.find(Dn::parse(change.dn)))
        change.kept = keptOf(change, *entry, schema);
    }
    changes.push_back(change);
  }
  difference.changes = std::move(changes);
}

}  // namespace ldapsnap
