// The persistent search feed against a scripted server.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/content/journal_text.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using test::FakeServer;
using test::polled;
using Type = ChangedEntry::Type;

constexpr const char* kSearchedAcme = "o=Acme";
constexpr const char* kConfig = "cn=config";

ChangedEntry change(Type type, const std::string& dn, const std::string& previousDn = "") {
  return {type, {dn, {{"creatorsName", {"cn=creator"}}, {"modifiersName", {"cn=modifier"}}}}, previousDn};
}

class PersistentSearchFeedTest : public testing::Test {
 protected:
  FakeServer server_;
  std::unique_ptr<ChangeFeed> feed_ = persistentSearchFeed({kSearchedAcme, kConfig});
};

TEST_F(PersistentSearchFeedTest, StartsOnePersistentSearchForEachBase) {
  feed_->follow(server_);
  ASSERT_EQ(server_.feeds().size(), 2U);
  EXPECT_EQ(server_.feeds()[0].mechanism, FakeServer::StartedFeed::Mechanism::PersistentSearch);
  EXPECT_EQ(server_.feeds()[0].request.base, kSearchedAcme);
  EXPECT_EQ(server_.feeds()[0].request.scope, Scope::Subtree);
  EXPECT_EQ(server_.feeds()[1].request.base, kConfig);
  ASSERT_EQ(server_.searches().size(), 1U) << "one more search shows that those before were started";
  EXPECT_EQ(server_.searches()[0].base, "");
}

TEST_F(PersistentSearchFeedTest, ReportsEveryKindOfChangeAndWhoMadeItWhereThatIsKnown) {
  feed_->follow(server_);
  server_.scriptMessage(kSearchedAcme, change(Type::Added, "ou=a,o=Acme"));
  server_.scriptMessage(kConfig, change(Type::Modified, "cn=plugins,cn=config"));
  server_.scriptMessage(kSearchedAcme, change(Type::Renamed, "ou=b,o=Acme", "ou=a,o=Acme"));
  server_.scriptMessage(kSearchedAcme, change(Type::Deleted, "ou=b,o=Acme"));
  EXPECT_EQ(polled(*feed_),
            "added ou=a,o=Acme by cn=creator\n"
            "modified cn=plugins,cn=config by cn=modifier\n"
            "renamed ou=a,o=Acme to ou=b,o=Acme\n"
            "deleted ou=b,o=Acme\n");
  EXPECT_TRUE(feed_->gaps().empty());
}

TEST_F(PersistentSearchFeedTest, ChangeReportedWhileTheSearchesStartIsNotLost) {
  server_.scriptMessage(kSearchedAcme, change(Type::Added, "ou=early,o=Acme"));
  feed_->follow(server_);
  EXPECT_EQ(polled(*feed_), "added ou=early,o=Acme by cn=creator\n");
}

TEST_F(PersistentSearchFeedTest, RefusedBaseIsAGapAndTheOtherIsFollowed) {
  feed_->follow(server_);
  server_.scriptMessage(kConfig, SearchResult{ResultCode::InsufficientAccessRights, "no", {}});
  server_.scriptMessage(kSearchedAcme, change(Type::Added, "ou=a,o=Acme"));
  EXPECT_EQ(polled(*feed_), "added ou=a,o=Acme by cn=creator\n");
  EXPECT_EQ(feed_->gaps(), (std::vector<Gap>{{kConfig, "insufficientAccessRights (50): no", ""}}));
  feed_->follow(server_);
  EXPECT_EQ(server_.feeds().size(), 3U) << "a base that was refused is not tried again";
}

TEST_F(PersistentSearchFeedTest, SlowServerDeliversInALaterPoll) {
  feed_->follow(server_);
  server_.scriptSilence();
  server_.scriptMessage(kSearchedAcme, change(Type::Added, "ou=a,o=Acme"));
  EXPECT_EQ(polled(*feed_), "");
  EXPECT_EQ(polled(*feed_), "added ou=a,o=Acme by cn=creator\n");
}

TEST_F(PersistentSearchFeedTest, DamagedMessageIsAnError) {
  feed_->follow(server_);
  server_.scriptDamagedMessage();
  EXPECT_THROW(polled(*feed_), Error);
}

TEST_F(PersistentSearchFeedTest, LostConnectionIsAnErrorAndTheNextOneIsFollowedFromItsStart) {
  feed_->follow(server_);
  server_.scriptCut();
  EXPECT_THROW(polled(*feed_), Error);
  FakeServer restarted;
  restarted.scriptMessage(kSearchedAcme, change(Type::Added, "ou=a,o=Acme"));
  feed_->follow(restarted);
  EXPECT_EQ(polled(*feed_), "added ou=a,o=Acme by cn=creator\n");
  EXPECT_EQ(feed_->afterLoss(), ChangeFeed::AfterLoss::WithGap);
}

TEST_F(PersistentSearchFeedTest, ServerThatNeverStopsSendingDoesNotHoldAPollForever) {
  feed_->follow(server_);
  for (int i = 0; i < 2 * kMostMessagesOfAPoll; ++i)
    server_.scriptMessage(kSearchedAcme, change(Type::Modified, "o=Acme"));
  polled(*feed_);
  EXPECT_FALSE(server_.isScriptFinished());
}

}  // namespace
}  // namespace ldapsnap
