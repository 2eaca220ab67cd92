// What may happen to a store while the command works on it: kill -9, a full disk, a flipped bit, a folder that cannot
// be written, a store of a later version.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sqlite3.h>
#include <thread>
#include <unistd.h>

#include "snapshot/base/file/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

std::string directoryOf(int people, int revision) {
  std::string ldif = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  for (int i = 0; i < people; ++i)
    ldif += fmt::format("dn: cn=p{0},o=Acme\nobjectClass: person\ncn: p{0}\nsn: {1}\ndescription: {2}\n\n", i,
                        i * 7919 % 1000, i % 10 == 0 ? revision : 0);
  return ldif;
}

class StoreAccidents : public testing::Test {
 protected:
  ProcessResult import(const std::string& ldif) const {
    return workplace_.ldapsnap({"import", "lab", workplace_.write("next.ldif", ldif)});
  }
  std::string show(const std::string& name) const { return workplace_.ldapsnap({"show", name}).out; }
  std::filesystem::path database() const { return std::filesystem::path(workplace_.storeFolder()) / "store.db"; }
  ProcessOptions options() const {
    ProcessOptions options;
    options.environment = workplace_.environment();
    return options;
  }
  /// Starts the command `rounds` times and kills it each time after 0 to `limit` microseconds; what `first` shows and
  /// the whole store are as before.
  void killRepeatedly(int rounds, unsigned limit, const std::vector<std::string>& words) {
    ASSERT_EQ(workplace_.ldapsnap({"label", "first", "lab"}).exitCode, 0);
    const std::string first = show("first");
    std::vector<std::string> argv = {LDAPSNAP_BINARY};
    argv.insert(argv.end(), words.begin(), words.end());
    std::mt19937 random(7);  // NOLINT: the same moments every time, as far as the machine allows
    int killed = 0;
    for (int i = 0; i < rounds; ++i) {
      BackgroundProcess command(argv, workplace_.path("killed.log"), options());
      std::this_thread::sleep_for(std::chrono::microseconds(random() % limit));
      command.signal(SIGKILL);
      killed += command.wait() == 137 ? 1 : 0;
      if (i % 5 == 0) {
        ASSERT_EQ(workplace_.ldapsnap({"store", "verify"}).exitCode, 0) << "after " << i;
        ASSERT_EQ(show("first"), first) << "after " << i;
      }
    }
    EXPECT_GT(killed, 0) << "no process was killed before it ended";
    EXPECT_EQ(workplace_.ldapsnap({"store", "gc"}).exitCode, 0);
    EXPECT_EQ(workplace_.ldapsnap({"store", "verify"}).exitCode, 0);
    EXPECT_EQ(show("first"), first);
  }

  Workplace workplace_;
};

TEST_F(StoreAccidents, KilledImportLeavesEarlierSnapshotsIntact) {
  ASSERT_EQ(import(directoryOf(3000, 0)).exitCode, 0);
  const std::string next = workplace_.write("next.ldif", directoryOf(3000, 1));
  killRepeatedly(60, 250000, {"--memory", "64KB", "import", "lab", next});
}

TEST_F(StoreAccidents, KilledCaptureLeavesEarlierSnapshotsIntact) {
  SlapdOptions site = exchangeSite();
  for (int i = 0; i < 500; ++i)
    site.data += fmt::format("\ndn: ou=unit{0},o=Acme\nobjectClass: organizationalUnit\nou: unit{0}\n", i);
  const SlapdServer server(site);
  workplace_.addSite("lab", server, "o=Acme");
  ASSERT_EQ(workplace_.ldapsnap({"capture", "lab"}).exitCode, 0);
  killRepeatedly(40, 150000, {"capture", "lab"});
}

TEST_F(StoreAccidents, LeftoversOfKilledProcessesAreRemoved) {
  ASSERT_EQ(import(directoryOf(1, 0)).exitCode, 0);
  const std::filesystem::path leftover = std::filesystem::path(workplace_.storeFolder()) / "temporary-a1B2c3";
  std::ofstream(leftover) << "sorted entries";
  ASSERT_EQ(import(directoryOf(1, 1)).exitCode, 0);
  EXPECT_FALSE(std::filesystem::exists(leftover));
}

/// A mount of its own for the commands of `script`, gone with them; $1 is the command, $2 the folder to mount on.
ProcessResult onSmallDisk(const std::string& script, const Workplace& workplace) {
  const std::string mount = workplace.path("disk");
  std::filesystem::create_directories(mount);
  const std::vector<std::string> unshare =
      ::geteuid() == 0 ? std::vector<std::string>{"unshare", "-m"} : std::vector<std::string>{"unshare", "-rm"};
  std::vector<std::string> argv = unshare;
  const std::string all = "mount -t tmpfs -o size=2m none \"$2\" || exit 99\n" + script;
  argv.insert(argv.end(), {"sh", "-c", all, "sh", LDAPSNAP_BINARY, mount, workplace.path("")});
  return runProcess(argv);
}

TEST_F(StoreAccidents, FullDiskGivesOneLineErrorAndLosesNothing) {
  workplace_.write("small.ldif", directoryOf(50, 0));
  std::string large;
  std::mt19937 random(1);  // NOLINT: bytes that do not compress
  for (int i = 0; i < 3000; ++i) {
    large += fmt::format("dn: cn=p{0},o=Acme\nobjectClass: person\ncn: p{0}\nsn: ", i);
    for (int j = 0; j < 300; ++j) large += fmt::format("{:08x}", random());
    large += "\n\n";
  }
  workplace_.write("large.ldif", large);
  const ProcessResult result = onSmallDisk(
      "export LDAPSNAP_STORE=\"$2/store\"\n"
      "\"$1\" import lab \"$3/small.ldif\" >/dev/null || exit 98\n"
      "\"$1\" show lab >\"$3/before\"\n"
      "\"$1\" import lab \"$3/large.ldif\"; echo \"import: $?\"\n"
      "\"$1\" store verify; echo \"verify: $?\"\n"
      "\"$1\" show lab >\"$3/after\"\n"
      "\"$1\" list | wc -l\n"
      "\"$1\" store gc >/dev/null; echo \"gc: $?\"\n"
      "\"$1\" import lab \"$3/small.ldif\" >/dev/null; echo \"import: $?\"\n",
      workplace_);
  if (result.exitCode == 99 || result.err.find("unshare") != std::string::npos)
    GTEST_SKIP() << "no file system can be mounted here: " << result.err;
  EXPECT_EQ(
      withoutAccidents(result.err, workplace_),
      "ldapsnap: store <folder>/disk/store cannot be written: the disk is full; make room; what was stored before "
      "is intact\n");
  EXPECT_NE(result.out.find("import: 4\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("verify: 0\n2\ngc: 0\nimport: 0\n"), std::string::npos) << result.out;
  EXPECT_EQ(readFile(workplace_.path("before")), readFile(workplace_.path("after")));
}

TEST_F(StoreAccidents, WhatIsStoredOnAFullDiskCanBeRead) {
  workplace_.write("first.ldif", directoryOf(50, 0));
  workplace_.write("second.ldif", directoryOf(50, 1));
  const ProcessResult result = onSmallDisk(
      "export LDAPSNAP_STORE=\"$2/store\"\n"
      "\"$1\" import lab \"$3/first.ldif\" >/dev/null && \"$1\" import lab \"$3/second.ldif\" >/dev/null || exit 98\n"
      "\"$1\" show lab >\"$3/before\"\n"
      "cat /dev/zero >\"$2/filler\" 2>/dev/null\n"
      "\"$1\" show lab >\"$3/after\"; echo \"show: $?\"\n"
      "\"$1\" list | wc -l\n"
      "\"$1\" diff lab~1 lab >/dev/null; echo \"diff: $?\"\n"
      "\"$1\" store verify >/dev/null; echo \"verify: $?\"\n"
      "\"$1\" label golden lab; echo \"label: $?\"\n",
      workplace_);
  if (result.exitCode == 99 || result.err.find("unshare") != std::string::npos)
    GTEST_SKIP() << "no file system can be mounted here: " << result.err;
  EXPECT_EQ(result.out, "show: 0\n3\ndiff: 1\nverify: 0\nlabel: 4\n") << result.err;
  EXPECT_EQ(readFile(workplace_.path("before")), readFile(workplace_.path("after")));
  EXPECT_FALSE(readFile(workplace_.path("before")).empty());
}

TEST_F(StoreAccidents, FileSizeLimitIsTreatedAsAFullDisk) {
  ASSERT_EQ(import(directoryOf(50, 0)).exitCode, 0);
  const std::string before = show("lab");
  workplace_.write("next.ldif", directoryOf(30000, 1));
  ProcessOptions limited = options();
  const ProcessResult result = runProcess(
      {"sh", "-c", "ulimit -f 100; exec \"$0\" import lab \"$1\"", LDAPSNAP_BINARY, workplace_.path("next.ldif")},
      limited);
  EXPECT_EQ(result.exitCode, 4);
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_EQ(workplace_.ldapsnap({"store", "verify"}).exitCode, 0);
  EXPECT_EQ(show("lab"), before);
}

/// Whoever reads must do so without a single write: root may write everywhere, unless it gives that up.
TEST_F(StoreAccidents, ReadOnlyFolderCanBeRead) {
  ASSERT_EQ(import(directoryOf(50, 0)).exitCode, 0);
  ASSERT_EQ(import(directoryOf(50, 1)).exitCode, 0);
  const std::string shown = show("lab");
  std::vector<std::string> plainUser;
  if (::geteuid() == 0) plainUser = {"setpriv", "--bounding-set=-dac_override,-dac_read_search"};
  const auto run = [&](const std::vector<std::string>& words) {
    std::vector<std::string> argv = plainUser;
    argv.emplace_back(LDAPSNAP_BINARY);
    argv.insert(argv.end(), words.begin(), words.end());
    return runProcess(argv, options());
  };
  using std::filesystem::perms;
  std::filesystem::permissions(workplace_.storeFolder(), perms::owner_read | perms::owner_exec);
  std::filesystem::permissions(database(), perms::owner_read);
  EXPECT_EQ(run({"show", "lab"}).out, shown);
  EXPECT_EQ(run({"diff", "lab~1", "lab"}).exitCode, 1);
  EXPECT_EQ(run({"store", "verify"}).exitCode, 0);
  const ProcessResult refused = run({"label", "golden", "lab"});
  EXPECT_EQ(refused.exitCode, 4) << refused.err;
  EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
  std::filesystem::permissions(workplace_.storeFolder(), perms::owner_all);
}

TEST_F(StoreAccidents, StoreOfALaterVersionIsRejected) {
  ASSERT_EQ(import(directoryOf(1, 0)).exitCode, 0);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(this->database().c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "PRAGMA user_version = 2", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"list"}, {"import", "lab", workplace_.path("next.ldif")}, {"store", "verify"}}) {
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, 4);
    EXPECT_EQ(withoutAccidents(result.err, workplace_),
              "ldapsnap: store <folder>/store has format 2; this version of ldapsnap reads up to 1; use a newer "
              "ldapsnap\n");
  }
}

/// Bytes of the file that mean nothing can change and nothing is lost; any other flip is found.
TEST_F(StoreAccidents, FlippedBitIsDetectedByVerifyOrHarmless) {
  ASSERT_EQ(import(directoryOf(400, 0)).exitCode, 0);
  const std::string shown = show("lab"), sound = readFile(database());
  std::mt19937 random(5);  // NOLINT: the same bits every time
  int found = 0;
  for (int i = 0; i < 60; ++i) {
    std::string bytes = sound;
    const std::size_t position = i < 20 ? static_cast<std::size_t>(i) * 5 : random() % bytes.size();
    bytes[position] = static_cast<char>(bytes[position] ^ (1 << (random() % 8)));
    std::filesystem::remove(database().string() + "-wal");
    std::filesystem::remove(database().string() + "-shm");
    std::ofstream(database(), std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const ProcessResult result = workplace_.ldapsnap({"store", "verify"});
    if (result.exitCode == 0) {
      EXPECT_EQ(show("lab"), shown) << "bit at " << position;
      continue;
    }
    ++found;
    EXPECT_TRUE(result.exitCode == 5 || result.exitCode == 4) << "bit at " << position << ": " << result.err;
    EXPECT_LE(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_FALSE(result.out.empty() && result.err.empty());
  }
  EXPECT_GT(found, 5);
}

}  // namespace
}  // namespace ldapsnap::test
