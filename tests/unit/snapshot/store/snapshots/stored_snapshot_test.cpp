// A stored snapshot: each short way of reading gives what reading every entry gives.
#include "snapshot/store/snapshots/stored_snapshot.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/store/backend/backend.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using Names = std::vector<std::string>;

class StoredSnapshotTest : public testing::Test {
 protected:
  /// The same entries stored, and in memory, where nothing is overridden.
  void take(const std::vector<Entry>& entries) {
    stored_ = store_->snapshot(test::take(*store_, "lab", entries).id);
    for (const Entry& entry : entries) plain_.add(entry);
    plain_.finish();
  }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Write});
  std::unique_ptr<Snapshot> stored_;
  MemorySnapshot plain_;
};

std::vector<Entry> scanned(const Snapshot& snapshot, const std::string& base, Scope scope) {
  std::vector<Entry> entries;
  snapshot.scan(Dn::parse(base), scope, [&](const Entry& entry) {
    entries.push_back(entry);
    return Snapshot::Visit::Continue;
  });
  return entries;
}

Names valuesOf(const Snapshot& snapshot, const std::string& base, std::string_view description) {
  Names values;
  snapshot.scanValues(Dn::parse(base), description, [&](std::string_view dn, std::string_view value) {
    values.push_back(fmt::format("{}: {}", dn, value));
    return Snapshot::Visit::Continue;
  });
  return values;
}

const Names kBases = {"", "dc=example,dc=com", "uid=u00007,dc=example,dc=com", "uid=none,dc=example,dc=com", "dc=org"};

TEST_F(StoredSnapshotTest, ScansEqualThoseOfASnapshotInMemory) {
  take(test::people(700));
  for (const std::string& base : kBases)
    for (const Scope scope : {Scope::Base, Scope::OneLevel, Scope::Subtree})
      EXPECT_EQ(scanned(*stored_, base, scope), scanned(plain_, base, scope)) << base << static_cast<int>(scope);
}

TEST_F(StoredSnapshotTest, CountsEqualThoseOfASnapshotInMemory) {
  take(test::people(700));
  for (const std::string& base : kBases)
    EXPECT_EQ(stored_->count(Dn::parse(base)), plain_.count(Dn::parse(base))) << base;
  EXPECT_EQ(stored_->count(Dn()), 701U);
}

TEST_F(StoredSnapshotTest, CountReadsOneChunkPerLevel) {
  take(test::people(3000));
  store_ = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Read});
  const auto snapshot = store_->snapshot(store_->resolve("lab").id);
  EXPECT_EQ(snapshot->count(Dn::parse("dc=example,dc=com")), 3001U);
  EXPECT_LT(store_->chunksRead(), 10U);
}

TEST_F(StoredSnapshotTest, ValuesEqualThoseOfASnapshotInMemory) {
  take(test::people(700));
  for (const std::string& base : kBases)
    for (const char* description : {"description", "UID", "mail"})
      EXPECT_EQ(valuesOf(*stored_, base, description), valuesOf(plain_, base, description)) << base << description;
}

TEST_F(StoredSnapshotTest, ScanByTraitVisitsTheSameEntriesWithTheTrait) {
  take(test::people(700));
  for (const char* type : {"jpegPhoto", "uid", "entryCSN", "mail"}) {
    const auto isWanted = [type](const Trait& trait) {
      return trait.kind == Trait::Kind::AttributeType && (trait.name == type || trait.name == asciiLower(type));
    };
    const auto namesFrom = [&](const Snapshot& snapshot) {
      Names names;
      snapshot.scanTraits(Dn(), isWanted, [&](const Entry& entry) {
        if (hasTrait(entry, isWanted)) names.push_back(entry.dn);
        return Snapshot::Visit::Continue;
      });
      return names;
    };
    EXPECT_EQ(namesFrom(*stored_), namesFrom(plain_)) << type;
  }
}

TEST_F(StoredSnapshotTest, NamesThatDifferOnlyForACaseExactTypeAreSeparate) {
  take({{"cn=schema",
         {{"attributeTypes", {"( 1.2.3 NAME 'exact' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"}},
          {"objectClass", {"subschema"}}}},
        {"exact=A", {{"exact", {"A"}}}},
        {"exact=a", {{"exact", {"a"}}}}});
  EXPECT_EQ(stored_->find(Dn::parse("exact=A"))->dn, "exact=A");
  EXPECT_EQ(stored_->find(Dn::parse("exact=a"))->dn, "exact=a");
  EXPECT_EQ(scanned(*stored_, "exact=a", Scope::Base).size(), 1U);
}

TEST_F(StoredSnapshotTest, OutlivesItsStore) {
  take(test::people(20));
  store_.reset();
  EXPECT_EQ(scanned(*stored_, "", Scope::Subtree).size(), 21U);
}

TEST_F(StoredSnapshotTest, DamagedChunkIsNamedWhenItIsRead) {
  if (test::testsUseArchive()) GTEST_SKIP() << "what was written to an archive is read from this machine's cache";
  take(test::people(3000));
  const std::string root = stored_->info().contentRoot;
  store_->backend().remove({*Hash::fromHex(root)});
  store_ = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Read});
  const auto snapshot = store_->snapshot(store_->resolve("lab").id);
  try {
    snapshot->find(Dn::parse("dc=example,dc=com"));
    FAIL() << "read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Integrity);
    EXPECT_EQ(std::string(error.what()), "chunk " + root +
                                             ": missing from the store; `ldapsnap store verify` shows which snapshots "
                                             "need it");
  }
}

}  // namespace
}  // namespace ldapsnap
