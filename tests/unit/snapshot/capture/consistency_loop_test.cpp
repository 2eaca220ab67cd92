#include "snapshot/capture/consistency_loop.h"

#include <gtest/gtest.h>

#include "snapshot/capture/part/full_reader.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using std::chrono::milliseconds;

/// Two parts of a fake server with a counter each, and a third without.
class ConsistencyLoopTest : public testing::Test {
 protected:
  ConsistencyLoopTest() {
    directory_.put("o=A", {{"objectClass", "organization"}, {"contextCSN", "1"}});
    directory_.put("o=B", {{"objectClass", "organization"}, {"contextCSN", "1"}});
    directory_.put("cn=config", {{"objectClass", "olcGlobal"}});
  }
  PartState& addPart(const std::string& base, bool isCounted, CapturePart::Kind kind = CapturePart::Kind::Context) {
    PartState& state = parts_.emplace_back();
    state.part.request.base = base;
    state.part.kind = kind;
    if (isCounted) state.part.counters = {{base, "contextCSN"}};
    state.reader = std::make_shared<FullReader>(context_);
    return state;
  }
  /// Reads all parts once, as a capture does before the loop.
  void readAll() {
    for (PartState& state : parts_) readPart(directory_, state);
  }
  Consistency run(milliseconds settle = milliseconds(5000)) {
    return ConsistencyLoop(context_, parts_, settle, check_).run();
  }
  /// Calls `write` before the searches of `base` with the given numbers (from 1).
  void writeBefore(const std::string& base, std::size_t first, std::size_t last, std::function<void()> write) {
    directory_.beforeSearch([=, this](std::size_t, const SearchRequest& request) {
      if (request.base != base || request.scope != Scope::Subtree) return;
      const std::size_t number = directory_.reads(base);
      if (number >= first && number <= last) write();
    });
  }
  std::string valueOf(std::size_t part, const std::string& description) const {
    std::string value;
    parts_[part].reading.entries.forEach([&](const Entry& entry) {
      if (entry.first(description) != nullptr) value = *entry.first(description);
    });
    return value;
  }
  void count(const std::string& base) { directory_.set(base, "contextCSN", std::to_string(++csn_)); }

  test::FakeServer directory_;
  SchemaRedaction redaction_{std::string(32, 'k'), Product::OpenLdap, Secrets::Redacted};
  ProgressMeter progress_{{}, 0};
  ReadContext context_{directory_, Product::OpenLdap, redaction_, progress_, {}};
  std::vector<PartState> parts_;
  ConsistencyLoop::InheritanceCheck check_;
  int csn_ = 1;
};

TEST_F(ConsistencyLoopTest, CountersThatNeverMoveNeedNoReread) {
  addPart("o=A", true);
  addPart("o=B", true);
  readAll();
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_EQ(directory_.reads("o=A"), 1U);
  EXPECT_EQ(directory_.reads("o=B"), 1U);
}

TEST_F(ConsistencyLoopTest, CounterThatMovesOnceCausesOneReread) {
  addPart("o=A", true);
  addPart("o=B", true);
  readAll();
  directory_.set("o=A", "description", "new");
  count("o=A");
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_EQ(directory_.reads("o=A"), 2U);
  EXPECT_EQ(directory_.reads("o=B"), 1U);
  EXPECT_EQ(valueOf(0, "description"), "new");
}

// The first part was found unchanged before the second was reread: that pass proves nothing about it.
TEST_F(ConsistencyLoopTest, ChangeOfAPartAlreadyVisitedIsFoundByTheNextPass) {
  addPart("o=A", true);
  addPart("o=B", true);
  readAll();
  count("o=B");
  writeBefore("o=B", 2, 2, [this] {
    directory_.set("o=A", "description", "new");
    count("o=A");
  });
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_EQ(directory_.reads("o=A"), 2U);
  EXPECT_EQ(valueOf(0, "description"), "new");
}

TEST_F(ConsistencyLoopTest, CounterThatAlwaysMovesIsTornWhenTimeIsUp) {
  addPart("o=A", true);
  readAll();
  count("o=A");
  writeBefore("o=A", 2, 1000000, [this] { count("o=A"); });
  EXPECT_EQ(run(milliseconds(30)), Consistency::Torn);
  EXPECT_GT(directory_.reads("o=A"), 1U);
}

TEST_F(ConsistencyLoopTest, SettleTimeOfZeroLooksOnceAndRereadsNothingWithACounter) {
  addPart("o=A", true);
  readAll();
  EXPECT_EQ(run(milliseconds(0)), Consistency::Consistent);
  count("o=A");
  EXPECT_EQ(run(milliseconds(0)), Consistency::Torn);
  EXPECT_EQ(directory_.reads("o=A"), 1U);
}

TEST_F(ConsistencyLoopTest, PartWithoutCounterIsReadUntilTwoReadsAreEqual) {
  addPart("cn=config", false);
  readAll();
  writeBefore("cn=config", 2, 2, [this] { directory_.set("cn=config", "olcIdleTimeout", "60"); });
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_EQ(directory_.reads("cn=config"), 3U);
  EXPECT_EQ(valueOf(0, "olcIdleTimeout"), "60");
}

TEST_F(ConsistencyLoopTest, LargePartWithoutCounterIsUnknownAndReadOnce) {
  for (std::size_t i = 0; i < kReadTwiceLimit; ++i)
    directory_.put("cn=" + std::to_string(i) + ",cn=config", {{"objectClass", "olcGlobal"}});
  addPart("cn=config", false);
  readAll();
  EXPECT_EQ(run(), Consistency::Unknown);
  EXPECT_EQ(directory_.reads("cn=config"), 1U);
}

TEST_F(ConsistencyLoopTest, CounterOlderThanAnEntryIsReplacedByComparingTwoReads) {
  directory_.set("o=A", "contextCSN", "20260101000000.000000Z#000000#000#000000");
  directory_.set("o=A", "entryCSN", "20260102000000.000000Z#000000#000#000000");
  addPart("o=A", true);
  readAll();
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_TRUE(parts_[0].isCounterStale);
  EXPECT_EQ(directory_.reads("o=A"), 3U) << "the second read has a digest, the third equals it";
}

TEST_F(ConsistencyLoopTest, ChangedSchemaRereadsEverything) {
  directory_.put("cn=Subschema", {{"objectClass", "subschema"}});
  addPart("cn=Subschema", false, CapturePart::Kind::Schema);
  addPart("o=A", true);
  readAll();
  writeBefore("cn=Subschema", 2, 2, [this] { directory_.set("cn=Subschema", "description", "new"); });
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_EQ(directory_.reads("o=A"), 2U);
}

/// Pretends that all but the entries of an earlier snapshot was read.
class InheritingReader : public PartReader {
 public:
  void read(PartState& state) override {
    state.reading = PartReading();
    state.reading.inherited.emplace();
  }
};

TEST_F(ConsistencyLoopTest, InheritanceRefusedAfterARereadIsReplacedByAFullRead) {
  addPart("cn=config", false);
  PartState& data = addPart("o=A", true);
  data.mayInherit = true;
  data.reader = std::make_shared<InheritingReader>();
  check_ = [] { return std::optional<std::string>("the server's configuration changed"); };
  readAll();
  writeBefore("cn=config", 2, 2, [this] { directory_.set("cn=config", "olcIdleTimeout", "60"); });
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_FALSE(parts_[1].reading.inherited);
  EXPECT_EQ(parts_[1].reading.fullReadReason, std::optional<std::string>("the server's configuration changed"));
  EXPECT_EQ(directory_.reads("o=A"), 1U);
}

TEST_F(ConsistencyLoopTest, InheritanceIsKeptWhenItIsStillAllowed) {
  PartState& data = addPart("o=A", true);
  data.mayInherit = true;
  data.reader = std::make_shared<InheritingReader>();
  check_ = [] { return std::optional<std::string>(); };
  readAll();
  count("o=A");
  EXPECT_EQ(run(), Consistency::Consistent);
  EXPECT_TRUE(parts_[0].reading.inherited);
  EXPECT_EQ(directory_.reads("o=A"), 0U);
}

}  // namespace
}  // namespace ldapsnap
