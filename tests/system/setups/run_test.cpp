// `ldapsnap run` is safe to put around a real setup.
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

class RunCommandTest : public testing::Test {
 protected:
  RunCommandTest() : server_(exchangeSite()) { workplace_.addSite("seattle", server_, "o=Acme"); }

  ProcessResult run(const std::string& script, const std::string& stdinText = {}) {
    return workplace_.ldapsnap({"run", "seattle", "--", "sh", "-c", script}, stdinText);
  }
  std::string list() { return withoutAccidents(workplace_.ldapsnap({"list", "--oneline"}).out, workplace_); }

  SlapdServer server_;
  Workplace workplace_;
};

TEST_F(RunCommandTest, CommandInheritsStdinStdoutAndStderr) {
  const ProcessResult result = run("read line; echo \"out $line\"; echo err >&2", "from the user\n");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out.find("out from the user\n"), 0U) << result.out;
  EXPECT_NE(result.err.find("\nerr\n"), std::string::npos) << result.err;
}

TEST_F(RunCommandTest, ExitCodeOfAFailingCommandIsPassedOnAndTheRunIsKept) {
  EXPECT_EQ(run("sleep 1.1; exit 42").exitCode, 42);
  EXPECT_EQ(list(),
            "seattle <id> <time> 34 entries seattle/R1:before\n"
            "seattle <id> <time> 34 entries seattle/R1:after\n");
}

TEST_F(RunCommandTest, CommandIsNotStartedWithoutABeforeSnapshot) {
  server_.stop();
  const ProcessResult result = run("touch " + workplace_.path("started"));
  EXPECT_EQ(result.exitCode, 125);
  EXPECT_FALSE(std::filesystem::exists(workplace_.path("started")));
}

TEST_F(RunCommandTest, CommandThatCannotBeStartedEndsAsInAShellBeforeASnapshotIsTaken) {
  const ProcessResult missing = workplace_.ldapsnap({"-q", "run", "seattle", "--", "/nonexistent/setup"});
  EXPECT_EQ(missing.exitCode, 127);
  EXPECT_EQ(missing.err,
            "ldapsnap: /nonexistent/setup: cannot run the command: No such file or directory; check its name and that "
            "it is executable\n");
  const std::string notExecutable = workplace_.write("setup.txt", "a letter\n");
  EXPECT_EQ(workplace_.ldapsnap({"-q", "run", "seattle", "--", notExecutable}).exitCode, 126);
  EXPECT_FALSE(std::filesystem::exists(workplace_.storeFolder() + "/store.db"));
}

TEST_F(RunCommandTest, CommandWhoseInterpreterIsMissingIsARunThatEndedWith127) {
  const std::string script = workplace_.write("setup", "#!/nonexistent/interpreter\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const ProcessResult result = workplace_.ldapsnap({"-q", "run", "seattle", "--", script});
  EXPECT_EQ(result.exitCode, 127) << result.err;
  EXPECT_NE(list().find("seattle/R1:after"), std::string::npos) << list();
}

TEST_F(RunCommandTest, CommandEndedByASignalGives128AndItsNumber) { EXPECT_EQ(run("kill -KILL $$").exitCode, 137); }

TEST_F(RunCommandTest, ExitCodeOfFindingsIsGivenOnlyWhenAskedFor) {
  const std::string change =
      workplace_.write("change.ldif", "dn: ou=New,o=Acme\nchangetype: add\nobjectClass: organizationalUnit\nou: New\n");
  const std::string script = "ldapmodify -x -H " + server_.uri() + " -D " + server_.rootDn() + " -w " +
                             SlapdServer::password() + " -f " + change + " >/dev/null";
  EXPECT_EQ(workplace_.ldapsnap({"-q", "run", "seattle", "--exit-code", "--", "true"}).exitCode, 0);
  EXPECT_EQ(workplace_.ldapsnap({"-q", "run", "seattle", "--exit-code", "--", "sh", "-c", script}).exitCode, 1);
  EXPECT_EQ(workplace_.ldapsnap({"-q", "run", "seattle", "--exit-code", "--", "sh", "-c", "exit 7"}).exitCode, 7);
}

TEST_F(RunCommandTest, FailedAfterSnapshotCanBeTakenLaterByFinish) {
  const ProcessResult failed = run("kill -KILL " + std::to_string(server_.pid()));
  EXPECT_EQ(failed.exitCode, 125);
  EXPECT_NE(failed.err.find("take it later with: ldapsnap run --finish seattle/R1\n"), std::string::npos) << failed.err;

  server_.restart();
  const ProcessResult finished = workplace_.ldapsnap({"run", "--finish", "seattle/R1"});
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  const ProcessResult again = workplace_.ldapsnap({"run", "--finish", "seattle/R1"});
  EXPECT_EQ(again.exitCode, 125);
  EXPECT_EQ(again.err,
            "ldapsnap: seattle/R1 already has its after-snapshot; see it with: ldapsnap diff seattle/R1:before "
            "seattle/R1:after\n");
}

TEST_F(RunCommandTest, PasswordsOnTheSetupsCommandLineAreNotKept) {
  run("exit 0 # --password tops3cret");
  EXPECT_EQ(workplace_.ldapsnap({"log", "seattle"}).out.find("tops3cret"), std::string::npos);
}

TEST_F(RunCommandTest, CapturedOutputIsKeptWithoutPasswords) {
  const ProcessResult result =
      workplace_.ldapsnap({"run", "seattle", "--capture-output", "--", "sh", "-c",
                           "echo started with tops3cret; echo broken >&2; exit 7", "setup", "--password", "tops3cret"});
  EXPECT_EQ(result.exitCode, 7);
  EXPECT_EQ(result.out.find("started with tops3cret\n"), 0U) << result.out;
  const std::string report = workplace_.ldapsnap({"diff", "seattle/R1:before", "seattle/R1:after"}).out;
  EXPECT_NE(report.find("Output of the command\n"), std::string::npos) << report;
  EXPECT_NE(report.find("  | started with ***\n"), std::string::npos) << report;
  EXPECT_NE(report.find("  | broken\n"), std::string::npos) << report;
  EXPECT_EQ(workplace_.ldapsnap({"evidence", "seattle/R1", "-o", workplace_.path("case.zip")}).exitCode, 0);
  const std::string evidence = runProcess({"bsdtar", "-xOf", workplace_.path("case.zip"), "*/data/output.txt"}).out;
  EXPECT_NE(evidence.find("started with ***\n"), std::string::npos) << evidence;
  for (const std::string& kept : {report, evidence}) EXPECT_EQ(kept.find("tops3cret"), std::string::npos) << kept;
}

TEST_F(RunCommandTest, UnknownSetupIsReportedBeforeAnythingHappens) {
  const ProcessResult result = workplace_.ldapsnap(
      {"run", "seattle", "--setup", "exchange-sever-5.5", "--", "touch", workplace_.path("started")});
  EXPECT_EQ(result.exitCode, 125);
  EXPECT_EQ(result.err,
            "ldapsnap: no pack knows the setup \"exchange-sever-5.5\"; did you mean \"exchange-server-5.5\"?\n");
  EXPECT_FALSE(std::filesystem::exists(workplace_.path("started")));
}

/// A command on a terminal of its own, as a user has one.
class Terminal {
 public:
  Terminal(const std::vector<std::string>& argv, const Workplace& workplace) {
    const auto environment = const_cast<Workplace&>(workplace).environment();
    pid_ = forkpty(&master_, nullptr, nullptr, nullptr);
    if (pid_ != 0) return;
    for (const auto& [name, value] : environment) {
      value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
    }
    std::vector<char*> words;
    for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execv(words[0], words.data());
    _exit(127);
  }
  ~Terminal() {
    if (master_ >= 0) close(master_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Reads until `text` has appeared or the other side is gone.
  bool waitFor(const std::string& text) {
    while (output.find(text) == std::string::npos) {
      char buffer[4096];
      const ssize_t got = read(master_, buffer, sizeof buffer);
      if (got <= 0) return false;
      output.append(buffer, static_cast<std::size_t>(got));
    }
    return true;
  }
  /// The terminal goes away, as when a connection breaks.
  void hangUp() { close(std::exchange(master_, -1)); }
  void type(const std::string& keys) {
    ASSERT_EQ(write(master_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  int wait() {
    if (master_ >= 0) waitFor("\x01never");
    int status = 0;
    waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  std::string output;

 private:
  int master_ = -1;
  pid_t pid_ = -1;
};

TEST_F(RunCommandTest, CommandHasTheTerminal) {
  Terminal terminal({LDAPSNAP_BINARY, "run", "seattle", "--", "sh", "-c",
                     "test -t 0 && test -t 1 && test -t 2 && stty size >/dev/null && exit 7"},
                    workplace_);
  EXPECT_EQ(terminal.wait(), 7) << terminal.output;
}

TEST_F(RunCommandTest, CommandHasATerminalWhileItsOutputIsCaptured) {
  Terminal terminal({LDAPSNAP_BINARY, "run", "seattle", "--capture-output", "--", "sh", "-c",
                     "test -t 0 && test -t 1 && test -t 2 && stty -F /dev/tty size >/dev/null && printf 'to the "
                     "\\033[1mterminal\\033[0m\\n' && exit 7"},
                    workplace_);
  EXPECT_EQ(terminal.wait(), 7) << terminal.output;
  EXPECT_NE(terminal.output.find("to the \x1b[1mterminal\x1b[0m\r\n"), std::string::npos) << terminal.output;
  EXPECT_NE(terminal.output.find("  | to the terminal\r\n"), std::string::npos) << terminal.output;
}

TEST_F(RunCommandTest, CtrlCReachesTheCommandAndTheAfterSnapshotIsTaken) {
  Terminal terminal({LDAPSNAP_BINARY, "-q", "run", "seattle", "--", "sh", "-c",
                     "trap 'echo stopped by user; exit 5' INT; echo ready; while :; do sleep 0.1; done"},
                    workplace_);
  ASSERT_TRUE(terminal.waitFor("ready")) << terminal.output;
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(), 5) << terminal.output;
  EXPECT_NE(terminal.output.find("stopped by user"), std::string::npos) << terminal.output;
  EXPECT_NE(list().find("seattle/R1:after"), std::string::npos);
}

TEST_F(RunCommandTest, AfterSnapshotIsTakenThoughTheTerminalIsGone) {
  Terminal terminal(
      {LDAPSNAP_BINARY, "-q", "run", "seattle", "--", "sh", "-c", "trap '' HUP; echo ready; sleep 1; exit 4"},
      workplace_);
  ASSERT_TRUE(terminal.waitFor("ready")) << terminal.output;
  terminal.hangUp();
  EXPECT_EQ(terminal.wait(), 125) << "there is nobody to read the report";
  EXPECT_NE(list().find("seattle/R1:after"), std::string::npos) << list();
}

TEST_F(RunCommandTest, MessagesThatCannotBeWrittenDoNotEndTheRun) {
  const std::string command = std::string(LDAPSNAP_BINARY) + " run seattle -- sh -c 'exit 3'";
  ProcessOptions options;
  options.environment = workplace_.environment();
  EXPECT_EQ(runProcess({"sh", "-c", command + " 2>/dev/full"}, options).exitCode, 3);
  EXPECT_EQ(runProcess({"sh", "-c", command + " 2>&-"}, options).exitCode, 3);
  EXPECT_NE(list().find("seattle/R2:after"), std::string::npos) << list();
}

TEST_F(RunCommandTest, BeforeSnapshotIsKeptWhileTheRunGoesOn) {
  const std::string ldapsnap = LDAPSNAP_BINARY;
  const ProcessResult result =
      run("sleep 1.1; " + ldapsnap + " -q capture seattle && " + ldapsnap + " forget --keep-last 1; exit 5");
  EXPECT_EQ(result.exitCode, 5) << result.err;
  EXPECT_NE(list().find("seattle/R1:before"), std::string::npos) << list();
}

}  // namespace
}  // namespace ldapsnap::test
