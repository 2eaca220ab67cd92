// The connection over libldap, against a peer that sends exactly the bytes of the test: what arrives, and that nothing
// damaged is skipped.
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/server/connection.h"
#include "snapshot/server/controls.h"
#include "tests/support/wire/ldap_responder.h"
#include "tests/support/wire/ldap_wire.h"

namespace ldapsnap {
namespace {

using std::chrono::milliseconds;
using test::ber;
using test::berBoolean;
using test::berEnumerated;
using test::berInteger;
using test::berOctets;
using test::berSequence;
using test::berSet;
using test::ldapControl;
using test::ldapMessage;
using test::LdapResponder;
using test::ldapResult;
using Response = LdapResponder::Response;

constexpr unsigned char kEntry = 0x64, kDone = 0x65, kReference = 0x73, kIntermediate = 0x79;
const std::string kConnectionUuid = "0123456789abcdef";

std::unique_ptr<ServerConnection> connectionTo(const LdapResponder& responder) {
  ConnectionSettings settings;
  settings.uri = responder.uri();
  settings.timeout = std::chrono::seconds(1);
  settings.retryFor = milliseconds(500);
  return connect(settings);
}

/// SearchResultEntry (RFC 4511, 4.5.2) with one value of cn.
std::string entry(int id, const std::string& dn, const std::string& controls = "") {
  const std::string attribute = berSequence(berOctets("cn") + berSet(berOctets("x")));
  return ldapMessage(id, ber(kEntry, berOctets(dn) + berSequence(attribute)), controls);
}
/// One whose attributes end too early.
std::string damagedEntry(int id) {
  return ldapMessage(id, ber(kEntry, berOctets("o=Damaged") + berSequence("\x30\x20\x04\x02"
                                                                          "cn")));
}
std::string done(int id, int code = 0, const std::string& controls = "") {
  return ldapMessage(id, ber(kDone, ldapResult(code)), controls);
}
std::string page(const std::string& cookie, int estimate = 0) {
  return ldapControl(kPagedResultsControl, berSequence(berInteger(estimate) + berOctets(cookie)));
}
std::string syncInfo(int id, const std::string& value) {
  return ldapMessage(id, ber(kIntermediate, ber(0x80, kSyncInfoMessage) + ber(0x81, value)));
}
std::string syncState(int state) {
  return ldapControl(kSyncStateControl, berSequence(berEnumerated(state) + berOctets(kConnectionUuid)));
}

struct Found {
  SearchResult result;
  std::vector<std::string> dns;
  std::vector<std::uint64_t> estimates;
};

Found searchOf(ServerConnection& connection) {
  Found found;
  SearchRequest request;
  request.base = "o=Acme";
  found.result = connection.search(
      request, [&found](const Entry& entry) { found.dns.push_back(entry.dn); },
      [&found](std::uint64_t estimate) { found.estimates.push_back(estimate); });
  return found;
}

/// What a search throws when it is answered by `answer`, and what it delivered before.
std::string failureOf(const LdapResponder::Answer& answer, std::vector<std::string>* dns = nullptr) {
  const LdapResponder responder(answer);
  const auto connection = connectionTo(responder);
  SearchRequest request;
  request.base = "o=Acme";
  try {
    const SearchResult result = connection->search(request, [dns](const Entry& entry) {
      if (dns != nullptr) dns->push_back(entry.dn);
    });
    return "no error, but " + describe(result.code, result.diagnostic);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_EQ(error.place(), responder.uri());
    return error.message();
  }
}

TEST(LdapConnection, DeliversEntriesAsTheServerSpelledThem) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) {
    const std::string attributes =
        berSequence(berOctets("CN;lang-DE") + berSet(berOctets("a") + berOctets(std::string("\0b", 2)))) +
        berSequence(berOctets("member") + berSet(""));
    return Response{ldapMessage(id, ber(kEntry, berOctets("cn=x, o=Acme") + berSequence(attributes))) + done(id)};
  });
  std::vector<Entry> entries;
  const SearchResult result =
      connectionTo(responder)->search({}, [&](Entry entry) { entries.push_back(std::move(entry)); });
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(entries,
            (std::vector<Entry>{{"cn=x, o=Acme", {{"CN;lang-DE", {"a", std::string("\0b", 2)}}, {"member", {}}}}}));
}

TEST(LdapConnection, FollowsPagesAndPassesTheEstimate) {
  int pages = 0;
  const LdapResponder responder([&pages](int id, unsigned char, std::string_view request) {
    ++pages;
    if (pages == 1) return Response{entry(id, "o=1") + done(id, 0, page("second", 3))};
    EXPECT_NE(request.find(berOctets("second")), std::string_view::npos) << "the cookie is sent back";
    return Response{entry(id, "o=2") + done(id, 0, page(""))};
  });
  const Found found = searchOf(*connectionTo(responder));
  EXPECT_EQ(found.dns, (std::vector<std::string>{"o=1", "o=2"}));
  EXPECT_EQ(found.estimates, std::vector<std::uint64_t>{3});
}

TEST(LdapConnection, ResultOfTheServerIsReturnedWithItsTextAndReferrals) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) {
    return Response{ldapMessage(id, ber(kReference, berOctets("ldap://b/o=B"))) + entry(id, "o=1") +
                    ldapMessage(id, ber(kDone, berEnumerated(4) + berOctets("") + berOctets("enough") +
                                                   ber(0xa3, berOctets("ldap://c/o=C"))))};
  });
  const Found found = searchOf(*connectionTo(responder));
  EXPECT_EQ(found.result, (SearchResult{ResultCode::SizeLimitExceeded, "enough", {"ldap://b/o=B", "ldap://c/o=C"}}));
  EXPECT_EQ(found.dns, std::vector<std::string>{"o=1"});
}

TEST(LdapConnection, UnknownResultCodeKeepsItsNumber) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) { return Response{done(id, 4711)}; });
  EXPECT_EQ(searchOf(*connectionTo(responder)).result.code, ResultCode(4711));
}

TEST(LdapConnection, DamagedEntryIsAnErrorAfterTheEntriesBefore) {
  std::vector<std::string> dns;
  EXPECT_EQ(failureOf(
                [](int id, unsigned char, std::string_view) {
                  return Response{entry(id, "o=1") + damagedEntry(id) + entry(id, "o=3") + done(id)};
                },
                &dns),
            "reading o=Acme failed: Decoding error");
  EXPECT_EQ(dns, std::vector<std::string>{"o=1"});
}

TEST(LdapConnection, DamagedPageControlIsNotTheLastPage) {
  EXPECT_EQ(failureOf([](int id, unsigned char, std::string_view) {
              return Response{entry(id, "o=1") + done(id, 0, ldapControl(kPagedResultsControl, berSequence("")))};
            }),
            "reading o=Acme failed: Decoding error");
}

TEST(LdapConnection, ClosedConnectionIsAnError) {
  EXPECT_EQ(failureOf([](int id, unsigned char, std::string_view) {
              return Response{entry(id, "o=1"), true};
            }),
            "reading o=Acme failed: Can't contact LDAP server");
}

TEST(LdapConnection, SilentServerIsAnErrorAfterTheTimeout) {
  EXPECT_EQ(failureOf([](int id, unsigned char, std::string_view) { return Response{entry(id, "o=1")}; }),
            "reading o=Acme failed: Timed out");
}

TEST(LdapConnection, BusyServerIsAskedAgainUntilEntriesWereDelivered) {
  int requests = 0;
  const LdapResponder responder([&requests](int id, unsigned char, std::string_view) {
    ++requests;
    if (requests == 1) return Response{done(id, 51)};
    return Response{entry(id, "o=1") + done(id, 52)};
  });
  const Found found = searchOf(*connectionTo(responder));
  EXPECT_EQ(found.result.code, ResultCode::Unavailable);
  EXPECT_EQ(found.dns, std::vector<std::string>{"o=1"});
  EXPECT_EQ(requests, 2);
}

TEST(LdapConnection, SearchesMayBeNested) {
  const LdapResponder responder([](int id, unsigned char, std::string_view request) {
    const bool isInner = request.find("o=Inner") != std::string_view::npos;
    return Response{entry(id, isInner ? "cn=inner" : "cn=outer") + done(id)};
  });
  const auto connection = connectionTo(responder);
  std::vector<std::string> dns;
  connection->search({}, [&](const Entry& outer) {
    SearchRequest inner;
    inner.base = "o=Inner";
    connection->search(inner, [&dns](const Entry& entry) { dns.push_back(entry.dn); });
    dns.push_back(outer.dn);
  });
  EXPECT_EQ(dns, (std::vector<std::string>{"cn=inner", "cn=outer"}));
}

// --- Refresh (RFC 4533, refreshOnly) ---

RefreshResult refreshOf(const LdapResponder& responder, std::vector<std::string>& dns) {
  return connectionTo(responder)->refresh({}, "rid=000,csn=x", [&dns](const Entry& entry) { dns.push_back(entry.dn); });
}

std::string syncDone(bool deletes) { return ldapControl(kSyncDoneControl, berSequence(berBoolean(deletes))); }

TEST(LdapConnectionRefresh, DeletePhaseNamesWhatWasDeleted) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) {
    return Response{entry(id, "o=changed", syncState(2)) + entry(id, "o=deleted", syncState(3)) +
                    syncInfo(id, ber(0xa3, berBoolean(true) + berSet(berOctets(std::string(16, 'd'))))) +
                    done(id, 0, syncDone(true))};
  });
  std::vector<std::string> dns;
  const RefreshResult refresh = refreshOf(responder, dns);
  EXPECT_TRUE(refresh.result.ok());
  EXPECT_EQ(dns, std::vector<std::string>{"o=changed"});
  EXPECT_EQ(refresh.names, RefreshResult::Names::Deleted);
  EXPECT_EQ(refresh.uuids, (std::vector<std::string>{kConnectionUuid, std::string(16, 'd')}));
}

TEST(LdapConnectionRefresh, PresentPhaseNamesWhatExistsUnchanged) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) {
    return Response{entry(id, "o=added", syncState(1)) + entry(id, "o=present", syncState(0)) +
                    syncInfo(id, ber(0xa3, berSet(berOctets(std::string(16, 'p'))))) +
                    syncInfo(id, ber(0xa2, berBoolean(false))) + done(id, 0, syncDone(true))};
  });
  std::vector<std::string> dns;
  const RefreshResult refresh = refreshOf(responder, dns);
  EXPECT_EQ(dns, std::vector<std::string>{"o=added"});
  EXPECT_EQ(refresh.names, RefreshResult::Names::Present) << "a present phase decides, whatever phase ends the refresh";
  EXPECT_EQ(refresh.uuids, (std::vector<std::string>{kConnectionUuid, std::string(16, 'p')}));
}

TEST(LdapConnectionRefresh, RefusalIsReturned) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) { return Response{done(id, 12)}; });
  std::vector<std::string> dns;
  EXPECT_EQ(refreshOf(responder, dns).result.code, ResultCode::UnavailableCriticalExtension);
}

TEST(LdapConnectionRefresh, DamagedSetOfUuidsIsAnErrorAndNotAnEmptyOne) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) {
    return Response{syncInfo(id, ber(0xa3, berSet(berOctets("short")))) + done(id, 0, syncDone(false))};
  });
  std::vector<std::string> dns;
  EXPECT_THROW(refreshOf(responder, dns), Error);
}

TEST(LdapConnectionRefresh, EntryWithoutItsStateIsAnError) {
  const LdapResponder responder(
      [](int id, unsigned char, std::string_view) { return Response{entry(id, "o=1") + done(id)}; });
  std::vector<std::string> dns;
  EXPECT_THROW(refreshOf(responder, dns), Error);
}

// --- Feeds ---

TEST(LdapConnectionFeed, PersistentSearchReportsChangesUntilItsResult) {
  const LdapResponder responder([](int id, unsigned char, std::string_view request) {
    EXPECT_NE(request.find(kPersistentSearchControl), std::string_view::npos);
    const std::string notice =
        ldapControl(kEntryChangeNotification, berSequence(berEnumerated(8) + berOctets("o=before")));
    return Response{entry(id, "o=after", notice) + done(id, 50)};
  });
  const auto connection = connectionTo(responder);
  const int search = connection->startPersistentSearch({});
  const auto change = connection->nextFeedMessage(milliseconds(5000));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->search, search);
  EXPECT_EQ(std::get<ChangedEntry>(change->content),
            (ChangedEntry{ChangedEntry::Type::Renamed, {"o=after", {{"cn", {"x"}}}}, "o=before"}));
  const auto end = connection->nextFeedMessage(milliseconds(5000));
  ASSERT_TRUE(end);
  EXPECT_EQ(std::get<SearchResult>(end->content).code, ResultCode::InsufficientAccessRights);
  EXPECT_FALSE(connection->nextFeedMessage(milliseconds(1))) << "nothing more of a search that ended";
}

TEST(LdapConnectionFeed, ContentSyncReportsEntriesAndInfo) {
  const LdapResponder responder([](int id, unsigned char, std::string_view request) {
    EXPECT_NE(request.find("rid=000"), std::string_view::npos);
    return Response{entry(id, "o=1", syncState(1)) +
                    ldapMessage(id, ber(kIntermediate, ber(0x80, "1.2.3.4"))) +  // not about synchronization
                    syncInfo(id, ber(0x80, "rid=000,csn=new"))};
  });
  const auto connection = connectionTo(responder);
  const int search = connection->startContentSync({}, "rid=000");
  const auto first = connection->nextFeedMessage(milliseconds(5000));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->search, search);
  EXPECT_EQ(std::get<SyncedEntry>(first->content),
            (SyncedEntry{SyncedEntry::State::Added, kConnectionUuid, "", {"o=1", {{"cn", {"x"}}}}}));
  const auto second = connection->nextFeedMessage(milliseconds(5000));
  ASSERT_TRUE(second);
  EXPECT_EQ(std::get<SyncInfo>(second->content).cookie, "rid=000,csn=new");
  EXPECT_FALSE(connection->nextFeedMessage(milliseconds(1)));
}

TEST(LdapConnectionFeed, MessagesOfAFeedWaitWhileAnotherSearchIsAnswered) {
  const LdapResponder responder([](int id, unsigned char, std::string_view request) {
    const bool isFeed = request.find(kPersistentSearchControl) != std::string_view::npos;
    const std::string notice = ldapControl(kEntryChangeNotification, berSequence(berEnumerated(1)));
    return Response{isFeed ? entry(id, "o=changed", notice) : entry(id, "o=found") + done(id)};
  });
  const auto connection = connectionTo(responder);
  connection->startPersistentSearch({});
  EXPECT_EQ(searchOf(*connection).dns, std::vector<std::string>{"o=found"});
  const auto change = connection->nextFeedMessage(milliseconds(5000));
  ASSERT_TRUE(change);
  EXPECT_EQ(std::get<ChangedEntry>(change->content).entry.dn, "o=changed");
}

TEST(LdapConnectionFeed, DamagedMessageIsAnErrorThatNamesTheBase) {
  const LdapResponder responder([](int id, unsigned char, std::string_view) { return Response{entry(id, "o=1")}; });
  const auto connection = connectionTo(responder);
  SearchRequest request;
  request.base = "o=Acme";
  connection->startPersistentSearch(request);
  try {
    connection->nextFeedMessage(milliseconds(5000));
    FAIL() << "the entry has no Entry Change Notification";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_EQ(error.message(), "following the changes of o=Acme failed: Decoding error");
  }
}

TEST(LdapConnectionFeed, ClosedConnectionIsAnError) {
  const LdapResponder responder([](int, unsigned char, std::string_view) { return Response{"", true}; });
  const auto connection = connectionTo(responder);
  connection->startPersistentSearch({});
  EXPECT_THROW(connection->nextFeedMessage(milliseconds(5000)), Error);
}

}  // namespace
}  // namespace ldapsnap
