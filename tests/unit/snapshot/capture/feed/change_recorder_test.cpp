// The recorder of a run's journal, with scripted servers: reconnecting, gaps, and which feed counts.
#include "snapshot/capture/feed/change_recorder.h"

#include <gtest/gtest.h>
#include <mutex>

#include "snapshot/base/error.h"
#include "tests/support/content/journal_text.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using std::chrono::milliseconds;
using test::FakeServer;
using test::textOf;
using Type = ChangedEntry::Type;

constexpr const char* kAcme = "o=Acme";

constexpr ChangeRecorder::Timing kFast{milliseconds(1), milliseconds(50), milliseconds(2000)};

Entry rootDseOf389() {
  return {"",
          {{"vendorName", {"389 Project"}},
           {"vendorVersion", {"389-Directory/2.3.1 B2023.079.0000"}},
           {"namingContexts", {kAcme}},
           {"supportedControl", {kPersistentSearchControl}}}};
}

ChangedEntry added(const std::string& dn) { return {Type::Added, {dn, {}}, ""}; }

/// Gives the scripted connections in turn; the first is the one that reads the root DSE. After the last, there is
/// nobody to connect to.
class Connections {
 public:
  FakeServer& add() {
    servers_.push_back(std::make_unique<FakeServer>(rootDseOf389()));
    return *servers_.back();
  }
  ChangeRecorder::Connect connect() {
    return [this] {
      const std::lock_guard<std::mutex> guard(mutex_);
      if (next_ == servers_.size()) throw Error(ErrorKind::Unreachable, "cannot connect");
      return std::unique_ptr<ServerConnection>(std::move(servers_[next_++]));
    };
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<FakeServer>> servers_;
  std::size_t next_ = 0;
};

class ChangeRecorderTest : public testing::Test {
 protected:
  ChangeRecorderTest() { connections_.add(); }

  Journal record(const std::vector<std::string>& bases = {kAcme}) {
    return ChangeRecorder(connections_.connect(), bases, kFast).finish();
  }

  Connections connections_;
};

TEST_F(ChangeRecorderTest, JournalHasTheChangesAndTheirSource) {
  FakeServer& server = connections_.add();
  server.scriptMessage(kAcme, added("ou=a,o=Acme"));
  server.scriptSilence();
  server.scriptMessage(kAcme, added("ou=b,o=Acme"));
  const Journal journal = record();
  EXPECT_EQ(journal.source, "persistent search");
  EXPECT_EQ(textOf(journal.entries), "added ou=a,o=Acme\nadded ou=b,o=Acme\n");
  EXPECT_EQ(journal.gaps, std::vector<std::string>{});
}

TEST_F(ChangeRecorderTest, OnlyEntriesOfTheFollowedBasesCount) {
  FakeServer& server = connections_.add();
  server.scriptMessage(kAcme, added("ou=a,O=acme"));
  server.scriptMessage(kAcme, added("cn=Lee\\,o=Acme"));
  server.scriptMessage(kAcme, added("ou=b\\,o=Acme,o=Other"));
  server.scriptMessage(kAcme, added("ou=c, o=Acme"));
  EXPECT_EQ(textOf(record().entries), "added ou=a,O=acme\nadded ou=c, o=Acme\n")
      << "an escaped comma does not separate RDNs; case and spaces do not matter";
}

TEST_F(ChangeRecorderTest, RenameWithoutThePreviousNameCountsByItsNewOne) {
  FakeServer& server = connections_.add();
  server.scriptMessage(kAcme, ChangedEntry{Type::Renamed, {"ou=b,o=Acme", {}}, ""});
  EXPECT_EQ(textOf(record().entries), "renamed  to ou=b,o=Acme\n");
}

TEST_F(ChangeRecorderTest, LostConnectionIsReplacedAndTheGapReported) {
  FakeServer& first = connections_.add();
  first.scriptMessage(kAcme, added("ou=a,o=Acme"));
  first.scriptCut();
  connections_.add().scriptMessage(kAcme, added("ou=b,o=Acme"));
  const Journal journal = record();
  EXPECT_EQ(textOf(journal.entries), "added ou=a,o=Acme\nadded ou=b,o=Acme\n");
  ASSERT_EQ(journal.gaps.size(), 1U);
  EXPECT_TRUE(journal.gaps[0].starts_with("persistent search: the connection was lost from 2")) << journal.gaps[0];
  EXPECT_TRUE(journal.gaps[0].ends_with(" (Can't contact LDAP server); changes in between may be missing"))
      << journal.gaps[0];
}

TEST_F(ChangeRecorderTest, DamagedMessageIsAGapWithItsReason) {
  FakeServer& first = connections_.add();
  first.scriptDamagedMessage();
  first.scriptMessage(kAcme, added("ou=lost,o=Acme"));
  connections_.add().scriptMessage(kAcme, added("ou=b,o=Acme"));
  const Journal journal = record();
  EXPECT_EQ(textOf(journal.entries), "added ou=b,o=Acme\n");
  ASSERT_EQ(journal.gaps.size(), 1U);
  EXPECT_NE(journal.gaps[0].find("(following the changes failed: Decoding error)"), std::string::npos)
      << journal.gaps[0];
}

TEST_F(ChangeRecorderTest, ConnectionThatCannotBeRestoredIsAGapWithTheReason) {
  connections_.add().scriptCut();
  EXPECT_EQ(record().gaps, std::vector<std::string>{
                               "persistent search: the connection was lost and could not be restored: cannot connect"});
}

TEST_F(ChangeRecorderTest, BaseThatCannotBeFollowedIsAGap) {
  FakeServer& server = connections_.add();
  server.scriptMessage(kAcme, SearchResult{ResultCode::InsufficientAccessRights, "no", {}});
  EXPECT_EQ(record().gaps, std::vector<std::string>{"o=Acme: insufficientAccessRights (50): no"});
}

TEST_F(ChangeRecorderTest, FeedThatCannotConnectIsAnError) {
  EXPECT_THROW(record(), Error) << "the only connection read the root DSE";
}

TEST(ChangeRecorderWithoutFeed, JournalSaysSo) {
  const auto connect = [] { return std::make_unique<FakeServer>(Entry{"", {{"namingContexts", {kAcme}}}}); };
  const Journal journal = ChangeRecorder(connect, {kAcme}, kFast).finish();
  EXPECT_EQ(journal.source, "");
  EXPECT_EQ(journal.gaps, std::vector<std::string>{"this server has no feed of changes that can be followed"});
}

/// slapd with accesslog and syncprov: both feeds report the same changes.
TEST(ChangeRecorderWithTwoFeeds, BaseBelongsToTheMostDetailedFeedThatReportedIt) {
  const auto connect = [] {
    Entry rootDse{"",
                  {{"objectClass", {"OpenLDAProotDSE"}},
                   {"namingContexts", {kAcme, "o=Other", "cn=accesslog"}},
                   {"supportedControl", {kContentSyncControl}}}};
    auto server = std::make_unique<FakeServer>(rootDse);
    server->put("cn=accesslog", {{"objectClass", "auditContainer"}});
    // Appears with the last search, as records of the run do: follow() must not take it for an old one.
    server->beforeSearch([server = server.get()](std::size_t /*number*/, const SearchRequest& request) {
      if (request.attributes.size() < 2 || request.base != "cn=accesslog") return;
      server->put("reqStart=20991123120000.000001Z,cn=accesslog", {{"objectClass", "auditWriteObject"},
                                                                   {"reqStart", "20991123120000.000001Z"},
                                                                   {"reqResult", "0"},
                                                                   {"reqType", "add"},
                                                                   {"reqDN", "ou=a,o=Acme"},
                                                                   {"reqAuthzID", "cn=admin"}});
    });
    for (const char* base : {kAcme, "o=Other"})
      server->scriptMessage(base, SyncInfo{SyncInfo::Kind::RefreshDelete, "", true, false, {}});
    server->scriptMessage(kAcme, SyncedEntry{SyncedEntry::State::Added, std::string(16, 'a'), "", {"ou=a,o=Acme", {}}});
    server->scriptMessage("o=Other",
                          SyncedEntry{SyncedEntry::State::Added, std::string(16, 'b'), "", {"ou=b,o=Other", {}}});
    return server;
  };
  const Journal journal = ChangeRecorder(connect, {kAcme, "o=Other"}, kFast).finish();
  EXPECT_EQ(journal.source, "accesslog cn=accesslog, syncrepl");
  EXPECT_EQ(textOf(journal.entries), "added ou=b,o=Other\nadded ou=a,o=Acme by cn=admin\n") << "ordered by time";
}

}  // namespace
}  // namespace ldapsnap
