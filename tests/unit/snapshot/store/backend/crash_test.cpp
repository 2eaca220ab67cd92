// Killed at any moment, and written by several at once: what was committed is whole, what was not cannot be seen.
#include <csignal>
#include <gtest/gtest.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/snapshot/store/sample_store.h"

namespace ldapsnap {
namespace {

using test::byDn;
using test::entriesOf;
using test::people;
using test::take;

class StoreProcesses : public testing::Test {
 protected:
  std::unique_ptr<Store> open(const char* name = "store", std::size_t memory = 512 << 20) {
    return Store::open({folder_ / name, StoreOptions::Access::Write, std::chrono::milliseconds(30000), memory});
  }
  /// Runs `work` in a process of its own; its exit code tells whether it threw.
  template <typename Work>
  static pid_t start(Work work) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "process {}: {}\n", ::getpid(), error.what());
      ::_exit(1);
    }
  }
  static int wait(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return status;
  }
  /// Kills `work` after 0 to `limit` microseconds, `rounds` times, and calls `check` after each.
  template <typename Work, typename Check>
  void killRepeatedly(int rounds, unsigned limit, Work work, Check check) {
    std::mt19937 random(3);  // NOLINT: the same moments every time, as far as the machine allows
    int killed = 0;
    for (int i = 0; i < rounds; ++i) {
      const pid_t child = start([&] { work(i); });
      ::usleep(random() % limit);
      ::kill(child, SIGKILL);
      killed += WIFSIGNALED(wait(child)) ? 1 : 0;
      check(i);
    }
    EXPECT_GT(killed, 0) << "no process was killed before it ended";
  }
  test::TempFolder folder_;
};

TEST_F(StoreProcesses, KilledWriterLeavesEarlierSnapshotsIntact) {
  const SnapshotInfo first = take(*open(), "lab", people(1500));
  const auto expected = byDn(people(1500));
  killRepeatedly(
      120, 60000, [&](int i) { take(*open("store", 64 << 10), "lab", people(1500, i, i), i + 1); },
      [&](int i) {
        const auto store = open();
        if (i % 10 == 0) {
          ASSERT_TRUE(verifyStore(*store).isSound()) << "after " << i;
        }
        ASSERT_EQ(entriesOf(*store, first.id), expected);
        for (const SnapshotInfo& info : store->snapshots("lab")) ASSERT_EQ(info.entries, 1501U);
      });
  const auto store = open();
  collectGarbage(*store);
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(StoreProcesses, KilledWhileCreatingTheStoreLeavesOneThatOpens) {
  for (int i = 0; i < 40; ++i) {
    const std::string name = fmt::format("new{}", i);
    const pid_t child = start([&] { open(name.c_str()); });
    ::usleep(static_cast<useconds_t>(i * 400));
    ::kill(child, SIGKILL);
    wait(child);
    const auto store = open(name.c_str());
    EXPECT_EQ(store->redactionKey().size(), 32U);
    take(*store, "lab", people(5));
    EXPECT_TRUE(verifyStore(*store).isSound());
  }
}

TEST_F(StoreProcesses, KilledCollectorAndCopierLeaveSoundStores) {
  SnapshotInfo last;
  {
    const auto store = open();
    for (int i = 0; i < 4; ++i) last = take(*store, "lab", people(1500, i, i), i);
  }
  const auto expected = byDn(people(1500, 3, 3));
  killRepeatedly(
      60, 40000,
      [&](int i) {
        const auto store = open(), other = open("other");
        copySnapshots(*store, *other, {last.id});
        forget(*other, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
        if (i % 2 == 0) take(*store, "junk", people(300, i), i);
        forget(*store, "", {{.last = 1}, Retention::Runs::Keep}, DryRun::No);
        collectGarbage(*store);
      },
      [&](int) {
        ASSERT_TRUE(verifyStore(*open()).isSound());
        ASSERT_TRUE(verifyStore(*open("other")).isSound());
        ASSERT_EQ(entriesOf(*open(), last.id), expected);
      });
}

TEST_F(StoreProcesses, WritersAndReadersDoNotDisturbEachOther) {
  const SnapshotInfo first = take(*open(), "lab", people(1000));
  const auto expected = byDn(people(1000));
  std::vector<pid_t> children;
  for (int writer = 0; writer < 2; ++writer)
    children.push_back(start([&] {
      for (int i = 0; i < 5; ++i) take(*open(), fmt::format("w{}", writer), people(1000, i, writer), i);
    }));
  for (int reader = 0; reader < 4; ++reader)
    children.push_back(start([&] {
      for (int i = 0; i < 10; ++i)
        if (entriesOf(*Store::open({folder_ / "store"}), first.id) != expected) ::_exit(2);
    }));
  for (const pid_t child : children) EXPECT_EQ(wait(child), 0);
  const auto store = open();
  EXPECT_EQ(store->snapshots("w0").size(), 5U);
  EXPECT_EQ(store->snapshots("w1").size(), 5U);
  EXPECT_TRUE(verifyStore(*store).isSound());
}

TEST_F(StoreProcesses, ManyProcessesCreateOneStore) {
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i)
    children.push_back(start([&] { take(*open("shared"), fmt::format("s{}", i), people(20)); }));
  for (const pid_t child : children) EXPECT_EQ(wait(child), 0);
  EXPECT_EQ(open("shared")->sites().size(), 6U);
}

}  // namespace
}  // namespace ldapsnap
