// The accesslog feed against a scripted server.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/capture/feed/change_time.h"
#include "tests/support/content/journal_text.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using std::chrono::milliseconds;
using test::polled;

class AccessLogFeedTest : public testing::Test {
 protected:
  AccessLogFeedTest() { server_.put("cn=accesslog", {{"objectClass", "auditContainer"}}); }

  /// A record of the overlay, `age` milliseconds before now.
  void record(int age, const std::vector<std::pair<std::string, std::string>>& attributes) {
    const std::string start = toGeneralizedTime(now_ - milliseconds(age));
    std::vector<std::pair<std::string, std::string>> all = {{"objectClass", "auditWriteObject"},
                                                            {"reqStart", start},
                                                            {"reqResult", "0"},
                                                            {"reqAuthzID", "cn=admin,o=Acme"}};
    all.insert(all.end(), attributes.begin(), attributes.end());
    server_.put("reqStart=" + start + ",cn=accesslog", all);
  }

  ChangeTime now_ = timeNow();
  test::FakeServer server_;
  std::unique_ptr<ChangeFeed> feed_ = accessLogFeed("cn=accesslog", Product::OpenLdap);
};

TEST_F(AccessLogFeedTest, ReportsEveryKindOfChangeInOrder) {
  feed_->follow(server_);
  record(20, {{"reqType", "delete"}, {"reqDN", "ou=a,o=Acme"}});
  record(40, {{"reqType", "add"}, {"reqDN", "ou=a,o=Acme"}});
  record(30, {{"reqType", "modify"},
              {"reqDN", "ou=a,o=Acme"},
              {"reqMod", "description:+ one"},
              {"reqMod", "description:- two"},
              {"reqMod", "l:= Ulm"},
              {"reqMod", "entryCSN:= 20261123120000.000001Z#000000#000#000000"}});
  EXPECT_EQ(polled(*feed_),
            "added ou=a,o=Acme by cn=admin,o=Acme\n"
            "modified ou=a,o=Acme by cn=admin,o=Acme: description l\n"
            "deleted ou=a,o=Acme by cn=admin,o=Acme\n");
  EXPECT_TRUE(feed_->gaps().empty());
}

TEST_F(AccessLogFeedTest, RenamedEntryKeepsItsParentUnlessANewOneIsNamed) {
  feed_->follow(server_);
  record(40, {{"reqType", "modrdn"}, {"reqDN", "cn=Lee\\, Ann,ou=a,o=Acme"}, {"reqNewRDN", "cn=Ann"}});
  record(
      30,
      {{"reqType", "modrdn"}, {"reqDN", "cn=Ann,ou=a,o=Acme"}, {"reqNewRDN", "cn=Ann"}, {"reqNewSuperior", "o=Acme"}});
  EXPECT_EQ(polled(*feed_),
            "renamed cn=Lee\\, Ann,ou=a,o=Acme to cn=Ann,ou=a,o=Acme by cn=admin,o=Acme\n"
            "renamed cn=Ann,ou=a,o=Acme to cn=Ann,o=Acme by cn=admin,o=Acme\n");
}

TEST_F(AccessLogFeedTest, RecordsFromBeforeTheRunAreNotReported) {
  record(50, {{"reqType", "add"}, {"reqDN", "ou=old,o=Acme"}});
  feed_->follow(server_);
  record(10, {{"reqType", "add"}, {"reqDN", "ou=new,o=Acme"}});
  EXPECT_EQ(polled(*feed_), "added ou=new,o=Acme by cn=admin,o=Acme\n");
}

TEST_F(AccessLogFeedTest, IsReadOnlyAtTheEndAndReportsNothingTwice) {
  feed_->follow(server_);
  record(10, {{"reqType", "add"}, {"reqDN", "ou=a,o=Acme"}});
  EXPECT_EQ(polled(*feed_, milliseconds(1)), "");
  EXPECT_EQ(polled(*feed_), "added ou=a,o=Acme by cn=admin,o=Acme\n");
  EXPECT_EQ(polled(*feed_), "");
}

TEST_F(AccessLogFeedTest, TimeOfAChangeIsTheServers) {
  feed_->follow(server_);
  record(10, {{"reqType", "add"}, {"reqDN", "ou=a,o=Acme"}});
  feed_->poll(milliseconds(0), [this](const JournalEntry& entry) { EXPECT_EQ(entry.time, now_ - milliseconds(10)); });
}

TEST_F(AccessLogFeedTest, RefusedSearchIsAGap) {
  feed_->follow(server_);
  server_.fail("cn=accesslog", {.result = {ResultCode::InsufficientAccessRights, "no", {}}});
  EXPECT_EQ(polled(*feed_), "");
  EXPECT_EQ(feed_->gaps(), (std::vector<Gap>{{"cn=accesslog", "insufficientAccessRights (50): no", ""}}));
}

TEST_F(AccessLogFeedTest, LostConnectionIsAnErrorAndNothingIsMissingAfterwards) {
  feed_->follow(server_);
  server_.fail("cn=accesslog", {.result = {}, .disconnect = true});
  EXPECT_THROW(polled(*feed_), Error);
  server_.heal("cn=accesslog");
  record(10, {{"reqType", "add"}, {"reqDN", "ou=a,o=Acme"}});
  feed_->follow(server_);
  EXPECT_EQ(polled(*feed_), "added ou=a,o=Acme by cn=admin,o=Acme\n");
  EXPECT_EQ(feed_->afterLoss(), ChangeFeed::AfterLoss::Complete);
}

}  // namespace
}  // namespace ldapsnap
