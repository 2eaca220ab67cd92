#include "diff/compare/compare.h"

#include <iterator>
#include <utility>

#include "diff/compare/folding/fold.h"
#include "diff/compare/folding/inherit.h"
#include "diff/compare/folding/order.h"
#include "diff/compare/folding/replace.h"
#include "diff/compare/identity.h"
#include "diff/compare/intersection.h"
#include "diff/compare/one_sided.h"
#include "diff/compare/pairing/ldif_pair.h"
#include "diff/compare/pairing/pair.h"
#include "diff/compare/rename/rename.h"
#include "diff/compare/rename/renamed_entry.h"
#include "diff/compare/schema/schema_compare.h"
#include "diff/compare/values/match.h"

namespace ldapsnap {
namespace {

/// Finds pairs of entries that differ in bytes and gives them to the visitor; returns how many are equal.
using PairSource = std::function<std::uint64_t(const EntryPairVisitor&)>;

/// What differs between two entries of one name.
EntryChange matchNamed(const Entry& before, const Entry& after, const ComparisonSchema& schema) {
  if (!isNameRespelled(before.dn, after.dn)) return matchEntries(before, after, schema);
  EntryChange change = matchRenamed(before, after, schema);
  change.spelledFrom = std::exchange(change.fromDn, {});
  return change;
}

void compareDefinitions(const Snapshot& before, const Snapshot& after, const ComparisonSchema& schema,
                        Difference& difference) {
  SchemaComparison compared =
      compareSchemas({before.schema(), after.schema(), schema.product(Side::Before), schema.product(Side::After)});
  difference.schema = std::move(compared.changes);
  if (schema.isExact()) {
    for (std::vector<SchemaChange>* more : {&compared.extensions, &compared.spellings})
      std::move(more->begin(), more->end(), std::back_inserter(difference.schema));
  } else {
    difference.schemaExtensions = std::move(compared.extensions);
    difference.schemaSpellings = std::move(compared.spellings);
  }
  difference.definitionChanges = definitionChangesOf(difference.definitionChanges, difference.schema);
}

Difference compareFrom(const PairSource& forEachPair, const Snapshot& before, const Snapshot& after,
                       Exactness exactness) {
  const ComparisonSchema schema(before, after, exactness);
  Identities identities(before, after, schema);
  Difference difference;
  difference.isExact = schema.isExact();
  difference.before = before.info();
  difference.after = after.info();
  ChangeSorter sorter(schema);
  ReplacedSubtrees replaced(schema);
  const auto take = [&](EntryChange change) {
    if (change.replaced) change.replaced = identities.tellsReplacement(change.dn);
    replaced.note(change);
    sorter.add(change);
  };

  // Entries of one name, compared as soon as they are paired.
  Pairing pairing(schema, [&](const Entry& old, const Entry& now) {
    EntryChange change = matchNamed(old, now, schema);
    if (change.attributes.empty() && change.spellings.empty() && change.spelledFrom.empty())
      ++difference.entries.unchanged;
    else
      take(std::move(change));
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
  if (schema.comparesDefinitions()) compareDefinitions(before, after, schema, difference);
  difference.otherDirectories = identities.otherDirectories();
  intersection.setAsideDefinitions(difference);
  return difference;
}

}  // namespace

Difference compare(const Snapshot& before, const Snapshot& after, Exactness exactness) {
  const PairSource merge = [&](const EntryPairVisitor& visit) { return forEachDifference(before, after, visit); };
  return compareFrom(merge, before, after, exactness);
}

Difference compare(const LdifSnapshot& before, const LdifSnapshot& after, Exactness exactness) {
  const PairSource join = [&](const EntryPairVisitor& visit) { return forEachDifference(before, after, visit); };
  return compareFrom(join, before, after, exactness);
}

Difference compare(Store& store, const Snapshot& before, const Snapshot& after, Exactness exactness) {
  const PairSource walk = [&](const EntryPairVisitor& visit) {
    return store.forEachDifference(before.info(), after.info(), visit);
  };
  return compareFrom(walk, before, after, exactness);
}

}  // namespace ldapsnap
