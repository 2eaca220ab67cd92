// The syncrepl feed against a scripted server.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/capture/feed/change_time.h"
#include "tests/support/content/journal_text.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using std::chrono::milliseconds;
using test::FakeServer;
using test::polled;
using State = SyncedEntry::State;

constexpr const char* kReplicatedAcme = "o=Acme";
constexpr const char* kReplicatedConfig = "cn=config";
constexpr const char* kCsn = "20261123120000.000001Z#000000#000#000000";
constexpr const char* kLaterCsn = "20261123130000.000001Z#000000#000#000000";

/// `number` stands for a UUID.
SyncedEntry synced(State state, char number, const std::string& dn) {
  return {state, std::string(16, number), "", {dn, {{"entryCSN", {kLaterCsn}}, {"modifiersName", {"cn=admin"}}}}};
}

SyncInfo refreshDone(const std::string& cookie = "") {
  return {SyncInfo::Kind::RefreshDelete, cookie, true, false, {}};
}

class SyncReplFeedTest : public testing::Test {
 protected:
  SyncReplFeedTest() { server_.put(kReplicatedAcme, {{"contextCSN", kCsn}}); }

  /// Follows o=Acme, whose refresh finds no changes.
  void follow(FakeServer& server) {
    server.scriptMessage(kReplicatedAcme, refreshDone());
    feed_->follow(server);
  }

  FakeServer server_;
  std::unique_ptr<ChangeFeed> feed_ = syncReplFeed({kReplicatedAcme});
};

TEST_F(SyncReplFeedTest, BeginsWithTheContextCsnAsCookie) {
  follow(server_);
  ASSERT_EQ(server_.feeds().size(), 1U);
  EXPECT_EQ(server_.feeds()[0].mechanism, FakeServer::StartedFeed::Mechanism::ContentSync);
  EXPECT_EQ(server_.feeds()[0].cookie, std::string("rid=000,csn=") + kCsn);
  EXPECT_EQ(polled(*feed_), "");
}

TEST_F(SyncReplFeedTest, ReportsChangesInOrder) {
  follow(server_);
  server_.scriptMessage(kReplicatedAcme, synced(State::Added, 'a', "ou=a,o=Acme"));
  server_.scriptMessage(kReplicatedAcme, synced(State::Modified, 'a', "ou=a,o=Acme"));
  server_.scriptMessage(kReplicatedAcme, synced(State::Deleted, 'a', "ou=a,o=Acme"));
  EXPECT_EQ(polled(*feed_),
            "added ou=a,o=Acme by cn=admin\n"
            "modified ou=a,o=Acme by cn=admin\n"
            "deleted ou=a,o=Acme by cn=admin\n");
}

TEST_F(SyncReplFeedTest, KnownUuidUnderAnotherDnIsARename) {
  follow(server_);
  server_.scriptMessage(kReplicatedAcme, synced(State::Added, 'a', "ou=a,o=Acme"));
  server_.scriptMessage(kReplicatedAcme, synced(State::Modified, 'a', "ou=b,o=Acme"));
  server_.scriptMessage(kReplicatedAcme, synced(State::Modified, 'a', "ou=b,o=Acme"));
  EXPECT_EQ(polled(*feed_),
            "added ou=a,o=Acme by cn=admin\n"
            "renamed ou=a,o=Acme to ou=b,o=Acme by cn=admin\n"
            "modified ou=b,o=Acme by cn=admin\n");
}

TEST_F(SyncReplFeedTest, TimeIsThatOfTheEntryCsnElseOfTheCookie) {
  follow(server_);
  server_.scriptMessage(kReplicatedAcme, synced(State::Added, 'a', "ou=a,o=Acme"));
  SyncedEntry deleted{State::Deleted, std::string(16, 'a'), "rid=000,csn=" + std::string(kCsn) + ";" + kLaterCsn, {}};
  deleted.entry.dn = "ou=a,o=Acme";
  server_.scriptMessage(kReplicatedAcme, deleted);
  int count = 0;
  feed_->poll(milliseconds(0), [&count](const JournalEntry& entry) {
    ++count;
    EXPECT_EQ(entry.time, timeOfCsn(kLaterCsn));
  });
  EXPECT_EQ(count, 2);
}

TEST_F(SyncReplFeedTest, ChangesOfTheFirstRefreshAreFromBeforeTheRun) {
  server_.scriptMessage(kReplicatedAcme, synced(State::Added, 'a', "ou=a,o=Acme"));
  follow(server_);
  EXPECT_EQ(polled(*feed_), "");
}

TEST_F(SyncReplFeedTest, RefreshThatIsNotDoneIsWaitedFor) {
  server_.scriptMessage(kReplicatedAcme, SyncInfo{SyncInfo::Kind::RefreshPresent, "", false, false, {}});
  server_.scriptMessage(kReplicatedAcme, SyncInfo{SyncInfo::Kind::IdSet, "", true, false, {std::string(16, 'x')}});
  server_.scriptMessage(kReplicatedAcme, SyncInfo{SyncInfo::Kind::NewCookie, "rid=000", true, false, {}});
  follow(server_);
  EXPECT_TRUE(server_.isScriptFinished());
}

TEST_F(SyncReplFeedTest, RefreshThatNeverEndsIsAnError) {
  server_.scriptSilence();
  try {
    feed_->follow(server_);
    FAIL() << "the refresh did not end";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_STREQ(error.what(), "ldap://fake.example: syncrepl did not begin within 30 s");
  }
}

TEST_F(SyncReplFeedTest, BaseWithoutSyncprovIsAGapAndTheOtherIsFollowed) {
  feed_ = syncReplFeed({kReplicatedConfig, kReplicatedAcme});
  server_.put(kReplicatedConfig, {{"objectClass", "olcGlobal"}});
  server_.scriptMessage(kReplicatedConfig, SearchResult{ResultCode::UnavailableCriticalExtension, "", {}});
  follow(server_);
  server_.scriptMessage(kReplicatedAcme, synced(State::Added, 'a', "ou=a,o=Acme"));
  EXPECT_EQ(polled(*feed_), "added ou=a,o=Acme by cn=admin\n");
  EXPECT_EQ(feed_->gaps(), (std::vector<Gap>{{kReplicatedConfig, "no syncprov overlay", ""}}));
}

TEST_F(SyncReplFeedTest, SearchEndedByTheServerIsAGapInItsWords) {
  follow(server_);
  server_.scriptMessage(kReplicatedAcme, SearchResult{ResultCode::SyncRefreshRequired, "too old", {}});
  EXPECT_EQ(polled(*feed_), "");
  EXPECT_EQ(feed_->gaps(), (std::vector<Gap>{{kReplicatedAcme, "e-syncRefreshRequired (4096): too old", ""}}));
}

TEST_F(SyncReplFeedTest, AfterALossTheNewestCookieIsUsedAndTheRefreshIsReported) {
  follow(server_);
  SyncedEntry added = synced(State::Added, 'a', "ou=a,o=Acme");
  added.cookie = "rid=000,csn=newest";
  server_.scriptMessage(kReplicatedAcme, added);
  server_.scriptCut();
  EXPECT_THROW(polled(*feed_), Error);
  FakeServer restarted;
  restarted.scriptMessage(kReplicatedAcme, synced(State::Added, 'b', "ou=b,o=Acme"));
  follow(restarted);
  EXPECT_EQ(restarted.feeds().at(0).cookie, "rid=000,csn=newest");
  EXPECT_EQ(polled(*feed_),
            "added ou=a,o=Acme by cn=admin\n"
            "written ou=b,o=Acme by cn=admin\n")
      << "what was taken before the loss is delivered too";
  EXPECT_EQ(feed_->afterLoss(), ChangeFeed::AfterLoss::WithGap);
}

TEST_F(SyncReplFeedTest, DamagedMessageIsAnError) {
  follow(server_);
  server_.scriptDamagedMessage();
  EXPECT_THROW(polled(*feed_), Error);
}

}  // namespace
}  // namespace ldapsnap
