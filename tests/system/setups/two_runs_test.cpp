// `ldapsnap diff --runs`: one setup in the lab and in production, on two real servers of other names.
#include <gtest/gtest.h>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

SlapdOptions siteNamed(const std::string& suffix) {
  SlapdOptions options;
  options.suffix = suffix;
  return options;
}

class TwoRuns : public testing::Test {
 protected:
  TwoRuns() : lab_(siteNamed("o=Lab")), prod_(siteNamed("o=Prod")) {
    workplace_.addSite("lab", lab_, "o=Lab");
    workplace_.addSite("prod", prod_, "o=Prod");
  }

  /// What the setup writes below `suffix`.
  static std::string unit(const std::string& name, const std::string& suffix) {
    return "dn: ou=" + name + "," + suffix + "\nchangetype: add\nobjectClass: organizationalUnit\nou: " + name + "\n\n";
  }
  static std::string service(const std::string& suffix, const std::string& level) {
    return "dn: cn=service,ou=app," + suffix + "\nchangetype: add\nobjectClass: organizationalRole\ncn: service\n" +
           "description: level " + level + "\nroleOccupant: cn=admin," + suffix + "\n\n";
  }

  /// The setup says that all is well, whatever it did.
  void run(const std::string& site, const SlapdServer& server, const std::string& ldif) {
    const std::string file = workplace_.write(site + ".ldif", ldif);
    const ProcessResult result = workplace_.ldapsnap({"run",
                                                      site,
                                                      "--exit-code",
                                                      "--setup",
                                                      "acme-1",
                                                      "--",
                                                      "sh",
                                                      "-c",
                                                      "\"$@\"; exit 0",
                                                      "setup",
                                                      "ldapmodify",
                                                      "-x",
                                                      "-c",
                                                      "-H",
                                                      server.uri(),
                                                      "-D",
                                                      server.rootDn(),
                                                      "-w",
                                                      SlapdServer::password(),
                                                      "-f",
                                                      file});
    EXPECT_EQ(result.exitCode, ldif.empty() ? 0 : 1) << result.out << result.err;
  }
  ProcessResult diff(const std::vector<std::string>& options = {}) {
    std::vector<std::string> words = {"-q", "diff", "--runs", "lab/R1", "prod/R1"};
    words.insert(words.end(), options.begin(), options.end());
    return workplace_.ldapsnap(words);
  }

  SlapdServer lab_, prod_;
  Workplace workplace_;
};

TEST_F(TwoRuns, FindsHalfFinishedWorkDespiteExitCodeZero) {
  run("lab", lab_, unit("app", "o=Lab") + service("o=Lab", "3") + unit("logs", "ou=app,o=Lab"));
  run("prod", prod_, unit("app", "o=Prod") + service("o=Prod", "2"));
  const ProcessResult result = diff();
  EXPECT_EQ(result.exitCode, 1) << result.err;
  EXPECT_EQ(result.out, R"(
Renamed to match the second
  suffix  o=Lab -> o=Prod (4 times)

lab/R1          acme-1, exit code 0
prod/R1         acme-1, exit code 0

Done by lab/R1 and not by prod/R1

Entries under ou=app,o=Prod
  + ou=logs                                     organizationalUnit, 2 attributes

Done by both, but differently

  + cn=service,ou=app,o=Prod
      added by lab/R1
        description     + level 3
      added by prod/R1
        description     + level 2

Done only by lab/R1: 1 entry; only by prod/R1: nothing; differently: 1 entry; already present:
nothing; alike: 1 entry.
)" + 1);
}

TEST_F(TwoRuns, EntriesProductionHadBeforeAreNoDifference) {
  prod_.apply(unit("app", "o=Prod"));
  run("lab", lab_, unit("app", "o=Lab") + service("o=Lab", "3"));
  run("prod", prod_, service("o=Prod", "3"));
  const ProcessResult result = diff();
  EXPECT_EQ(result.exitCode, 0) << result.out << result.err;
  EXPECT_EQ(diff({"--format", "html"}).exitCode, 0);
  EXPECT_EQ(diff({"--format", "junit"}).exitCode, 2);
  EXPECT_EQ(workplace_.ldapsnap({"diff", "--runs", "lab/R1", "prod/R7"}).exitCode, 2);
  EXPECT_NE(result.out.find("\nDone by lab/R1, already present before prod/R1\n"), std::string::npos) << result.out;
}

TEST_F(TwoRuns, RehearsalFollowsTheRecordedOrderAndIsComparedWithTheResult) {
  // Not the order of the tree: "logs" goes before "app".
  run("lab", lab_, unit("logs", "o=Lab") + unit("app", "o=Lab") + service("o=Lab", "3"));
  const ProcessResult rehearsal = workplace_.ldapsnap({"rehearse", "lab/R1", "--on", "prod", "--save", "planned"});
  EXPECT_EQ(rehearsal.exitCode, 2) << "there is no snapshot of prod yet";
  EXPECT_EQ(workplace_.ldapsnap({"capture", "prod"}).exitCode, 0);
  const ProcessResult planned = workplace_.ldapsnap({"rehearse", "lab/R1", "--on", "prod", "--save", "planned"});
  EXPECT_EQ(planned.exitCode, 0) << planned.out << planned.err;
  EXPECT_NE(planned.out.find("Steps in the order in which they were recorded (syncrepl)\n"
                             "1  succeeds      add     ou=logs,o=Prod\n"
                             "2  succeeds      add     ou=app,o=Prod\n"
                             "3  succeeds      add     cn=service,ou=app,o=Prod\n"),
            std::string::npos)
      << planned.out;

  run("prod", prod_, unit("logs", "o=Prod") + unit("app", "o=Prod") + service("o=Prod", "2"));
  const ProcessResult came = workplace_.ldapsnap({"diff", "--predicted", "planned", "prod/R1"});
  EXPECT_EQ(came.exitCode, 1) << came.out << came.err;
  EXPECT_NE(came.out.find("  ~ cn=service\n        description     - level 3\n                        + level 2\n"),
            std::string::npos)
      << came.out;
  EXPECT_NE(came.out.find("\n1 entry changed."), std::string::npos) << came.out;
  EXPECT_EQ(workplace_.ldapsnap({"diff", "--predicted", "lab", "prod/R1"}).err,
            "ldapsnap: lab: not a prediction; name the label of: ldapsnap rehearse WHAT --on A --save LABEL\n");
}

}  // namespace
}  // namespace ldapsnap::test
