#include "snapshot/capture/recorder.h"

#include <gtest/gtest.h>

#include "snapshot/error.h"

namespace ldapsnap {
namespace {

using Words = std::vector<std::string>;

TEST(RunCommand, PassesTheExitCodeOn) {
  EXPECT_EQ(runCommand({"sh", "-c", "exit 0"}), 0);
  EXPECT_EQ(runCommand({"sh", "-c", "exit 7"}), 7);
  EXPECT_EQ(runCommand({"sh", "-c", "exit 127"}), 127) << "127 of the command itself is not 'could not be started'";
}

TEST(RunCommand, ReportsASignalAsAShellDoes) { EXPECT_EQ(runCommand({"sh", "-c", "kill -KILL $$"}), 137); }

TEST(RunCommand, ACommandThatCannotBeStartedIsAnErrorThatNamesIt) {
  try {
    runCommand({"/nonexistent/setup-5.5", "-q"});
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_STREQ(
        error.what(),
        "/nonexistent/setup-5.5: cannot run the command: No such file or directory; check its name and that it "
        "is executable");
  }
}

TEST(RunCommand, InterruptReachesTheCommandAndLeavesUsWaiting) {
  // The shell sends SIGINT to its parent (this process) and then ends: a process that did not ignore it would be gone.
  EXPECT_EQ(runCommand({"sh", "-c", "kill -INT $PPID; exit 3"}), 3);
}

TEST(RunCommand, TerminateIsPassedOnToTheCommand) {
  EXPECT_EQ(runCommand({"sh", "-c", "trap 'exit 9' TERM; kill -TERM $PPID; while :; do sleep 0.05; done"}), 9);
}

TEST(RunCommand, TerminateReachesACommandThatHasOnlyJustStarted) {
  // The command may run before fork() has returned here; a signal that it provokes at once must find it all the same.
  for (int i = 0; i < 200; ++i) EXPECT_EQ(runCommand({"sh", "-c", "kill -TERM $PPID; exec sleep 60"}), 128 + SIGTERM);
}

TEST(RunCommand, TheCommandGetsTheDefaultSignalsBack) {
  EXPECT_EQ(runCommand({"sh", "-c", "kill -INT $$; exit 0"}), 130);
}

TEST(MaskSecrets, TheWordBehindAPasswordOption) {
  EXPECT_EQ(maskSecrets({"ldapadd", "-x", "-w", "geheim", "-D", "cn=admin"}),
            (Words{"ldapadd", "-x", "-w", "***", "-D", "cn=admin"}));
  EXPECT_EQ(maskSecrets({"samba-tool", "--adminpass", "P@ss"}), (Words{"samba-tool", "--adminpass", "***"}));
}

TEST(MaskSecrets, TheRestOfAWordThatCarriesOne) {
  EXPECT_EQ(maskSecrets({"setup", "--admin-password=geheim", "DB_PASSWORD=x", "/password:abc", "-wgeheim"}),
            (Words{"setup", "--admin-password=***", "DB_PASSWORD=***", "/password:***", "-w***"}));
}

TEST(MaskSecrets, InsideAScriptHandedToAShell) {
  EXPECT_EQ(maskSecrets({"sh", "-c", "ldapadd -x -w 'ge heim' -D cn=a; PGPASSWORD=abc psql --password xyz -q"}),
            (Words{"sh", "-c", "ldapadd -x -w *** -D cn=a; PGPASSWORD=*** psql --password *** -q"}));
}

TEST(MaskSecrets, LeavesOtherWordsAlone) {
  const Words words = {"setup", "-y", "/root/pw", "--site", "seattle", "passwordless"};
  EXPECT_EQ(maskSecrets(words), words);
}

TEST(ShellQuote, QuotesWhatAShellWouldSplitOrExpand) {
  EXPECT_EQ(shellQuote({"./setup-5.5", "--site", "o=A B", "it's", "", "*"}),
            R"(./setup-5.5 --site 'o=A B' 'it'\''s' '' '*')");
}

}  // namespace
}  // namespace ldapsnap
