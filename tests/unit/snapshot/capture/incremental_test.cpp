// Asking for changes, against a scripted server: what is asked for, what is read along, and when everything is read.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/capture/capture.h"
#include "snapshot/capture/dialect/tombstone.h"
#include "snapshot/capture/incremental/inheritance.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/store/store.h"
#include "tests/support/fake_server.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

constexpr const char* kDomain = "DC=acme,DC=test";
constexpr const char* kSettings = "CN=NTDS Settings,CN=DC1,CN=Configuration,DC=acme,DC=test";

/// A domain controller that says who we are.
class FakeController : public test::FakeServer {
 public:
  FakeController()
      : FakeServer({"",
                    {{"supportedCapabilities", {"1.2.840.113556.1.4.800"}},
                     {"namingContexts", {kDomain, "CN=Configuration,DC=acme,DC=test"}},
                     {"configurationNamingContext", {"CN=Configuration,DC=acme,DC=test"}},
                     {"dsServiceName", {kSettings}},
                     {"highestCommittedUSN", {"100"}}}}) {
    put("CN=Configuration,DC=acme,DC=test", {{"cn", "Configuration"}});
    put(kSettings, {{"invocationId", "first"}});
    put(kDomain, {{"dc", "acme"}, {"uSNChanged", "1"}, {"uSNCreated", "1"}});
    put("CN=Deleted Objects,DC=acme,DC=test", {{"cn", "Deleted Objects"}, {"uSNChanged", "2"}, {"uSNCreated", "2"}});
    for (int i = 0; i < 40; ++i)
      put(person(i),
          {{"uSNChanged", std::to_string(10 + i)}, {"uSNCreated", "10"}, {"objectGUID", fmt::format("g{}", i)}});
  }
  static std::string person(int number) { return fmt::format("CN=p{},DC=acme,DC=test", number); }
  std::vector<std::string> boundAs() override { return who; }
  /// Writes an attribute as the server does: with the next number.
  void write(const std::string& dn, const std::string& description, const std::string& value) {
    set(dn, description, value);
    set(dn, "uSNChanged", std::to_string(++number_));
    set("", "highestCommittedUSN", std::to_string(number_));
  }
  void count() { set("", "highestCommittedUSN", std::to_string(++number_)); }
  int number() const { return number_; }

  std::vector<std::string> who = {"u:ACME\\admin"};

 private:
  int number_ = 100;
};

class IncrementalTest : public testing::Test {
 protected:
  SnapshotInfo whole() {
    const auto writer = store_->beginSnapshot();
    return last_ = writer->commit(capture(server_, options(), *writer));
  }
  /// Expects the same entries as a whole capture. Returns what was read whole, and why.
  std::string since() {
    std::string told;
    const auto writer = store_->beginSnapshotSince(last_.id);
    const auto earlier = store_->snapshot(last_.id);
    const std::size_t before = server_.reads(kDomain);
    const Earlier since{*earlier, *writer,
                        [&told](const std::string& base, const std::string& why) { told += base + ": " + why + "\n"; }};
    const SnapshotInfo changes = writer->commit(capture(server_, options(), since));
    searches_ = server_.reads(kDomain) - before;
    const SnapshotInfo all = whole();
    EXPECT_EQ(changes.contentRoot, all.contentRoot);
    EXPECT_EQ(changes.volatileRoot, all.volatileRoot);
    return told;
  }
  CaptureOptions options() {
    CaptureOptions options;
    options.site = "lab";
    options.key = store_->redactionKey();
    options.bases = bases_;
    return options;
  }

  FakeController server_;
  test::TempFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({folder_ / "store", StoreOptions::Access::Write});
  SnapshotInfo last_;
  std::size_t searches_ = 0;
  std::vector<std::string> bases_;
};

TEST_F(IncrementalTest, AsksForTheNumbersAfterTheLastOne) {
  whole();
  server_.write(FakeController::person(3), "description", "new");
  EXPECT_EQ(since(), "");
  std::vector<std::string> filters;
  for (const SearchRequest& request : server_.searches())
    if (request.base == kDomain && request.scope == Scope::Subtree) filters.push_back(request.filter);
  EXPECT_EQ(filters, (std::vector<std::string>{"(objectClass=*)", "(uSNChanged>=101)",
                                               "(&(isDeleted=TRUE)(uSNChanged>=101))", "(objectClass=*)"}));
}

TEST_F(IncrementalTest, ReadsAlongWhoIsNamedByAChange) {
  whole();
  server_.set(FakeController::person(7), "memberOf", FakeController::person(3));  // a back link: not counted
  server_.write(FakeController::person(3), "member", FakeController::person(7));
  EXPECT_EQ(since(), "");
}

TEST_F(IncrementalTest, WhatWasDeletedIsFoundByItsTombstone) {
  whole();
  server_.set(FakeController::person(9), "seeAlso", FakeController::person(5));  // whose value goes with it
  server_.count();
  whole();
  server_.remove(FakeController::person(5));
  server_.set(FakeController::person(9), "seeAlso", "");
  server_.put("CN=p5\\0ADEL:g5,CN=Deleted Objects,DC=acme,DC=test",
              {{"isDeleted", "TRUE"},
               {"objectGUID", "g5"},
               {"lastKnownParent", kDomain},
               {"uSNCreated", "10"},
               {"uSNChanged", std::to_string(server_.number() + 1)}});
  server_.count();
  // The fake shows tombstones to every search; a capture that reads everything takes this one for an entry.
  const auto writer = store_->beginSnapshotSince(last_.id);
  const auto earlier = store_->snapshot(last_.id);
  capture(server_, options(), Earlier{*earlier, *writer, {}});
  const SnapshotInfo changes = writer->commit(last_);
  EXPECT_FALSE(store_->snapshot(changes.id)->find(Dn::parse(FakeController::person(5))));
  EXPECT_EQ(store_->snapshot(changes.id)->find(Dn::parse(FakeController::person(9)))->find("seeAlso")->values,
            std::vector<std::string>{""});
}

TEST_F(IncrementalTest, PermissionsThatChangedAreReadWithAllBelow) {
  server_.put("OU=x,DC=acme,DC=test", {{"uSNChanged", "11"}, {"uSNCreated", "11"}, {"nTSecurityDescriptor", "a"}});
  server_.put("CN=below,OU=x,DC=acme,DC=test",
              {{"uSNChanged", "12"}, {"uSNCreated", "12"}, {"nTSecurityDescriptor", "a"}});
  whole();
  server_.set("CN=below,OU=x,DC=acme,DC=test", "nTSecurityDescriptor", "b");  // inherited: not counted
  server_.write("OU=x,DC=acme,DC=test", "nTSecurityDescriptor", "b");
  EXPECT_EQ(since(), "");
}

TEST_F(IncrementalTest, ReadsEverythingWhereTheServerDoesNotTellEnough) {
  whole();
  server_.put("CN=renamed,DC=acme,DC=test", {{"uSNChanged", "101"}, {"uSNCreated", "10"}, {"objectGUID", "g1"}});
  server_.remove(FakeController::person(1));
  server_.count();
  EXPECT_EQ(since(), "DC=acme,DC=test: an entry was renamed or moved\n");
  server_.write(kDomain, "nTSecurityDescriptor", "b");
  EXPECT_EQ(since(), "DC=acme,DC=test: the permissions of its base changed\n");
  server_.set(kSettings, "invocationId", "restored");
  EXPECT_EQ(since(), "DC=acme,DC=test: another domain controller answers, or this one was restored\n");
  server_.remove("CN=Deleted Objects,DC=acme,DC=test");
  EXPECT_EQ(since(), "DC=acme,DC=test: the bind may not see deleted objects\n");
  server_.who = {"u:ACME\\reader"};
  EXPECT_EQ(since(), "DC=acme,DC=test: the earlier snapshot was taken as somebody else\n");
  server_.who = {};
  EXPECT_EQ(since(), "DC=acme,DC=test: the server does not say who we are to it\n");
}

TEST_F(IncrementalTest, OfAPartOfAContextNobodyTellsWhatWasDeleted) {
  server_.put("OU=x,DC=acme,DC=test", {{"uSNChanged", "11"}, {"uSNCreated", "11"}});
  bases_ = {"OU=x,DC=acme,DC=test"};
  whole();
  EXPECT_EQ(since(), "OU=x,DC=acme,DC=test: deleted objects are told of whole naming contexts alone\n");
}

TEST(Inheritance, NamesWhatKeepsFromIt) {
  SnapshotInfo earlier;
  earlier.source = "ldap://a";
  earlier.consistency = Consistency::Consistent;
  earlier.authorizationIdentity = {"dn:cn=x"};
  const SnapshotInfo now = earlier;
  EXPECT_EQ(whyNothingIsInherited(earlier, now), "");
  const auto with = [&](auto change) {
    SnapshotInfo other = earlier;
    change(other);
    return whyNothingIsInherited(other, now);
  };
  EXPECT_EQ(with([](SnapshotInfo& info) { info.source = "ldap://b"; }), "the earlier snapshot was taken of ldap://b");
  EXPECT_EQ(with([](SnapshotInfo& info) { info.version = "2.4"; }), "the server is of another version");
  EXPECT_EQ(with([](SnapshotInfo& info) { info.secrets = Secrets::Included; }),
            "the earlier snapshot treats secrets otherwise");
  EXPECT_EQ(with([](SnapshotInfo& info) { info.searchBases = {"o=Acme"}; }),
            "the earlier snapshot is of other contexts");
  EXPECT_EQ(with([](SnapshotInfo& info) { info.gaps = {{"o=Acme", "x", ""}}; }), "the earlier snapshot is incomplete");
  EXPECT_EQ(with([](SnapshotInfo& info) { info.consistency = Consistency::Torn; }),
            "the earlier snapshot is not known to be consistent");
}

EntrySpool configurationOf(const std::vector<Entry>& entries) {
  EntrySpool spool;
  for (const Entry& entry : entries) spool.add(entry);
  return spool;
}

TEST(Inheritance, OfSlapdKnowsTheOverlaysThatAreCounted) {
  const auto whyNot = [](const std::string& overlay) {
    return readSlapdConfiguration(configurationOf({{"olcOverlay=x,cn=config", {{"olcOverlay", {overlay}}}}}), {})
        .whyNot;
  };
  EXPECT_EQ(whyNot("{0}memberof"), "");
  EXPECT_EQ(whyNot("{2}Syncprov"), "");
  EXPECT_EQ(whyNot("{1}ppolicy"), "the overlay \"ppolicy\" may change entries without counting it");
}

TEST(Inheritance, OfSlapdLooksAtAccessThatDependsOnGroupsUnlessWeAreItsRootDn) {
  const EntrySpool spool = configurationOf(
      {{"olcDatabase={1}mdb,cn=config",
        {{"olcRootDN", {"cn=Admin, o=Acme"}}, {"olcAccess", {"{0}to * by group.exact=\"cn=a,o=Acme\" write"}}}}});
  EXPECT_EQ(readSlapdConfiguration(spool, {"dn:cn=x"}).whyNot, "what may be read depends on groups (olcAccess)");
  EXPECT_EQ(readSlapdConfiguration(spool, {"dn:cn=admin,o=acme"}).whyNot, "");
}

TEST(Tombstone, TellsTheNameThatItHad) {
  const Entry tombstone{"CN=anna\\0ADEL:0f,CN=Deleted Objects,DC=acme", {{"lastKnownParent", {"OU=Staff,DC=acme"}}}};
  EXPECT_EQ(nameBefore(tombstone), "CN=anna,OU=Staff,DC=acme");
  EXPECT_EQ(nameBefore({"CN=plain,DC=acme", {}}), "CN=plain,DC=acme");
}

}  // namespace
}  // namespace ldapsnap
