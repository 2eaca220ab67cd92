#include "diff/rehearse/rehearse.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/unit/diff/rehearse/rehearsal_support.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

using test::add;
using test::infoOf;
using test::kAcme;
using test::kString;
using test::modify;
using test::outcomes;
using test::rehearsed;
using test::rename;
using test::snapshotOf;
using test::stepsOf;

std::string onSlapd(const std::string& ldif) { return test::rehearsedOn(Product::OpenLdap, ldif); }

std::string service(const std::string& dn, const std::string& more = "") {
  return add(dn, "objectClass: service\nport: 7\n" + more);
}
TEST(Rehearse, AddOfAnExistingEntryFails) {
  EXPECT_EQ(onSlapd(service("cn=B, ou=A,o=acme")), "1 fails 68 the step adds an entry that is there\n");
  EXPECT_EQ(onSlapd(add("cn=b,ou=a,o=Acme", "objectClass: service\nport: 1\n")),
            "1 fails 68 the step adds an entry that is there (alike)\n");
}

TEST(Rehearse, StepsThatDependOnAFailedStepNameIt) {
  EXPECT_EQ(onSlapd(add("ou=new,o=Acme", "objectClass: organizationalUnit\nport: 1\n") + service("cn=x,ou=new,o=Acme") +
                    service("cn=y,cn=x,ou=new,o=Acme")),
            "1 fails 65 no class of the entry allows port\n"
            "2 fails 32 the step adds an entry below ou=new,o=Acme, which is not there (step 1)\n"
            "3 fails 32 the step adds an entry below cn=x,ou=new,o=Acme, which is not there (step 2)\n");
}

TEST(Rehearse, FailedAddOfAnExistingEntryDoesNotStopItsChildren) {
  EXPECT_EQ(onSlapd(add("ou=a,o=Acme", "objectClass: organizationalUnit\n") + service("cn=x,ou=a,o=Acme")),
            "1 fails 68 the step adds an entry that is there (alike)\n2 succeeds\n");
}

TEST(Rehearse, ValuesAreCheckedAgainstTheSchema) {
  EXPECT_EQ(onSlapd(service("cn=x,o=Acme", "acme: 1\n")),
            "1 fails 17 the schema does not define the attribute type acme\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: acme\n")),
            "1 fails 21 the schema does not define the object class acme\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: service\n")),
            "1 fails 65 the class service requires port, which the entry would not have\n");
  EXPECT_EQ(onSlapd(service("cn=x,o=Acme", "port: 8\n")),
            "1 fails 19 port is single-valued and would have several values\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: service\nport: many\n")),
            "1 fails 21 a value does not conform to the syntax of port: many\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: top\n")), "1 fails 65 the entry would have no structural class\n");
  EXPECT_EQ(onSlapd(add("cn=x,o=Acme", "objectClass: service\nobjectClass: organization\no: x\nport: 1\n")),
            "1 fails 65 service and organization are both structural, and neither is derived from the other\n");
}

TEST(Rehearse, ResultCodesDifferBetweenServers) {
  const std::string undefined = service("cn=x,o=Acme", "acme: 1\n");
  EXPECT_EQ(rehearsed(undefined, snapshotOf(kAcme, infoOf(Product::Ds389))),
            "1 fails 65 the schema does not define the attribute type acme\n");
  EXPECT_EQ(rehearsed(undefined, snapshotOf(kAcme, infoOf(Product::Samba))),
            "1 fails 16 the schema does not define the attribute type acme\n");
}

/// A schema object of Active Directory for the class `name`.
std::string classObject(const std::string& name, const std::string& lines) {
  return add("cn=" + name + ",o=Acme", "objectClass: classSchema\ngovernsID: 1.3.9.9." + std::to_string(name.size()) +
                                           "\nlDAPDisplayName: " + name + "\n" + lines);
}

/// kAcme with what schema objects of Active Directory need.
const std::string kForestLike = [] {
  std::string schema;
  for (const char* type : {"lDAPDisplayName", "governsID", "systemMayContain", "possSuperiors"}) {
    schema += "attributeTypes: ( " + std::string(type) + "-oid NAME '" + type + "'" + kString + " )\n";
  }
  schema +=
      "objectClasses: ( 1.2.840.113556.1.3.13 NAME 'classSchema' SUP top STRUCTURAL MUST ( cn $ governsID ) MAY ( "
      "lDAPDisplayName $ systemMayContain $ possSuperiors ) )\n";
  return std::string(kAcme).insert(kAcme.find("objectClasses:"), schema);
}();

TEST(Rehearse, ActiveDirectoryClassMayNameDefinedMembersOnly) {
  EXPECT_EQ(rehearsed(classObject("ok", "systemMayContain: description\npossSuperiors: organization\n") +
                          classObject("type", "systemMayContain: acmeNone\n") +
                          classObject("parent", "possSuperiors: acmeNoClass\n") +
                          classObject("waiting", "possSuperiors: parent\n"),
                      snapshotOf(kForestLike, infoOf(Product::Samba))),
            "1 succeeds\n"
            "2 fails 21 the class type (1.3.9.9.4) names acmeNone, which the schema does not define\n"
            "3 fails 21 the class parent (1.3.9.9.6) names acmeNoClass, which the schema does not define\n"
            "4 fails 21 the class waiting (1.3.9.9.7) names parent, which the schema does not define (step 3)\n");
}

TEST(Rehearse, RecordedClassBeforeItsMembersIsAccepted) {
  auto steps = stepsOf(classObject("waiting", "possSuperiors: parent\n") + classObject("parent", ""));
  const auto target = snapshotOf(kForestLike, infoOf(Product::Samba));
  PredictedSnapshot asFile(target, "test"), asRecorded(target, "test");
  EXPECT_EQ(outcomes(rehearse(steps, target, asFile)),
            "1 fails 21 the class waiting (1.3.9.9.7) names parent, which the schema does not define\n2 succeeds\n");
  for (RehearsalStep& step : steps) step.origin = RehearsalStep::Origin::Recorded;
  EXPECT_EQ(outcomes(rehearse(steps, target, asRecorded)), "1 succeeds\n2 succeeds\n");
}

TEST(Rehearse, ModifyChangesSingleValues) {
  const std::string b = "cn=b,ou=a,o=Acme";
  EXPECT_EQ(onSlapd(modify("ou=a,o=Acme", "add: description\ndescription: FROM  here\n")),
            "1 fails 20 description would have the value FROM  here twice (alike)\n");
  EXPECT_EQ(onSlapd(modify(b, "delete: description\n")),
            "1 fails 16 the step deletes description, which the entry does not have (alike)\n");
  EXPECT_EQ(onSlapd(modify(b, "delete: port\nport: 2\n")),
            "1 fails 16 the step deletes a value of port that the entry does not have: 2 (alike)\n");
  EXPECT_EQ(onSlapd(modify(b, "delete: port\nport: 1\n-\nadd: port\nport: 2\n")), "1 succeeds\n");
  EXPECT_EQ(onSlapd(modify(b, "delete: port\n")),
            "1 fails 65 the class service requires port, which the entry would not have\n");
  EXPECT_EQ(onSlapd(modify(b, "replace: cn\ncn: z\n")),
            "1 fails 64 the step removes the value of cn that names the entry\n");
  EXPECT_EQ(onSlapd(modify(b, "replace: port\nport: 1\n")), "1 already-done\n");
  EXPECT_EQ(onSlapd(modify("cn=none,o=Acme", "replace: port\nport: 1\n")),
            "1 fails 32 the step changes an entry that is not there\n");
}

TEST(Rehearse, ReplacedLocalValueIsReported) {
  const MemorySnapshot target = snapshotOf(kAcme, infoOf(Product::OpenLdap));
  PredictedSnapshot predicted(target, "test");
  std::vector<RehearsalStep> steps = stepsOf(modify("ou=a,o=Acme", "replace: description\ndescription: of setup\n"));
  steps.front().before = Entry{"ou=a,o=Acme", {{"description", {"as shipped"}}}};
  const Rehearsal rehearsal = rehearse(steps, target, predicted);
  ASSERT_EQ(outcomes(rehearsal), "1 overwrites\n");
  const LocalChange& lost = rehearsal.steps.front().overwritten.front();
  EXPECT_EQ(lost.attribute, "description");
  EXPECT_EQ(lost.inLab, std::vector<std::string>{"as shipped"});
  EXPECT_EQ(lost.here, std::vector<std::string>{"from here"});
  EXPECT_EQ(lost.afterStep, std::vector<std::string>{"of setup"});
}

/// The classes that the prediction gives a service that is added with this class alone.
std::vector<std::string> predictedClasses(Product product) {
  const MemorySnapshot target = snapshotOf(kAcme, infoOf(product));
  PredictedSnapshot predicted(target, "test");
  rehearse(stepsOf("dn: cn=p,o=Acme\nchangetype: add\nobjectClass: service\ncn: p\nport: 1\n\n"), target, predicted);
  const std::optional<Entry> entry = predicted.find(Dn::parse("cn=p,o=Acme"));
  return entry ? entry->find("objectClass")->values : std::vector<std::string>();
}

TEST(Rehearse, SuperiorClassesAreCompletedWhereTheServerDoes) {
  using Classes = std::vector<std::string>;
  EXPECT_EQ(predictedClasses(Product::OpenLdap), (Classes{"service"}));
  EXPECT_EQ(predictedClasses(Product::Ds389), (Classes{"service", "top"}));
}

TEST(Rehearse, LocalValuesOfADeletedEntryAreReported) {
  const MemorySnapshot target = snapshotOf(kAcme, infoOf(Product::OpenLdap));
  PredictedSnapshot predicted(target, "test");
  std::vector<RehearsalStep> steps = stepsOf("dn: cn=b,ou=a,o=Acme\nchangetype: delete\n\n");
  steps.front().before = *target.find(Dn::parse("cn=b,ou=a,o=Acme"));
  EXPECT_EQ(outcomes(rehearse(steps, target, predicted)), "1 succeeds\n") << "as in the lab";
  Entry& inLab = *steps.front().before;
  std::erase_if(inLab.attributes, [](const Attribute& attribute) { return attribute.description == "port"; });
  PredictedSnapshot again(target, "test");
  const Rehearsal rehearsal = rehearse(steps, target, again);
  ASSERT_EQ(outcomes(rehearsal), "1 overwrites\n");
  ASSERT_EQ(rehearsal.steps.front().overwritten.size(), 1U);
  const LocalChange& lost = rehearsal.steps.front().overwritten.front();
  EXPECT_EQ(lost.attribute, "port");
  EXPECT_EQ(lost.inLab, std::vector<std::string>{});
  EXPECT_EQ(lost.here, std::vector<std::string>{"1"});
  EXPECT_EQ(lost.afterStep, std::vector<std::string>{});
}

TEST(Rehearse, DeleteNeedsAnExistingLeaf) {
  EXPECT_EQ(onSlapd("dn: ou=a,o=Acme\nchangetype: delete\n\ndn: cn=b,ou=a,o=Acme\nchangetype: delete\n\n"
                    "dn: ou=a,o=Acme\nchangetype: delete\n\ndn: ou=a,o=Acme\nchangetype: delete\n\n"),
            "1 fails 66 the step deletes an entry that has children, cn=b,ou=a,o=Acme among them\n2 succeeds\n"
            "3 succeeds\n4 fails 32 the step changes an entry that is not there\n");
}

TEST(Rehearse, RenameNeedsAFreeNameAndASuperior) {
  EXPECT_EQ(onSlapd(rename("ou=a,o=Acme", "ou=a", "cn=b,ou=a,o=Acme")),
            "1 fails 53 the step moves an entry below itself\n");
  EXPECT_EQ(onSlapd(rename("ou=a,o=Acme", "ou=a", "ou=no,o=Acme")),
            "1 fails 32 the step moves an entry below ou=no,o=Acme, which is not there\n");
  EXPECT_EQ(onSlapd(rename("ou=a,o=Acme", "ou=c", "o=Acme") + service("cn=x,ou=c,o=Acme") +
                    modify("cn=b,ou=c,o=Acme", "replace: port\nport: 9\n") + service("cn=y,ou=a,o=Acme")),
            "1 succeeds\n2 succeeds\n3 succeeds\n"
            "4 fails 32 the step adds an entry below ou=a,o=Acme, which is not there\n");
}

TEST(Rehearse, SchemaOfAStepIsDefinedForLaterSteps) {
  const std::string config =
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
      "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n"
      "olcAttributeTypes: ( 1.3.8.1 NAME 'olcAttributeTypes'" +
      kString +
      " )\nolcObjectClasses: ( 1.3.8.3 NAME 'olcSchemaConfig' SUP top STRUCTURAL MUST cn MAY olcAttributeTypes )\n\n";
  const auto schema = [](const std::string& oid) {
    return add("cn=acme,cn=schema,cn=config",
               "objectClass: olcSchemaConfig\nolcAttributeTypes: ( " + oid + " NAME 'acme'" + kString + " )\n");
  };
  const MemorySnapshot target = snapshotOf(kAcme + config, infoOf(Product::OpenLdap));
  const std::string use = modify("ou=a,o=Acme", "add: acme\nacme: 1\n");
  EXPECT_EQ(rehearsed(schema("1.3.9.7") + use, target), "1 succeeds\n2 fails 65 no class of the entry allows acme\n");
  EXPECT_EQ(rehearsed(schema("1.3.9.1") + use, target),
            "1 fails 80 the OID of acme (1.3.9.1) belongs to port (1.3.9.1)\n"
            "2 fails 17 the schema does not define the attribute type acme (step 1)\n");
}

TEST(Rehearse, OutcomeOutsideTheSnapshotIsNotKnown) {
  SnapshotInfo info = infoOf(Product::OpenLdap);
  info.gaps.push_back({"ou=hidden,o=Acme", "insufficientAccessRights (50)", ""});
  EXPECT_EQ(rehearsed(service("cn=x,ou=hidden,o=Acme"), snapshotOf(kAcme, info)),
            "1 not-known: ou=hidden,o=Acme could not be read (insufficientAccessRights (50))\n");
  EXPECT_EQ(rehearsed(service("cn=x,o=Acme"), snapshotOf("dn: o=Acme\nobjectClass: organization\no: Acme\n\n")),
            "1 not-known: the snapshot holds no schema\n");
  const std::string secret =
      "dn: ou=s,o=Acme\nobjectClass: organizationalUnit\nou: s\ndescription: " + std::string(kRedactedMark) +
      std::string(32, '0') + "\n\n";
  EXPECT_EQ(rehearsed(modify("ou=s,o=Acme", "delete: description\ndescription: x\n"),
                      snapshotOf(kAcme + secret, infoOf(Product::OpenLdap))),
            "1 not-known: the values of description are redacted\n");
}

TEST(Rehearse, PredictionHoldsTheResultOfSuccessfulSteps) {
  const MemorySnapshot target = snapshotOf(kAcme, infoOf(Product::OpenLdap));
  PredictedSnapshot predicted(target, "test");
  rehearse(stepsOf(service("cn=x,ou=a,o=Acme") + "dn: cn=b,ou=a,o=Acme\nchangetype: delete\n\n"), target, predicted);
  std::vector<std::string> names;
  predicted.scan(Dn::parse("ou=a,o=Acme"), Scope::Subtree, [&names](const Entry& entry) {
    names.push_back(entry.dn);
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(names, (std::vector<std::string>{"ou=a,o=Acme", "cn=x,ou=a,o=Acme"}));
  EXPECT_EQ(predicted.info().entries, target.info().entries);
  EXPECT_EQ(*predicted.find(Dn::parse("cn=x,ou=a,o=Acme"))->first("cn"), "x");
  EXPECT_EQ(predicted.info().kind, SnapshotInfo::Kind::Predicted);
  EXPECT_EQ(target.info().kind, SnapshotInfo::Kind::Imported);
}

/// Counts the entries that are read of a snapshot.
class Counted : public Snapshot {
 public:
  explicit Counted(const Snapshot& snapshot) : snapshot_(snapshot) {}
  const SnapshotInfo& info() const override { return snapshot_.info(); }
  const Schema& schema() const override { return snapshot_.schema(); }
  std::optional<Entry> find(const Dn& dn) const override {
    ++read;
    return snapshot_.find(dn);
  }
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override {
    snapshot_.scan(base, scope, [&](const Entry& entry) {
      ++read;
      return visitor(entry);
    });
  }
  mutable std::size_t read = 0;

 private:
  const Snapshot& snapshot_;
};

TEST(Rehearse, ReadsOnlyEntriesThatStepsName) {
  std::string ldif = kAcme;
  for (int i = 0; i < 2000; ++i)
    ldif += fmt::format("dn: cn=n{0},o=Acme\nobjectClass: service\ncn: n{0}\nport: 1\n\n", i);
  const MemorySnapshot target = snapshotOf(ldif, infoOf(Product::OpenLdap));
  const Counted counted(target);
  PredictedSnapshot predicted(counted, "test");
  rehearse(stepsOf(service("cn=x,o=Acme") + modify("cn=n7,o=Acme", "replace: port\nport: 2\n") +
                   "dn: cn=n8,o=Acme\nchangetype: delete\n\ndn: o=Acme\nchangetype: delete\n\n"),
           counted, predicted);
  EXPECT_LT(counted.read, 40U);
}

TEST(Rehearse, InvalidDnIsRefused) { EXPECT_THROW(stepsOf(add("no dn", "objectClass: top\n")), Error); }

}  // namespace
}  // namespace ldapsnap
