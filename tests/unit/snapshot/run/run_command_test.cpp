#include "snapshot/run/run_command.h"

#include <csignal>
#include <gtest/gtest.h>
#include <set>

#include "snapshot/base/error.h"
#include "snapshot/redact/secret_output.h"

namespace ldapsnap {
namespace {

using Words = std::vector<std::string>;

TEST(RunCommand, ExitCodeIsReturned) {
  EXPECT_EQ(runCommand({"sh", "-c", "exit 0"}).exitCode, 0);
  EXPECT_EQ(runCommand({"sh", "-c", "exit 7"}).exitCode, 7);
  EXPECT_EQ(runCommand({"sh", "-c", "exit 127"}).exitCode, 127)
      << "127 of the command itself is not 'could not be started'";
}

TEST(RunCommand, SignalIsReportedAsInAShell) { EXPECT_EQ(runCommand({"sh", "-c", "kill -KILL $$"}).exitCode, 137); }

TEST(RunCommand, CommandThatIsNotFoundEndsWith127AsInAShell) {
  const CommandEnd end = runCommand({"/nonexistent/setup-5.5", "-q"});
  EXPECT_EQ(end.exitCode, 127);
  ASSERT_TRUE(end.notStarted);
  EXPECT_EQ(end.notStarted->kind(), ErrorKind::BadInput);
  EXPECT_STREQ(end.notStarted->what(),
               "/nonexistent/setup-5.5: cannot run the command: No such file or directory; check its name and that it "
               "is executable");
}

TEST(RunCommand, CommandThatIsNotExecutableEndsWith126AsInAShell) {
  const CommandEnd end = runCommand({"/etc"});
  EXPECT_EQ(end.exitCode, 126);
  ASSERT_TRUE(end.notStarted);
  EXPECT_STREQ(end.notStarted->what(),
               "/etc: cannot run the command: Permission denied; check its name and that it is executable");
}

TEST(EndWithoutStart, FindsCommandsAsExecDoes) {
  EXPECT_FALSE(endWithoutStart("sh"));
  EXPECT_FALSE(endWithoutStart("/bin/sh"));
  EXPECT_EQ(endWithoutStart("/etc")->exitCode, 126);
  EXPECT_EQ(endWithoutStart("/etc/passwd")->exitCode, 126);
  EXPECT_EQ(endWithoutStart("/etc/passwd/setup")->exitCode, 127);
  EXPECT_EQ(endWithoutStart("/nonexistent/setup")->exitCode, 127);
  EXPECT_EQ(endWithoutStart("no-such-command-anywhere")->exitCode, 127);
  EXPECT_EQ(endWithoutStart("")->exitCode, 127);
}

TEST(RunCommand, InterruptReachesOnlyTheCommand) {
  // The shell sends SIGINT to its parent (this process) and then ends: a process that did not ignore it would be gone.
  EXPECT_EQ(runCommand({"sh", "-c", "kill -INT $PPID; exit 3"}).exitCode, 3);
}

TEST(RunCommand, TerminateIsPassedOn) {
  EXPECT_EQ(runCommand({"sh", "-c", "trap 'exit 9' TERM; kill -TERM $PPID; while :; do sleep 0.05; done"}).exitCode, 9);
}

TEST(RunCommand, TerminateReachesACommandThatHasJustStarted) {
  // The command may run before fork() has returned here; a signal that it provokes at once must find it all the same.
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(runCommand({"sh", "-c", "kill -TERM $PPID; exec sleep 60"}).exitCode, 128 + SIGTERM);
}

TEST(RunCommand, CommandHasTheDefaultSignals) {
  EXPECT_EQ(runCommand({"sh", "-c", "kill -INT $$; exit 0"}).exitCode, 130);
}

TEST(MaskSecrets, WordAfterAPasswordOption) {
  EXPECT_EQ(maskSecrets({"ldapadd", "-x", "-w", "geheim", "-D", "cn=admin"}),
            (Words{"ldapadd", "-x", "-w", "***", "-D", "cn=admin"}));
  EXPECT_EQ(maskSecrets({"samba-tool", "--adminpass", "P@ss"}), (Words{"samba-tool", "--adminpass", "***"}));
}

TEST(MaskSecrets, RestOfAWordWithAPassword) {
  EXPECT_EQ(maskSecrets({"setup", "--admin-password=geheim", "DB_PASSWORD=x", "/password:abc", "-wgeheim"}),
            (Words{"setup", "--admin-password=***", "DB_PASSWORD=***", "/password:***", "-w***"}));
}

TEST(MaskSecrets, InsideAShellScript) {
  EXPECT_EQ(maskSecrets({"sh", "-c", "ldapadd -x -w 'ge heim' -D cn=a; PGPASSWORD=abc psql --password xyz -q"}),
            (Words{"sh", "-c", "ldapadd -x -w *** -D cn=a; PGPASSWORD=*** psql --password *** -q"}));
}

TEST(MaskSecrets, SameSecretInOtherWords) {
  EXPECT_EQ(maskSecrets({"sh", "-c", "echo geheim | setup \"$@\"", "-w", "geheim"}),
            (Words{"sh", "-c", "echo *** | setup \"$@\"", "-w", "***"}));
  EXPECT_EQ(maskSecrets({"setup", "-w", "up"}), (Words{"setup", "-w", "***"}));
}

TEST(MaskSecrets, OtherWordsAreUnchanged) {
  const Words words = {"setup", "-y", "/root/pw", "--site", "seattle", "passwordless"};
  EXPECT_EQ(maskSecrets(words), words);
}

TEST(SecretsIn, AreTheOnesThatMaskSecretsMasks) {
  EXPECT_EQ(secretsIn({"ldapadd", "-w", "geheim", "--password=abc", "-y", "file", "-w"}), (Words{"geheim", "abc"}));
  EXPECT_EQ(secretsIn({"sh", "-c", "ldapadd -w 'ge heim'; DB_PASSWORD=xyz psql"}), (Words{"ge heim", "xyz"}));
}

TEST(MaskSecretsInLine, LabelsOptionsAndKnownSecretsAreMasked) {
  const auto masked = [](const std::string& line) { return maskSecretsInLine(line, {"geheim"}); };
  EXPECT_EQ(masked("Admin password:        Passw0rd!"), "Admin password:        ***");
  EXPECT_EQ(masked("userPassword:: e1NTSEF9"), "userPassword:: ***");
  EXPECT_EQ(masked("+ ldapadd -x -w s3cret -D cn=admin"), "+ ldapadd -x -w *** -D cn=admin");
  EXPECT_EQ(masked(R"({"password": "a b", "site": "x"})"), R"({"password": *** "site": "x"})");
  EXPECT_EQ(masked("bound with geheim."), "bound with ***.");
  EXPECT_EQ(masked("  the password is stored elsewhere  "), "  the password is stored elsewhere  ");
}

TEST(MaskSecretsInLine, LongLinesAreMasked) {
  const std::string line(1 << 20, 'a');
  EXPECT_EQ(maskSecretsInLine(line, {}), line);
  EXPECT_EQ(maskSecretsInLine("password=" + line, {}), "password=***");
}

TEST(OutputLines, AreThoseThatATerminalFinallyShows) {
  OutputLines output({"geheim"});
  output.add("10%\r20%\r100%\r\n\x1b[1;31mfailed\x1b[0m: ge");
  output.add("heim\n\n\x1b[2Jlast");
  EXPECT_EQ(output.finish(), (CommandOutput{{"100%", "failed: ***", "", "\x1b[2Jlast"}, 0, 0}));
}

TEST(OutputLines, FirstAndLastAreKeptOfTooMany) {
  OutputLines output({}, {.first = 12, .last = 12});
  for (int i = 10; i < 20; ++i) output.add("line " + std::to_string(i) + "\n");
  EXPECT_EQ(output.finish(), (CommandOutput{{"line 10", "line 19"}, 64, 1}));
}

TEST(OutputLines, LineWithoutAnEndIsSplit) {
  OutputLines output({});
  for (int i = 0; i < 10; ++i) output.add(std::string(1 << 14, 'a'));
  EXPECT_EQ(output.finish().lines.size(), 2U);
}

TEST(OutputTee, BothStreamsAreRecordedAndPassedOn) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  OutputTee tee({});
  EXPECT_EQ(runCommand({"sh", "-c", "echo out; echo err >&2; exit 3"}, &tee).exitCode, 3);
  const CommandOutput output = tee.finish();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "out\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "err\n");
  EXPECT_EQ(std::set<std::string>(output.lines.begin(), output.lines.end()), (std::set<std::string>{"err", "out"}));
}

TEST(OutputTee, BackgroundProcessOfTheCommandIsNotWaitedFor) {
  OutputTee tee({});
  EXPECT_EQ(runCommand({"sh", "-c", "sleep 60 & echo $!"}, &tee).exitCode, 0);
  const CommandOutput output = tee.finish();
  ASSERT_EQ(output.lines.size(), 1U);
  EXPECT_EQ(kill(std::stoi(output.lines[0]), SIGKILL), 0) << "it is still there";
}

TEST(OutputTee, MissingCommandHasNoOutput) {
  OutputTee tee({});
  EXPECT_EQ(runCommand({"/nonexistent/setup-5.5"}, &tee).exitCode, 127);
  EXPECT_EQ(tee.finish(), CommandOutput{});
}

TEST(ShellQuote, WordsThatAShellWouldSplitOrExpandAreQuoted) {
  EXPECT_EQ(shellQuote({"./setup-5.5", "--site", "o=A B", "it's", "", "*"}),
            R"(./setup-5.5 --site 'o=A B' 'it'\''s' '' '*')");
}

}  // namespace
}  // namespace ldapsnap
