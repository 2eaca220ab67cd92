// Controls as bytes: what is sent, and what of a server's answer is readable.
#include "snapshot/server/controls.h"

#include <gtest/gtest.h>

#include "tests/support/wire/ldap_wire.h"

namespace ldapsnap {
namespace {

using test::ber;
using test::berBoolean;
using test::berEnumerated;
using test::berInteger;
using test::berOctets;
using test::berSequence;
using test::berSet;

const std::string kUuid = "0123456789abcdef";

std::vector<std::string> oidsOf(const std::vector<Control>& controls) {
  std::vector<std::string> oids;
  for (const Control& control : controls) oids.push_back(control.oid + (control.isCritical ? "!" : ""));
  return oids;
}

/// No proper prefix of `value` is readable.
template <typename Decode>
void expectNoPrefixIsReadable(const std::string& value, Decode decode) {
  EXPECT_TRUE(decode(value));
  for (std::size_t size = 0; size < value.size(); ++size) EXPECT_FALSE(decode(value.substr(0, size))) << size;
}

TEST(SearchControls, AreManageDsaItAndPagingByDefault) {
  const std::vector<Control> controls = searchControls({}, "");
  EXPECT_EQ(oidsOf(controls), (std::vector<std::string>{"2.16.840.1.113730.3.4.2", kPagedResultsControl}));
  EXPECT_EQ(controls[0].value, std::nullopt);
  EXPECT_EQ(controls[1].value, berSequence(berInteger(1000) + berOctets("")));
  EXPECT_EQ(searchControls({}, "next")[1].value, berSequence(berInteger(1000) + berOctets("next")));
}

TEST(SearchControls, OnlyThoseThatChangeTheAnswerAreCritical) {
  SearchRequest request;
  request.pageSize = 0;
  request.securityDescriptorFlags = 7;
  request.tombstones = Tombstones::Shown;
  request.subentries = Subentries::Only;
  const std::vector<Control> controls = searchControls(request, "");
  EXPECT_EQ(oidsOf(controls), (std::vector<std::string>{"2.16.840.1.113730.3.4.2", "1.2.840.113556.1.4.801",
                                                        "1.2.840.113556.1.4.417!", "1.3.6.1.4.1.4203.1.10.1!"}));
  EXPECT_EQ(controls[1].value, berSequence(berInteger(7)));
  EXPECT_EQ(controls[3].value, berBoolean(true));
}

TEST(ContentSyncControl, LeavesOutAnEmptyCookie) {
  EXPECT_EQ(contentSyncControl(SyncMode::RefreshOnly, ""),
            (Control{kContentSyncControl, true, berSequence(berEnumerated(1))}));
  EXPECT_EQ(contentSyncControl(SyncMode::RefreshAndPersist, "rid=000"),
            (Control{kContentSyncControl, true, berSequence(berEnumerated(3) + berOctets("rid=000"))}));
}

TEST(PersistentSearchControl, AsksForEveryKindOfChangeWithANotice) {
  EXPECT_EQ(persistentSearchControl(), (Control{kPersistentSearchControl, true,
                                                berSequence(berInteger(15) + berBoolean(true) + berBoolean(true))}));
}

TEST(PageResponse, HasEstimateAndCookie) {
  const std::string value = berSequence(berInteger(200) + berOctets("next"));
  const auto page = decodePageResponse(value);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->estimate, 200U);
  EXPECT_EQ(page->cookie, "next");
  expectNoPrefixIsReadable(value, decodePageResponse);
}

TEST(PageResponse, WithoutACookieIsDamagedAndNotTheLastPage) {
  EXPECT_FALSE(decodePageResponse(berSequence(berInteger(0))));
  EXPECT_FALSE(decodePageResponse(berSequence(berOctets("next"))));
  EXPECT_FALSE(decodePageResponse(ber(0x02, "x")));
}

TEST(ChangeNotice, HasTheKindOfChange) {
  const std::vector<std::pair<int, ChangedEntry::Type>> kinds = {{1, ChangedEntry::Type::Added},
                                                                 {2, ChangedEntry::Type::Deleted},
                                                                 {4, ChangedEntry::Type::Modified},
                                                                 {8, ChangedEntry::Type::Renamed}};
  for (const auto& [number, type] : kinds) {
    const auto notice = decodeChangeNotice(berSequence(berEnumerated(number)));
    ASSERT_TRUE(notice) << number;
    EXPECT_EQ(notice->type, type);
  }
  EXPECT_FALSE(decodeChangeNotice(berSequence(berEnumerated(3)))) << "not a kind of change";
}

TEST(ChangeNotice, OfARenameHasThePreviousName) {
  const std::string value = berSequence(berEnumerated(8) + berOctets("ou=a,o=Acme") + berInteger(42));
  const auto notice = decodeChangeNotice(value);
  ASSERT_TRUE(notice) << "a change number may follow";
  EXPECT_EQ(notice->previousDn, "ou=a,o=Acme");
  EXPECT_FALSE(decodeChangeNotice(value.substr(0, 10)));
  EXPECT_FALSE(decodeChangeNotice(""));
}

TEST(SyncState, HasStateUuidAndCookie) {
  const auto state = decodeSyncState(berSequence(berEnumerated(3) + berOctets(kUuid) + berOctets("rid=000")));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->state, SyncedEntry::State::Deleted);
  EXPECT_EQ(state->uuid, kUuid);
  EXPECT_EQ(state->cookie, "rid=000");
  const std::string without = berSequence(berEnumerated(1) + berOctets(kUuid));
  EXPECT_EQ(decodeSyncState(without)->cookie, "");
  expectNoPrefixIsReadable(without, decodeSyncState);
}

TEST(SyncState, UnknownStateAndShortUuidAreDamaged) {
  EXPECT_FALSE(decodeSyncState(berSequence(berEnumerated(4) + berOctets(kUuid))));
  EXPECT_FALSE(decodeSyncState(berSequence(berEnumerated(1) + berOctets("short"))));
}

TEST(SyncInfo, NewCookie) {
  const auto info = decodeSyncInfo(ber(0x80, "rid=000"));
  EXPECT_EQ(info, (SyncInfo{SyncInfo::Kind::NewCookie, "rid=000", true, false, {}}));
}

TEST(SyncInfo, EndOfAPhaseIsDoneUnlessItSaysOtherwise) {
  EXPECT_EQ(decodeSyncInfo(ber(0xa1, "")), (SyncInfo{SyncInfo::Kind::RefreshDelete, "", true, false, {}}));
  EXPECT_EQ(decodeSyncInfo(ber(0xa2, berOctets("c") + berBoolean(false))),
            (SyncInfo{SyncInfo::Kind::RefreshPresent, "c", false, false, {}}));
}

TEST(SyncInfo, SetOfUuids) {
  EXPECT_EQ(decodeSyncInfo(ber(0xa3, berSet(berOctets(kUuid)))),
            (SyncInfo{SyncInfo::Kind::IdSet, "", true, false, {kUuid}}));
  EXPECT_EQ(decodeSyncInfo(ber(0xa3, berBoolean(true) + berSet(berOctets(kUuid) + berOctets(kUuid)))),
            (SyncInfo{SyncInfo::Kind::IdSet, "", true, true, {kUuid, kUuid}}));
  EXPECT_EQ(decodeSyncInfo(ber(0xa3, berSet("")))->uuids, std::vector<std::string>{});
}

TEST(SyncInfo, DamagedSetIsNotAnEmptyOne) {
  EXPECT_FALSE(decodeSyncInfo(ber(0xa3, "")));
  EXPECT_FALSE(decodeSyncInfo(ber(0xa3, berSet(berOctets("short")))));
  EXPECT_FALSE(decodeSyncInfo(ber(0xa3, berSet("\x04\x10too short"))));
  EXPECT_FALSE(decodeSyncInfo(ber(0xa4, "")));
  EXPECT_FALSE(decodeSyncInfo(""));
}

TEST(SyncDone, NamesPresentEntriesUnlessItSaysDeletes) {
  EXPECT_FALSE(decodeSyncDone(berSequence(""))->refreshDeletes);
  const auto done = decodeSyncDone(berSequence(berOctets("rid=000") + berBoolean(true)));
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->refreshDeletes);
  EXPECT_EQ(done->cookie, "rid=000");
  EXPECT_FALSE(decodeSyncDone(""));
}

}  // namespace
}  // namespace ldapsnap
