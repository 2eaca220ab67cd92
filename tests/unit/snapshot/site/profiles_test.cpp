#include "snapshot/site/profiles.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using test::TempFolder;

Profiles profilesOf(const std::string& toml) {
  const TempFolder folder;
  return Profiles::read(folder.write("config.toml", toml));
}

/// The message of the error that reading `toml` gives, with the file's folder left out.
std::string errorOf(const std::string& toml) {
  try {
    profilesOf(toml);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    const std::string text = error.what();
    return text.substr(text.find("config.toml"));
  }
  return "no error";
}

TEST(Profiles, MissingFileHoldsNone) { EXPECT_TRUE(Profiles::read("/nowhere/config.toml").all().empty()); }

TEST(Profiles, EverySettingIsRead) {
  const Profiles profiles = profilesOf(R"(
[sites.seattle]
uri = "ldap://seattle.example"
bind-dn = "cn=admin,o=Acme"
sasl-mech = "DIGEST-MD5"
sasl-user = "admin"
sasl-realm = "acme"
start-tls = "require"
tls-ca-file = "/etc/acme/ca.pem"
tls-cert = "/etc/acme/me.pem"
tls-key = "/etc/acme/me.key"
password-file = "/run/secret"
password-command = "pass show seattle"
password-env = "SEATTLE_PASSWORD"
password-prompt = true
base = ["o=Acme", "cn=config"]
timeout = 5
time-limit = 600
sasl-authzid = "u:ann"
sasl-channel-binding = "none"
shared-password-file = true
secret-attributes = ["acmeBadge", "1.2.3.4"]
not-secret-attributes = "gatePin"
planned = ["openldap-2.6", "exchange-se"]
)");
  const SiteProfile* site = profiles.find("seattle");
  ASSERT_NE(site, nullptr);
  EXPECT_EQ(site->name, "seattle");
  EXPECT_EQ(site->secretAttributes, (std::vector<std::string>{"acmeBadge", "1.2.3.4"}));
  EXPECT_EQ(site->notSecretAttributes, std::vector<std::string>{"gatePin"});
  EXPECT_EQ(site->planned, (std::vector<std::string>{"openldap-2.6", "exchange-se"}));
  EXPECT_EQ(site->connection.uri, "ldap://seattle.example");
  EXPECT_EQ(site->connection.bindDn, "cn=admin,o=Acme");
  EXPECT_EQ(site->connection.saslMechanism, "DIGEST-MD5");
  EXPECT_EQ(site->connection.saslUser, "admin");
  EXPECT_EQ(site->connection.saslRealm, "acme");
  EXPECT_EQ(site->connection.startTls, StartTls::Require);
  EXPECT_EQ(site->connection.tlsCaFile, "/etc/acme/ca.pem");
  EXPECT_EQ(site->connection.tlsCertificate, "/etc/acme/me.pem");
  EXPECT_EQ(site->connection.tlsKey, "/etc/acme/me.key");
  EXPECT_EQ(site->connection.passwordFile, "/run/secret");
  EXPECT_EQ(site->connection.passwordCommand, "pass show seattle");
  EXPECT_EQ(site->connection.passwordVariable, "SEATTLE_PASSWORD");
  EXPECT_TRUE(site->connection.passwordPrompt);
  EXPECT_EQ(site->connection.timeout, std::chrono::seconds(5));
  EXPECT_EQ(site->connection.timeLimit, std::chrono::seconds(600));
  EXPECT_EQ(site->connection.saslAuthzId, "u:ann");
  EXPECT_EQ(site->connection.channelBinding, ChannelBinding::None);
  EXPECT_TRUE(site->connection.passwordFileMayBeShared);
  EXPECT_EQ(site->bases, (std::vector<std::string>{"o=Acme", "cn=config"}));
}

TEST(Profiles, BaseMayBeOneString) {
  EXPECT_EQ(profilesOf("[sites.a]\nbase = \"o=Acme\"\n").find("a")->bases, std::vector<std::string>{"o=Acme"});
}

TEST(Profiles, TildeIsTheHomeFolder) {
  EXPECT_EQ(profilesOf("[sites.a]\npassword-file = \"~/secret\"\n").find("a")->connection.passwordFile,
            std::string(std::getenv("HOME")) + "/secret");
}

TEST(Profiles, PasswordIsRefused) {
  EXPECT_EQ(errorOf("[sites.a]\nuri = \"ldap://a\"\npassword = \"hunter2\"\n"),
            "config.toml:3:1: a password does not belong in a configuration file; use password-file, password-command, "
            "password-env or password-prompt");
}

TEST(Profiles, UnknownKeyGetsASuggestion) {
  EXPECT_EQ(errorOf("[sites.a]\nbind_dn = \"cn=a\"\n"),
            "config.toml:2:1: unknown key \"bind_dn\"; did you mean \"bind-dn\"?");
}

TEST(Profiles, KeyOutsideASiteIsRefused) {
  EXPECT_EQ(errorOf("uri = \"ldap://a\"\n"), "config.toml:1:1: unknown key \"uri\"; a site is a table [sites.NAME]");
}

TEST(Profiles, ValueOfTheWrongTypeIsRefused) {
  EXPECT_EQ(errorOf("[sites.a]\nuri = 5\n"), "config.toml:2:7: uri must be a string; write uri = \"...\"");
  EXPECT_EQ(errorOf("[sites.a]\npassword-prompt = \"yes\"\n"),
            "config.toml:2:19: password-prompt must be true or false");
  EXPECT_EQ(errorOf("[sites.a]\ntimeout = 0\n"), "config.toml:2:11: timeout must be a number of seconds above 0");
  EXPECT_EQ(errorOf("[sites.a]\nbase = [1]\n"), "config.toml:2:9: base must be a string; write base = \"...\"");
  EXPECT_EQ(errorOf("[sites.a]\nstart-tls = \"yes\"\n"),
            "config.toml:2:13: start-tls cannot be \"yes\"; write \"require\" (-ZZ) or \"try\" (-Z)");
}

TEST(Profiles, InvalidTomlIsRefusedWithItsPosition) {
  EXPECT_EQ(errorOf("[sites.a]\nuri = \"ldap://a\n").substr(0, 15), "config.toml:2:1");
}

TEST(Profiles, BindsAreForSomePartsAndTakeTheRestFromTheSite) {
  const Profiles profiles = profilesOf(R"(
[sites.lab]
uri = "ldapi:///"
bind-dn = "cn=admin,o=Acme"
password-file = "/secret"
start-tls = "try"
[[sites.lab.binds]]
base = "cn=config"
sasl-mech = "EXTERNAL"
)");
  const SiteProfile& site = *profiles.find("lab");
  ASSERT_EQ(site.binds.size(), 1U);
  EXPECT_EQ(site.binds[0].bases, std::vector<std::string>{"cn=config"});
  const ConnectionSettings settings = site.connectionOf(site.binds[0]);
  EXPECT_EQ(settings.uri, "ldapi:///");
  EXPECT_EQ(settings.startTls, StartTls::Try);
  EXPECT_EQ(settings.saslMechanism, "EXTERNAL");
  EXPECT_EQ(settings.bindDn + settings.passwordFile, "") << "who binds is of one piece";
  EXPECT_EQ(errorOf("[[sites.a.binds]]\nbind-dn = \"cn=a\"\n"),
            "config.toml:1:1: a bind without base; write base = \"cn=config\", or what else it is for");
  EXPECT_EQ(errorOf("[[sites.a.binds]]\nbase = \"cn=config\"\nuri = \"ldap://a\"\n").substr(0, 43),
            "config.toml:3:1: unknown key \"uri\" of a bin");
  EXPECT_EQ(errorOf("[sites.a]\nbinds = \"x\"\n"), "config.toml:2:9: binds must be tables; write [[sites.a.binds]]");
}

TEST(Profiles, SelectorsAreReadAsOnTheCommandLine) {
  const Profiles profiles =
      profilesOf("[sites.a]\nnot-under = \"ou=x,o=Acme\"\nno-attr = [\"mail\", \"cn\"]\nfilter = \"(cn=a)\"\n");
  const SiteSelectors& selectors = profiles.find("a")->selectors;
  EXPECT_EQ(selectors.notUnder, std::vector<std::string>{"ou=x,o=Acme"});
  EXPECT_EQ(selectors.notAttributes, (std::vector<std::string>{"mail", "cn"}));
  EXPECT_EQ(selectors.filters, std::vector<std::string>{"(cn=a)"});
  EXPECT_EQ(errorOf("[sites.a]\nunder = \"Acme\"\n"), "config.toml:2:9: under: \"Acme\" is not a DN");
}

TEST(Profiles, ExpectedChangesAreAFileOrTablesWithReasons) {
  EXPECT_EQ(profilesOf("[sites.a]\nignore = \"/x.json\"\n").find("a")->selectors.ignoreFile, "/x.json");
  const Profiles profiles = profilesOf(R"t([sites.a]
uri = "ldap://a"
[[sites.a.ignore]]
reason = "The backup writes it."
under = "cn=backup,o=Acme"
attributes = ["description"]
until = 2027-05-31
[[sites.a.ignore]]
reason = "Staff."
classes = "person"
filter = "(cn=a)"
changes = ["added", "removed"]
until = "2027-05-31"
)t");
  const std::vector<SiteExpectedChange>& expected = profiles.find("a")->selectors.expected;
  ASSERT_EQ(expected.size(), 2U);
  EXPECT_EQ(expected[0].reason, "The backup writes it.");
  EXPECT_EQ(expected[0].under, std::vector<std::string>{"cn=backup,o=Acme"});
  EXPECT_EQ(expected[0].attributes, std::vector<std::string>{"description"});
  EXPECT_TRUE(expected[0].place.ends_with("/config.toml:3")) << expected[0].place;
  EXPECT_EQ(expected[1].changes, (std::vector<std::string>{"added", "removed"}));
  EXPECT_EQ(expected[1].filter, "(cn=a)");
  for (const SiteExpectedChange& each : expected) EXPECT_EQ(each.until, parseTime("2027-06-01T00:00:00Z"));
}

TEST(Profiles, ExpectedChangesWithoutReasonOrSubjectAreRefused) {
  const std::string head = "[[sites.a.ignore]]\n";
  EXPECT_EQ(errorOf(head + "under = \"o=A\"\n"),
            "config.toml:1:1: an expected change without a reason; write reason = \"...\" below [[sites.a.ignore]]");
  EXPECT_EQ(
      errorOf(head + "reason = \"x\"\n"),
      "config.toml:1:1: this would ignore every change; say which with under, attributes, classes or filter below "
      "[[sites.a.ignore]]");
  EXPECT_EQ(errorOf(head + "reason = \"x\"\nuntill = 2027-05-31\n"),
            "config.toml:3:1: unknown key \"untill\" of an expected change; did you mean \"until\"?");
  EXPECT_EQ(errorOf(head + "until = \"2027-02-31\"\n"),
            "config.toml:2:9: until must be a date; write until = 2027-05-31");
  EXPECT_EQ(errorOf("[sites.a]\nignore = 3\n"),
            "config.toml:2:10: ignore must be the name of a file, or tables; write ignore = \"FILE\" or "
            "[[sites.a.ignore]]");
}

TEST(Configuration, LaterFilesReplaceKeyByKey) {
  const TempFolder folder;
  const auto system = folder.write("system.toml",
                                   "wait = 5\n[sites.a]\nuri = \"ldap://a\"\npassword-command = \"pass a\"\n"
                                   "[sites.b]\nuri = \"ldap://b\"\n");
  const auto own = folder.write("own.toml", "[sites.a]\nbind-dn = \"cn=me\"\npassword-file = \"/secret\"\n");
  const Configuration both = Configuration::read({system, folder.path() / "absent.toml", own});
  const ConnectionSettings& a = both.profiles.find("a")->connection;
  EXPECT_EQ(a.uri, "ldap://a");
  EXPECT_EQ(a.bindDn, "cn=me");
  EXPECT_EQ(a.passwordFile, "/secret");
  EXPECT_EQ(a.passwordCommand, "") << "there can be one source of the password";
  EXPECT_NE(both.profiles.find("b"), nullptr);
}

TEST(Configuration, KeysOutsideOfTablesAreOptions) {
  const TempFolder folder;
  const auto file = folder.write("config.toml",
                                 "store = \"snapshots\"\nrules = [\"~/rules\", \"/etc/rules\"]\npager = false\n"
                                 "[options]\n\"store verify\" = \"--json\"\n");
  const std::vector<Configuration::Default> defaults = Configuration::read({file}).defaults;
  std::vector<std::vector<std::string>> words;
  for (const Configuration::Default& each : defaults) words.push_back(each.words);
  const std::string home = std::getenv("HOME");
  EXPECT_EQ(words, (std::vector<std::vector<std::string>>{{"--json"},
                                                          {"--no-pager"},
                                                          {"--rules", home + "/rules", "--rules", "/etc/rules"},
                                                          {"--store", (folder.path() / "snapshots").string()}}));
  EXPECT_EQ(defaults.front().command, "store verify");
  EXPECT_EQ(errorOf("stor = \"x\"\n"), "config.toml:1:1: unknown key \"stor\"; did you mean \"store\"?");
  EXPECT_EQ(errorOf("[options]\ndiff = [\"stat\"]\n"),
            "config.toml:2:8: \"stat\" is not an option; write diff = [\"--option\", \"value\"]");
}

TEST(Configuration, SiteIsCutOutAndTheRestStays) {
  const std::string text =
      "# all\nwait = 5\n[sites.a]\nuri = \"ldap://a\"\n[[sites.a.binds]]\nbase = \"cn=config\"\n\n"
      "# about b\n[ \"sites\" . 'b' ]\nuri = \"ldap://b\" # x\n";
  EXPECT_EQ(withoutSite(text, "a", "f"), "# all\nwait = 5\n\n# about b\n[ \"sites\" . 'b' ]\nuri = \"ldap://b\" # x\n");
  EXPECT_EQ(withoutSite(text, "b", "f"),
            "# all\nwait = 5\n[sites.a]\nuri = \"ldap://a\"\n[[sites.a.binds]]\nbase = \"cn=config\"\n\n# about b\n");
  EXPECT_THROW(withoutSite("[sites]\na.uri = \"ldap://a\"\n", "a", "f"), Error);
}

TEST(Configuration, ProfileIsWrittenAsItIsRead) {
  SiteProfile profile;
  profile.name = "dc1:3268";
  profile.connection.uri = "ldaps://dc1";
  profile.connection.bindDn = "cn=\"q\\x";
  profile.connection.passwordPrompt = true;
  profile.bases = {"o=a", "o=b"};
  const Profiles read = profilesOf(tomlOf(profile));
  ASSERT_NE(read.find("dc1:3268"), nullptr);
  EXPECT_EQ(read.find("dc1:3268")->connection.bindDn, "cn=\"q\\x");
  EXPECT_EQ(read.find("dc1:3268")->bases, profile.bases);
}

TEST(SiteName, OfAUrlIsItsHostAndAnUnusualPort) {
  EXPECT_EQ(siteNameOf("ldap://DC1.example.com"), "dc1.example.com");
  EXPECT_EQ(siteNameOf("ldap://dc1.example.com:389/"), "dc1.example.com");
  EXPECT_EQ(siteNameOf("LDAPS://dc1.example.com:636"), "dc1.example.com");
  EXPECT_EQ(siteNameOf("ldap://dc1.example.com:3268/dc=example,dc=com"), "dc1.example.com:3268");
  EXPECT_EQ(siteNameOf("ldap://127.0.0.1:1389"), "127.0.0.1:1389");
  EXPECT_EQ(siteNameOf("ldap://[2001:DB8::1]"), "[2001:db8::1]");
  EXPECT_EQ(siteNameOf("ldap://[2001:db8::1]:1389"), "[2001:db8::1]:1389");
  EXPECT_EQ(siteNameOf("ldap:///"), "localhost");
  EXPECT_EQ(siteNameOf("ldap://:1389"), "localhost:1389");
}

TEST(SiteName, OfASocketIsItsPath) {
  EXPECT_EQ(siteNameOf("ldapi:///"), "local");
  EXPECT_EQ(siteNameOf("ldapi://%2Frun%2Fslapd-a%2fldapi"), "local:/run/slapd-a/ldapi");
  EXPECT_EQ(siteNameOf("ldapi://%2frun%2Fb%/"), "local:/run/b%");
}

TEST(TomlKey, IsQuotedWhereItMustBe) {
  EXPECT_EQ(tomlKey("lab-1_b"), "lab-1_b");
  EXPECT_EQ(tomlKey("127.0.0.1:1389"), R"("127.0.0.1:1389")");
  EXPECT_EQ(tomlKey(R"(a"b\c)"), R"("a\"b\\c")");
  EXPECT_EQ(tomlKey(""), R"("")");
  const std::string name = R"(dc1.example.com:3268 "x")";
  EXPECT_NE(profilesOf("[sites." + tomlKey(name) + "]\nuri = \"ldap://x\"\n").find(name), nullptr);
}

}  // namespace
}  // namespace ldapsnap
