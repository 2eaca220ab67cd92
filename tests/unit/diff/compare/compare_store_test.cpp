// Two snapshots of a store are compared by walking the chunks that differ; the difference is the same.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "diff/compare/compare.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/random_directory.h"

namespace ldapsnap {
namespace {

std::unique_ptr<Snapshot> stored(Store& store, const Snapshot& snapshot) {
  const auto writer = store.beginSnapshot();
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    writer->add(entry);
    return Snapshot::Visit::Continue;
  });
  return store.snapshot(writer->commit(snapshot.info()).id);
}

RC_GTEST_PROP(CompareStore, EqualsAComparisonOfAllEntries, ()) {
  RandomDirectory directory(*rc::gen::arbitrary<unsigned>());
  const MemorySnapshot before = directory.snapshot();
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) directory.change();
  const MemorySnapshot after = directory.snapshot();

  static const test::TempFolder folder;  // one store for all: making one waits for the disk
  static const auto store = Store::open({folder.path(), StoreOptions::Access::Write});
  const auto storedBefore = stored(*store, before), storedAfter = stored(*store, after);
  const Difference expected = compare(before, after), found = compare(*store, *storedBefore, *storedAfter);
  RC_ASSERT(describe(found) == describe(expected));
  RC_ASSERT(describe(found.entries) == describe(expected.entries));
}

}  // namespace
}  // namespace ldapsnap
