// `check A --plan FILE` and `rehearse FILE --on A` answer the same question, so they give the same answers.
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

const std::string kString = " EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15";
const std::string kSite =
    "dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n"
    "attributeTypes: ( 2.5.4.3 NAME 'cn'" +
    kString +
    " )\n"
    "attributeTypes: ( 2.5.4.10 NAME 'o'" +
    kString +
    " )\n"
    "attributeTypes: ( 1.3.9.1 NAME 'port' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )\n"
    "objectClasses: ( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )\n"
    "objectClasses: ( 2.5.6.4 NAME 'organization' SUP top STRUCTURAL MUST o )\n"
    "objectClasses: ( 1.3.9.2 NAME 'service' SUP top STRUCTURAL MUST ( cn $ port ) )\n\n"
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: cn=b,o=Acme\nobjectClass: service\ncn: b\nport: 1\n\n";

struct Plan {
  const char* name;
  std::string ldif;
  int exitCode;
};

std::vector<Plan> plans() {
  const std::string b = "dn: cn=b,o=Acme\nchangetype: ";
  return {{"good", "dn: cn=x,o=Acme\nchangetype: add\nobjectClass: service\ncn: x\nport: 2\n\n", 0},
          {"exists", b + "add\nobjectClass: service\nport: 2\n\n", 1},
          {"orphan", "dn: cn=x,cn=none,o=Acme\nchangetype: add\nobjectClass: service\nport: 2\n\n", 1},
          {"undefined-class", "dn: cn=x,o=Acme\nchangetype: add\nobjectClass: acme\n\n", 1},
          {"missing-attribute", "dn: cn=x,o=Acme\nchangetype: add\nobjectClass: service\n\n", 1},
          {"no-such-value", b + "modify\ndelete: port\nport: 7\n-\n\n", 1},
          {"last-mandatory", b + "modify\ndelete: port\n-\n\n", 1},
          {"increment", b + "modify\nincrement: port\nport: 1\n-\n\n", 0},
          {"below-itself", b + "modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1\nnewsuperior: cn=b,o=Acme\n\n", 1},
          {"empty-newrdn", b + "modrdn\nnewrdn:\ndeleteoldrdn: 1\n\n", 1},
          {"rename", b + "modrdn\nnewrdn: cn=c\ndeleteoldrdn: 1\n\n", 0},
          {"chain",
           "dn: cn=x,o=Acme\nchangetype: add\nobjectClass: service\n\n"
           "dn: cn=y,cn=x,o=Acme\nchangetype: add\nobjectClass: service\nport: 2\n\n",
           1}};
}

/// "line kind" of the steps that fail or are not known.
std::vector<std::string> stepsOf(const json::value& rehearsal) {
  std::vector<std::string> problems;
  for (const json::value& step : rehearsal.at("steps").as_array()) {
    const std::string outcome = step.at("outcome").as_string().c_str();
    if (outcome != "fails" && outcome != "not-known") continue;
    const std::string kind = outcome == "fails" ? step.at("failure").at("kind").as_string().c_str() : outcome;
    problems.push_back(std::to_string(step.at("line").as_int64()) + " " + kind);
  }
  return problems;
}

std::vector<std::string> problemsOf(const json::value& plan) {
  std::vector<std::string> problems;
  for (const json::value& problem : plan.at("problems").as_array())
    problems.push_back(std::to_string(problem.at("line").as_int64()) + " " + problem.at("kind").as_string().c_str());
  return problems;
}

TEST(CheckPlan, AgreesWithRehearse) {
  const Workplace workplace;
  const std::string site = workplace.write("site.ldif", kSite);
  for (const Plan& plan : plans()) {
    const std::string file = workplace.write(std::string(plan.name) + ".ldif", plan.ldif);
    const ProcessResult rehearsed =
        workplace.ldapsnap({"rehearse", file, "--on", site, "--no-check", "--format", "json"});
    const ProcessResult checked = workplace.ldapsnap({"check", site, "--plan", file, "--format", "json"});
    EXPECT_EQ(rehearsed.exitCode, plan.exitCode) << plan.name << rehearsed.err;
    EXPECT_EQ(checked.exitCode, plan.exitCode) << plan.name << checked.err;
    EXPECT_EQ(problemsOf(json::parse(checked.out)), stepsOf(json::parse(rehearsed.out))) << plan.name;
  }
}

TEST(CheckPlan, NamesFileAndLine) {
  const Workplace workplace;
  const std::string site = workplace.write("site.ldif", kSite);
  const std::string file = workplace.write("setup.ldif", "# a comment\n\n" + plans()[1].ldif);
  const ProcessResult checked = workplace.ldapsnap({"check", site, "--plan", file});
  EXPECT_EQ(checked.out, "1  fails         add     cn=b,o=Acme\n         at   " + file +
                             ":3\n     result   entryAlreadyExists (68)\n"
                             "        why   the step adds an entry that is there\n"
                             "\n1 step played: 1 would fail.\n");
}

TEST(CheckPlan, OptionsThatChooseRulesAreRefused) {
  const Workplace workplace;
  const std::string site = workplace.write("site.ldif", kSite), plan = workplace.write("good.ldif", plans()[0].ldif);
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--setup", "nosuchsetup"},
                                                 {"--only", "openldap"},
                                                 {"--fail-on", "note"},
                                                 {"--waivers", site}}) {
    std::vector<std::string> words{"check", site, "--plan", plan};
    words.insert(words.end(), option.begin(), option.end());
    EXPECT_EQ(workplace.ldapsnap(words).exitCode, 2) << option.front();
  }
}

}  // namespace
}  // namespace ldapsnap::test
