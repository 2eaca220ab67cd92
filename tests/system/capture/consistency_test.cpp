// Captures of real servers under a fast writer: each is a state that existed, or says that it is torn. 20 of each
// server, 5 of Samba; LDAPSNAP_LONG_TESTS=1: 50.
#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <thread>

#include "snapshot/capture/capture.h"
#include "snapshot/server/connection.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/servers/slapd.h"
#include "tests/support/wire/fake_server.h"
#include "tests/support/wire/ldap_writer.h"

namespace ldapsnap {
namespace {

using std::chrono::milliseconds;

constexpr int kPeople = 200;

/// A server, and the folder of people in it: the first and the last of them are written.
struct Site {
  std::string uri, bindDn, password, people;

  std::string first() const { return "cn=p0," + people; }
  std::string last() const { return "cn=p" + std::to_string(kPeople - 1) + "," + people; }
};

std::string peopleLdif(const std::string& people, const std::string& objectClasses) {
  std::string ldif;
  for (int i = 0; i < kPeople; ++i) {
    ldif += "dn: cn=p" + std::to_string(i) + "," + people + "\nchangetype: add\n" + objectClasses + "\n\n";
  }
  return ldif;
}

/// Gives the two entries in turn the same new number, as fast as the server takes it. A capture that is a state which
/// existed holds equal numbers, or a first one that is one ahead. Rests after every `burst` pairs; 0: never.
class Writer {
 public:
  Writer(const Site& site, int burst, milliseconds rest) : site_(site), burst_(burst), rest_(rest) {
    thread_ = std::thread([this] { write(); });
  }
  ~Writer() {
    stop_ = true;
    thread_.join();
    EXPECT_EQ(failure_, "");
    EXPECT_GT(number_, 0);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

 private:
  void write() {
    try {
      test::LdapWriter server(site_.uri, site_.bindDn, site_.password);
      while (failure_.empty() && !stop_) {
        const std::string number = std::to_string(++number_);
        for (const std::string& dn : {site_.first(), site_.last()}) {
          const ResultCode code = server.replace(dn, "description", number);
          if (code != ResultCode::Success) failure_ += dn + ": " + describe(code, {}) + "\n";
        }
        if (burst_ != 0 && number_ % burst_ == 0) std::this_thread::sleep_for(rest_);
      }
    } catch (const std::exception& error) {
      failure_ = error.what();
    }
  }

  const Site& site_;
  int burst_;
  milliseconds rest_;
  std::atomic<bool> stop_ = false;
  int number_ = 0;
  std::string failure_;
  std::thread thread_;
};

struct ConsistentCapture {
  SnapshotInfo info;
  test::CollectingSink sink;

  int numberOf(const std::string& dn) const {
    const Entry* entry = sink.find(dn);
    const std::string* value = entry == nullptr ? nullptr : entry->first("description");
    return value == nullptr ? 0 : std::stoi(*value);
  }
};

ConsistentCapture captureOf(const Site& site, milliseconds settle) {
  ConnectionSettings settings;
  settings.uri = site.uri;
  settings.bindDn = site.bindDn;
  settings.password = site.password;
  CaptureOptions options;
  options.site = "lab";
  options.bases = {site.people};
  options.key = std::string(32, 'k');
  options.settle = settle;
  ConsistentCapture captured;
  captured.info = capture(*connect(settings), options, captured.sink);
  return captured;
}

/// True when the capture says that it is consistent; then it has to be.
bool isAStateThatExisted(const Site& site, const ConsistentCapture& captured) {
  if (captured.info.consistency == Consistency::Torn) return false;
  EXPECT_EQ(captured.info.consistency, Consistency::Consistent);
  const int first = captured.numberOf(site.first()), last = captured.numberOf(site.last());
  EXPECT_TRUE(first == last || first == last + 1) << first << " and " << last;
  return true;
}

struct Captures {
  int withoutRest, withRests;
};
constexpr Captures kCaptures{16, 4};
/// Samba takes a second or two for each.
constexpr Captures kCapturesOfSamba{4, 1};
constexpr Captures kManyCaptures{35, 15};

/// Captures under a writer that never rests, and under one that rests for `rest` now and then, which the patience of a
/// capture is there for.
void expectTrueOrTorn(const Site& site, milliseconds rest, Captures captures = kCaptures) {
  if (std::getenv("LDAPSNAP_LONG_TESTS") != nullptr) captures = kManyCaptures;
  {
    const Writer writer(site, 0, {});
    for (int i = 0; i < captures.withoutRest; ++i) isAStateThatExisted(site, captureOf(site, milliseconds(100)));
  }
  const Writer writer(site, 20, rest);
  for (int i = 0; i < captures.withRests; ++i) {
    EXPECT_TRUE(isAStateThatExisted(site, captureOf(site, kDefaultSettle))) << "the writer rested";
  }
}

TEST(ConsistencyOfSlapd, CapturesDuringWritesAreRealStatesOrTorn) {
  const test::SlapdServer server;
  server.apply("dn: ou=People,o=Acme\nobjectClass: organizationalUnit\n");
  const Site site{server.uri(), server.rootDn(), test::SlapdServer::password(), "ou=People,o=Acme"};
  server.apply(peopleLdif(site.people, "objectClass: person\nsn: p"));
  expectTrueOrTorn(site, milliseconds(800));
}

// An export of a provider brings its contextCSN along; without syncprov it stands still for ever.
TEST(ConsistencyOfSlapd, StaleContextCsnIsNotTrusted) {
  test::SlapdOptions options;
  options.syncprov = false;
  options.data =
      "dn: o=Acme\nobjectClass: organization\no: Acme\ncontextCSN: 20200101000000.000000Z#000000#000#000000\n\n"
      "dn: ou=People,o=Acme\nobjectClass: organizationalUnit\n\n";
  const test::SlapdServer server(options);
  const Site site{server.uri(), server.rootDn(), test::SlapdServer::password(), "ou=People,o=Acme"};
  server.apply(peopleLdif(site.people, "objectClass: person\nsn: p"));
  expectTrueOrTorn(site, milliseconds(800));
}

TEST(ConsistencyOfDs389, CapturesDuringWritesAreRealStatesOrTorn) {
  if (const std::string reason = test::Ds389Server::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const test::Ds389Server server;
  const std::string people = "ou=People," + server.suffix();
  server.apply("dn: " + people + "\nchangetype: add\nobjectClass: organizationalUnit\nou: People\n\n" +
               peopleLdif(people, "objectClass: person\nsn: p"));
  expectTrueOrTorn({server.uri(), test::Ds389Server::rootDn(), test::Ds389Server::password(), people},
                   milliseconds(1000));
}

TEST(ConsistencyOfSamba, CapturesDuringWritesAreRealStatesOrTorn) {
  if (const std::string reason = test::SambaServer::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const test::SambaServer server;
  const std::string people = "OU=People," + test::SambaServer::suffix();
  server.apply("dn: " + people + "\nchangetype: add\nobjectClass: organizationalUnit\n\n" +
               peopleLdif(people, "objectClass: contact"));
  expectTrueOrTorn({server.uri(), test::SambaServer::rootDn(), test::SambaServer::password(), people},
                   milliseconds(4000), kCapturesOfSamba);
}

}  // namespace
}  // namespace ldapsnap
