#include "snapshot/server/range_retrieval.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

/// Answers "member;range=LOW-*" as Active Directory does: at most `pieceSize` values, the last piece with "*".
class RangingServer : public test::FakeServer {
 public:
  RangingServer(std::vector<std::string> values, std::size_t pieceSize)
      : values_(std::move(values)), pieceSize_(pieceSize) {}

  using FakeServer::search;
  SearchResult search(const SearchRequest& request, const EntryReceiver& deliver,
                      const EstimateReceiver& /*estimate*/) override {
    ++requests;
    if (requests == failAt) return {ResultCode::InsufficientAccessRights, "", {}};
    const std::string& asked = request.attributes.at(0);
    const std::size_t low = std::stoul(asked.substr(asked.find('=') + 1));
    deliver(entryFrom(request.base, low));
    return {};
  }

  /// The entry with the piece that begins at `low`, and the empty attribute that Active Directory sends with it.
  Entry entryFrom(const std::string& dn, std::size_t low) const {
    Entry entry{dn, {{"member", {}}}};
    if (low >= values_.size()) return entry;
    const std::size_t end = std::min(values_.size(), low + pieceSize_);
    const std::string high = end == values_.size() ? "*" : std::to_string(end - 1);
    entry.attributes.push_back(
        {"member;range=" + std::to_string(low) + "-" + high,
         {values_.begin() + static_cast<std::ptrdiff_t>(low), values_.begin() + static_cast<std::ptrdiff_t>(end)}});
    return entry;
  }

  std::size_t requests = 0, failAt = 0;

 private:
  std::vector<std::string> values_;
  std::size_t pieceSize_;
};

std::vector<std::string> members(std::size_t count) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back("cn=user" + std::to_string(i) + ",o=Acme");
  return values;
}

// Pitfall 6: `member` is empty next to `member;range=0-1499`; pieces are requested until "*".
TEST(Pitfall6, RangedValuesAreCompleted) {
  for (const std::size_t count : {1U, 1499U, 1500U, 1501U, 3000U, 5000U}) {
    RangingServer server(members(count), 1500);
    Entry entry = server.entryFrom("cn=all,o=Acme", 0);
    EXPECT_TRUE(completeRanges(server, {}, entry).empty());
    ASSERT_EQ(entry.attributes.size(), 1U) << count;
    EXPECT_EQ(entry.attributes[0].description, "member");
    EXPECT_EQ(entry.attributes[0].values, members(count)) << count;
    EXPECT_EQ(server.requests, (count - 1) / 1500) << "one request for each piece after the first";
  }
}

TEST(RangeRetrieval, OtherOptionsAndAttributesAreKept) {
  RangingServer server(members(1), 1500);
  Entry entry{"cn=x",
              {{"cn", {"x"}}, {"member;lang-de;range=0-*", {"a"}}, {"description;lang-de", {"b"}}, {"seeAlso", {}}}};
  EXPECT_TRUE(completeRanges(server, {}, entry).empty());
  EXPECT_EQ(
      entry,
      (Entry{"cn=x", {{"cn", {"x"}}, {"member;lang-de", {"a"}}, {"description;lang-de", {"b"}}, {"seeAlso", {}}}}));
}

TEST(RangeRetrieval, UncompletedValuesAreReported) {
  RangingServer server(members(4000), 1500);
  server.failAt = 2;
  Entry entry = server.entryFrom("cn=all,o=Acme", 0);
  EXPECT_EQ(completeRanges(server, {}, entry), std::vector<std::string>{"member"});
  EXPECT_EQ(entry.attributes[0].values.size(), 3000U) << "what was read stays";
}

/// Returns the same piece again and again.
class StuckServer : public test::FakeServer {
 public:
  using FakeServer::search;
  SearchResult search(const SearchRequest& request, const EntryReceiver& deliver,
                      const EstimateReceiver& /*estimate*/) override {
    ++requests;
    deliver({request.base, {{"member;range=2-1", {"x"}}}});
    return {};
  }
  int requests = 0;
};

TEST(RangeRetrieval, ServerThatMakesNoProgressIsAskedOnce) {
  StuckServer server;
  Entry entry{"cn=x", {{"member;range=0-1", {"a", "b"}}}};
  EXPECT_EQ(completeRanges(server, {}, entry), std::vector<std::string>{"member"});
  EXPECT_EQ(server.requests, 1);
}

}  // namespace
}  // namespace ldapsnap
