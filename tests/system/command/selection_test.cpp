// The selectors of the commands that show or judge: one meaning, and what is left out is counted and named.
#include <gtest/gtest.h>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

const std::string kRoot = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";

std::string person(const std::string& name, const std::string& more = {}) {
  return "dn: cn=" + name + ",o=Acme\nobjectClass: person\ncn: " + name + "\nsn: " + name + "\n" + more + "\n";
}

class SelectionTest : public testing::Test {
 protected:
  SelectionTest() {
    import("first", kRoot + person("ann", "description: 1\n"));
    import("second", kRoot + person("ann", "description: 2\ntelephoneNumber: 1\n"));
    import("third", kRoot + person("ann", "description: 2\ntelephoneNumber: 1\n") + person("bob"));
  }

  void import(const std::string& label, const std::string& text) {
    const std::string day = label == "first" ? "01" : label == "second" ? "02" : "03";
    const ProcessResult result =
        workplace_.ldapsnap({"-q", "import", "--label", label, "--taken", "2026-11-" + day + "T00:00:00Z", "lab",
                             workplace_.write(label + ".ldif", text)});
    ASSERT_EQ(result.exitCode, 0) << result.err;
  }

  ProcessResult command(const std::vector<std::string>& words) const { return workplace_.ldapsnap(words); }

  Workplace workplace_;
};

TEST_F(SelectionTest, ShowPrintsWhatIsSelectedAndCountsTheRest) {
  const ProcessResult shown = command({"show", "lab", "--class", "person", "--attr", "telephoneNumber"});
  EXPECT_EQ(shown.exitCode, 0) << shown.err;
  EXPECT_EQ(shown.out, "dn: cn=ann,o=Acme\ntelephoneNumber: 1\n\ndn: cn=bob,o=Acme\n\n");
  EXPECT_EQ(shown.err,
            "ldapsnap: left out: 1 entry, by --class person.\n"
            "ldapsnap: left out: 7 values, by --attr telephoneNumber.\n");
  const ProcessResult nowhere = command({"show", "lab", "--under", "ou=Nowhere,o=Acme"});
  EXPECT_EQ(nowhere.exitCode, 2);
  EXPECT_EQ(nowhere.err,
            "ldapsnap: --under ou=Nowhere,o=Acme: the snapshot has no entry there; check the name; `ldapsnap show A "
            "DN` shows an entry\n");
}

TEST_F(SelectionTest, LogOmitsStepsInWhichNothingIsSelected) {
  const ProcessResult log = command({"log", "lab", "--attr", "description"});
  EXPECT_EQ(log.exitCode, 0) << log.err;
  const std::string text = withoutAccidents(log.out, workplace_);
  EXPECT_NE(text.find("    0 added, 1 modified, 0 renamed, 0 removed\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("1 added"), std::string::npos) << text;
  EXPECT_NE(text.find("Left out: 1 changed entry and 1 changed attribute, by --attr description.\n"), std::string::npos)
      << text;
  const ProcessResult json = command({"log", "lab", "--attr", "description", "--json"});
  EXPECT_NE(json.out.find(R"("selector": "--attr description")"), std::string::npos) << json.out;
}

TEST_F(SelectionTest, LogHonoursExpectedChanges) {
  const std::string file = workplace_.write(
      "expected.json",
      R"({"format": "ldapsnap-ignore/1", "changes": [{"reason": "Staff.", "classes": ["person"], "changes": ["added"]}]})");
  const std::string text = command({"log", "lab", "--ignore", file}).out;
  EXPECT_EQ(text.find("1 added"), std::string::npos) << text;
  EXPECT_NE(text.find("Left out: 1 changed entry, expected: Staff. (--no-ignore shows them).\n"), std::string::npos);
}

TEST_F(SelectionTest, ExpectedChangeWhoseLastDayIsOverIsSaid) {
  const std::string file = workplace_.write("expected.json", R"({"format": "ldapsnap-ignore/1",
 "changes": [{"reason": "Move of the branch office.", "classes": ["person"], "until": "2020-01-31"}]})");
  const ProcessResult diff = command({"diff", "second", "third", "--ignore", file, "--no-check"});
  EXPECT_EQ(diff.exitCode, 1);
  EXPECT_NE(diff.out.find("Left out: nothing by an expected change whose last day is over: Move of the branch office."),
            std::string::npos)
      << diff.out;
  const ProcessResult json = command({"diff", "second", "third", "--ignore", file, "--no-check", "--json"});
  EXPECT_NE(json.out.find(R"("expired": "Move of the branch office. ()"), std::string::npos) << json.out;
}

TEST_F(SelectionTest, ProfileOfASiteNamesExpectedChanges) {
  const std::string config = workplace_.write("expected.toml", R"([[sites.lab.ignore]]
reason = "Staff."
classes = "person"
changes = "added"
[[sites.lab.ignore]]
reason = "Move of the branch office."
under = "cn=ann,o=Acme"
until = 2020-01-31
)");
  const auto diff = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"--config", config, "diff", "second", "third", "--no-check"};
    words.insert(words.end(), more.begin(), more.end());
    return command(words);
  };
  const ProcessResult expected = diff({});
  EXPECT_EQ(expected.exitCode, 0) << expected.err;
  EXPECT_NE(expected.out.find("Left out: 1 changed entry, expected: Staff. (--no-ignore shows them).\n"),
            std::string::npos)
      << expected.out;
  EXPECT_NE(expected.out.find("last day is over: Move of the branch office."), std::string::npos) << expected.out;
  EXPECT_EQ(diff({"--no-ignore"}).exitCode, 1);
  EXPECT_EQ(diff({"--no-site-selectors"}).exitCode, 1);
  const std::string wrong = workplace_.write("wrong.toml", R"([[sites.lab.ignore]]
reason = "Staff."
classes = "person"
changes = "addded"
)");
  const ProcessResult refused = command({"--config", wrong, "diff", "second", "third"});
  EXPECT_EQ(refused.exitCode, 2);
  EXPECT_NE(refused.err.find("wrong.toml:1: "), std::string::npos) << refused.err;
}

TEST_F(SelectionTest, BlameNamesValuesOfOneAttribute) {
  const ProcessResult blame = command({"blame", "lab", "cn=ann,o=Acme", "--attr", "telephoneNumber"});
  const std::string text = withoutAccidents(blame.out, workplace_);
  EXPECT_EQ(text,
            "cn=ann,o=Acme\n<id>  <time>  capture  telephoneNumber: 1\n"
            "Left out: 4 values, by --attr telephoneNumber.\n");
  const ProcessResult json = command({"blame", "lab", "cn=ann,o=Acme", "--no-attr", "sn", "--json"});
  EXPECT_NE(json.out.find(R"({"selector": "--no-attr sn", "values": 1})"), std::string::npos) << json.out;
}

TEST_F(SelectionTest, RehearsePlaysAllStepsAndShowsTheSelectedOnes) {
  const std::string plan =
      workplace_.write("plan.ldif",
                       "dn: ou=New,o=Acme\nchangetype: add\nobjectClass: organizationalUnit\nou: New\n\n"
                       "dn: cn=cid,ou=New,o=Acme\nchangetype: add\nobjectClass: person\ncn: cid\nsn: cid\n\n"
                       "dn: cn=ann,o=Acme\nchangetype: modify\nreplace: description\ndescription: 3\n-\n\n"
                       "dn: cn=ann,ou=Gone,o=Acme\nchangetype: delete\n\n");
  const auto rehearse = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"rehearse", plan, "--on", "lab", "--no-check"});
    return command(words);
  };
  EXPECT_EQ(rehearse({}).exitCode, 1);
  const ProcessResult under = rehearse({"--under", "ou=New,o=Acme", "--class", "person"});
  EXPECT_EQ(under.exitCode, 3) << "not 1: its parent was made by a step that is not shown\n" << under.out;
  EXPECT_NE(under.out.find("2  not known     add     cn=cid,ou=New,o=Acme\n"), std::string::npos) << under.out;
  EXPECT_NE(under.out.find("Left out: 2 steps, by --under ou=New,o=Acme.\nLeft out: 1 step, by --class person.\n"),
            std::string::npos)
      << under.out;
  const ProcessResult removed = rehearse({"--change", "removed", "--json"});
  EXPECT_EQ(removed.exitCode, 1);
  EXPECT_NE(removed.out.find(R"({"selector": "--change removed", "steps": 3})"), std::string::npos) << removed.out;
  EXPECT_EQ(rehearse({"--attr", "description"}).exitCode, 3);
  EXPECT_EQ(rehearse({"--under", "ou=Nowhere,o=Acme"}).exitCode, 2);
  const ProcessResult checked = command({"check", "lab", "--plan", plan, "--under", "ou=New,o=Acme", "--json"});
  EXPECT_EQ(checked.exitCode, 3) << checked.out;
  EXPECT_NE(checked.out.find(R"({"selector": "--under ou=New,o=Acme", "steps": 2})"), std::string::npos) << checked.out;
}

TEST_F(SelectionTest, EvidenceHoldsWhatIsSelected) {
  const std::string zip = workplace_.path("case.zip");
  ASSERT_EQ(command({"evidence", "first", "third", "-o", zip, "--change", "added"}).exitCode, 0);
  const std::string after = runProcess({"bsdtar", "-xOf", zip, "*/data/objects/after.ldif"}).out;
  EXPECT_NE(after.find("dn: cn=bob"), std::string::npos) << after;
  EXPECT_EQ(after.find("dn: cn=ann"), std::string::npos) << after;
  const std::string back = runProcess({"bsdtar", "-xOf", zip, "*/data/changes-reverse.ldif"}).out;
  EXPECT_EQ(back.find("dn: cn=ann"), std::string::npos) << back;
  const std::string report = runProcess({"bsdtar", "-xOf", zip, "*/data/report.txt"}).out;
  EXPECT_NE(report.find("Left out: 1 changed entry, by --change added.\n"), std::string::npos) << report;
}

TEST_F(SelectionTest, BaseMeansTheSameOnFilesAndSnapshots) {
  for (const std::string& name : {std::string("lab"), workplace_.path("third.ldif")}) {
    const ProcessResult shown = command({"show", name, "-b", "cn=bob,o=Acme"});
    EXPECT_EQ(shown.exitCode, 0) << shown.err;
    EXPECT_EQ(shown.out.find("dn: cn=bob,o=Acme\n"), 0U) << shown.out;
    EXPECT_EQ(shown.out.find("cn=ann"), std::string::npos) << shown.out;
  }
  EXPECT_EQ(command({"diff", "second", "third", "-b", "cn=ann,o=Acme", "--no-check"}).exitCode, 0);
  EXPECT_EQ(command({"diff", "first", "third", "-b", "cn=ann,o=Acme", "--no-check"}).exitCode, 1);
  EXPECT_EQ(command({"diff", "first", "third", "-b", "cn=nobody,o=Acme"}).exitCode, 2);
}

}  // namespace
}  // namespace ldapsnap::test
