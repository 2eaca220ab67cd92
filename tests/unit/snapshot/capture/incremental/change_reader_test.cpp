#include "snapshot/capture/incremental/change_reader.h"

#include <gtest/gtest.h>

#include "snapshot/model/memory_snapshot.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

/// A part of which the earlier snapshot has o=Acme, cn=Ann and a subentry.
class ChangeReaderTest : public testing::Test {
 protected:
  ChangeReaderTest() {
    for (const Entry& entry : {Entry{"o=Acme", {{"objectClass", {"organization"}}, {"contextCSN", {"1"}}}},
                               Entry{"cn=Ann,o=Acme", {{"objectClass", {"person"}}, {"sn", {"A"}}}},
                               Entry{"cn=Policy,o=Acme", {{"objectClass", {"subentry"}}}}}) {
      earlier_.add(entry);
    }
    earlier_.finish();
    directory_.put("o=Acme", {{"objectClass", "organization"}, {"contextCSN", "2"}});
    directory_.put("cn=Ann,o=Acme", {{"objectClass", "person"}, {"sn", "B"}});
    directory_.put("cn=Bob,o=Acme", {{"objectClass", "person"}, {"userPassword", "hunter2"}});
    state_.part.request.base = "o=Acme";
    state_.part.counters = {{"o=Acme", "contextCSN"}};
  }
  void read() {
    state_.reader = std::make_shared<ChangeReader>(context_, EarlierPart{state_.part, earlier_, {}, names_},
                                                   [this](ServerConnection&, const EarlierPart&) { return changes_; });
    readPart(directory_, state_);
  }
  Entry entryOf(const std::string& dn) const {
    Entry found;
    state_.reading.entries.forEach([&](Entry entry) {
      if (entry.dn == dn) found = std::move(entry);
    });
    return found;
  }

  test::FakeServer directory_;
  SchemaRedaction redaction_{std::string(32, 'k'), Product::OpenLdap, Secrets::Redacted};
  ProgressMeter progress_{{}, 0};
  ReadContext context_{directory_, Product::OpenLdap, redaction_, progress_, {}};
  MemorySnapshot earlier_;
  NamesOfRemoved names_ = NamesOfRemoved::Stay;
  PartChanges changes_;
  PartState state_;
};

TEST_F(ChangeReaderTest, ReadsTheBaseWithTheCounterEvenWhenNothingChanged) {
  read();
  ASSERT_TRUE(state_.reading.inherited);
  EXPECT_EQ(state_.reading.entries.size(), 1U);
  EXPECT_EQ(*entryOf("o=Acme").first("contextCSN"), "2");
  EXPECT_EQ(directory_.reads("o=Acme"), 0U);
}

TEST_F(ChangeReaderTest, ChangedEntriesReplaceEarlierOnesInWhateverSpelling) {
  changes_.entries = {{"CN=ann, o=Acme", {{"objectClass", {"person"}}, {"sn", {"B"}}}}};
  read();
  ASSERT_TRUE(state_.reading.inherited);
  EXPECT_EQ(state_.reading.inherited->base, Dn::parse("o=Acme"));
  EXPECT_EQ(state_.reading.inherited->withoutNames,
            (std::vector<std::string>{"cn=Policy,o=Acme", "cn=Ann,o=Acme", "o=Acme"}));
  EXPECT_EQ(*entryOf("CN=ann, o=Acme").first("sn"), "B");
}

TEST_F(ChangeReaderTest, RemovedEntriesAreNotInherited) {
  changes_.removed = {"cn=Ann,o=Acme"};
  read();
  ASSERT_TRUE(state_.reading.inherited);
  EXPECT_EQ(state_.reading.inherited->withoutNames,
            (std::vector<std::string>{"cn=Ann,o=Acme", "cn=Policy,o=Acme", "o=Acme"}));
}

TEST_F(ChangeReaderTest, ChangedEntriesAreRedacted) {
  changes_.entries = {{"cn=Bob,o=Acme", {{"objectClass", {"person"}}, {"userPassword", {"hunter2"}}}}};
  read();
  EXPECT_EQ(entryOf("cn=Bob,o=Acme").first("userPassword")->find("hunter2"), std::string::npos);
}

TEST_F(ChangeReaderTest, IncompleteChangesCauseAFullReadWithTheReason) {
  changes_ = PartChanges::readInFull("an entry was renamed");
  read();
  EXPECT_FALSE(state_.reading.inherited);
  EXPECT_EQ(state_.reading.fullReadReason, std::optional<std::string>("an entry was renamed"));
  EXPECT_EQ(state_.reading.entries.size(), 3U);
}

TEST_F(ChangeReaderTest, PartWithoutCounterIsReadInFull) {
  state_.isCounterStale = true;
  read();
  EXPECT_FALSE(state_.reading.inherited);
  EXPECT_EQ(state_.reading.fullReadReason, std::optional<std::string>("it has no change counter"));
}

TEST_F(ChangeReaderTest, EntryThatDisappearsMeanwhileCausesAFullRead) {
  changes_.entries = {{"cn=Bob,o=Acme", {{"seeAlso", {"cn=Ann,o=Acme"}}}}};
  directory_.remove("cn=Ann,o=Acme");
  read();
  EXPECT_EQ(state_.reading.fullReadReason,
            std::optional<std::string>("an entry disappeared while it was being read: noSuchObject (32)"));
}

TEST_F(ChangeReaderTest, EntriesNamedByAChangeAreReadToo) {
  changes_.entries = {{"cn=Bob,o=Acme", {{"seeAlso", {"cn=Ann,o=Acme"}}}}};
  read();
  EXPECT_EQ(*entryOf("cn=Ann,o=Acme").first("sn"), "B");
}

}  // namespace
}  // namespace ldapsnap
