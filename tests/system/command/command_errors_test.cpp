// Bad input: one clear line each, with the documented exit code.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

class CommandErrors : public testing::Test {
 protected:
  void expectError(const ProcessResult& result, int code, const std::string& line) {
    EXPECT_EQ(result.exitCode, code);
    EXPECT_EQ(withoutAccidents(result.err, workplace_), line + "\n");
    EXPECT_EQ(result.out, "");
  }

  Workplace workplace_;
};

TEST_F(CommandErrors, UnreachableServer) {
  expectError(workplace_.ldapsnap({"capture", "ldap://127.0.0.1:1", "-x"}), 4,
              "ldapsnap: ldap://127.0.0.1:<port>: cannot connect: Can't contact LDAP server; check host and port, and "
              "that the server runs");
}

TEST_F(CommandErrors, InvalidTimes) {
  expectError(workplace_.ldapsnap({"capture", "ldap://127.0.0.1:1", "--settle", "soon"}), 2,
              "ldapsnap: --settle: \"soon\" is not a length of time; write it as 90s, 2m or 1h");
  expectError(workplace_.ldapsnap({"capture", "ldap://127.0.0.1:1", "--timeout", "0"}), 2,
              "ldapsnap: --timeout: \"0\" is not a length of time; write it as 90s, 2m or 1h");
}

TEST_F(CommandErrors, WrongPassword) {
  const SlapdServer server(exchangeSite());
  const std::string wrong = workplace_.writePassword("wrong", "not the password");
  expectError(workplace_.ldapsnap({"capture", server.uri(), "-x", "-D", "cn=admin,o=Acme", "-y", wrong}), 4,
              "ldapsnap: ldap://127.0.0.1:<port>: bind as cn=admin,o=Acme failed: invalidCredentials (49); check the "
              "bind DN (-D) and the password (-W, -y)");
}

TEST_F(CommandErrors, UnknownBase) {
  const SlapdServer server(exchangeSite());
  workplace_.addSite("seattle", server, "o=Acme");
  expectError(
      workplace_.ldapsnap({"capture", "seattle", "-b", "o=Acne"}), 2,
      "ldapsnap: ldap://127.0.0.1:<port>: the base \"o=Acne\" does not exist, or the bind identity may not see it; "
      "check the base (-b); the server's naming contexts are: o=Acme");
}

TEST_F(CommandErrors, AFileThatIsNotLdif) {
  const std::string file = workplace_.write("notes.txt", "Dear administrator,\nthis is a letter.\n");
  expectError(workplace_.ldapsnap({"import", "seattle", file}), 2,
              "ldapsnap: <folder>/notes.txt:1: missing colon: expected \"attribute: value\"");
}

TEST_F(CommandErrors, MissingFile) {
  expectError(workplace_.ldapsnap({"import", "seattle", workplace_.path("missing.ldif")}), 2,
              "ldapsnap: <folder>/missing.ldif: cannot be read: No such file or directory");
}

TEST_F(CommandErrors, NoStoreYet) {
  expectError(workplace_.ldapsnap({"list"}), 2,
              "ldapsnap: no store at <folder>/store; take a snapshot first: `ldapsnap capture SITE` or `ldapsnap "
              "import SITE FILE.ldif`");
}

TEST_F(CommandErrors, UnknownSnapshot) {
  const std::string file = workplace_.write("a.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\n");
  ASSERT_EQ(workplace_.ldapsnap({"import", "seattle", file}).exitCode, 0);
  expectError(workplace_.ldapsnap({"show", "seatle"}), 2,
              "ldapsnap: no snapshot, file or URL named \"seatle\"; did you mean \"seattle\"?");
  expectError(workplace_.ldapsnap({"diff", "seattle~4", "seattle"}), 2,
              "ldapsnap: no snapshot \"seattle~4\": the oldest is \"seattle~0\"; `ldapsnap list seattle` shows them");
}

TEST_F(CommandErrors, UnknownEntry) {
  const std::string file = workplace_.write("a.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\n");
  ASSERT_EQ(workplace_.ldapsnap({"import", "seattle", file}).exitCode, 0);
  expectError(workplace_.ldapsnap({"show", "seattle", "ou=Portland,o=Acme"}), 2,
              "ldapsnap: ou=Portland,o=Acme: no such entry in seattle; the nearest entry above it is o=Acme");
}

TEST_F(CommandErrors, UnknownSite) {
  workplace_.write("config.toml", "[sites.seattle]\nuri = \"ldap://127.0.0.1:1\"\n");
  expectError(workplace_.ldapsnap({"--config", workplace_.path("config.toml"), "capture", "seatle"}), 2,
              "ldapsnap: no site named \"seatle\"; did you mean \"seattle\"?");
}

TEST_F(CommandErrors, UnknownSetup) {
  const std::string file = workplace_.write("a.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\n");
  expectError(workplace_.ldapsnap({"check", file, "--setup", "kms-5"}), 2,
              "ldapsnap: no setup named \"kms-5\"; did you mean \"kms-5.0\"?");
}

TEST_F(CommandErrors, MistypedSubcommandAndOption) {
  expectError(workplace_.ldapsnap({"captrue", "seattle"}), 2,
              "ldapsnap: ldapsnap has no command \"captrue\"; did you mean \"capture\"?");
  expectError(workplace_.ldapsnap({"diff", "a", "b", "--formt", "json"}), 2,
              "ldapsnap: ldapsnap diff has no option \"--formt\"; did you mean \"--format\"?");
}

TEST_F(CommandErrors, StoreBeingWrittenByAnotherProcess) {
  const std::string file = workplace_.write("a.ldif", "dn: o=Acme\nobjectClass: organization\no: Acme\n");
  ASSERT_EQ(workplace_.ldapsnap({"import", "seattle", file}).exitCode, 0);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((workplace_.storeFolder() + "/store.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  expectError(workplace_.ldapsnap({"--wait", "1", "import", "seattle", file}), 4,
              "ldapsnap: store <folder>/store is being written by another process; try again when it is done");
  EXPECT_EQ(workplace_.ldapsnap({"list"}).exitCode, 0) << "reading goes on";
  sqlite3_close(database);
}

TEST_F(CommandErrors, HostileNamesNeverReachTheTerminal) {
  const ProcessResult result = workplace_.ldapsnap({"import", "seattle", "\x1b[31mred\x1b[0m.ldif"});
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos) << result.err;
}

}  // namespace
}  // namespace ldapsnap::test
