// Entries by what they have: the same as looking at every entry, without looking.
#include "snapshot/store/snapshots/trait_index.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "tests/support/store_address.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/memory_chunks.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::take;
using Names = std::vector<std::string>;

TraitTest isOneOf(std::set<std::string> names) {
  return [names = std::move(names)](const Trait& trait) {
    const std::string_view kind = trait.kind == Trait::Kind::ObjectClass ? "class " : "type ";
    return names.count(std::string(kind) + asciiLower(trait.name)) > 0;
  };
}

class TraitIndexTest : public testing::Test {
 protected:
  std::unique_ptr<Snapshot> stored(const std::vector<Entry>& entries) {
    return store_->snapshot(take(*store_, "lab", entries).id);
  }
  static Names namesWith(const Snapshot& snapshot, const TraitTest& isWanted, const std::string& base = "") {
    Names names;
    snapshot.scanTraits(Dn::parse(base), isWanted, [&](const Entry& entry) {
      if (hasTrait(entry, isWanted)) names.push_back(entry.dn);
      return Snapshot::Visit::Continue;
    });
    return names;
  }
  static bool mayHave(const Snapshot& snapshot, const TraitTest& isWanted) { return snapshot.mayHaveTraits(isWanted); }

  test::TempFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({test::storeAt(folder_ / "store"), StoreOptions::Access::Write});
};

std::vector<Entry> site() {
  return {{"dc=com", {{"dc", {"com"}}, {"objectClass", {"Domain", "top"}}}},
          {"ou=A,dc=com", {{"objectClass", {"organizationalUnit"}}, {"ou;lang-de", {"A"}}}},
          {"cn=1,ou=A,dc=com", {{"objectClass", {"person"}}, {"entryCSN", {"2026"}}}},
          {"cn=2,ou=B,dc=com", {{"objectclass", {"PERSON"}}, {"sn", {"Lee"}}}}};
}

TEST_F(TraitIndexTest, FindsClassesAndTypesInAnyCaseAndWithOptions) {
  const auto snapshot = stored(site());
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class person"})), (Names{"cn=1,ou=A,dc=com", "cn=2,ou=B,dc=com"}));
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"type ou", "type sn"})), (Names{"ou=A,dc=com", "cn=2,ou=B,dc=com"}));
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"type person", "class sn"})), Names{});
}

TEST_F(TraitIndexTest, VolatileAttributesAreIndexed) {
  EXPECT_EQ(namesWith(*stored(site()), isOneOf({"type entrycsn"})), (Names{"cn=1,ou=A,dc=com"}));
}

TEST_F(TraitIndexTest, OnlyEntriesBelowTheBaseAreVisited) {
  const auto snapshot = stored(site());
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class person", "class domain"}), "ou=a,dc=com"),
            (Names{"cn=1,ou=A,dc=com"}));
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class person"}), "ou=C,dc=com"), Names{});
}

TEST_F(TraitIndexTest, AbsentTraitIsKnownToBeAbsent) {
  const auto snapshot = stored(site());
  EXPECT_TRUE(mayHave(*snapshot, isOneOf({"class domain"})));
  EXPECT_FALSE(mayHave(*snapshot, isOneOf({"class olcglobal", "type olcaccess"})));
}

TEST_F(TraitIndexTest, CommonTraitIsFoundByReadingAllEntries) {
  std::vector<Entry> entries = test::people(static_cast<int>(kMostListedEntries) + 1);
  entries.front().add("o", "x");
  const auto snapshot = stored(entries);
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"type uid"})).size(), kMostListedEntries + 1);
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"type uid", "type o"})).size(), kMostListedEntries + 2);
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"type o"})), (Names{"dc=example,dc=com"}));
}

TEST_F(TraitIndexTest, NamesWithZeroBytesAreSeparate) {
  const std::string nul("per\0son", 7), begins("per\0", 4);
  const auto snapshot = stored({{"cn=1", {{"objectClass", {nul}}}},
                                {"cn=2", {{"objectClass", {"per"}}}},
                                {"cn=3", {{"objectClass", {begins}}}}});
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class per"})), (Names{"cn=2"}));
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class " + nul})), (Names{"cn=1"}));
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class " + begins})), (Names{"cn=3"}));
}

TEST_F(TraitIndexTest, ClassTooLongForTheIndexIsFoundByReading) {
  const std::string giant(5000, 'c');
  const auto snapshot = stored({{"cn=1", {{"objectClass", {giant}}}}, {"cn=2", {{"objectClass", {"top"}}}}});
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class " + giant})), (Names{"cn=1"}));
  EXPECT_EQ(namesWith(*snapshot, isOneOf({"class top"})), (Names{"cn=2"}));
}

TEST_F(TraitIndexTest, AgreesWithReadingEveryEntry) {
  std::vector<Entry> entries;
  unsigned random = 1;
  for (int i = 0; i < 1500; ++i) {
    Entry entry{fmt::format("cn={}", i), {{"cn", {"x"}}}};
    for (int attribute = 0; attribute < 12; ++attribute) {
      random = random * 1103515245 + 12345;
      if ((random >> 16) % static_cast<unsigned>(attribute + 1) == 0) entry.add(fmt::format("A{}", attribute), "x");
      if ((random >> 20) % static_cast<unsigned>(attribute + 9) == 0)
        entry.add("objectClass", fmt::format("c{}", attribute));
    }
    entries.push_back(std::move(entry));
  }
  const auto snapshot = stored(entries);
  for (int trait = 0; trait < 12; ++trait) {
    const TraitTest isWanted = isOneOf({fmt::format("type a{}", trait), fmt::format("class c{}", trait)});
    Names expected;
    snapshot->scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      if (hasTrait(entry, isWanted)) expected.push_back(entry.dn);
      return Snapshot::Visit::Continue;
    });
    EXPECT_EQ(namesWith(*snapshot, isWanted), expected) << trait;
  }
}

TEST(TraitIndexFormat, IsATreeOfTraitsAndEntries) {
  test::MemoryChunks chunks;
  TraitIndexBuilder builder;
  const std::string records("\x0bobjectClass\x01\x03Top\x00\x00", 19);
  builder.add(std::string("dc=com\0\0dc=com", 14), records, {});
  const std::optional<ChunkId> root = builder.finish(chunks);
  ASSERT_TRUE(root);
  EXPECT_EQ(unpack(chunks.chunks.at(*root)), std::string("L\x1b"
                                                         "aobjectclass\0dc=com\0\0dc=com\0"
                                                         "\x13"
                                                         "ctop\0dc=com\0\0dc=com\0",
                                                         51));
}

}  // namespace
}  // namespace ldapsnap
