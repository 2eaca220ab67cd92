#include "diff/history/past.h"

#include <gtest/gtest.h>

#include "diff/history/burst_marks.h"
#include "diff/history/moments.h"
#include "diff/history/past_selection.h"
#include "diff/history/recorded_origins.h"
#include "snapshot/base/error.h"
#include "snapshot/model/deleted_entries.h"
#include "tests/unit/diff/history/metadata/metadata_support.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kWhenCreatedId = 0x20002, kNameId = 0x90001, kDescriptionId = 0xd, kVersionId = 0x2004c;

SnapshotInfo takenAt(const std::string& time, Product product = Product::Samba) {
  SnapshotInfo info;
  info.taken = info.finished = parseTime(time);
  info.product = product;
  return info;
}

std::string textOf(const PastCounts& counts) {
  return std::to_string(counts.created) + "/" + std::to_string(counts.modified) + "/" + std::to_string(counts.renamed) +
         "/" + std::to_string(counts.deleted);
}

/// "2 2026-11-30T01:00:00Z..2026-11-30T01:00:05Z 1/0/0/0 on DC1 below DC=acme looks like x": one line a burst.
std::string burstsOf(const Past& past) {
  std::string text;
  for (const Burst& burst : past.bursts) {
    text += std::to_string(burst.number) + " " + formatTime(burst.begin) + ".." + formatTime(burst.end) + " " +
            textOf(burst.entries);
    for (const std::string& server : burst.servers) text += " on " + server;
    for (const std::string& identity : burst.identities) text += " by " + identity;
    for (const Burst::Subtree& subtree : burst.subtrees)
      text += " [" + subtree.dn + " " + textOf(subtree.entries) + "]";
    for (const Burst::Mark& mark : burst.looksLike) text += " looks like " + mark.setup;
    text += "\n";
  }
  return text;
}

std::string changesOf(const Past& past) {
  std::string text;
  for (const PastChange& change : past.changes) {
    text += std::string(nameOf(change.change)) + " " + (change.isUnnamed ? "below " : "") + change.dn;
    if (!change.formerDn.empty()) text += " from " + change.formerDn;
    for (const PastWrite& write : change.writes)
      text += " " + std::string(nameOf(write.kind)) + ":" + write.attribute + (write.value ? "=" + *write.value : "");
    text += "\n";
  }
  return text;
}

bool hasLimit(const Past& past, const std::string& kind) {
  for (const PastLimit& limit : past.limits) {
    if (limit.kind == kind) return true;
  }
  return false;
}

std::string entryOf(const std::string& dn, const std::string& created, const std::string& modified = "",
                    const std::string& by = "cn=admin,dc=acme") {
  return "dn: " + dn + "\nobjectClass: organizationalUnit\ncreateTimestamp: " + created +
         "\ncreatorsName: cn=admin,dc=acme\nmodifyTimestamp: " + (modified.empty() ? created : modified) +
         "\nmodifiersName: " + by + "\n\n";
}

// --- Bursts ---

Time at(const std::string& time) { return parseTime("2026-11-30T" + time + "Z"); }

std::string periodsText(const std::vector<std::string>& times, std::optional<std::chrono::seconds> gap = {}) {
  Moments moments;
  for (const std::string& time : times) moments.add(at(time), 0, 0);
  std::string text;
  for (const Period& period : periodsOf(moments.all(), gap))
    text += formatTime(period.begin).substr(11, 8) + "-" + formatTime(period.end).substr(11, 8) + " ";
  return text;
}

TEST(Bursts, APauseOfMoreThanTwoMinutesEndsOne) {
  EXPECT_EQ(periodsText({"01:00:00", "01:02:00", "01:04:01"}), "01:00:00-01:02:00 01:04:01-01:04:01 ");
}

TEST(Bursts, OneLastsAQuarterOfAnHourAtMost) {
  EXPECT_EQ(periodsText({"01:00:00", "01:02:00", "01:04:00", "01:06:00", "01:08:00", "01:10:00", "01:12:00", "01:14:00",
                         "01:15:00", "01:15:01"}),
            "01:00:00-01:15:00 01:15:01-01:15:01 ");
}

TEST(Bursts, AnotherPauseIsTheOnlyThingThatEndsOne) {
  EXPECT_EQ(periodsText({"01:00:00", "01:00:10", "01:00:31"}, 20s), "01:00:00-01:00:10 01:00:31-01:00:31 ");
  EXPECT_EQ(periodsText({"01:00:00", "01:30:00", "02:00:00"}, 30min), "01:00:00-02:00:00 ");
}

TEST(Bursts, WithoutChangesThereIsNone) { EXPECT_EQ(periodsText({}), ""); }

TEST(Moments, ManyChangesOfOneSecondAreKeptOnce) {
  Moments moments;
  for (std::uint64_t i = 1; i <= 200'000; ++i) moments.add(at(i % 2 == 0 ? "01:00:00" : "01:00:01"), 1, i);
  ASSERT_EQ(moments.all().size(), 2U);
  EXPECT_EQ(moments.all()[0], (Moment{at("01:00:00"), 1, 2, 200'000}));
  EXPECT_EQ(moments.all()[1], (Moment{at("01:00:01"), 1, 1, 199'999}));
}

TEST(Moments, AClockThatWasSetBackShowsInTheSequenceNumbers) {
  Moments moments;
  moments.add(at("01:00:00"), 1, 10);
  moments.add(at("03:00:00"), 1, 11);
  moments.add(at("01:30:00"), 1, 12);
  moments.add(at("01:30:00"), 2, 5);
  moments.add(at("04:00:00"), 2, 6);
  const std::vector<ClockStep> steps = clockStepsIn(moments.all());
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].server, 1U);
  EXPECT_EQ(steps[0].before, at("03:00:00"));
  EXPECT_EQ(steps[0].after, at("01:30:00"));
}

// --- OpenLDAP and other LDAP servers ---

TEST(Past, BurstsAreNumberedFromTheNewest) {
  const MemorySnapshot snapshot =
      snapshotOf(entryOf("dc=acme", "20261101100000Z") + entryOf("ou=a,dc=acme", "20261101100001Z", "20261120140211Z") +
                     entryOf("ou=b,dc=acme", "20261120140212Z"),
                 takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  EXPECT_EQ(burstsOf(readPast(snapshot, {})),
            "1 2026-11-20T14:02:11Z..2026-11-20T14:02:12Z 1/1/0/0 by cn=admin,dc=acme [dc=acme 1/1/0/0]\n"
            "2 2026-11-01T10:00:00Z..2026-11-01T10:00:01Z 2/0/0/0 by cn=admin,dc=acme [dc=acme 2/0/0/0]\n");
}

TEST(Past, SinceLeavesOutWhatWasBeforeAndListsTheRest) {
  const MemorySnapshot snapshot =
      snapshotOf(entryOf("dc=acme", "20261101100000Z") + entryOf("ou=a,dc=acme", "20261101100001Z", "20261120140211Z") +
                     entryOf("ou=b,dc=acme", "20261120140212Z"),
                 takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  PastOptions options;
  options.since = parseTime("2026-11-20T14:02:12Z");
  const Past past = readPast(snapshot, options);
  EXPECT_EQ(burstsOf(past),
            "1 2026-11-20T14:02:12Z..2026-11-20T14:02:12Z 1/0/0/0 by cn=admin,dc=acme [ou=b,dc=acme 1/0/0/0]\n");
  EXPECT_EQ(changesOf(past), "created ou=b,dc=acme\n");
  options.since = parseTime("2026-11-20T00:00:00Z");
  EXPECT_EQ(changesOf(readPast(snapshot, options)), "modified ou=a,dc=acme modified:\ncreated ou=b,dc=acme\n");
  EXPECT_FALSE(hasLimit(readPast(snapshot, options), "before-the-directory"));
  options.since = parseTime("2025-01-01T00:00:00Z");
  EXPECT_TRUE(hasLimit(readPast(snapshot, options), "before-the-directory"));
}

TEST(Past, ABurstThatThereIsNotIsRefused) {
  const MemorySnapshot snapshot = snapshotOf(entryOf("dc=acme", "20261101100000Z"), takenAt("2026-11-30T00:00:00Z"));
  PastOptions options;
  options.burst = 2;
  try {
    readPast(snapshot, options);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), "there is no burst 2: they are numbered from 1, the newest, to 1");
  }
  options.burst = 1;
  EXPECT_EQ(changesOf(readPast(snapshot, options)), "created dc=acme\n");
}

TEST(Past, WhatIsNewerThanTheSnapshotIsInNoBurst) {
  const MemorySnapshot snapshot =
      snapshotOf(entryOf("dc=acme", "20261101100000Z") + entryOf("ou=a,dc=acme", "20270101000000Z"),
                 takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  const Past past = readPast(snapshot, {});
  ASSERT_EQ(past.bursts.size(), 1U);
  EXPECT_EQ(past.bursts[0].entries.created, 1U);
  ASSERT_TRUE(hasLimit(past, "time-in-future"));
  EXPECT_EQ(
      past.limits[0].text,
      "1 change has a time after the snapshot was taken (2026-11-30T00:00:00Z); the latest is 2027-01-01T00:00:00Z, "
      "at ou=a,dc=acme. The clock of the server was wrong. They are in no burst.");
}

// contextCSN is newer than every entry: the last change left none.
const std::string kDatabase =
    "dn: dc=acme\nobjectClass: domain\ndc: acme\ncreateTimestamp: 20261101100000Z\n"
    "entryCSN: 20261101100000.000001Z#000000#000#000000\ncontextCSN: 20261101100000.000001Z#000000#000#000000\n"
    "contextCSN: 20261105120030.596681Z#000000#005#000000\n\n";

TEST(Past, AContextCsnThatNoEntryHasIsADeletion) {
  const MemorySnapshot snapshot = snapshotOf(kDatabase, takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  PastOptions options;
  options.burst = 1;
  const Past past = readPast(snapshot, options);
  EXPECT_EQ(burstsOf(past), "1 2026-11-05T12:00:30Z..2026-11-05T12:00:30Z 0/0/0/1 on server 5 [dc=acme 0/0/0/1]\n");
  EXPECT_EQ(changesOf(past), "deleted below dc=acme\n");
  EXPECT_EQ(past.changes[0].certainty, Certainty::Inferred);
}

TEST(Past, AContextCsnSaysNothingOfADatabaseThatWasReadInPart) {
  SnapshotInfo info = takenAt("2026-11-30T00:00:00Z", Product::OpenLdap);
  info.coverage.origin = CoverageStatement::Origin::Stated;
  info.coverage.parts = {{"dc=acme", Scope::Base, "", {}, false}};
  EXPECT_EQ(burstsOf(readPast(snapshotOf(kDatabase, info), {})),
            "1 2026-11-01T10:00:00Z..2026-11-01T10:00:00Z 1/0/0/0 [dc=acme 1/0/0/0]\n");
}

std::string record(int number, const std::string& type, const std::string& dn, const std::string& more = "") {
  const std::string start = "202611200100" + std::to_string(10 + number) + ".000001Z";
  return "dn: reqStart=" + start + ",cn=accesslog\nobjectClass: auditObject\nreqStart: " + start +
         "\nreqType: " + type + "\nreqAuthzID: uid=helpdesk,dc=acme\nreqDN: " + dn + "\nreqResult: 0\n" + more + "\n";
}

TEST(Past, ALogShowsWhatTheEntriesCannot) {
  const MemorySnapshot snapshot = snapshotOf(
      "dn: cn=accesslog\nobjectClass: auditContainer\ncn: accesslog\n"
      "minCSN: 20261120010010.000001Z#000000#000#000000\n\n" +
          entryOf("dc=acme", "20261101100000Z") + entryOf("uid=rob,dc=acme", "20261120010011Z", "20261120010013Z") +
          record(1, "add", "uid=bob,dc=acme") + record(2, "modrdn", "uid=bob,dc=acme", "reqNewRDN: uid=rob\n") +
          record(3, "modify", "uid=rob,dc=acme", "reqMod: description:= b\nreqMod: modifyTimestamp:= x\n") +
          record(4, "add", "uid=tmp,dc=acme") + record(5, "delete", "uid=tmp,dc=acme"),
      takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  PastOptions options;
  options.burst = 1;
  const Past past = readPast(snapshot, options);
  EXPECT_EQ(burstsOf(past),
            "1 2026-11-20T01:00:11Z..2026-11-20T01:00:15Z 2/0/0/1 by uid=helpdesk,dc=acme [dc=acme 2/0/0/1]\n");
  EXPECT_EQ(changesOf(past),
            "created uid=rob,dc=acme from uid=bob,dc=acme written:description=b\n"
            "created uid=tmp,dc=acme\n"
            "deleted uid=tmp,dc=acme\n");
  EXPECT_TRUE(hasLimit(past, "log-begin"));
  EXPECT_FALSE(hasLimit(past, "deletions"));
}

TEST(Past, APasswordInALogIsNotShown) {
  const MemorySnapshot snapshot =
      snapshotOf(record(1, "modify", "uid=a,dc=acme",
                        "reqMod: userPassword:= {ldapsnap-redacted}0123456789abcdef0123456789abcdef\n"),
                 takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  PastOptions options;
  options.burst = 1;
  EXPECT_EQ(changesOf(readPast(snapshot, options)), "modified uid=a,dc=acme written:userPassword\n");
}

TEST(Past, WhatTheServerWritesByItselfIsIgnored) {
  const MemorySnapshot snapshot =
      snapshotOf("dn: cn=Subschema\nobjectClass: subschema\ncreateTimestamp: 20261129000000Z\n\n" +
                     entryOf("dc=acme", "20261101100000Z"),
                 takenAt("2026-11-30T00:00:00Z", Product::OpenLdap));
  EXPECT_EQ(readPast(snapshot, {}).bursts.size(), 1U);
}

TEST(Past, WithoutMetadataThatIsSaid) {
  const MemorySnapshot snapshot =
      snapshotOf("dn: dc=acme\nobjectClass: domain\ndc: acme\n\n", takenAt("2026-11-30T00:00:00Z"));
  const Past past = readPast(snapshot, {});
  EXPECT_TRUE(past.bursts.empty());
  EXPECT_TRUE(past.sources.empty());
  ASSERT_EQ(past.limits.size(), 1U);
  EXPECT_EQ(past.limits[0].kind, "no-metadata");
}

// --- Active Directory and Samba ---

std::string objectOf(const std::string& dn, const std::string& classes, const std::string& created,
                     const std::vector<Stamp>& others = {}, const std::string& attributes = "") {
  std::vector<Stamp> stamps{{kWhenCreatedId, 1, created, 5}, {kNameId, 1, created, 5}};
  stamps.insert(stamps.end(), others.begin(), others.end());
  return "dn: " + dn + "\nobjectClass: top\nobjectClass: " + classes + "\nwhenCreated: 20261101000000.0Z\nname: x\n" +
         attributes + metaDataLine(stamps) + "\n";
}

const std::string kForest =
    objectOf("DC=acme,DC=test", "domainDNS", "2026-11-01T00:00:00Z") +
    objectOf("CN=Configuration,DC=acme,DC=test", "configuration", "2026-11-01T00:00:00Z") +
    objectOf("CN=Sites,CN=Configuration,DC=acme,DC=test", "sitesContainer", "2026-11-01T00:00:01Z");

TEST(Past, ASchemaUpgradeIsOneBurstAndRecognised) {
  const std::string schema = "CN=Schema,CN=Configuration,DC=acme,DC=test";
  const MemorySnapshot snapshot = snapshotOf(
      dcOne() + kForest +
          objectOf(schema, "dMD", "2026-11-01T00:00:00Z", {{kVersionId, 2, "2026-11-20T14:05:00Z", 40}},
                   "objectVersion: 56\n") +
          "dn: CN=Object-Version," + schema +
          "\nobjectClass: attributeSchema\nattributeID: 1.2.840.113556.1.2.76\nlDAPDisplayName: objectVersion\n"
          "attributeSyntax: 2.5.5.9\noMSyntax: 2\n\n" +
          objectOf("CN=ms-DS-One," + schema, "attributeSchema", "2026-11-20T14:02:11Z") +
          objectOf("CN=ms-DS-Two," + schema, "attributeSchema", "2026-11-20T14:03:00Z") +
          objectOf("CN=ms-DS-Class," + schema, "classSchema", "2026-11-20T14:04:00Z") +
          objectOf("CN=Branch1,CN=Sites,CN=Configuration,DC=acme,DC=test", "site", "2026-11-21T08:00:00Z"),
      takenAt("2026-11-30T00:00:00Z"));
  const Past past = readPast(snapshot, {});
  EXPECT_EQ(burstsOf(past),
            "1 2026-11-21T08:00:00Z..2026-11-21T08:00:00Z 1/0/0/0 on DC1 "
            "[CN=Branch1,CN=Sites,CN=Configuration,DC=acme,DC=test 1/0/0/0] looks like site-creation\n"
            "2 2026-11-20T14:02:11Z..2026-11-20T14:05:00Z 3/1/0/0 on DC1 "
            "[CN=Schema,CN=Configuration,DC=acme,DC=test 3/1/0/0] looks like samba-schemaupgrade\n"
            "3 2026-11-01T00:00:00Z..2026-11-01T00:00:01Z 4/0/0/0 on DC1 [DC=acme,DC=test 1/0/0/0] "
            "[CN=Configuration,DC=acme,DC=test 2/0/0/0] [CN=Schema,CN=Configuration,DC=acme,DC=test 1/0/0/0] "
            "looks like directory-creation\n");
  EXPECT_EQ(past.bursts[1].looksLike[0].why,
            "objectVersion of the schema was written; created: 2 attribute types, 1 class");
  EXPECT_EQ(past.bursts[0].looksLike[0].why, "site Branch1 was created");
  EXPECT_TRUE(hasLimit(past, "deletions"));
  EXPECT_FALSE(hasLimit(past, "unknown-server"));
}

TEST(Past, ARestoredClockIsPointedOut) {
  const MemorySnapshot snapshot = snapshotOf(dcOne() + kForest +
                                                 objectOf("CN=a,DC=acme,DC=test", "user", "2026-11-20T00:00:00Z",
                                                          {{kDescriptionId, 2, "2026-11-10T00:00:00Z", 50}}),
                                             takenAt("2026-11-30T00:00:00Z"));
  EXPECT_FALSE(hasLimit(readPast(snapshot, {}), "time-goes-backwards"));  // it is older than the object: not its own
  const MemorySnapshot later =
      snapshotOf(dcOne() + kForest +
                     objectOf("CN=a,DC=acme,DC=test", "user", "2026-11-05T00:00:00Z",
                              {{kDescriptionId, 3, "2026-11-20T00:00:00Z", 60}}, "description: a\n") +
                     objectOf("CN=b,DC=acme,DC=test", "user", "2026-11-05T00:00:00Z",
                              {{kDescriptionId, 2, "2026-11-10T00:00:00Z", 70}}, "description: b\n"),
                 takenAt("2026-11-30T00:00:00Z"));
  const Past past = readPast(later, {});
  ASSERT_TRUE(hasLimit(past, "time-goes-backwards"));
  EXPECT_EQ(past.limits[0].text,
            "On DC1, changes that were made later have earlier times: after 2026-11-20T00:00:00Z it recorded "
            "2026-11-10T00:00:00Z. Its clock was set back, and the order of the changes between these times is not "
            "certain.");
}

// A capture keeps what was deleted with the head of its naming context (snapshot/model/deleted_entries.h).
TEST(Past, DeletedEntriesOfACaptureAreShown) {
  Entry tombstone{"CN=Ann\\0ADEL:6f9619ff-8b86-d011-b42d-00c04fc964ff,CN=Deleted Objects,DC=acme,DC=test", {}};
  for (const auto& [name, value] : {std::pair{"objectClass", "user"},
                                    {"isDeleted", "TRUE"},
                                    {"lastKnownParent", "CN=Users,DC=acme,DC=test"},
                                    {"whenCreated", "20261102000000.0Z"},
                                    {"whenChanged", "20261120140000.0Z"}})
    tombstone.add(name, value);
  MemorySnapshot snapshot(takenAt("2026-11-30T00:00:00Z"));
  snapshotOf(dcOne() + kForest, takenAt("2026-11-30T00:00:00Z")).scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    Entry copy = entry;
    if (copy.dn == "DC=acme,DC=test") copy.add(kDeletedEntries, deletedEntryValue(tombstone));
    snapshot.add(std::move(copy));
    return Snapshot::Visit::Continue;
  });
  snapshot.finish();
  PastOptions options;
  options.since = parseTime("2026-11-10T00:00:00Z");
  const Past past = readPast(snapshot, options);
  EXPECT_EQ(changesOf(past), "deleted CN=Ann,CN=Users,DC=acme,DC=test\n");
  EXPECT_EQ(snapshot.find(Dn::parse(tombstone.dn)), std::nullopt) << "it is not among the entries";
}

TEST(Past, SelectorsChooseAmongTheChanges) {
  const MemorySnapshot snapshot =
      snapshotOf(dcOne() + kForest + objectOf("CN=a,DC=acme,DC=test", "user", "2026-11-20T00:00:00Z") +
                     objectOf("CN=b,DC=acme,DC=test", "user", "2026-11-05T00:00:00Z",
                              {{kDescriptionId, 2, "2026-11-20T00:00:05Z", 70}}, "description: b\n"),
                 takenAt("2026-11-30T00:00:00Z"));
  PastOptions options;
  options.since = parseTime("2026-11-19T00:00:00Z");
  const auto selected = [&](const Selection& selection) {
    Past past = readPast(snapshot, options);
    const std::vector<Deselected> leftOut = select(past, selection, snapshot);
    std::uint64_t entries = 0;
    for (const Deselected& each : leftOut) entries += each.entries;
    return changesOf(past) + std::to_string(entries);
  };
  Selection under, attribute, created;
  under.under = {Dn::parse("CN=b,DC=acme,DC=test")};
  attribute.attributes = {"description"};
  created.changes = {ChangeKind::Added};
  EXPECT_EQ(selected(under), "modified CN=b,DC=acme,DC=test written:description\n1");
  EXPECT_EQ(selected(attribute), "modified CN=b,DC=acme,DC=test written:description\n1");
  EXPECT_EQ(selected(created), "created CN=a,DC=acme,DC=test\n1");
}

TEST(Past, WhatCannotBeProvenIsSaidByKind) {
  const Past forest = readPast(snapshotOf(dcOne() + kForest, takenAt("2026-11-30T00:00:00Z")), {});
  for (const char* kind : {"values-before", "changed-twice", "restore", "local-time", "identity", "not-replicated",
                           "linked-values", "deletions", "re-created", "clock"})
    EXPECT_TRUE(hasLimit(forest, kind)) << kind;
  const Past entries = readPast(
      snapshotOf(entryOf("dc=acme", "20261101100000Z"), takenAt("2026-11-30T00:00:00Z", Product::OpenLdap)), {});
  for (const char* kind :
       {"last-write", "changed-twice", "local-time", "identity", "restore", "deletions", "re-created", "clock"})
    EXPECT_TRUE(hasLimit(entries, kind)) << kind;
}

TEST(RecordedOrigins, OfAnEntryAndOfAValue) {
  const MemorySnapshot snapshot = snapshotOf(
      dcOne() + kForest +
          "dn: CN=Description,CN=Schema,CN=Configuration,DC=acme,DC=test\nobjectClass: attributeSchema\n"
          "attributeID: 2.5.4.13\nlDAPDisplayName: description\nattributeSyntax: 2.5.5.12\noMSyntax: 64\n\n" +
          objectOf("CN=b,DC=acme,DC=test", "user", "2026-11-05T00:00:00Z",
                   {{kDescriptionId, 2, "2026-11-20T00:00:05Z", 70}}, "description: b\n"),
      takenAt("2026-11-30T00:00:00Z"));
  const Entry entry = *snapshot.find(Dn::parse("CN=b,DC=acme,DC=test"));
  const RecordedOrigins origins(snapshot, RecordedOrigins::Of::Values);
  RecordedOrigin created, written;
  created.time = parseTime("2026-11-05T00:00:00Z");
  created.server = written.server = "DC1";
  written.time = parseTime("2026-11-20T00:00:05Z");
  written.isCreation = false;
  written.times = 2;
  EXPECT_EQ(origins.ofEntry(entry), created);
  const EventList events = origins.eventsOf(entry);
  EXPECT_EQ(origins.ofValue(events, "description", "b"), written);
  EXPECT_EQ(origins.ofValue(events, "objectClass", "user"), created);
}

TEST(BurstMarks, EveryShippedMarkIsReadable) { EXPECT_GT(shippedBurstMarks().marks.size(), 20U); }

}  // namespace
}  // namespace ldapsnap::test
