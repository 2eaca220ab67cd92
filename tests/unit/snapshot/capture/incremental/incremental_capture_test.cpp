// Incremental captures of a scripted server: what they ask for, what they read besides, and when they read everything.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/capture/capture.h"
#include "snapshot/store/store.h"
#include "tests/support/temp_folder.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

constexpr const char* kDomain = "DC=acme,DC=test";
constexpr const char* kSettings = "CN=NTDS Settings,CN=DC1,CN=Configuration,DC=acme,DC=test";

/// A domain controller that reports the authorization identity.
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
  /// Writes an attribute as a client does, which gives the object the next number.
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

class IncrementalCapture : public testing::Test {
 protected:
  SnapshotInfo captureInFull() {
    const auto writer = store_->beginSnapshot();
    return last_ = writer->commit(capture(server_, options(), *writer));
  }
  /// Expects the same entries as a capture in full. Returns what was read in full, and why.
  std::string captureChanges() {
    std::string fullReads;
    const auto writer = store_->beginSnapshotSince(last_.id);
    const auto earlier = store_->snapshot(last_.id);
    const std::size_t before = server_.reads(kDomain);
    const EarlierSnapshot since{*earlier, *writer, [&fullReads](const std::string& base, const std::string& reason) {
                                  fullReads += base + ": " + reason + "\n";
                                }};
    const SnapshotInfo changes = writer->commit(capture(server_, options(), since));
    searches_ = server_.reads(kDomain) - before;
    const SnapshotInfo all = captureInFull();
    EXPECT_EQ(changes.contentRoot, all.contentRoot);
    EXPECT_EQ(changes.volatileRoot, all.volatileRoot);
    return fullReads;
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

TEST_F(IncrementalCapture, AsksForHigherUsns) {
  captureInFull();
  server_.write(FakeController::person(3), "description", "new");
  EXPECT_EQ(captureChanges(), "");
  std::vector<std::string> filters;
  for (const SearchRequest& request : server_.searches())
    if (request.base == kDomain && request.scope == Scope::Subtree) filters.push_back(request.filter);
  // Deleted objects that it still holds are read with every capture, for the history.
  EXPECT_EQ(filters, (std::vector<std::string>{"(objectClass=*)", "(isDeleted=TRUE)", "(uSNChanged>=101)",
                                               "(&(isDeleted=TRUE)(uSNChanged>=101))", "(isDeleted=TRUE)",
                                               "(objectClass=*)", "(isDeleted=TRUE)"}));
}

TEST_F(IncrementalCapture, ReadsEntriesNamedByAChange) {
  captureInFull();
  server_.set(FakeController::person(7), "memberOf", FakeController::person(3));  // a back link: gets no number
  server_.write(FakeController::person(3), "member", FakeController::person(7));
  EXPECT_EQ(captureChanges(), "");
}

TEST_F(IncrementalCapture, TombstoneRemovesTheEntryAndItsNameElsewhere) {
  captureInFull();
  server_.set(FakeController::person(9), "seeAlso", FakeController::person(5));  // a value that disappears with it
  server_.count();
  captureInFull();
  server_.remove(FakeController::person(5));
  server_.set(FakeController::person(9), "seeAlso", "");
  server_.put("CN=p5\\0ADEL:g5,CN=Deleted Objects,DC=acme,DC=test",
              {{"isDeleted", "TRUE"},
               {"objectGUID", "g5"},
               {"lastKnownParent", kDomain},
               {"uSNCreated", "10"},
               {"uSNChanged", std::to_string(server_.number() + 1)}});
  server_.count();
  // The fake returns tombstones to every search, so a capture in full would take this one for an entry.
  const auto writer = store_->beginSnapshotSince(last_.id);
  const auto earlier = store_->snapshot(last_.id);
  capture(server_, options(), EarlierSnapshot{*earlier, *writer, {}});
  const SnapshotInfo changes = writer->commit(last_);
  EXPECT_FALSE(store_->snapshot(changes.id)->find(Dn::parse(FakeController::person(5))));
  EXPECT_EQ(store_->snapshot(changes.id)->find(Dn::parse(FakeController::person(9)))->find("seeAlso")->values,
            std::vector<std::string>{""});
}

TEST_F(IncrementalCapture, ChangedPermissionsRereadTheSubtree) {
  server_.put("OU=x,DC=acme,DC=test", {{"uSNChanged", "11"}, {"uSNCreated", "11"}, {"nTSecurityDescriptor", "a"}});
  server_.put("CN=below,OU=x,DC=acme,DC=test",
              {{"uSNChanged", "12"}, {"uSNCreated", "12"}, {"nTSecurityDescriptor", "a"}});
  captureInFull();
  server_.set("CN=below,OU=x,DC=acme,DC=test", "nTSecurityDescriptor", "b");  // inherited: gets no number
  server_.write("OU=x,DC=acme,DC=test", "nTSecurityDescriptor", "b");
  EXPECT_EQ(captureChanges(), "");
}

TEST_F(IncrementalCapture, ReadsInFullWhenReportedChangesAreNotEnough) {
  captureInFull();
  server_.put("CN=renamed,DC=acme,DC=test", {{"uSNChanged", "101"}, {"uSNCreated", "10"}, {"objectGUID", "g1"}});
  server_.remove(FakeController::person(1));
  server_.count();
  EXPECT_EQ(captureChanges(), "DC=acme,DC=test: an entry was renamed or moved\n");
  server_.write(kDomain, "nTSecurityDescriptor", "b");
  EXPECT_EQ(captureChanges(), "DC=acme,DC=test: the permissions of its base changed\n");
  server_.set(kSettings, "invocationId", "restored");
  EXPECT_EQ(captureChanges(), "DC=acme,DC=test: a different domain controller answered, or this one was restored\n");
  server_.remove("CN=Deleted Objects,DC=acme,DC=test");
  EXPECT_EQ(captureChanges(), "DC=acme,DC=test: the bind identity may not see deleted objects\n");
  server_.who = {"u:ACME\\reader"};
  EXPECT_EQ(captureChanges(), "DC=acme,DC=test: the earlier snapshot was taken as a different identity\n");
  server_.who = {};
  EXPECT_EQ(captureChanges(), "DC=acme,DC=test: the server does not report the authorization identity\n");
}

TEST_F(IncrementalCapture, PartOfANamingContextIsReadInFull) {
  server_.put("OU=x,DC=acme,DC=test", {{"uSNChanged", "11"}, {"uSNCreated", "11"}});
  bases_ = {"OU=x,DC=acme,DC=test"};
  captureInFull();
  EXPECT_EQ(captureChanges(), "OU=x,DC=acme,DC=test: deleted objects can be read only for an entire naming context\n");
}

}  // namespace
}  // namespace ldapsnap
