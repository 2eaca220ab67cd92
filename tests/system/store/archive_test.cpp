// The real command on an archive in PostgreSQL, where it would otherwise use a folder.
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>

#include "tests/support/servers/postgresql.h"
#include "tests/support/wire/tcp_proxy.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

class ArchiveCommand : public testing::Test {
 protected:
  ArchiveCommand() {
    server_.createDatabase("history");
    workplace_.environment()["LDAPSNAP_STORE"] = url_;
    workplace_.environment()["XDG_CONFIG_HOME"] = workplace_.path("config");
  }

  std::string out(const std::vector<std::string>& words, int code = 0) const {
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, code) << result.err;
    EXPECT_EQ(plain(result.err), "") << words.front();
    return plain(result.out);
  }
  std::string plain(const std::string& text) const {
    const std::string named = std::regex_replace(text, std::regex("[0-9,]+ bytes"), "<size> bytes");
    return withoutAccidents(std::regex_replace(named, std::regex("[0-9,]+ compressed"), "<size> compressed"),
                            workplace_);
  }
  std::string errorOf(const std::vector<std::string>& words, int code) const {
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, code) << result.err;
    return plain(result.err);
  }

  PostgresqlServer server_;
  std::string url_ = server_.url("history");
  Workplace workplace_;
};

/// `count` people; every tenth has a description that ends in `revision`.
std::string ldif(int count, int revision) {
  std::string text = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  for (int i = 0; i < count; ++i)
    text += fmt::format("dn: cn=P{0:05},o=Acme\nobjectClass: person\ncn: P{0:05}\nsn: {1}\ndescription: {2} {3}\n\n", i,
                        i * 7919 % 1000, i * 104729, i % 10 == 0 ? revision : 0);
  return text;
}

int countIn(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(ArchiveCommand, DoesWhatItDoesInAFolder) {
  EXPECT_EQ(errorOf({"list"}, 2),
            "ldapsnap: archive postgresql://127.0.0.1:<port>/history holds no archive of this version: relation "
            "\"ldapsnap.migration\" does not exist; make or update it with `ldapsnap store init URL`\n");
  EXPECT_EQ(out({"store", "init", url_}),
            "The archive postgresql://127.0.0.1:<port>/history was made, version 2.\n"
            "Its owner, owner, may do everything in it. What others need, in SQL:\n"
            "    SELECT ldapsnap.allow('AUDITOR', 'reader');          reads the snapshots of all sites\n"
            "    SELECT ldapsnap.allow('CAPTURE', 'writer', 'SITE');  adds snapshots of that site, changes and removes "
            "nothing\n"
            "    SELECT ldapsnap.allow('KEEPER', 'keeper');           may forget snapshots and collect garbage\n");
  const std::string first = workplace_.write("first.ldif", ldif(50, 0)),
                    second = workplace_.write("second.ldif", ldif(50, 1));
  for (const std::string& file : {first, second}) EXPECT_EQ(workplace_.ldapsnap({"import", "lab", file}).exitCode, 0);
  EXPECT_EQ(countIn(out({"list"}), "51 entries"), 2);
  EXPECT_EQ(countIn(workplace_.ldapsnap({"diff", "lab~1", "lab", "--stat"}).out, "5 entries changed."), 1);
  EXPECT_EQ(out({"label", "golden", "lab~1"}), "golden  lab  <id>  <time>  51 entries\n");
  EXPECT_EQ(countIn(out({"log", "lab"}), "0 added, 5 modified, 0 renamed, 0 removed"), 1);
  EXPECT_EQ(workplace_.ldapsnap({"show", "golden"}).out, workplace_.ldapsnap({"show", first}).out);
  const std::string folder = workplace_.path("folder");
  EXPECT_EQ(out({"-q", "store", "copy", folder}).find("2 snapshots, 0 runs and 1 label copied"), 0U);
  EXPECT_EQ(workplace_.ldapsnap({"--store", folder, "list"}).out, workplace_.ldapsnap({"list"}).out);
  EXPECT_EQ(out({"store", "stats"}).find("snapshots  2\n"), 0U);
  EXPECT_EQ(out({"store", "verify", "lab"}).find("Sound: 1 snapshot, "), 0U);
  EXPECT_EQ(out({"store", "verify"}).find("Sound: 2 snapshots, "), 0U);
  EXPECT_EQ(workplace_.ldapsnap({"forget", "lab", "--keep-last", "1"}).exitCode, 0);
  EXPECT_EQ(workplace_.ldapsnap({"label", "golden", "--delete"}).exitCode, 0);
  EXPECT_EQ(workplace_.ldapsnap({"forget", "lab", "--keep-last", "1"}).exitCode, 0);
  EXPECT_EQ(workplace_.ldapsnap({"store", "gc"}).exitCode, 0);
  EXPECT_EQ(countIn(out({"list"}), "51 entries"), 1);
  EXPECT_EQ(workplace_.ldapsnap({"show", "lab"}).out, workplace_.ldapsnap({"show", second}).out);
  EXPECT_EQ(server_.sql("history", "SELECT count(*) FROM ldapsnap.forgotten"), "1");
  EXPECT_EQ(server_.sql("history", "SELECT count(*) FROM ldapsnap.lease"), "0");
}

TEST_F(ArchiveCommand, CapturesAndRunsOfARealServer) {
  ASSERT_EQ(workplace_.ldapsnap({"store", "init", url_}).exitCode, 0);
  workplace_.environment()["XDG_CONFIG_HOME"] = workplace_.path("");
  const SlapdServer server(exchangeSite());
  workplace_.addSite("seattle", server, "o=Acme");
  const std::string setup = std::string(LDAPSNAP_SOURCE_DIR) + "/examples/exchange-5.5/setup-5.5";
  ASSERT_EQ(workplace_.ldapsnap({"run", "seattle", "--setup", "exchange-server-5.5", "--", setup}).exitCode, 0);
  EXPECT_EQ(workplace_.ldapsnap({"capture", "seattle", "--incremental"}).exitCode, 0);
  const std::string shown = out({"blame", "seattle", "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme"});
  EXPECT_NE(shown.find("seattle/R1  exchange-server-5.5  Security-Policy: 0\n"), std::string::npos) << shown;
  EXPECT_EQ(workplace_.ldapsnap({"diff", "seattle/R1"}).exitCode, 1);
  // Another host, with another key.
  const std::string key = workplace_.writePassword("other.key", std::string(64, 'a') + "\n");
  EXPECT_EQ(errorOf({"--redaction-key", key, "capture", "seattle"}, 2),
            "ldapsnap: the redaction key is not the one of earlier snapshots of \"seattle\": every secret would look "
            "changed; name the key that they were taken with, with --redaction-key\n");
}

TEST_F(ArchiveCommand, RoundTripsDoNotGrowWithTheDirectory) {
  ASSERT_EQ(workplace_.ldapsnap({"store", "init", url_}).exitCode, 0);
  for (int revision : {0, 1})
    ASSERT_EQ(workplace_.ldapsnap({"import", "lab", workplace_.write("next.ldif", ldif(10000, revision))}).exitCode, 0);
  const auto turnsOf = [&](const std::vector<std::string>& words) {
    const TcpProxy proxy(server_.port(), {});
    std::vector<std::string> all{"--store",
                                 fmt::format("postgresql://owner@127.0.0.1:{}/history?sslmode=disable", proxy.port())};
    all.insert(all.end(), words.begin(), words.end());
    const ProcessResult result = workplace_.ldapsnap(all);
    EXPECT_LE(result.exitCode, 1) << result.err;
    return proxy.turns();
  };
  // One more is for connecting.
  EXPECT_LE(turnsOf({"diff", "lab~1", "lab"}), 41U);
  EXPECT_LE(turnsOf({"show", "lab", "cn=P07777,o=Acme"}), 3U + 5U);
}

TEST_F(ArchiveCommand, ConfigurationNamesTheArchiveAndAPasswordIsRefused) {
  ASSERT_EQ(workplace_.ldapsnap({"store", "init", url_}).exitCode, 0);
  workplace_.environment()["LDAPSNAP_STORE"] = std::nullopt;
  const std::string config = workplace_.write("archive.toml", "store = \"" + url_ + "\"\n");
  EXPECT_EQ(workplace_.ldapsnap({"--config", config, "import", "lab", workplace_.write("a.ldif", ldif(3, 0))}).exitCode,
            0);
  EXPECT_EQ(countIn(out({"--config", config, "list"}), "4 entries"), 1);
  const std::string line =
      "ldapsnap: the URL of the archive holds a password, which others can see; put it into ~/.pgpass, and leave it "
      "out "
      "of the URL\n";
  const std::string withPassword = fmt::format("postgresql://owner:s3cr3t@127.0.0.1:{}/history", server_.port());
  EXPECT_EQ(errorOf({"--store", withPassword, "list"}, 2), line);
  EXPECT_EQ(errorOf({"store", "init", withPassword}, 2), line);
  EXPECT_EQ(errorOf({"--config", config, "store", "copy", withPassword}, 2), line);
  EXPECT_EQ(server_.log().find("s3cr3t"), std::string::npos);
}

}  // namespace
}  // namespace ldapsnap::test
