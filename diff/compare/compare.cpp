#include "diff/compare/compare.h"

#include "diff/compare/fold.h"
#include "diff/compare/inherit.h"
#include "diff/compare/intersection.h"
#include "diff/compare/one_sided.h"
#include "diff/compare/order.h"
#include "diff/compare/pairing/ldif_pair.h"
#include "diff/compare/pairing/pair.h"
#include "diff/compare/rename/rename.h"
#include "diff/compare/replace.h"
#include "diff/compare/schema/schema_compare.h"
#include "diff/compare/values/match.h"

namespace ldapsnap {
namespace {

/// Finds pairs of entries that differ in bytes and gives them to the visitor; returns how many are equal.
using PairSource = std::function<std::uint64_t(const EntryPairVisitor&)>;

Difference compareFrom(const PairSource& forEachPair, const Snapshot& before, const Snapshot& after) {
  const ComparisonSchema schema(before, after);
  Difference difference;
  difference.before = before.info();
  difference.after = after.info();
  ChangeSorter sorter(schema);
  ReplacedSubtrees replaced(schema);
  const auto take = [&](const EntryChange& change) {
    replaced.note(change);
    sorter.add(change);
  };

  // Entries of one name, compared as soon as they are paired.
  Pairing pairing(schema, [&](const Entry& old, const Entry& now) {
    const EntryChange change = matchEntries(old, now, schema);
    if (change.attributes.empty())
      ++difference.entries.unchanged;
    else
      take(change);
  });
  difference.entries.unchanged += forEachPair([&pairing](EntryPair pair) { pairing.take(std::move(pair)); });

  // What is left has no partner of its name: it was renamed, removed or added.
  forEachChange(pairing.finish(), schema, take);

  // Parents before children, siblings together.
  const OneSided oneSided(before, after);
  Intersection intersection(before, after);
  InheritedRights inherited(schema);
  sorter.forEach([&](EntryChange change) {
    // What a file cannot hold that was not taken of a server is not news.
    if (oneSided.isAside(change)) {
      difference.notCompared.push_back(change.dn);
      return;
    }
    // What one side does not cover is unknown there, not absent.
    if (intersection.setAside(change, difference)) return;
    // A container that was deleted and re-created is one replacement.
    replaced.mark(change);
    // Access rights that a container hands down are its change, not one of everything below it.
    inherited.mark(change);
    // Volatile attributes and definitions are set aside, entries counted.
    fold(std::move(change), schema, difference);
  });

  // Definitions, part by part.
  if (schema.comparesDefinitions()) difference.schema = compareSchemas(before.schema(), after.schema());
  intersection.setAsideDefinitions(difference);
  return difference;
}

}  // namespace

Difference compare(const Snapshot& before, const Snapshot& after) {
  const PairSource merge = [&](const EntryPairVisitor& visit) { return forEachDifference(before, after, visit); };
  return compareFrom(merge, before, after);
}

Difference compare(const LdifSnapshot& before, const LdifSnapshot& after) {
  const PairSource join = [&](const EntryPairVisitor& visit) { return forEachDifference(before, after, visit); };
  return compareFrom(join, before, after);
}

Difference compare(Store& store, const Snapshot& before, const Snapshot& after) {
  const PairSource walk = [&](const EntryPairVisitor& visit) {
    return store.forEachDifference(before.info(), after.info(), visit);
  };
  return compareFrom(walk, before, after);
}

}  // namespace ldapsnap
