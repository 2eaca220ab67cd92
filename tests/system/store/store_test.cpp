// The subcommands that look after a store and its history, literally.
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <regex>
#include <sqlite3.h>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

constexpr const char* kFirst =
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: cn=Ann,o=Acme\nobjectClass: person\ncn: Ann\nsn: Lee\n\n";

class StoreCommand : public testing::Test {
 protected:
  /// Imports `ldif` as the next snapshot of `site`.
  void take(const std::string& site, const std::string& ldif) const {
    const ProcessResult result = workplace_.ldapsnap({"import", site, workplace_.write("next.ldif", ldif)});
    ASSERT_EQ(result.exitCode, 0) << result.err;
  }
  /// A store with `lab`, of three snapshots, and `prod`, of one.
  void takeFour() const {
    take("lab", kFirst);
    take("lab", std::string(kFirst) + "dn: cn=Bob,o=Acme\nobjectClass: person\ncn: Bob\nsn: May\n");
    take("lab", std::string(kFirst) + "dn: cn=Eve,o=Acme\nobjectClass: person\ncn: Eve\nsn: Ash\n");
    take("prod", "dn: o=Acme\nobjectClass: organization\no: Acme\n");
  }
  void sql(const std::string& statement) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((workplace_.storeFolder() + "/store.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  /// Overwrites the root chunk of `site`'s only snapshot.
  void damage(const std::string& site) const {
    sql("UPDATE chunk SET data = zeroblob(40) WHERE lower(hex(id)) = (SELECT json_extract(manifest, '$.content_root') "
        "FROM snapshot WHERE site = '" +
        site + "')");
  }
  /// What the command prints on stdout, without what differs from run to run; it must end with `code`.
  std::string out(const std::vector<std::string>& words, int code = 0) const {
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, code) << result.err;
    EXPECT_EQ(result.err, "");
    return plain(result.out);
  }
  void expectError(const std::vector<std::string>& words, int code, const std::string& line) const {
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, code);
    EXPECT_EQ(plain(result.err), line + "\n");
    EXPECT_EQ(result.out, "");
  }
  std::string plain(const std::string& text) const {
    const std::string named = std::regex_replace(text, std::regex("[0-9a-f]{64}"), "<hash>");
    return withoutAccidents(std::regex_replace(named, std::regex("[0-9,]+ (bytes|compressed|before)"), "<size> $1"),
                            workplace_);
  }
  boost::json::object json(std::vector<std::string> words, int code = 0) const {
    words.emplace_back("--json");
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, code) << result.err;
    return boost::json::parse(result.out).as_object();
  }

  Workplace workplace_;
};

TEST_F(StoreCommand, VerifyReportsASoundStore) {
  takeFour();
  EXPECT_EQ(out({"store", "verify"}), "Sound: 4 snapshots, 9 chunks, 0 runs.\n");
  const boost::json::object report = json({"store", "verify"});
  EXPECT_EQ(report.at("format"), "ldapsnap-store-verify/1");
  EXPECT_EQ(report.at("sound"), true);
  EXPECT_EQ(report.at("snapshots"), 4);
  EXPECT_TRUE(report.at("damages").as_array().empty());
}

TEST_F(StoreCommand, VerifyReadsOneSnapshotOrASample) {
  takeFour();
  damage("prod");
  EXPECT_EQ(out({"store", "verify", "lab", "lab~1"}), "Sound: 2 snapshots, 5 chunks, 0 runs.\n");
  // A tree of one leaf has no node that says how much is in it: it is read.
  EXPECT_EQ(workplace_.ldapsnap({"store", "verify", "--sample", "5%"}).exitCode, 5);
  expectError({"store", "verify", "--sample", "200"}, 2, "ldapsnap: \"200\" is not a percentage; write --sample 5%");
  expectError(
      {"store", "init", "somewhere"}, 2,
      "ldapsnap: only an archive is made in advance; a folder is created by the first capture; name a database, "
      "as in postgresql://db.example.com/ldapsnap");
}

TEST_F(StoreCommand, VerifyNamesDamageAndAffectedSnapshotsAndTheRestStaysReadable) {
  takeFour();
  damage("prod");
  EXPECT_EQ(out({"store", "verify"}, 5),
            "chunk <hash>: not a zstd frame that states its size\n"
            "    needed by prod  <id>  <time>  1 entry\n"
            "1 damage found; 1 of 4 snapshots cannot be read completely. Checked: 4 snapshots, 9 chunks, 0 runs.\n");
  const boost::json::object report = json({"store", "verify"}, 5);
  EXPECT_EQ(report.at("sound"), false);
  EXPECT_EQ(report.at("damaged_snapshots"), 1);
  EXPECT_EQ(report.at("damages").at(0).at("snapshots").as_array().size(), 1U);
  EXPECT_EQ(workplace_.ldapsnap({"show", "lab~2"}).exitCode, 0);
  expectError({"show", "prod"}, 5,
              "ldapsnap: chunk <hash>: not a zstd frame that states its size; `ldapsnap store verify` shows which "
              "snapshots need it");
  expectError({"store", "gc"}, 5,
              "ldapsnap: chunk <hash>: not a zstd frame that states its size; `ldapsnap store verify` shows which "
              "snapshots need it");
}

TEST_F(StoreCommand, ForgetKeepsTheLastAndLabelledSnapshotsAndGcFreesSpace) {
  takeFour();
  EXPECT_EQ(out({"forget", "--keep-last", "1", "--dry-run"}),
            "lab  <id>  <time>  2 entries\n"
            "lab  <id>  <time>  3 entries\n"
            "2 snapshots would be forgotten, 2 kept.\n");
  ASSERT_EQ(workplace_.ldapsnap({"label", "golden", "lab~2"}).exitCode, 0);
  EXPECT_EQ(out({"forget", "lab", "--keep-last", "1"}),
            "lab  <id>  <time>  3 entries\n"
            "1 snapshot forgotten, 2 kept. `ldapsnap store gc` frees the space they used.\n");
  EXPECT_EQ(out({"list", "--oneline"}),
            "lab <id> <time> 2 entries golden\n"
            "lab <id> <time> 3 entries\n"
            "prod <id> <time> 1 entry\n");
  EXPECT_EQ(out({"store", "gc"}), "2 chunks removed, 7 kept; <size> bytes on disk, <size> before.\n");
  EXPECT_EQ(json({"store", "gc"}).at("removed"), 0);
  EXPECT_EQ(out({"store", "verify"}), "Sound: 3 snapshots, 7 chunks, 0 runs.\n");
  EXPECT_EQ(json({"forget", "--keep-last", "1"}).at("forgotten").as_array().size(), 0U);
}

TEST_F(StoreCommand, ForgetRequiresARuleAndASite) {
  takeFour();
  expectError({"forget"}, 2, "ldapsnap: nothing says what to keep; for example --keep-last 10, or name snapshots");
  expectError({"forget", "lob", "--keep-last", "1"}, 2, "ldapsnap: no snapshot named \"lob\"; did you mean \"lab\"?");
  expectError({"forget", "lab~1", "--keep-last", "1"}, 2,
              "ldapsnap: \"lab~1\" is a snapshot, not a site; `ldapsnap sites` lists the sites");
}

TEST_F(StoreCommand, StatsCountTheContents) {
  takeFour();
  EXPECT_EQ(out({"store", "stats"}),
            "snapshots  4\n"
            "runs       0\n"
            "labels     0\n"
            "chunks     9 leaves, 0 nodes, 0 large values\n"
            "content    <size> bytes, <size> compressed\n"
            "on disk    <size> bytes\n"
            "site       lab: 3 snapshots, 0 runs; <time> to <time>; 3 entries in the newest\n"
            "site       prod: 1 snapshot, 0 runs; <time> to <time>; 1 entry in the newest\n");
  const boost::json::object report = json({"store", "stats"});
  EXPECT_EQ(report.at("leaves"), 9);
  EXPECT_EQ(report.at("sites").at(1).at("site"), "prod");
  EXPECT_EQ(report.at("sites").at(0).at("snapshots"), 3);
}

TEST_F(StoreCommand, CopyTransfersOnlyMissingChunks) {
  takeFour();
  const std::string other = workplace_.path("other");
  const ProcessResult first = workplace_.ldapsnap({"store", "copy", other, "lab~1"});
  EXPECT_EQ(first.exitCode, 0) << first.err;
  EXPECT_EQ(first.out, "1 snapshot, 0 runs and 0 labels copied: 3 chunks written, 0 already there.\n");
  EXPECT_EQ(
      plain(first.err),
      "ldapsnap: the redaction key is not copied: compared with snapshots taken into <folder>/other, every secret "
      "will seem changed\n");
  EXPECT_EQ(out({"-q", "store", "copy", other}),
            "3 snapshots, 0 runs and 0 labels copied: 6 chunks written, 1 already there.\n");
  EXPECT_EQ(json({"store", "copy", other}).at("chunks"), 0);
  EXPECT_EQ(workplace_.ldapsnap({"--store", other, "show", "lab"}).out, workplace_.ldapsnap({"show", "lab"}).out);
  expectError({"store", "copy", other, "lob"}, 2, "ldapsnap: no snapshot named \"lob\"; did you mean \"lab\"?");
}

TEST_F(StoreCommand, LabelsAreMadeMovedListedAndDeleted) {
  takeFour();
  EXPECT_EQ(out({"label"}), "No labels yet.\n");
  EXPECT_EQ(out({"label", "golden", "lab~1"}), "golden  lab  <id>  <time>  3 entries\n");
  EXPECT_EQ(out({"tag", "first", "lab~2"}), "first  lab  <id>  <time>  2 entries\n");
  expectError({"label", "golden", "prod"}, 2,
              "ldapsnap: the label \"golden\" is on another snapshot, <id>; choose another label, or move this one "
              "with --move");
  EXPECT_EQ(out({"label", "golden", "prod", "--move"}), "golden  prod  <id>  <time>  1 entry\n");
  EXPECT_EQ(out({"label"}),
            "first   lab  <id>  <time>  2 entries\n"
            "golden  prod  <id>  <time>  1 entry\n");
  EXPECT_EQ(json({"label"}).at("labels").as_array().size(), 2U);
  EXPECT_EQ(out({"label", "golden", "--delete"}), "");
  expectError({"label", "golden", "-d"}, 2, "ldapsnap: no label named \"golden\"; `ldapsnap label` lists them");
  expectError({"label", "frist", "-d"}, 2, "ldapsnap: no label named \"frist\"; did you mean \"first\"?");
  expectError({"label", "x"}, 2, "ldapsnap: which snapshot?; ldapsnap label x A");
  expectError({"label", "lab", "prod"}, 2,
              "ldapsnap: \"lab\" cannot be a label: a site has this name; choose another label");
}

TEST_F(StoreCommand, BlameNamesTheOriginOfEachValue) {
  take("lab",
       "dn: o=Acme\nobjectClass: organization\no: Acme\n\ndn: cn=Ann,o=Acme\nobjectClass: person\ncn: Ann\nsn: Lee\n");
  take("lab",
       "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
       "dn: cn=Ann,o=Acme\nobjectClass: person\ncn: Ann\nsn: Lee\nsn: May\nmodifyTimestamp: 20260101000000Z\n");
  take("lab",
       "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
       "dn: cn=Ann,o=Acme\nobjectClass: person\ncn: Ann\nsn: LEE\nsn: May\ndescription:: /w==\n");
  EXPECT_EQ(out({"blame", "lab", "CN=ann,o=acme"}),
            "cn=Ann,o=Acme\n"
            "<id>  <time>  first snapshot  cn: Ann\n"
            "<id>  <time>  capture         description: 0xff (1 byte)\n"
            "<id>  <time>  first snapshot  objectClass: person\n"
            "<id>  <time>  first snapshot  sn: LEE\n"
            "<id>  <time>  capture         sn: May\n");
  EXPECT_EQ(out({"blame", "lab~1", "cn=Ann,o=Acme"}).find("Hidden: 1 value of volatile attributes (--volatile).\n"),
            std::string("cn=Ann,o=Acme\n<id>  <time>  first snapshot  cn: Ann\n").size() +
                std::string("<id>  <time>  first snapshot  objectClass: person\n").size() +
                std::string("<id>  <time>  first snapshot  sn: Lee\n<id>  <time>  capture         sn: May\n").size());
  const boost::json::array values = json({"blame", "lab", "cn=Ann,o=Acme"}).at("values").as_array();
  ASSERT_EQ(values.size(), 5U);
  EXPECT_EQ(values[1].at("value_hex"), "ff");
  EXPECT_EQ(values[1].at("first_snapshot"), false);
  EXPECT_EQ(values[3].at("first_snapshot"), true) << "another spelling of the same value";
  expectError({"blame", "lab", "cn=Bob,o=Acme"}, 2,
              "ldapsnap: cn=Bob,o=Acme: no such entry in this snapshot; the nearest entry above it is o=Acme");
  expectError({"blame", "lab", "Bob"}, 2, "ldapsnap: 'Bob' is not a distinguished name: expected '=' at column 4");
}

TEST_F(StoreCommand, BlameFollowsARenamedEntry) {
  take("lab",
       "dn: o=Acme\no: Acme\n\ndn: cn=Ann,o=Acme\ncn: Ann\nsn: Lee\nentryUUID: 5d0e1c7a-0000-4000-8000-000000000001\n");
  take("lab",
       "dn: o=Acme\no: Acme\n\ndn: cn=Eve,o=Acme\ncn: Eve\nsn: Lee\nentryUUID: 5d0e1c7a-0000-4000-8000-000000000001\n");
  EXPECT_EQ(out({"blame", "lab", "cn=Eve,o=Acme"}),
            "cn=Eve,o=Acme\n"
            "<id>  <time>  capture         cn: Eve\n"
            "<id>  <time>  first snapshot  entryUUID: 5d0e1c7a-0000-4000-8000-000000000001\n"
            "<id>  <time>  first snapshot  sn: Lee\n");
}

TEST_F(StoreCommand, BlameNamesTheRun) {
  const SlapdServer server(exchangeSite());
  workplace_.addSite("seattle", server, "o=Acme");
  const std::string setup = std::string(LDAPSNAP_SOURCE_DIR) + "/examples/exchange-5.5/setup-5.5";
  ASSERT_EQ(workplace_.ldapsnap({"run", "seattle", "--setup", "exchange-server-5.5", "--", setup}).exitCode, 0);
  const std::string shown = out({"blame", "seattle", "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme"});
  EXPECT_NE(shown.find("<id>  <time>  seattle/R1  exchange-server-5.5  Security-Policy: 0\n"), std::string::npos)
      << shown;
  EXPECT_EQ(shown.find("first snapshot"), std::string::npos) << shown;
}

TEST_F(StoreCommand, ShowIsLdifThatImportsToTheSameBytes) {
  take("lab", std::string(kFirst) +
                  "dn:: Y249w4RubmEsbz1BY21l\ncn:: w4RubmE=\nsn;lang-de:  leading\ndescription:: AAEC/w==\n"
                  "description: a line that is folded because it is longer than seventy-six columns of text are\n"
                  "seeAlso: cn=Ann\\, Lee,o=Acme\n");
  const std::string shown = workplace_.ldapsnap({"show", "lab"}).out;
  take("copy", shown);
  EXPECT_EQ(workplace_.ldapsnap({"show", "copy"}).out, shown);
  EXPECT_EQ(workplace_.ldapsnap({"diff", "lab", "copy"}).exitCode, 0);
  EXPECT_EQ(json({"store", "stats"}).at("leaves"), 3) << "both snapshots are the same chunks";
}

TEST_F(StoreCommand, LogShowsChangesFromSnapshotToSnapshot) {
  takeFour();
  EXPECT_EQ(out({"log", "lab"}),
            "lab  <id>  <time>  3 entries\n"
            "    1 added, 0 modified, 0 renamed, 1 removed\n"
            "lab  <id>  <time>  3 entries\n"
            "    1 added, 0 modified, 0 renamed, 0 removed\n"
            "lab  <id>  <time>  2 entries\n"
            "    first snapshot\n");
  EXPECT_EQ(out({"log", "lab", "cn=Bob,o=Acme"}),
            "lab  <id>  <time>  3 entries\n"
            "    removed\n"
            "lab  <id>  <time>  3 entries\n"
            "    added\n");
}

TEST_F(StoreCommand, MistypedSubcommandsAndOptions) {
  expectError({"store", "verfy"}, 2, "ldapsnap: ldapsnap store has no command \"verfy\"; did you mean \"verify\"?");
}

}  // namespace
}  // namespace ldapsnap::test
