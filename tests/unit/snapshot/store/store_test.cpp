// The store as its callers see it: what goes in comes out, and is found by name.
#include "snapshot/store/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "snapshot/base/error.h"
#include "snapshot/model/trait.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using test::TempFolder;

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open(StoreOptions::Access access = StoreOptions::Access::Write) {
    return Store::open({test::storeAt(folder_ / "store"), access});
  }
  TempFolder folder_;
};

Entry entry(std::string dn, std::vector<Attribute> attributes) { return {std::move(dn), std::move(attributes)}; }

std::vector<Entry> site() {
  return {entry("", {{"objectClass", {"top"}}}),
          entry("dc=example,dc=com", {{"dc", {"example"}}, {"objectClass", {"domain", "top"}}}),
          entry("ou=People,dc=example,dc=com", {{"objectClass", {"organizationalUnit"}}, {"ou", {"People"}}}),
          entry("cn=Ann,ou=People,dc=example,dc=com", {{"cn", {"Ann"}}, {"sn", {"Lee"}}}),
          entry("ou=Groups,dc=example,dc=com", {{"ou", {"Groups"}}})};
}

SnapshotInfo take(Store& store, const std::string& siteName, const std::vector<Entry>& entries, int second = 0) {
  const std::unique_ptr<SnapshotWriter> writer = store.beginSnapshot();
  for (const Entry& e : entries) writer->add(e);
  SnapshotInfo info;
  info.site = siteName;
  info.taken = info.finished = Time(std::chrono::seconds(1772446447 + second));
  return writer->commit(info);
}

std::vector<std::string> namesIn(const Snapshot& snapshot, const std::string& base, Scope scope) {
  std::vector<std::string> names;
  snapshot.scan(Dn::parse(base), scope, [&](const Entry& e) {
    names.push_back(e.dn);
    return Snapshot::Visit::Continue;
  });
  return names;
}

TEST_F(StoreTest, ReturnsEntriesInKeyOrderForAnyOrderOfArrival) {
  const auto store = open();
  std::vector<Entry> entries = site();
  std::swap(entries.front(), entries.back());
  const SnapshotInfo info = take(*store, "lab", entries);
  EXPECT_EQ(info.entries, 5U);
  EXPECT_EQ(info.id.size(), 64U);
  EXPECT_EQ(take(*store, "lab", site(), 1).contentRoot, info.contentRoot);
  const std::unique_ptr<Snapshot> snapshot = store->snapshot(info.id);
  EXPECT_EQ(snapshot->info(), info);
  std::vector<Entry> read;
  snapshot->scan(Dn(), Scope::Subtree, [&](const Entry& e) {
    read.push_back(e);
    return Snapshot::Visit::Continue;
  });
  std::vector<Entry> expected = site();
  std::swap(expected[2], expected[4]);
  std::swap(expected[3], expected[4]);
  EXPECT_EQ(read, expected);
}

TEST_F(StoreTest, ScanRespectsScope) {
  const auto store = open();
  const std::unique_ptr<Snapshot> snapshot = store->snapshot(take(*store, "lab", site()).id);
  EXPECT_EQ(namesIn(*snapshot, "OU=people,dc=example,dc=com", Scope::Subtree),
            (std::vector<std::string>{"ou=People,dc=example,dc=com", "cn=Ann,ou=People,dc=example,dc=com"}));
  EXPECT_EQ(namesIn(*snapshot, "dc=example,dc=com", Scope::OneLevel),
            (std::vector<std::string>{"ou=Groups,dc=example,dc=com", "ou=People,dc=example,dc=com"}));
  EXPECT_EQ(namesIn(*snapshot, "ou=people,dc=example,dc=com", Scope::Base),
            (std::vector<std::string>{"ou=People,dc=example,dc=com"}));
  EXPECT_EQ(namesIn(*snapshot, "", Scope::Base), (std::vector<std::string>{""}));
  EXPECT_TRUE(namesIn(*snapshot, "ou=Nobody,dc=example,dc=com", Scope::Subtree).empty());
}

/// The cursor's entries and keys, which must outlive nothing but the cursor's place.
std::vector<std::pair<std::string, Entry>> walked(const Snapshot& snapshot) {
  std::vector<std::pair<std::string, Entry>> seen;
  const std::unique_ptr<EntryCursor> cursor = snapshot.cursor();
  while (cursor->next()) seen.emplace_back(cursor->key(), cursor->entry());
  EXPECT_FALSE(cursor->next()) << "the end stays the end";
  return seen;
}

TEST_F(StoreTest, CursorVisitsTheSameEntriesAsScan) {
  const auto store = open();
  std::vector<Entry> entries = site();
  for (int i = 0; i < 2000; ++i) {
    Entry person = entry("cn=p" + std::to_string(i) + ",ou=People,dc=example,dc=com", {{"cn", {std::to_string(i)}}});
    if (i % 3 == 0) person.add("modifyTimestamp", "20260302101407Z");
    if (i % 500 == 0) person.add("jpegPhoto", std::string(5000, 'p'));
    entries.push_back(std::move(person));
  }
  const std::unique_ptr<Snapshot> snapshot = store->snapshot(take(*store, "lab", entries).id);
  std::vector<std::pair<std::string, Entry>> scanned;
  snapshot->scan(Dn(), Scope::Subtree, [&](const Entry& each) {
    scanned.emplace_back(keyOf(each.dn).bytes, each);
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(scanned.size(), entries.size());
  EXPECT_EQ(walked(*snapshot), scanned);
}

TEST_F(StoreTest, CursorOverNoEntriesIsAtItsEnd) {
  const auto store = open();
  EXPECT_TRUE(walked(*store->snapshot(take(*store, "lab", {}).id)).empty());
}

TEST_F(StoreTest, CursorsOfOneSnapshotAreIndependent) {
  const auto store = open();
  const std::unique_ptr<Snapshot> snapshot = store->snapshot(take(*store, "lab", site()).id);
  const auto first = snapshot->cursor(), second = snapshot->cursor();
  ASSERT_TRUE(first->next());
  ASSERT_TRUE(first->next());
  ASSERT_TRUE(second->next());
  EXPECT_EQ(first->entry().dn, "dc=example,dc=com");
  EXPECT_EQ(second->entry().dn, "");
}

TEST_F(StoreTest, EntryIsFoundByName) {
  const auto store = open();
  const std::unique_ptr<Snapshot> snapshot = store->snapshot(take(*store, "lab", site()).id);
  EXPECT_EQ(snapshot->find(Dn::parse("CN=ann, OU=People, DC=example, DC=com")), site()[3]);
  EXPECT_EQ(snapshot->find(Dn::parse("cn=Bob,ou=People,dc=example,dc=com")), std::nullopt);
}

TEST_F(StoreTest, EntryAddedTwiceIsRefused) {
  const auto store = open();
  std::vector<Entry> entries = site();
  entries.push_back(entries[3]);
  try {
    take(*store, "lab", entries);
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_STREQ(error.what(), "cn=Ann,ou=People,dc=example,dc=com: an entry of this name was there before");
  }
  EXPECT_TRUE(store->snapshots().empty());
}

TEST_F(StoreTest, FilesArePrivateToTheUser) {
  const auto store = open();
  take(*store, "lab", site());
  const auto mode = [&](const char* name) {
    struct stat status {};
    EXPECT_EQ(::stat((folder_ / "store" / name).c_str(), &status), 0) << name;
    return status.st_mode & 0777U;
  };
  EXPECT_EQ(mode(""), 0700U);
  for (const char* name : {"store.db", "store.db-wal", "store.db-shm", "redaction.key", "store.lock"})
    EXPECT_EQ(mode(name), 0600U) << name;
}

TEST_F(StoreTest, RedactionKeyIsKept) {
  const RedactionKey key = open()->redactionKey();
  EXPECT_GE(key.size(), 32U);
  EXPECT_EQ(open(StoreOptions::Access::Read)->redactionKey(), key);
}

TEST_F(StoreTest, MissingStoreIsAnErrorThatSaysWhatToDo) {
  try {
    open(StoreOptions::Access::Read);
    FAIL() << "opened";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("no store at " + (folder_ / "store").string() + "; take a snapshot first"),
              0U)
        << error.what();
  }
}

TEST_F(StoreTest, DifferencesInBothTreesAreOnePair) {
  const auto store = open();
  const SnapshotInfo before = take(*store, "lab", site());
  std::vector<Entry> entries = site();
  entries[3].add("mail", "ann@example.com");
  entries.erase(entries.begin() + 4);
  entries.push_back(entry("cn=Bob,ou=People,dc=example,dc=com", {{"cn", {"Bob"}}}));
  const SnapshotInfo after = take(*store, "lab", entries, 1);
  std::vector<EntryPair> pairs;
  const std::uint64_t equal =
      store->forEachDifference(before, after, [&](EntryPair pair) { pairs.push_back(std::move(pair)); });
  EXPECT_EQ(equal, 3U);
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].before, site()[4]);
  EXPECT_EQ(pairs[0].after, std::nullopt);
  EXPECT_EQ(pairs[1].before, site()[3]);
  ASSERT_TRUE(pairs[1].after);
  EXPECT_EQ(*pairs[1].after->first("mail"), "ann@example.com");
  EXPECT_EQ(pairs[2].before, std::nullopt);
  EXPECT_EQ(pairs[2].after, entries.back());
}

}  // namespace
}  // namespace ldapsnap
