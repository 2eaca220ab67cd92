// The command on what version 0.1.0 left behind (tests/fixtures/0.1.0).
#include <boost/json.hpp>
#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/base/file/data_files.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = LDAPSNAP_SOURCE_DIR "/tests/fixtures/0.1.0/";

class Version010 : public testing::Test {
 protected:
  Version010() {
    fs::copy(kFixtures + "store", workplace_.storeFolder());
    // As it was made: a checkout gives it the mode of other files.
    fs::permissions(fs::path(workplace_.storeFolder()) / "redaction.key",
                    fs::perms::owner_read | fs::perms::owner_write);
  }

  std::string out(const std::vector<std::string>& words, int code = 0) const {
    const ProcessResult result = workplace_.ldapsnap(words);
    EXPECT_EQ(result.exitCode, code) << result.err;
    EXPECT_EQ(result.err, "");
    return result.out;
  }

  Workplace workplace_;
};

TEST_F(Version010, SnapshotsAreListed) {
  EXPECT_EQ(out({"list"}),
            "SITE               ID        TAKEN              CONTENT                NAMES\n"
            "seattle            cfcaabfe  2026-11-30 03:35Z  34 entries             seattle/R1:before, before-5.5\n"
            "seattle.predicted  583aee01  2026-11-30 03:35Z  40 entries, predicted  planned\n"
            "seattle            60d74a02  2026-11-30 03:35Z  40 entries             seattle/R1:after\n"
            "paper              6a49a7f2  2026-11-30 03:35Z   2 entries\n");
}

TEST_F(Version010, EntryIsShown) {
  EXPECT_EQ(out({"show", "seattle", "cn=SEA-EX55,cn=Servers,cn=Configuration,ou=Seattle,o=Acme"}).substr(0, 80),
            "dn: cn=SEA-EX55,cn=Servers,cn=Configuration,ou=Seattle,o=Acme\ncn: SEA-EX55\ncreat");
}

TEST_F(Version010, HistoryIsShown) {
  EXPECT_EQ(out({"log", "seattle"}),
            "seattle  60d74a02  2026-11-30 03:35Z  40 entries\n"
            "    seattle/R1  exchange-server-5.5  exit 0  ./setup-5.5 SEA-EX55\n"
            "    6 added, 1 modified, 0 renamed, 0 removed\n"
            "seattle  cfcaabfe  2026-11-30 03:35Z  34 entries\n"
            "    first snapshot\n");
}

/// `now` without the members that `then` did not have: reports gain members and lose none.
boost::json::value without(const boost::json::value& now, const boost::json::value& then) {
  if (now.is_array() && then.is_array() && now.as_array().size() == then.as_array().size()) {
    boost::json::array items;
    for (std::size_t i = 0; i < now.as_array().size(); ++i)
      items.push_back(without(now.as_array()[i], then.as_array()[i]));
    return items;
  }
  if (!now.is_object() || !then.is_object()) return now;
  boost::json::object known;
  for (const auto& [name, value] : now.as_object()) {
    if (const boost::json::value* const old = then.as_object().if_contains(name)) known[name] = without(value, *old);
  }
  return known;
}

TEST_F(Version010, DifferenceIsTheOneThatItReported) {
  const boost::json::value now =
      boost::json::parse(out({"diff", "seattle/R1:before", "seattle/R1:after", "--format", "json"}, 1));
  const boost::json::value then = boost::json::parse(readFile(kFixtures + "report.json"));
  for (const char* member : {"run", "timeline", "output", "schema", "changes", "volatile_changes", "not_compared"})
    EXPECT_EQ(without(now.at(member), then.at(member)), then.at(member)) << member;
  const boost::json::value& counts = then.at("summary").at("entries");
  EXPECT_EQ(without(now.at("summary").at("entries"), counts), counts);
  for (const char* side : {"before", "after"}) {
    EXPECT_EQ(now.at(side).at("id"), then.at(side).at("id"));
    EXPECT_EQ(now.at(side).at("source"), then.at(side).at("source"));
    EXPECT_EQ(now.at(side).at("kind").as_string(), "captured");
  }
}

TEST_F(Version010, SnapshotIsChecked) {
  EXPECT_NE(out({"check", "seattle", "--setup", "kms-5.0"}, 1).find("exchange-5.5/encryption-cfg"), std::string::npos);
  out({"check", "before-5.5", "--setup", "kms-5.0"});
}

TEST_F(Version010, PredictionIsComparedWithTheRun) {
  const std::string report = out({"diff", "--predicted", "planned", "seattle/R1"});
  EXPECT_NE(report.find("prediction: seattle/R1 on before-5.5"), std::string::npos) << report;
  EXPECT_NE(report.find("No differences."), std::string::npos) << report;
  EXPECT_EQ(workplace_.ldapsnap({"diff", "--predicted", "seattle", "seattle/R1"}).exitCode, 2);
}

TEST_F(Version010, StoreIsSound) { EXPECT_EQ(out({"store", "verify"}), "Sound: 4 snapshots, 74 chunks, 1 run.\n"); }

TEST_F(Version010, EvidenceIsVerified) {
  EXPECT_NE(out({"evidence", "verify", kFixtures + "evidence.zip", "--public-key", kFixtures + "lab.pub"})
                .find("evidence.zip: 43 files, "),
            std::string::npos);
}

TEST_F(Version010, NewPredictionIsNotPartOfTheHistory) {
  const std::string file = workplace_.write("vendor.ldif",
                                            "dn: ou=New,o=Acme\nchangetype: add\nobjectClass: "
                                            "organizationalUnit\nou: New\n");
  out({"rehearse", file, "--on", "seattle", "--save", "next", "--no-check"});
  EXPECT_NE(out({"list"}).find("  41 entries, predicted  next\n"), std::string::npos);
  EXPECT_EQ(out({"log", "seattle"}).find("41 entries"), std::string::npos);
  EXPECT_EQ(out({"show", "seattle~1", "o=Acme"}), out({"show", "before-5.5", "o=Acme"}));
  EXPECT_EQ(out({"diff", "seattle", "next", "--name-only"}, 1), out({"diff", "seattle~0", "next", "--name-only"}, 1));
}

}  // namespace
}  // namespace ldapsnap::test
