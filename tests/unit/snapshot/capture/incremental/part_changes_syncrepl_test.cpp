#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/capture/incremental/part_changes.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

/// An entryUUID as text, and as the 16 bytes that syncrepl has.
std::string uuidText(int number) { return fmt::format("00000000-0000-0000-0000-0000000000{:02X}", number); }
std::string uuidBytes(int number) { return std::string(15, '\0') + static_cast<char>(number); }

Entry person(int number, const std::string& name, const std::string& created = "20260101000000Z") {
  return {"cn=" + name + ",o=Acme", {{"entryUUID", {uuidText(number)}}, {"createTimestamp", {created}}}};
}

/// A slapd whose answer to a refresh is given.
class RefreshingDirectory : public test::FakeServer {
 public:
  RefreshResult refresh(const SearchRequest& request, const std::string& cookie,
                        const std::function<void(Entry)>& deliver) override {
    base = request.base;
    lastCookie = cookie;
    for (const Entry& entry : entries) deliver(entry);
    return answer;
  }

  std::vector<Entry> entries;
  RefreshResult answer;
  std::string base, lastCookie;
};

/// The earlier snapshot has o=Acme (entryUUID 1), cn=ann (2) and cn=bob (3).
class SyncReplChanges : public testing::Test {
 protected:
  SyncReplChanges() {
    snapshot_.add(
        {"o=Acme",
         {{"entryUUID", {uuidText(1)}},
          {"contextCSN", {"20260201000000.000000Z#000000#001#000000", "20260202000000.5Z#000000#002#000000"}}}});
    snapshot_.add(person(2, "ann"));
    snapshot_.add(person(3, "bob"));
    snapshot_.finish();
    directory_.answer.result.code = ResultCode::Success;
  }
  PartChanges changes() { return changesBySyncRepl(directory_, EarlierPart{part(), snapshot_, otherParts_}); }
  static CapturePart part() {
    CapturePart part;
    part.request.base = "o=Acme";
    return part;
  }
  void answer(RefreshResult::Names names, const std::vector<int>& uuids) {
    directory_.answer.names = names;
    for (const int uuid : uuids) directory_.answer.uuids.push_back(uuidBytes(uuid));
  }
  std::string refusalFor(ResultCode code) {
    directory_.answer.result.code = code;
    return changes().fullReadReason.value_or("none");
  }

  MemorySnapshot snapshot_;
  RefreshingDirectory directory_;
  std::vector<Dn> otherParts_;
};

TEST_F(SyncReplChanges, CookieIsTheEarlierContextCsn) {
  answer(RefreshResult::Names::Present, {1, 2, 3});
  changes();
  EXPECT_EQ(directory_.base, "o=Acme");
  EXPECT_EQ(directory_.lastCookie,
            "rid=000,csn=20260201000000.000000Z#000000#001#000000;20260202000000.5Z#000000#002#000000");
}

TEST_F(SyncReplChanges, AllPresentMeansNothingRemoved) {
  answer(RefreshResult::Names::Present, {1, 2, 3});
  const PartChanges found = changes();
  EXPECT_FALSE(found.fullReadReason);
  EXPECT_TRUE(found.entries.empty());
  EXPECT_TRUE(found.removed.empty());
}

TEST_F(SyncReplChanges, EntryNeitherPresentNorReturnedWasRemoved) {
  answer(RefreshResult::Names::Present, {1});
  directory_.entries = {person(3, "bob")};
  const PartChanges found = changes();
  EXPECT_FALSE(found.fullReadReason);
  EXPECT_EQ(found.entries, directory_.entries);
  EXPECT_EQ(found.removed, std::vector<std::string>{"cn=ann,o=Acme"});
}

TEST_F(SyncReplChanges, EntryNamedAsDeletedWasRemoved) {
  answer(RefreshResult::Names::Deleted, {2});
  EXPECT_EQ(changes().removed, std::vector<std::string>{"cn=ann,o=Acme"});
}

TEST_F(SyncReplChanges, NoDeletedNamesMeansNothingRemoved) {
  answer(RefreshResult::Names::Deleted, {});
  EXPECT_TRUE(changes().removed.empty());
}

TEST_F(SyncReplChanges, NewEntryIsNotMistakenForARenamedOne) {
  answer(RefreshResult::Names::Present, {1, 2, 3});
  directory_.entries = {person(4, "carol", "20260203000000Z")};
  const PartChanges found = changes();
  EXPECT_FALSE(found.fullReadReason);
  EXPECT_EQ(found.entries.size(), 1U);
  EXPECT_TRUE(found.removed.empty());
}

// One entry came and another one went: the counts are equal.
TEST_F(SyncReplChanges, AddedEntryDoesNotHideARemovedOne) {
  answer(RefreshResult::Names::Present, {1, 2});
  directory_.entries = {person(4, "carol", "20260203000000Z")};
  EXPECT_EQ(changes().removed, std::vector<std::string>{"cn=bob,o=Acme"});
}

TEST_F(SyncReplChanges, RenamedEntryNeedsAFullRead) {
  answer(RefreshResult::Names::Present, {1, 2});
  directory_.entries = {person(3, "robert")};
  EXPECT_EQ(changes().fullReadReason, std::optional<std::string>("an entry was renamed"));
}

TEST_F(SyncReplChanges, EarlierEntryWithoutUuidNeedsAFullRead) {
  snapshot_.add({"cn=none,o=Acme", {{"cn", {"none"}}}});
  answer(RefreshResult::Names::Present, {1, 2});
  EXPECT_EQ(changes().fullReadReason, std::optional<std::string>("an entry of the earlier snapshot has no entryUUID"));
}

TEST_F(SyncReplChanges, RefusalOfTheServerIsTheReason) {
  EXPECT_EQ(refusalFor(ResultCode::UnavailableCriticalExtension),
            "the server does not report changes: the database has no syncprov overlay");
  EXPECT_EQ(refusalFor(ResultCode::SyncRefreshRequired),
            "the server no longer knows the changes since the earlier snapshot");
  EXPECT_EQ(refusalFor(ResultCode::Busy), "the server did not report all changes: busy (51)");
}

TEST_F(SyncReplChanges, TooManyChangesNeedAFullRead) {
  for (std::size_t i = 0; i <= kMostChanges; ++i) directory_.entries.push_back(person(9, std::to_string(i)));
  EXPECT_EQ(changes().fullReadReason, std::optional<std::string>("too many entries changed"));
}

TEST_F(SyncReplChanges, SubordinateDatabaseNeedsAFullRead) {
  otherParts_ = {Dn::parse("ou=Other,o=Acme")};
  EXPECT_EQ(changes().fullReadReason, std::optional<std::string>("it contains another database"));
}

TEST_F(SyncReplChanges, EarlierSnapshotWithoutContextCsnNeedsAFullRead) {
  MemorySnapshot other;
  other.add({"o=Acme", {}});
  other.finish();
  EXPECT_EQ(changesBySyncRepl(directory_, EarlierPart{part(), other, {}}).fullReadReason,
            std::optional<std::string>("the earlier snapshot has no contextCSN for it"));
}

}  // namespace
}  // namespace ldapsnap
