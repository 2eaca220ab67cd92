// config.toml: two files, defaults of options, sites that are added, removed and tested, the environment.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>

#include "snapshot/base/file/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

using Words = std::vector<std::string>;

class ConfigurationTest : public testing::Test {
 protected:
  ConfigurationTest() {
    const std::string acme = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
    before_ = workplace_.write("before.ldif", acme + "dn: cn=ann,o=Acme\nobjectClass: person\ncn: ann\nsn: a\n");
    after_ = workplace_.write("after.ldif", acme + "dn: cn=ann,o=Acme\nobjectClass: person\ncn: ann\nsn: b\n\n" +
                                                "dn: cn=tmp,o=Acme\nobjectClass: device\ncn: tmp\n");
    workplace_.environment()["LDAPSNAP_SYSTEM_CONFIG"] = workplace_.path("system.toml");
    workplace_.environment()["LDAPSNAP_CONFIG"] = workplace_.path("own.toml");
    own("");
  }

  void own(const std::string& text) { workplace_.write("own.toml", text); }
  ProcessResult run(const Words& words) const { return workplace_.ldapsnap(words); }

  Workplace workplace_;
  std::string before_, after_;
};

TEST_F(ConfigurationTest, DefaultsGiveWayToTheCommandLine) {
  own("[options]\ndiff = [\"--stat\", \"--no-check\"]\n");
  EXPECT_EQ(run({"diff", before_, after_}).out, run({"diff", before_, after_, "--stat", "--no-check"}).out);
  EXPECT_EQ(run({"diff", before_, after_, "--summary"}).out.find(" | "), std::string::npos);
  EXPECT_EQ(run({"diff", before_, after_, "--json"}).out.substr(0, 1), "{");
}

TEST_F(ConfigurationTest, RepeatableDefaultsAddUp) {
  own("[options]\ndiff = [\"--not-under\", \"cn=tmp,o=Acme\"]\n");
  EXPECT_EQ(run({"diff", before_, after_, "--name-only"}).out, "cn=ann,o=Acme\n");
  EXPECT_EQ(run({"diff", before_, after_, "--name-only", "--not-under", "cn=ann,o=Acme"}).out, "");
}

TEST_F(ConfigurationTest, UnknownKeysCommandsAndOptionsAreNamedWithTheirPlace) {
  const std::string file = workplace_.path("own.toml");
  own("stroe = \"x\"\n");
  EXPECT_EQ(run({"list"}).err, "ldapsnap: " + file + ":1:1: unknown key \"stroe\"; did you mean \"store\"?\n");
  own("[options]\ndif = [\"--stat\"]\n");
  EXPECT_EQ(run({"diff", before_, after_}).err,
            "ldapsnap: " + file + ":2:7: no command \"dif\"; did you mean \"diff\"?\n");
  own("[options]\ndiff = [\"--sta\"]\n");
  EXPECT_EQ(run({"diff", before_, after_}).err,
            "ldapsnap: " + file + ":2:8: unknown option \"--sta\"; did you mean \"--stat\"?\n");
  own("wait = \"long\"\n");
  EXPECT_EQ(run({"list"}).err, "ldapsnap: " + file + ":1:8: wait must be a number of seconds above 0\n");
  EXPECT_EQ(run({"help", "list"}).exitCode, 0) << "help needs no configuration";
}

TEST_F(ConfigurationTest, StoreIsThatOfTheCommandLineThenTheEnvironmentThenTheFile) {
  workplace_.environment().erase("LDAPSNAP_STORE");
  own("store = \"in-file\"\n");
  EXPECT_EQ(run({"import", "lab", before_}).exitCode, 0);
  EXPECT_TRUE(std::filesystem::exists(workplace_.path("in-file/store.db")));
  workplace_.environment()["LDAPSNAP_STORE"] = workplace_.path("in-environment");
  EXPECT_EQ(run({"import", "lab", before_}).exitCode, 0);
  EXPECT_TRUE(std::filesystem::exists(workplace_.path("in-environment/store.db")));
  EXPECT_EQ(run({"--store", workplace_.path("given"), "import", "lab", before_}).exitCode, 0);
  EXPECT_TRUE(std::filesystem::exists(workplace_.path("given/store.db")));
}

TEST_F(ConfigurationTest, FormatOfTheEnvironmentIsThatOfCommandsThatHaveIt) {
  ASSERT_EQ(run({"import", "lab", before_}).exitCode, 0);
  workplace_.environment()["LDAPSNAP_FORMAT"] = "json";
  EXPECT_EQ(run({"list"}).out.substr(0, 1), "{");
  EXPECT_NE(run({"list", "--format", "text"}).out.substr(0, 1), "{");
  workplace_.environment()["LDAPSNAP_FORMAT"] = "html";
  EXPECT_EQ(run({"list"}).out.substr(0, 4), "SITE");
}

TEST_F(ConfigurationTest, UsersFileReplacesThatOfTheMachineKeyByKey) {
  workplace_.environment().erase("LDAPSNAP_CONFIG");
  workplace_.environment()["XDG_CONFIG_HOME"] = workplace_.path("home");
  std::filesystem::create_directories(workplace_.path("home/ldapsnap"));
  workplace_.write("system.toml", "[sites.lab]\nuri = \"ldap://system\"\n[sites.prod]\nuri = \"ldap://prod\"\n");
  workplace_.write("home/ldapsnap/config.toml", "[sites.lab]\nuri = \"ldap://own\"\n");
  EXPECT_EQ(run({"sites", "--oneline"}).out, "lab ldap://own 0 -\nprod ldap://prod 0 -\n");
}

TEST_F(ConfigurationTest, SelectorsOfASiteApplyToWhatIsShownOfIt) {
  ASSERT_EQ(run({"import", "lab", before_}).exitCode, 0);
  ASSERT_EQ(run({"import", "lab", after_}).exitCode, 0);
  own("[sites.lab]\nuri = \"ldap://lab\"\nnot-under = \"cn=tmp,o=Acme\"\n");
  EXPECT_EQ(run({"diff", "lab~1", "lab", "--name-only"}).out, "cn=ann,o=Acme\n");
  EXPECT_NE(run({"diff", "lab~1", "lab", "--no-check"}).out.find("--not-under cn=tmp,o=Acme"), std::string::npos);
  EXPECT_EQ(run({"diff", "lab~1", "lab", "--name-only", "--no-site-selectors"}).out, "cn=ann,o=Acme\ncn=tmp,o=Acme\n");
  own("[sites.lab]\nnot-under = \"tmp\"\n");
  EXPECT_EQ(run({"list"}).err, "ldapsnap: " + workplace_.path("own.toml") + ":2:13: not-under: \"tmp\" is not a DN\n");
}

TEST_F(ConfigurationTest, SitesAreAddedAndRemoved) {
  own("# mine\n[sites.other]\nuri = \"ldap://other\"  # keep\n");
  const ProcessResult added =
      run({"sites", "add", "lab", "ldap://lab.example.com", "-D", "cn=admin,o=Acme", "-W", "-b", "o=Acme", "-ZZ"});
  EXPECT_EQ(added.exitCode, 0) << added.err;
  EXPECT_EQ(readFile(workplace_.path("own.toml")),
            "# mine\n[sites.other]\nuri = \"ldap://other\"  # keep\n\n"
            "[sites.lab]\nuri = \"ldap://lab.example.com\"\nbase = \"o=Acme\"\nbind-dn = \"cn=admin,o=Acme\"\n"
            "password-prompt = true\nstart-tls = \"require\"\n");
  EXPECT_EQ(run({"sites", "add", "lab", "ldap://x"}).exitCode, 2);
  EXPECT_EQ(run({"sites", "add", "x", "ldap://x", "-w", "secret"}).err,
            "ldapsnap: a password does not belong in a configuration file; use -W, -y FILE, --password-command or "
            "--password-env\n");
  EXPECT_EQ(run({"sites", "remove", "othr"}).err,
            "ldapsnap: " + workplace_.path("own.toml") + ": no site named \"othr\"; did you mean \"other\"?\n");
  EXPECT_EQ(run({"sites", "remove", "other"}).exitCode, 0);
  EXPECT_EQ(readFile(workplace_.path("own.toml")).substr(0, 20), "# mine\n\n[sites.lab]\n");
  EXPECT_EQ(run({"sites", "remove", "lab"}).exitCode, 0);
  EXPECT_EQ(readFile(workplace_.path("own.toml")), "# mine\n\n");
}

TEST_F(ConfigurationTest, EachPartIsReadWithItsBind) {
  const SlapdServer server(exchangeSite());
  const std::string password = workplace_.writePassword("password", SlapdServer::password());
  own("[sites.lab]\nuri = \"" + server.uri() + "\"\nbase = \"o=Acme\"\n" +
      "[[sites.lab.binds]]\nbase = \"o=Acme\"\nbind-dn = \"" + server.rootDn() + "\"\npassword-file = \"" + password +
      "\"\n");
  const ProcessResult tested = run({"sites", "test", "lab"});
  EXPECT_NE(tested.out.find("  o=Acme: bound, as dn:" + server.rootDn() + "\n"), std::string::npos)
      << tested.out << tested.err;
  run({"-q", "capture", "lab"});
  const std::string manifest = run({"check", "lab", "--json"}).out;
  EXPECT_NE(manifest.find("\"o=Acme as dn:" + server.rootDn() + "\""), std::string::npos) << manifest.substr(0, 2000);
  EXPECT_NE(run({"show", "lab"}).out.find("dn: ou=Seattle,o=Acme\n"), std::string::npos);
  own("[sites.lab]\nuri = \"" + server.uri() + "\"\n[[sites.lab.binds]]\nbase = \"o=Acme\"\nbind-dn = \"cn=x\"\n" +
      "password-file = \"" + password + "\"\n");
  const ProcessResult failed = run({"sites", "test", "lab", "--json"});
  EXPECT_EQ(failed.exitCode, 4);
  EXPECT_NE(failed.out.find("\"works\": false"), std::string::npos) << failed.out;
}

TEST_F(ConfigurationTest, OrderOfAListCountsUnlessToldOtherwise) {
  const std::string entry = "dn: olcDatabase={1}mdb,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {1}mdb\n";
  const std::string config = "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n";
  const std::string a = workplace_.write(
      "a.ldif", config + entry + "olcAccess: {0}to attrs=userPassword by * none\nolcAccess: {1}to * by * read\n");
  const std::string b = workplace_.write(
      "b.ldif", config + entry + "olcAccess: {0}to * by * read\nolcAccess: {1}to attrs=userPassword by * none\n");
  const std::string c = workplace_.write(
      "c.ldif", config + entry + "olcAccess: {0}to * by * read\nolcAccess: {1}to attrs=userPassword by * auth\n");
  EXPECT_EQ(run({"diff", a, b, "--no-check"}).exitCode, 1);
  const ProcessResult same = run({"diff", a, b, "--no-check", "--ignore-order"});
  EXPECT_EQ(same.exitCode, 0) << same.out;
  EXPECT_NE(same.out.find("(--exact)"), std::string::npos) << same.out;
  const ProcessResult other = run({"diff", a, c, "--no-check", "--ignore-order"});
  EXPECT_EQ(other.exitCode, 1);
  EXPECT_EQ(other.out.find("to * by * read"), std::string::npos) << other.out;
  EXPECT_EQ(run({"diff", a, b, "--ignore-order", "--format", "ldif"}).exitCode, 2);
}

TEST_F(ConfigurationTest, ColumnsOfTheEnvironmentAreTheWidthOfText) {
  const std::string words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
  const std::string head = "dn: o=Acme\nobjectClass: organization\no: Acme\n";
  const std::string a = workplace_.write("narrow.ldif", head + "\n");
  const std::string b = workplace_.write("wide.ldif", head + "description: " + words + "\n\n");
  const auto longest = [&] {
    const std::string out = run({"diff", a, b, "--no-check"}).out;
    std::istringstream lines(out.substr(std::min(out.find("        description"), out.size())));
    std::size_t most = 0;
    for (std::string line; std::getline(lines, line) && line.starts_with("        ");)
      most = std::max(most, line.size());
    return most;
  };
  workplace_.environment()["COLUMNS"] = "60";
  EXPECT_LE(longest(), 60U);
  workplace_.environment()["COLUMNS"] = "200";
  EXPECT_GT(longest(), 100U);
  for (const char* wrong : {"", "wide", "3"}) {
    workplace_.environment()["COLUMNS"] = wrong;
    EXPECT_LE(longest(), 100U) << wrong;
    EXPECT_GT(longest(), 60U) << wrong;
  }
}

TEST_F(ConfigurationTest, LongResultsGoThroughThePagerOfATerminal) {
  const auto onTerminal = [this](const std::string& options) {
    ProcessOptions process;
    process.environment = workplace_.environment();
    process.environment["TERM"] = "xterm";
    process.environment["NO_COLOR"] = std::nullopt;
    process.environment["LDAPSNAP_PAGER"] = "sed s/^/paged:/";
    const std::string command =
        std::string(LDAPSNAP_BINARY) + " diff " + before_ + " " + after_ + " --no-check " + options;
    return runProcess({"script", "-qec", command, "/dev/null"}, process).out;
  };
  EXPECT_NE(onTerminal("").find("paged:"), std::string::npos);
  EXPECT_NE(onTerminal("").find("\x1b["), std::string::npos) << "colours are kept";
  EXPECT_EQ(onTerminal("--no-pager").find("paged:"), std::string::npos);
  EXPECT_EQ(onTerminal("--summary").find("paged:"), std::string::npos);
  own("pager = false\n");
  EXPECT_EQ(onTerminal("").find("paged:"), std::string::npos);
}

TEST_F(ConfigurationTest, TimesAreLocalOrInUtc) {
  ASSERT_EQ(run({"import", "lab", before_, "--taken", "2026-11-01T23:30:00Z"}).exitCode, 0);
  workplace_.environment()["TZ"] = "CET-1CEST";
  EXPECT_NE(run({"list"}).out.find("  2026-11-02 00:30+01:00  "), std::string::npos);
  EXPECT_NE(run({"list", "--utc"}).out.find("  2026-11-01 23:30Z  "), std::string::npos);
  EXPECT_NE(run({"list", "--since", "2026-11-02"}).out.find("2026-11-02 00:30+01:00"), std::string::npos);
  EXPECT_EQ(run({"list", "--since", "2026-11-02", "--utc"}).out, "No snapshots yet.\n");
  EXPECT_NE(run({"diff", "lab", "lab", "--no-check"}).out.find("2026-11-01 23:30Z"), std::string::npos)
      << "reports are the same everywhere";
}

TEST_F(ConfigurationTest, ShowPrintsEntriesAsJson) {
  const ProcessResult shown = run({"show", before_, "cn=ann,o=Acme", "--json"});
  EXPECT_EQ(shown.exitCode, 0) << shown.err;
  EXPECT_NE(shown.out.find("\"dn\": \"cn=ann,o=Acme\""), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("\"name\": \"sn\""), std::string::npos) << shown.out;
}

}  // namespace
}  // namespace ldapsnap::test
