// What a word on the command line can name besides snapshots: standard input, several files, evidence, a run.
#include <filesystem>
#include <gtest/gtest.h>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

const std::string kAcmeAlone = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";

class NamesTest : public testing::Test {
 protected:
  NamesTest() {
    before_ = workplace_.write("before.ldif", kAcmeAlone + "dn: cn=ann,o=Acme\nobjectClass: person\ncn: ann\nsn: a\n");
    after_ = workplace_.write("after.ldif", kAcmeAlone + "dn: cn=ann,o=Acme\nobjectClass: person\ncn: ann\nsn: b\n\n" +
                                                "dn: cn=bob,o=Acme\nobjectClass: person\ncn: bob\nsn: b\n");
    run({"import", "lab", before_, "--taken", "2026-11-01T00:00:00Z"});
    run({"import", "lab", after_, "--taken", "2026-11-02T00:00:00Z"});
  }

  ProcessResult run(const std::vector<std::string>& words, const std::string& input = {}) const {
    return workplace_.ldapsnap(words, input);
  }

  Workplace workplace_;
  std::string before_, after_;
};

TEST_F(NamesTest, SeveralFilesAreOneSnapshot) {
  const std::string config = workplace_.write("config.ldif", "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n");
  EXPECT_EQ(run({"import", "server", config, after_}).exitCode, 0);
  EXPECT_EQ(run({"list", "server"}).out.find("4 entries") == std::string::npos, false) << run({"list", "server"}).out;
  const std::string names = run({"show", config + "," + after_}).out;
  for (const std::string dn : {"dn: cn=config\n", "dn: o=Acme\n", "dn: cn=bob,o=Acme\n"})
    EXPECT_NE(names.find(dn), std::string::npos) << names;
  const ProcessResult twice = run({"import", "twice", before_, before_});
  EXPECT_EQ(twice.exitCode, 2);
  EXPECT_EQ(twice.err, "ldapsnap: o=Acme: an entry of this name was there before\n");
  const std::string table = workplace_.write("table.csv", "DN,objectClass,cn\n\"cn=x,o=Acme\",device,x\n");
  const ProcessResult mixed = run({"import", "mixed", before_, table});
  EXPECT_EQ(mixed.exitCode, 2);
  EXPECT_NE(mixed.err.find("only LDIF files can be put together to one snapshot"), std::string::npos) << mixed.err;
}

TEST_F(NamesTest, StandardInputCanBeReadOnce) {
  EXPECT_EQ(run({"diff", "-", before_, "--no-check"}, kAcmeAlone).exitCode, 1);
  EXPECT_EQ(run({"import", "piped", "-"}, kAcmeAlone).exitCode, 0);
  const ProcessResult twice = run({"diff", "-", "-"}, kAcmeAlone);
  EXPECT_EQ(twice.exitCode, 2);
  EXPECT_EQ(twice.err, "ldapsnap: -: standard input can be read once; write one of the two to a file\n");
  EXPECT_EQ(run({"import", "piped", "-", "-"}, kAcmeAlone).exitCode, 2);
}

TEST_F(NamesTest, SiteIsOneDirectory) {
  const std::string other = workplace_.write("other.ldif", "dn: o=Other\nobjectClass: organization\no: Other\n");
  const ProcessResult refused = run({"import", "lab", other});
  EXPECT_EQ(refused.exitCode, 2);
  EXPECT_EQ(refused.err.find("ldapsnap: lab is another directory: its latest snapshot, from "), 0U) << refused.err;
  EXPECT_NE(refused.err.find("is of o=Acme, and this one is of o=Other; give each directory a site of its own"),
            std::string::npos)
      << refused.err;
  EXPECT_NE(run({"list", "lab"}).out.find("3 entries"), std::string::npos);
  const std::string part = workplace_.write("part.ldif", "dn: cn=new,o=Acme\nobjectClass: device\ncn: new\n");
  EXPECT_EQ(run({"import", "lab", part}).exitCode, 0) << "a part of the same directory";
  const std::string config = workplace_.write("config.ldif", "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n");
  EXPECT_EQ(run({"import", "lab", config}).exitCode, 0) << "every server has a cn=config";
}

TEST_F(NamesTest, EvidenceIsTheTwoSnapshotsOfWhatChanged) {
  const std::string zip = workplace_.path("case.zip"), folder = workplace_.path("unpacked");
  ASSERT_EQ(run({"-q", "evidence", "lab~1", "lab", "-o", zip}).exitCode, 0);
  std::filesystem::create_directory(folder);
  ASSERT_EQ(runProcess({"bsdtar", "-x", "-f", zip, "-C", folder}).exitCode, 0);
  for (const std::string& name : {zip, folder, std::filesystem::directory_iterator(folder)->path().string()}) {
    const ProcessResult diff = run({"diff", name, "--no-check", "--format", "ldif"});
    EXPECT_EQ(diff.exitCode, 1) << diff.err;
    EXPECT_NE(diff.out.find("dn: cn=ann,o=Acme\nchangetype: modify\n"), std::string::npos) << diff.out;
    EXPECT_NE(diff.out.find("dn: cn=bob,o=Acme\nchangetype: add\n"), std::string::npos) << diff.out;
    EXPECT_NE(diff.err.find("evidence holds only the objects that changed, and was not verified here"),
              std::string::npos)
        << diff.err;
    EXPECT_NE(run({"show", name + ":before"}).out.find("sn: a\n"), std::string::npos);
    EXPECT_NE(run({"show", name}).out.find("sn: b\n"), std::string::npos);
    EXPECT_EQ(run({"check", name}).exitCode, 3) << "objects that changed show no product, so that nothing is judged";
  }
  const ProcessResult imported = run({"import", "case", zip});
  EXPECT_EQ(imported.exitCode, 2);
  EXPECT_NE(imported.err.find("evidence of ldapsnap; see what it holds with: ldapsnap diff FILE"), std::string::npos)
      << imported.err;
}

TEST_F(NamesTest, ASnapshotGoesBeforeAFolderOfItsName) {
  std::filesystem::create_directory(workplace_.path("lab"));
  const std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(workplace_.path("."));
  const ProcessResult diff = run({"diff", "lab", "--name-only"});
  std::filesystem::current_path(here);
  EXPECT_EQ(diff.out, "cn=ann,o=Acme\ncn=bob,o=Acme\n") << diff.err;
}

TEST_F(NamesTest, HelpAndVersionAreCommandsToo) {
  EXPECT_EQ(run({"help", "diff"}).out, run({"diff", "--help"}).out);
  EXPECT_EQ(run({"help", "store", "verify"}).out, run({"store", "verify", "--help"}).out);
  EXPECT_EQ(run({"help"}).out, run({"--help"}).out);
  EXPECT_EQ(run({"version"}).out, run({"--version"}).out);
  const ProcessResult wrong = run({"help", "dif"});
  EXPECT_EQ(wrong.exitCode, 2);
  EXPECT_EQ(wrong.err, "ldapsnap: ldapsnap has no command \"dif\"; did you mean \"diff\"?\n");
}

TEST_F(NamesTest, SummaryIsOneLine) {
  const ProcessResult summary = run({"diff", "lab~1", "lab", "--summary", "--no-check"});
  EXPECT_EQ(summary.exitCode, 1);
  EXPECT_EQ(summary.out, "lab~1 to lab: 1 entry added, 1 changed. 3 entries compared.\n");
  EXPECT_EQ(run({"diff", "lab~1", "lab", "--summary", "--stat"}).exitCode, 2);
  EXPECT_EQ(run({"diff", "lab~1", "lab", "--summary", "--format", "html"}).exitCode, 2);
}

TEST_F(NamesTest, UnifiedDiffIsTakenByPatchTools) {
  const ProcessResult diff = run({"diff", "lab~1", "lab", "--format", "unified", "--no-check"});
  EXPECT_EQ(diff.exitCode, 1);
  const std::string files = diff.out.substr(diff.out.find("--- "));
  EXPECT_EQ(files,
            "--- a/cn=ann,o=Acme\n+++ b/cn=ann,o=Acme\n@@ -1,2 +1,2 @@\n dn: cn=ann,o=Acme\n-sn: a\n+sn: b\n"
            "--- /dev/null\n+++ b/cn=bob,o=Acme\n@@ -0,0 +1,4 @@\n+dn: cn=bob,o=Acme\n+cn: bob\n+objectClass: person\n"
            "+sn: b\n");
  const ProcessResult parsed = runProcess(
      {"patch", "--dry-run", "-p1", "-d", workplace_.path(""), "-i", workplace_.write("change.diff", diff.out)});
  EXPECT_EQ(parsed.out.find("malformed"), std::string::npos) << parsed.out;
}

TEST_F(NamesTest, LogShowsAsMuchAsIsAskedFor) {
  const ProcessResult one = run({"log", "lab", "-n", "1", "--oneline"});
  EXPECT_EQ(withoutAccidents(one.out, workplace_), "<id> <time>  1 added, 1 modified, 0 renamed, 0 removed\n");
  EXPECT_EQ(run({"log", "lab", "--since", "2026-11-02"}).out, run({"log", "lab", "-n", "1"}).out);
  const std::string full = run({"log", "lab", "-p", "-n", "1"}).out;
  EXPECT_NE(full.find("Entries under o=Acme\n  ~ cn=ann\n"), std::string::npos) << full;
  const std::string json = run({"log", "lab", "-p", "--json"}).out;
  EXPECT_NE(json.find("\"changes\": ["), std::string::npos) << json;
  EXPECT_EQ(run({"log", "lab", "-p", "--oneline"}).exitCode, 2);
  EXPECT_EQ(run({"log", "lab", "-n", "0"}).exitCode, 2);
  const ProcessResult when = run({"log", "lab", "--since", "soon"});
  EXPECT_EQ(when.exitCode, 2);
  EXPECT_EQ(when.err.find("ldapsnap: --since: \"soon\" is not a time; "), 0U) << when.err;
  EXPECT_EQ(run({"list", "lab", "--since", "2026-11-02"}).out, run({"list", "lab", "-n", "1"}).out);
}

TEST_F(NamesTest, RunsAreListedAndShown) {
  EXPECT_EQ(run({"runs"}).out, "No runs.\n");
  const SlapdServer server(exchangeSite());
  workplace_.addSite("seattle", server, "o=Acme");
  EXPECT_EQ(run({"-q", "run", "seattle", "--setup", "mine-1", "--", "sh", "-c", "exit 3"}).exitCode, 3);
  EXPECT_EQ(withoutAccidents(run({"runs"}).out, workplace_),
            "RUN         STARTED            EXIT  SETUP   COMMAND\n"
            "seattle/R1  <time>     3  mine-1  sh -c 'exit 3'\n");
  EXPECT_NE(run({"runs", "seattle", "--json"}).out.find("\"format\": \"ldapsnap-run-list/1\""), std::string::npos);
  EXPECT_EQ(run({"runs", "seatle"}).exitCode, 2);
  const ProcessResult shown = run({"show", "seattle/R1"});
  EXPECT_EQ(shown.exitCode, 0) << shown.err;
  EXPECT_EQ(shown.out.find("run seattle/R1  setup mine-1  exit 3  sh -c 'exit 3'\n"), 0U) << shown.out;
  EXPECT_EQ(run({"show", "seattle/R1", "o=Acme"}).exitCode, 2);
  EXPECT_EQ(run({"show", "seattle/R1", "--class", "person"}).exitCode, 2);
}

}  // namespace
}  // namespace ldapsnap::test
