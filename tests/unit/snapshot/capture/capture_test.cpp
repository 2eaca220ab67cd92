#include "snapshot/capture/capture.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/wire/fake_server.h"

namespace ldapsnap {
namespace {

using test::CollectingSink;
using test::FakeServer;

/// A small OpenLDAP site; its contextCSN is "1".
FakeServer site() {
  FakeServer directory(Entry{"",
                             {{"objectClass", {"OpenLDAProotDSE"}},
                              {"configContext", {"cn=config"}},
                              {"namingContexts", {"o=Acme"}},
                              {"subschemaSubentry", {"cn=Subschema"}}}});
  directory.put("cn=Subschema", {{"objectClass", "subschema"}});
  directory.put("cn=config", {{"objectClass", "olcGlobal"}});
  directory.put("o=Acme", {{"objectClass", "organization"}, {"contextCSN", "1"}});
  directory.put("ou=Seattle,o=Acme", {{"objectClass", "organizationalUnit"}});
  directory.put("cn=Ann,ou=Seattle,o=Acme", {{"objectClass", "person"}, {"sn", "A"}, {"userPassword", "hunter2"}});
  return directory;
}

CaptureOptions options(std::vector<std::string> bases = {}) {
  CaptureOptions result;
  result.site = "lab";
  result.bases = std::move(bases);
  result.key = std::string(32, 'k');
  return result;
}

struct Captured {
  SnapshotInfo info;
  CollectingSink sink;
};

Captured captureOf(FakeServer& directory, const CaptureOptions& with = options()) {
  Captured captured;
  captured.info = capture(directory, with, captured.sink);
  return captured;
}

/// Sets the contextCSN, as every write does.
void touch(FakeServer& directory, int value) { directory.set("o=Acme", "contextCSN", std::to_string(value)); }

TEST(Capture, ReadsRootDseSchemaConfigurationAndContexts) {
  FakeServer directory = site();
  const Captured captured = captureOf(directory);
  EXPECT_EQ(captured.sink.dns(), (std::vector<std::string>{"", "cn=Subschema", "cn=config", "cn=Ann,ou=Seattle,o=Acme",
                                                           "o=Acme", "ou=Seattle,o=Acme"}));
  EXPECT_EQ(captured.info.entries, 6U);
}

TEST(Capture, ManifestDescribesWhatWasRead) {
  FakeServer directory = site();
  const SnapshotInfo info = captureOf(directory).info;
  EXPECT_EQ(info.site, "lab");
  EXPECT_EQ(info.source, "ldap://fake.example");
  EXPECT_EQ(info.product, Product::OpenLdap);
  EXPECT_EQ(info.kind, SnapshotInfo::Kind::Captured);
  EXPECT_EQ(info.searchBases, (std::vector<std::string>{"cn=Subschema", "cn=config", "o=Acme"}));
  EXPECT_TRUE(info.complete());
  EXPECT_EQ(info.consistency, Consistency::Consistent);
  EXPECT_LE(info.taken, info.finished);
  EXPECT_TRUE(info.id.empty());
}

TEST(Capture, GivenBasesAreReadWithRootDseAndSchema) {
  FakeServer directory = site();
  const Captured captured = captureOf(directory, options({"ou=Seattle,o=Acme"}));
  EXPECT_EQ(captured.sink.dns(),
            (std::vector<std::string>{"", "cn=Subschema", "cn=Ann,ou=Seattle,o=Acme", "ou=Seattle,o=Acme"}));
  EXPECT_EQ(captured.info.searchBases, (std::vector<std::string>{"cn=Subschema", "ou=Seattle,o=Acme"}));
}

TEST(Capture, OverlappingBasesDeliverEachEntryOnce) {
  FakeServer directory = site();
  const Captured captured = captureOf(directory, options({"o=Acme", "ou=Seattle,o=Acme", "o=Acme"}));
  EXPECT_EQ(captured.info.entries, 5U);
}

TEST(Capture, SecretsAreNeverDelivered) {
  FakeServer directory = site();
  const Captured captured = captureOf(directory);
  for (const Entry& entry : captured.sink.entries) {
    for (const Attribute& attribute : entry.attributes) {
      for (const std::string& value : attribute.values) EXPECT_EQ(value.find("hunter2"), std::string::npos) << entry.dn;
    }
  }
  EXPECT_TRUE(isRedacted(*captured.sink.find("cn=Ann,ou=Seattle,o=Acme")->first("userPassword")));
}

TEST(Capture, MissingBaseIsAnErrorThatNamesTheContexts) {
  FakeServer directory = site();
  try {
    captureOf(directory, options({"ou=Nowhere,o=Acme"}));
    FAIL() << "the base does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_STREQ(
        error.what(),
        "ldap://fake.example: the base \"ou=Nowhere,o=Acme\" does not exist, or the bind identity may not see it; "
        "check the base (-b); the server's naming contexts are: o=Acme");
  }
}

// Pitfall 7: a search limit makes an incomplete snapshot, never an ordinary one.
TEST(Pitfall7, SearchLimitIsAGapWithARemedy) {
  for (const auto& [code, name] : std::vector<std::pair<int, std::string>>{
           {3, "timeLimitExceeded"}, {4, "sizeLimitExceeded"}, {11, "adminLimitExceeded"}}) {
    FakeServer directory = site();
    directory.fail("o=Acme", {.result = {ResultCode(code), "", {}}, .deliverFirst = 2});
    const Captured captured = captureOf(directory);
    ASSERT_EQ(captured.info.gaps.size(), 1U) << name;
    EXPECT_EQ(captured.info.gaps[0].where, "o=Acme");
    EXPECT_EQ(captured.info.gaps[0].reason, name + " (" + std::to_string(code) + ") after 2 entries");
    EXPECT_NE(captured.info.gaps[0].remedy.find("olcLimits"), std::string::npos);
    EXPECT_EQ(captured.info.entries, 5U) << "entries before the limit are kept";
  }
}

TEST(CaptureGaps, QuoteTheServersDiagnostic) {
  FakeServer directory = site();
  directory.fail("cn=config", {.result = {ResultCode::InsufficientAccessRights, "no read access", {}}});
  const Captured captured = captureOf(directory);
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0],
            (Gap{"cn=config", "insufficientAccessRights (50): no read access",
                 "bind as an identity that may read it (the root DN, or over ldapi:// with -Y EXTERNAL)"}));
}

TEST(CaptureGaps, InvisibleContextIsAGap) {
  FakeServer directory = site();
  directory.remove("cn=config");
  const Captured captured = captureOf(directory);
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0].where, "cn=config");
  EXPECT_EQ(captured.info.gaps[0].reason, "noSuchObject (32)");
}

// Pitfall 8: continuation references are not followed; each is a gap.
TEST(Pitfall8, ReferralIsAGap) {
  FakeServer directory = site();
  directory.fail("o=Acme", {.result = {ResultCode::Success, "", {"ldap://b.example/ou=Paris%2Co=Acme??sub"}}});
  const Captured captured = captureOf(directory);
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0],
            (Gap{"ou=Paris,o=Acme", "referral to ldap://b.example/ou=Paris%2Co=Acme??sub was not followed",
                 "capture the server that holds it"}));
  EXPECT_EQ(captured.info.entries, 6U);
}

TEST(Pitfall8, ReferralToAnotherCapturedContextIsNotAGap) {
  FakeServer directory(Entry{"",
                             {{"vendorName", {"Samba Team"}},
                              {"configurationNamingContext", {"CN=Configuration,DC=a"}},
                              {"namingContexts", {"DC=a", "CN=Configuration,DC=a"}}}});
  directory.put("DC=a", {{"objectClass", "domain"}});
  directory.put("CN=Configuration,DC=a", {{"objectClass", "configuration"}});
  directory.fail("DC=a",
                 {.result = {ResultCode::Success, "", {"ldap://a/CN=Configuration,DC=a", "ldap://a/DC=Other,DC=a"}},
                  .vanishing = {"CN=Configuration,DC=a"}});
  const Captured captured = captureOf(directory);
  ASSERT_EQ(captured.info.gaps.size(), 1U);
  EXPECT_EQ(captured.info.gaps[0].where, "DC=Other,DC=a");
}

TEST(CaptureConsistency, ChangedPartIsRereadAndReplaced) {
  FakeServer directory = site();
  bool written = false;
  directory.afterEntry([&](std::size_t, const Entry& entry) {
    if (written || entry.dn != "cn=Ann,ou=Seattle,o=Acme") return;
    written = true;
    touch(directory, 2);
    directory.set("cn=Ann,ou=Seattle,o=Acme", "sn", "B");
    directory.remove("ou=Seattle,o=Acme");
    directory.put("ou=Tacoma,o=Acme", {{"objectClass", "organizationalUnit"}});
  });
  const Captured captured = captureOf(directory);
  EXPECT_EQ(captured.info.consistency, Consistency::Consistent);
  EXPECT_EQ(directory.reads("o=Acme"), 2U);
  EXPECT_EQ(*captured.sink.find("cn=Ann,ou=Seattle,o=Acme")->first("sn"), "B");
  EXPECT_EQ(captured.sink.find("ou=Seattle,o=Acme"), nullptr);
  EXPECT_NE(captured.sink.find("ou=Tacoma,o=Acme"), nullptr);
  EXPECT_EQ(captured.info.entries, 6U);
}

TEST(CaptureConsistency, ConstantWritesMakeATornSnapshot) {
  FakeServer directory = site();
  int csn = 1;
  directory.beforeSearch([&](std::size_t, const SearchRequest& request) {
    if (request.base == "o=Acme" && request.scope == Scope::Subtree) touch(directory, ++csn);
  });
  CaptureOptions impatient = options();
  impatient.settle = std::chrono::milliseconds(50);
  EXPECT_EQ(captureOf(directory, impatient).info.consistency, Consistency::Torn);
}

TEST(CaptureConsistency, SettleTimeOfZeroRereadsNothingThatHasACounter) {
  FakeServer directory = site();
  int csn = 1;
  directory.beforeSearch([&](std::size_t, const SearchRequest& request) {
    if (request.base == "o=Acme" && request.scope == Scope::Subtree) touch(directory, ++csn);
  });
  CaptureOptions impatient = options();
  impatient.settle = std::chrono::milliseconds(0);
  EXPECT_EQ(captureOf(directory, impatient).info.consistency, Consistency::Torn);
  EXPECT_EQ(directory.reads("o=Acme"), 1U);
}

TEST(CaptureConsistency, WriterThatStopsInTimeLeavesAConsistentSnapshot) {
  FakeServer directory = site();
  int csn = 1;
  directory.beforeSearch([&](std::size_t, const SearchRequest& request) {
    if (csn < 5 && request.base == "o=Acme" && request.scope == Scope::Subtree) touch(directory, ++csn);
  });
  EXPECT_EQ(captureOf(directory).info.consistency, Consistency::Consistent);
  EXPECT_EQ(directory.reads("o=Acme"), 5U) << "four times while it changed, once at rest";
}

// A database that was loaded from a provider's export has a contextCSN that is not maintained.
TEST(CaptureConsistency, ContextCsnOlderThanAnEntryIsNotTrusted) {
  FakeServer directory = site();
  directory.set("o=Acme", "contextCSN", "20260101000000.000000Z#000000#000#000000");
  directory.set("cn=Ann,ou=Seattle,o=Acme", "entryCSN", "20260102000000.000000Z#000000#000#000000");
  bool written = false;
  directory.afterEntry([&](std::size_t, const Entry& entry) {
    if (written || entry.dn != "cn=Ann,ou=Seattle,o=Acme") return;
    written = true;
    directory.set("cn=Ann,ou=Seattle,o=Acme", "sn", "B");
  });
  const Captured captured = captureOf(directory);
  EXPECT_EQ(captured.info.consistency, Consistency::Consistent);
  EXPECT_EQ(*captured.sink.find("cn=Ann,ou=Seattle,o=Acme")->first("sn"), "B");
}

TEST(CaptureConsistency, PartWithoutCounterIsReadTwice) {
  FakeServer directory = site();
  bool written = false;
  directory.beforeSearch([&](std::size_t, const SearchRequest& request) {
    if (!written && request.base == "o=Acme") {  // after cn=config was read for the first time
      written = true;
      directory.set("cn=config", "olcIdleTimeout", "60");
    }
  });
  const Captured captured = captureOf(directory);
  EXPECT_EQ(captured.info.consistency, Consistency::Consistent);
  EXPECT_NE(captured.sink.find("cn=config")->find("olcIdleTimeout"), nullptr);
  EXPECT_EQ(directory.reads("cn=config"), 3U);
}

TEST(CaptureConsistency, VolatileAttributesAreIgnored) {
  FakeServer directory = site();
  int n = 0;
  directory.beforeSearch([&](std::size_t, const SearchRequest& request) {
    if (request.base == "cn=config") directory.set("cn=config", "modifyTimestamp", std::to_string(++n));
  });
  EXPECT_EQ(captureOf(directory).info.consistency, Consistency::Consistent);
}

TEST(CaptureConsistency, LargePartWithoutCounterIsUnknown) {
  FakeServer directory = site();
  directory.put("o=Acme", {{"objectClass", "organization"}});
  for (int i = 0; i < 20001; ++i) directory.put("cn=" + std::to_string(i) + ",o=Acme", {{"objectClass", "person"}});
  EXPECT_EQ(captureOf(directory).info.consistency, Consistency::Unknown);
  EXPECT_EQ(directory.reads("o=Acme"), 1U);
}

TEST(Capture, BrokenConnectionIsAnErrorAndDeliversNothing) {
  FakeServer directory = site();
  directory.fail("o=Acme", {.result = {}, .deliverFirst = 1, .disconnect = true});
  CollectingSink sink;
  try {
    capture(directory, options(), sink);
    FAIL() << "the connection broke";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
  }
  EXPECT_TRUE(sink.entries.empty());
}

TEST(Capture, ReportsProgress) {
  FakeServer directory = site();
  CaptureOptions with = options();
  std::uint64_t last = 0;
  std::vector<std::string> places;
  std::uint64_t estimate = 0;
  with.progress = [&](const ReadProgress& progress) {
    last = progress.entries;
    if (progress.what == "o=Acme") estimate = progress.estimateOfPart;
    if (places.empty() || places.back() != progress.what) places.push_back(progress.what);
  };
  directory.estimates(1000);
  captureOf(directory, with);
  EXPECT_EQ(last, 6U);
  EXPECT_EQ(estimate, 1000U);
  directory.estimates(0);
  with.expectedEntries = 7;
  captureOf(directory, with);
  EXPECT_EQ(estimate, 7U);
  EXPECT_EQ(std::vector<std::string>(places.begin(), places.begin() + 4),
            (std::vector<std::string>{"the root DSE", "cn=Subschema", "cn=config", "o=Acme"}));
}

}  // namespace
}  // namespace ldapsnap
