// ldapsnap watch: what it reports, what it keeps, what disturbs it; and --lag on replicas.
#include <gtest/gtest.h>
#include <thread>

#include "snapshot/base/file/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

class WatchTest : public testing::Test {
 protected:
  WatchTest() : server_(exchangeSite()) {
    workplace_.addSite("lab", server_, "o=Acme");
    workplace_.environment()["XDG_STATE_HOME"] = workplace_.path("state");
  }

  ProcessResult watch(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"watch", "lab", "--once"};
    words.insert(words.end(), more.begin(), more.end());
    return workplace_.ldapsnap(words);
  }

  void add(const std::string& name) const {
    const std::string change = workplace_.write(
        "change.ldif",
        "dn: ou=" + name + ",o=Acme\nchangetype: add\nobjectClass: organizationalUnit\nou: " + name + "\n");
    ASSERT_EQ(runProcess({"ldapmodify", "-x", "-H", server_.uri(), "-D", server_.rootDn(), "-w",
                          SlapdServer::password(), "-f", change})
                  .exitCode,
              0);
  }

  /// The number of snapshots.
  std::ptrdiff_t kept() const {
    const std::string listed = workplace_.ldapsnap({"list", "--oneline"}).out;
    return std::count(listed.begin(), listed.end(), '\n');
  }

  SlapdServer server_;
  Workplace workplace_;
};

TEST_F(WatchTest, ReportsOnlyWhatChangedSinceItsOwnLastSnapshot) {
  const ProcessResult first = watch();
  EXPECT_EQ(first.exitCode, 0) << first.err;
  EXPECT_EQ(first.out, "");
  EXPECT_NE(first.err.find("lab: the watch begins with lab  "), std::string::npos) << first.err;
  const ProcessResult nothing = watch();
  EXPECT_EQ(nothing.exitCode, 0);
  EXPECT_EQ(nothing.out + nothing.err, "");
  EXPECT_EQ(kept(), 1) << "nothing changed: nothing is kept";

  add("Tokyo");
  ASSERT_EQ(workplace_.ldapsnap({"-q", "capture", "lab"}).exitCode, 0);  // somebody else looks as well
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));          // two snapshots within a second would be one
  const ProcessResult changed = watch({"--summary"});
  EXPECT_EQ(changed.exitCode, 1) << changed.err;
  EXPECT_NE(changed.out.find(": 1 entry added."), std::string::npos) << changed.out;
  EXPECT_EQ(kept(), 3);
  EXPECT_NE(workplace_.ldapsnap({"label"}).out.find("watch.lab  "), std::string::npos);
  EXPECT_EQ(watch().exitCode, 0);
  EXPECT_EQ(kept(), 3);
}

TEST_F(WatchTest, CommandHasTheReportAndARoundIsRepeatedWhenItFails) {
  ASSERT_EQ(watch().exitCode, 0);
  EXPECT_EQ(watch({"--exec", "touch " + workplace_.path("ran")}).exitCode, 0);
  EXPECT_FALSE(std::filesystem::exists(workplace_.path("ran"))) << "nothing to report";
  add("Oslo");
  const ProcessResult failed = watch({"--exec", "exit 7"});
  EXPECT_EQ(failed.exitCode, 4);
  EXPECT_EQ(failed.err,
            "ldapsnap: --exec: the command ended with exit code 7; the change is reported again in the next round\n");
  EXPECT_EQ(kept(), 1);
  const ProcessResult told = watch(
      {"--no-check", "--format", "html", "--exec",
       "cp \"$LDAPSNAP_REPORT\" " + workplace_.path("copy.html") + "; echo \"$LDAPSNAP_SITE: $LDAPSNAP_SUMMARY\""});
  EXPECT_EQ(told.exitCode, 1) << told.err;
  EXPECT_EQ(told.out.substr(0, 5), "lab: ");
  EXPECT_NE(told.out.find("1 entry added"), std::string::npos) << told.out;
  EXPECT_NE(readFile(workplace_.path("copy.html")).find("ou=Oslo"), std::string::npos);
}

TEST_F(WatchTest, SelectorsDecideWhatIsWorthAReport) {
  ASSERT_EQ(watch().exitCode, 0);
  add("Rome");
  EXPECT_EQ(watch({"--not-under", "ou=Rome,o=Acme"}).exitCode, 0);
  EXPECT_EQ(watch().exitCode, 1) << "it was not forgotten";
}

TEST_F(WatchTest, LaggingReplicaIsReadAgainUntilItAgrees) {
  const SlapdServer replica(exchangeSite());
  add("Late");
  const auto diff = [&](const std::string& lag) {
    return workplace_.ldapsnap({"diff", server_.uri(), replica.uri(), "--no-check", "--name-only", "-D",
                                server_.rootDn(), "-w", SlapdServer::password(), "-b", "o=Acme", "--lag", lag});
  };
  const ProcessResult behind = diff("1s");
  EXPECT_EQ(behind.out, "ou=Late,o=Acme\n") << behind.err;
  EXPECT_NE(behind.err.find("1 entry differed at first; 1 still differs after "), std::string::npos) << behind.err;
  EXPECT_NE(behind.err.find(replica.uri() + " lagged " + server_.uri() + " by "), std::string::npos) << behind.err;
  std::thread catchesUp([&replica, this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(800));
    runProcess({"ldapmodify", "-x", "-H", replica.uri(), "-D", replica.rootDn(), "-w", SlapdServer::password(), "-f",
                workplace_.path("change.ldif")});
  });
  const ProcessResult agreed = diff("60s");
  catchesUp.join();
  EXPECT_EQ(agreed.out, "") << agreed.err;
  // On a slow machine it may have caught up before it is read.
  EXPECT_TRUE(agreed.err.find("; all agreed after ") != std::string::npos ||
              agreed.err.find("No entry differed") != std::string::npos)
      << agreed.err;
  EXPECT_EQ(workplace_.ldapsnap({"diff", "a.ldif", "b.ldif", "--lag", "1s"}).exitCode, 2);
}

}  // namespace
}  // namespace ldapsnap::test
