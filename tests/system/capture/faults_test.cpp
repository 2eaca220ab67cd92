// Servers and networks that fail in the middle: one clear line, exit code 4, nothing half-visible in the store, and an
// end in bounded time and memory.
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "tests/support/wire/ldap_proxy.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kPlaceholder = "0000000000000000000000000000000000000000";

SlapdOptions people() {
  SlapdOptions options;
  options.data = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  for (int i = 0; i < 200; ++i) {
    options.data += "dn: cn=" + std::to_string(i) +
                    ",o=Acme\nobjectClass: person\nsn: Lee\ndescription: " + std::string(100, 'x') + "\n\n";
  }
  options.data += std::string("dn: cn=") + kPlaceholder + ",o=Acme\nobjectClass: person\nsn: Lee\n\n";
  return options;
}

/// A store that holds one snapshot already, and captures that go through a proxy.
class Faults : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<SlapdServer>(people()); }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    const ProcessResult first = capture(server_->uri());
    ASSERT_EQ(first.exitCode, 0) << first.err;
  }

  ProcessResult capture(const std::string& uri, const std::vector<std::string>& more = {}) {
    const std::string password = place_.writePassword("password", SlapdServer::password());
    std::vector<std::string> words = {"capture", uri,      "--as", "lab",    "-D",        server_->rootDn(),
                                      "-y",      password, "-b",   "o=Acme", "--timeout", "1s"};
    words.insert(words.end(), more.begin(), more.end());
    const ProcessResult result = place_.ldapsnap(words);
    if (result.exitCode == 0) ++taken_;
    return result;
  }

  /// A capture failed in one line that names the server, and the store shows the earlier snapshots and nothing else.
  void expectCleanFailure(const ProcessResult& result, const std::string& uri) const {
    EXPECT_EQ(result.exitCode, 4) << result.err;
    EXPECT_FALSE(result.timedOut);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(result.err.starts_with("ldapsnap: " + uri + ": ")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    const std::string listed = place_.ldapsnap({"list", "--oneline"}).out;
    EXPECT_EQ(std::count(listed.begin(), listed.end(), '\n'), taken_) << listed;
    const ProcessResult verified = place_.ldapsnap({"store", "verify"});
    EXPECT_EQ(verified.exitCode, 0) << verified.out << verified.err;
  }

  static std::unique_ptr<SlapdServer> server_;
  Workplace place_;
  int taken_ = 0;  ///< snapshots that are in the store
};
std::unique_ptr<SlapdServer> Faults::server_;

TEST_F(Faults, ConnectionCutAnywhereIsAnErrorAndLeavesNoSnapshot) {
  std::size_t size = 0;
  {
    const LdapProxy proxy(server_->port(), {});
    EXPECT_EQ(capture(proxy.uri()).exitCode, 0);
    size = proxy.received();
  }
  ASSERT_GT(size, 50000U);
  std::minstd_rand random(20261123);
  std::vector<std::size_t> places = {0, 1, size - 1};
  for (int i = 0; i < 6; ++i) places.push_back(random() % size);
  for (const std::size_t place : places) {
    SCOPED_TRACE(place);
    const LdapProxy proxy(server_->port(), {.cutAt = place});
    expectCleanFailure(capture(proxy.uri()), proxy.uri());
  }
}

TEST_F(Faults, GarbageIsAnErrorAndLeavesNoSnapshot) {
  for (const std::size_t place : {0, 20, 1000, 30000}) {
    SCOPED_TRACE(place);
    const LdapProxy proxy(server_->port(), {.garbleAt = place});
    expectCleanFailure(capture(proxy.uri()), proxy.uri());
  }
}

TEST_F(Faults, SilentServerIsAbandonedAfterTheTimeout) {
  for (const std::size_t place : {0, 20, 30000}) {
    SCOPED_TRACE(place);
    const LdapProxy proxy(server_->port(), {.silentAt = place});
    expectCleanFailure(capture(proxy.uri()), proxy.uri());
  }
}

TEST_F(Faults, StalledTlsHandshakeIsAbandonedAfterTheTimeout) {
  const LdapProxy proxy(server_->port(), {.silentAt = 0});
  const std::string uri = "ldaps" + proxy.uri().substr(4);
  expectCleanFailure(capture(uri), uri);
}

TEST_F(Faults, AnEndlessResultEndsAtTheTimeLimitInBoundedMemory) {
  const LdapProxy proxy(server_->port(), {.endless = kPlaceholder});
  const ProcessResult result = capture(proxy.uri(), {"--time-limit", "3s"});
  expectCleanFailure(result, proxy.uri());
  EXPECT_EQ(result.err, "ldapsnap: " + proxy.uri() +
                            ": reading o=Acme did not finish within the time limit of 3 s; give a longer "
                            "--time-limit, or read less (-b)\n");
  EXPECT_LT(result.peakMemory, std::size_t{200} << 20U);
}

TEST_F(Faults, BusyServerIsRetried) {
  const LdapProxy bind(server_->port(), {.refusals = 3});
  EXPECT_EQ(capture(bind.uri()).exitCode, 0);
  const LdapProxy search(server_->port(), {.refusals = 2, .refusedTag = 0x63, .resultCode = 52});
  EXPECT_EQ(capture(search.uri()).exitCode, 0);
}

TEST(FaultsOfAServer, ServerKilledMidwayLeavesNoSnapshot) {
  SlapdServer server(people());
  Workplace place;
  // The capture waits here with its connection open, after its first answers; then the server goes.
  const LdapProxy proxy(server.port(), {.silentAt = 30000});
  std::thread killer([&] {
    while (proxy.received() < 30000) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    server.kill();
  });
  const ProcessResult result =
      place.ldapsnap({"capture", proxy.uri(), "-D", server.rootDn(), "-w", SlapdServer::password(), "-b", "o=Acme"});
  killer.join();
  EXPECT_EQ(result.exitCode, 4) << result.err;
  EXPECT_NE(result.err.find("Can't contact LDAP server"), std::string::npos) << result.err;
  EXPECT_EQ(place.ldapsnap({"list"}).out, "No snapshots yet.\n");
  EXPECT_EQ(place.ldapsnap({"store", "verify"}).exitCode, 0);
}

}  // namespace
}  // namespace ldapsnap::test
