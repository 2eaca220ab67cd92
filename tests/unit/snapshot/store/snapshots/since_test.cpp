// A snapshot that takes over entries of an earlier one has the same trees as one that was written whole.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

#include "snapshot/base/error.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/snapshots/trait_index.h"
#include "snapshot/store/tree/tree_copier.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/memory_chunks.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using Entries = std::map<std::string, Entry>;  // by DN

/// The roots of a snapshot's four trees, as text.
std::string rootsOf(Store& store, const SnapshotInfo& info) {
  const Manifest manifest = Manifest::read(*store.backend().snapshot(*Hash::fromHex(info.id)));
  return fmt::format("{} entries, content {}, volatile {}, schema {}, traits {}", manifest.info.entries,
                     manifest.content.hex(), manifest.volatiles.hex(), manifest.schema.hex(),
                     manifest.traits ? manifest.traits->hex() : "none");
}

SnapshotInfo plainInfo() {
  SnapshotInfo info;
  info.site = "lab";
  info.product = Product::OpenLdap;
  return info;
}

class SinceTest : public testing::Test {
 protected:
  std::string whole(const Entries& entries) {
    const auto writer = store_->beginSnapshot();
    for (const auto& [dn, entry] : entries) writer->add(entry);
    last_ = writer->commit(plainInfo());
    return rootsOf(*store_, last_);
  }
  /// What is different from `before` is added or left out, the rest is inherited from `earlier`.
  std::string since(const SnapshotInfo& earlier, const Entries& before, const Entries& now, const Dn& base = Dn()) {
    const auto writer = store_->beginSnapshotSince(earlier.id);
    Inherited inherited;
    inherited.base = base;
    for (const auto& [dn, entry] : before)
      if (now.count(dn) == 0) inherited.withoutNames.push_back(dn);
    for (const auto& [dn, entry] : now) {
      const auto found = before.find(dn);
      if (found == before.end() || found->second.attributes != entry.attributes) writer->add(entry);
    }
    writer->inherit(inherited);
    return rootsOf(*store_, writer->commit(plainInfo()));
  }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Write});
  SnapshotInfo last_;
};

Entries sample(int count) { return test::byDn(test::people(count)); }

/// Changes, adds and removes some entries, and now and then a run of neighbours.
void edit(Entries& entries, std::mt19937& random) {
  const auto any = [&random](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  for (std::size_t edits = any(12); edits > 0; --edits) {
    auto at = std::next(entries.begin(), static_cast<std::ptrdiff_t>(any(entries.size())));
    switch (any(5)) {
      case 0:
        for (std::size_t left = any(40); left > 0 && at != entries.end() && entries.size() > 2; --left)
          at = entries.erase(at);
        break;
      case 1:
        at->second.attributes = {{"description", {fmt::format("{}", random())}},
                                 {"entryCSN", {fmt::format("{}", random())}}};
        break;
      case 2:
        at->second.attributes = {{"objectClass", {fmt::format("c{}", any(6))}}, {fmt::format("a{}", any(9)), {"x"}}};
        break;
      default: {
        const std::string dn = fmt::format("cn={},{}", random(), any(2) == 0 ? at->first : "dc=example,dc=com");
        entries[dn] = Entry{dn, {{"cn", {"x"}}, {"jpegPhoto", {std::string(5000 + any(3), 'j')}}}};
      }
    }
  }
}

TEST_F(SinceTest, RandomChangesGiveTheRootsOfFullSnapshots) {
  std::mt19937 random(20261123);
  for (int round = 0; round < 6; ++round) {
    Entries before = sample(round < 3 ? 40 : 2500);
    whole(before);
    for (int step = 0; step < 6; ++step) {
      Entries now = before;
      edit(now, random);
      const SnapshotInfo earlier = last_;
      const std::string expected = whole(now);
      ASSERT_EQ(since(earlier, before, now), expected) << "round " << round << ", step " << step;
      before = std::move(now);
    }
  }
}

TEST_F(SinceTest, OnlyChangedChunksAreRead) {
  Entries entries = sample(20000);
  whole(entries);
  Entries now = entries;
  now["uid=u12345,dc=example,dc=com"].attributes = {{"uid", {"u12345"}}};
  const SnapshotInfo earlier = last_;
  const std::string expected = whole(now);
  store_ = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Write});
  EXPECT_EQ(since(earlier, entries, now), expected);
  EXPECT_LT(store_->chunksRead(), 100U);  // of a thousand and more
}

TEST_F(SinceTest, InheritsTheBaseWithoutExcludedSubtrees) {
  const Entries site = test::byDn({{"dc=a", {{"dc", {"a"}}}},
                                   {"ou=x,dc=a", {{"ou", {"x"}}}},
                                   {"cn=1,ou=x,dc=a", {{"cn", {"1"}}}},
                                   {"ou=y,dc=a", {{"ou", {"y"}}}},
                                   {"dc=b", {{"dc", {"b"}}}}});
  whole(site);
  const auto writer = store_->beginSnapshotSince(last_.id);
  writer->inherit({Dn::parse("dc=a"), {Dn::parse("ou=x,dc=a")}, {"OU=y,dc=a"}});  // a spelling that is not there
  const SnapshotInfo taken = writer->commit(plainInfo());
  EXPECT_EQ(test::entriesOf(*store_, taken.id),
            test::byDn({{"dc=a", {{"dc", {"a"}}}}, {"ou=y,dc=a", {{"ou", {"y"}}}}}));
  EXPECT_EQ(taken.since, last_.id);
}

TEST_F(SinceTest, SchemaThatChangesVolatilityRewritesAllEntries) {
  const std::string same = "( 1.3.6.1.4.1.4203.666.1.7 NAME 'myCSN' )", other = "( 1.2.3.4 NAME 'myCSN' )";
  Entries before = sample(300);
  before["cn=schema"] = Entry{"cn=schema", {{"attributeTypes", {other}}}};
  for (auto& [dn, entry] : before)
    if (dn != "cn=schema") entry.add("myCSN", "1");
  for (auto& [dn, entry] : before) entry.canonicalise();
  whole(before);
  Entries now = before;
  now["cn=schema"].attributes = {{"attributeTypes", {same}}};
  const SnapshotInfo earlier = last_;
  const std::string expected = whole(now);
  EXPECT_EQ(since(earlier, before, now), expected);
}

TEST_F(SinceTest, TraitThatBecomesRareIsListedAgain) {
  Entries before = sample(static_cast<int>(kMostListedEntries) + 40);
  whole(before);
  Entries now;
  for (const auto& [dn, entry] : before)
    if (now.size() < kMostListedEntries - 20) now.emplace(dn, entry);
  const SnapshotInfo earlier = last_;
  const std::string expected = whole(now);
  EXPECT_EQ(since(earlier, before, now), expected);
  const std::string again = whole(before);
  EXPECT_EQ(since(last_, before, before), again);
}

TEST_F(SinceTest, EntryThatPreventsTheTraitIndexMayComeAndGo) {
  const Entries plain = sample(200);
  Entries odd = plain;
  odd["cn=odd"] = Entry{"cn=odd", {{"objectClass", {std::string(5000, 'c')}}}};
  const std::string without = whole(plain);
  const SnapshotInfo first = last_;
  const std::string with = whole(odd);
  EXPECT_NE(with.find("traits none"), std::string::npos);
  EXPECT_EQ(since(first, plain, odd), with);
  EXPECT_EQ(since(last_, odd, plain), without);
}

TEST_F(SinceTest, EntryAddedTwiceIsRefusedAlsoWhenInherited) {
  const Entries entries = sample(5);
  whole(entries);
  const auto writer = store_->beginSnapshotSince(last_.id);
  writer->inherit({});
  writer->add(entries.begin()->second);
  writer->add(entries.begin()->second);
  EXPECT_THROW(writer->commit(plainInfo()), Error);
}

TEST_F(SinceTest, SurvivesRemovalOfTheEarlierSnapshot) {
  const Entries before = sample(3000);
  whole(before);
  Entries now = before;
  now.erase("uid=u01000,dc=example,dc=com");
  const std::string roots = since(last_, before, now);
  Retention retention;
  retention.policy.last = 1;
  ASSERT_EQ(forget(*store_, "lab", retention, DryRun::No).size(), 1U);
  EXPECT_GT(collectGarbage(*store_).removed, 0U);
  EXPECT_TRUE(verifyStore(*store_).isSound());
  EXPECT_EQ(test::entriesOf(*store_, store_->snapshots("lab").front().id), now);
}

TEST_F(SinceTest, WriterWithoutEarlierSnapshotCannotInherit) {
  EXPECT_THROW(store_->beginSnapshot()->inherit({}), Error);
}

TEST_F(SinceTest, SinceIsAbsentWhenNothingIsInherited) {
  const Entries entries = sample(5);
  const std::string expected = whole(entries);
  const auto writer = store_->beginSnapshotSince(last_.id);
  for (const auto& [dn, entry] : entries) writer->add(entry);
  const SnapshotInfo taken = writer->commit(plainInfo());
  EXPECT_EQ(rootsOf(*store_, taken), expected);
  EXPECT_EQ(taken.since, "");
}

TEST(KeyRanges, MergeAndComplement) {
  const std::vector<KeyRange> ranges =
      merged({{"m", "p"}, {"a", "c"}, {"b", "d"}, {"d", "e"}, {"x", ""}, {"y", "z"}, {"k", "k"}});
  EXPECT_EQ(ranges, (std::vector<KeyRange>{{"a", "e"}, {"m", "p"}, {"x", ""}}));
  EXPECT_EQ(complementOf(ranges), (std::vector<KeyRange>{{"", "a"}, {"e", "m"}, {"p", "x"}}));
  EXPECT_EQ(complementOf({}), (std::vector<KeyRange>{{"", ""}}));
  EXPECT_EQ(complementOf({{"", ""}}), std::vector<KeyRange>{});
}

}  // namespace
}  // namespace ldapsnap
