// The uSNChanged feed against a scripted server.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/content/journal_text.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using test::polled;

constexpr const char* kDomain = "DC=acme,DC=test";

class UsnFeedTest : public testing::Test {
 protected:
  UsnFeedTest() : server_({"", {{"highestCommittedUSN", {"100"}}}}) {
    server_.put(kDomain, {{"uSNChanged", "1"}, {"uSNCreated", "1"}, {"objectGUID", "domain"}});
    object("CN=old,DC=acme,DC=test", "old", 50, 50);
    feed_->follow(server_);
  }

  void object(const std::string& dn, const std::string& guid, int created, int changed) {
    server_.put(dn, {{"uSNChanged", std::to_string(changed)},
                     {"uSNCreated", std::to_string(created)},
                     {"objectGUID", guid},
                     {"whenChanged", "20261123120000.0Z"}});
    committed(changed);
  }
  void tombstone(const std::string& rdn, const std::string& guid, int created, int changed) {
    server_.put(rdn + "\\0ADEL:" + guid + ",CN=Deleted Objects,DC=acme,DC=test",
                {{"uSNChanged", std::to_string(changed)},
                 {"uSNCreated", std::to_string(created)},
                 {"objectGUID", guid},
                 {"isDeleted", "TRUE"},
                 {"lastKnownParent", kDomain}});
    committed(changed);
  }
  void committed(int number) {
    highest_ = std::max(highest_, number);
    server_.set("", "highestCommittedUSN", std::to_string(highest_));
  }

  int highest_ = 100;
  test::FakeServer server_;
  std::unique_ptr<ChangeFeed> feed_ = usnFeed({kDomain});
};

TEST_F(UsnFeedTest, ReportsCreatedAndModifiedObjectsByNumber) {
  object("CN=old,DC=acme,DC=test", "old", 50, 103);
  object("CN=new,DC=acme,DC=test", "new", 102, 102);
  EXPECT_EQ(polled(*feed_), "added CN=new,DC=acme,DC=test\nmodified CN=old,DC=acme,DC=test\n");
  EXPECT_EQ(polled(*feed_), "") << "each change is reported once";
}

TEST_F(UsnFeedTest, AsksForDeletedObjectsWithLaterNumbers) {
  object("CN=new,DC=acme,DC=test", "new", 101, 101);
  polled(*feed_);
  const SearchRequest& request = server_.searches().back();
  EXPECT_EQ(request.base, kDomain);
  EXPECT_EQ(request.filter, "(uSNChanged>=101)");
  EXPECT_EQ(request.tombstones, Tombstones::Shown);
  EXPECT_GT(request.pageSize, 0) << "a domain controller returns 1000 objects and no more without paging";
}

TEST_F(UsnFeedTest, ServerWithoutChangesIsNotSearched) {
  const std::size_t before = server_.reads(kDomain);
  EXPECT_EQ(polled(*feed_), "");
  EXPECT_EQ(server_.reads(kDomain), before);
}

TEST_F(UsnFeedTest, KnownObjectUnderAnotherDnIsARename) {
  object("CN=old,DC=acme,DC=test", "old", 50, 101);
  EXPECT_EQ(polled(*feed_), "modified CN=old,DC=acme,DC=test\n");
  server_.remove("CN=old,DC=acme,DC=test");
  object("CN=moved,DC=acme,DC=test", "old", 50, 102);
  EXPECT_EQ(polled(*feed_), "renamed CN=old,DC=acme,DC=test to CN=moved,DC=acme,DC=test\n");
}

TEST_F(UsnFeedTest, TombstoneIsADeletionOfTheNameThatItHad) {
  server_.remove("CN=old,DC=acme,DC=test");
  tombstone("CN=old", "old", 50, 101);
  EXPECT_EQ(polled(*feed_), "deleted CN=old,DC=acme,DC=test\n");
}

TEST_F(UsnFeedTest, ObjectCreatedAndDeletedBetweenTwoPollsIsReportedAsBoth) {
  tombstone("CN=tmp", "tmp", 101, 102);
  EXPECT_EQ(polled(*feed_), "added CN=tmp,DC=acme,DC=test\ndeleted CN=tmp,DC=acme,DC=test\n");
}

TEST_F(UsnFeedTest, ChangeDuringAPollIsReportedByTheNext) {
  object("CN=first,DC=acme,DC=test", "first", 101, 101);
  server_.beforeSearch([this](std::size_t /*number*/, const SearchRequest& request) {
    if (request.base == kDomain) object("CN=second,DC=acme,DC=test", "second", 102, 102);
  });
  EXPECT_EQ(polled(*feed_), "added CN=first,DC=acme,DC=test\n");
  server_.beforeSearch({});
  EXPECT_EQ(polled(*feed_), "added CN=second,DC=acme,DC=test\n");
}

TEST_F(UsnFeedTest, RefusedBaseIsAGap) {
  committed(101);
  server_.fail(kDomain, {.result = {ResultCode::InsufficientAccessRights, "no", {}}});
  EXPECT_EQ(polled(*feed_), "");
  EXPECT_EQ(feed_->gaps(), (std::vector<Gap>{{kDomain, "insufficientAccessRights (50): no", ""}}));
}

TEST_F(UsnFeedTest, RootDseWithoutHighestNumberIsAnError) {
  test::FakeServer other;
  try {
    usnFeed({kDomain})->follow(other);
    FAIL() << "there is no highestCommittedUSN";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "ldap://fake.example: the root DSE does not show highestCommittedUSN");
  }
}

TEST_F(UsnFeedTest, NothingIsMissingAfterALostConnection) {
  object("CN=new,DC=acme,DC=test", "new", 101, 101);
  server_.fail(kDomain, {.result = {}, .disconnect = true});
  EXPECT_THROW(polled(*feed_), Error);
  server_.heal(kDomain);
  feed_->follow(server_);
  EXPECT_EQ(polled(*feed_), "added CN=new,DC=acme,DC=test\n");
  EXPECT_EQ(feed_->afterLoss(), ChangeFeed::AfterLoss::Complete);
}

}  // namespace
}  // namespace ldapsnap
