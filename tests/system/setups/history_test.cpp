// What real directories remember of their past, held against the difference of snapshots from before and after.
#include <boost/json.hpp>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <thread>

#include "snapshot/base/time.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace json = boost::json;

/// Longer than the pause that the tests ask for; what one command writes is written faster.
constexpr std::chrono::seconds kPause{5};
const std::string kGap = "3s";

void pause() { std::this_thread::sleep_for(kPause); }

json::value jsonOf(const Workplace& workplace, std::vector<std::string> words, int exitCode = 0) {
  words.insert(words.end(), {"--format", "json"});
  const ProcessResult result = workplace.ldapsnap(words);
  EXPECT_EQ(result.exitCode, exitCode) << result.err << result.out;
  return json::parse(result.out);
}

/// "2/1/0/1": created, modified, renamed, deleted.
std::string countsOf(const json::value& burst) {
  std::string text;
  for (const char* kind : {"created", "modified", "renamed", "deleted"})
    text += (text.empty() ? "" : "/") + std::to_string(burst.at("entries").at(kind).to_number<int>());
  return text;
}

/// The names in lower case by what happened to them, of the changes of `history --burst`.
std::map<std::string, std::set<std::string>> changesIn(const json::value& history) {
  std::map<std::string, std::set<std::string>> changes;
  for (const json::value& change : history.at("changes").as_array())
    changes[std::string(change.at("change").as_string())].insert(std::string(change.at("dn").as_string()));
  return changes;
}

/// The same of the entries of a difference.
std::map<std::string, std::set<std::string>> entriesIn(const json::value& report) {
  const std::map<std::string, std::string> words = {
      {"added", "created"}, {"removed", "deleted"}, {"modified", "modified"}, {"renamed", "renamed"}};
  std::map<std::string, std::set<std::string>> changes;
  for (const json::value& change : report.at("changes").as_array())
    changes[words.at(std::string(change.at("change").as_string()))].insert(std::string(change.at("dn").as_string()));
  return changes;
}

class HistoryOfSlapd : public testing::Test {
 protected:
  HistoryOfSlapd() : server_(readableSite()) { workplace_.addSite("acme", server_, "o=Acme"); }

  static SlapdOptions readableSite() {
    SlapdOptions options;
    options.databaseLines = {"olcAccess: to * by users read by anonymous auth"};
    return options;
  }
  void capture() const { ASSERT_EQ(workplace_.ldapsnap({"capture", "acme"}).exitCode, 0); }

  SlapdServer server_;
  Workplace workplace_;
};

TEST_F(HistoryOfSlapd, TwoPiecesOfWorkAreTwoBursts) {
  pause();
  server_.apply(
      "dn: ou=One,o=Acme\nobjectClass: organizationalUnit\n\ndn: ou=Two,o=Acme\nobjectClass: organizationalUnit\n\n"
      "dn: ou=Tmp,o=Acme\nobjectClass: organizationalUnit\n\n");
  capture();
  pause();
  server_.apply(
      "dn: ou=Three,o=Acme\nobjectClass: organizationalUnit\n\n"
      "dn: ou=One,o=Acme\nchangetype: modify\nreplace: description\ndescription: second\n\n"
      "dn: ou=Tmp,o=Acme\nchangetype: delete\n\n");
  capture();

  const json::value history = jsonOf(workplace_, {"history", "acme", "--gap", kGap});
  ASSERT_GE(history.at("bursts").as_array().size(), 3U) << json::serialize(history);
  // The last change left no entry; by contextCSN it was a deletion.
  EXPECT_EQ(countsOf(history.at("bursts").at(0)), "1/1/0/1");
  EXPECT_EQ(countsOf(history.at("bursts").at(1)), "2/0/0/0") << "what is gone since was created then, too";
  EXPECT_EQ(history.at("bursts").at(0).at("identities").at(0).as_string(), "cn=admin,o=Acme");
}

class HistoryOfSamba : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
    server_ = std::make_unique<SambaServer>();
    workplace_.addSite("forest", server_->uri(), SambaServer::rootDn(), SambaServer::password(), {});
  }
  void capture() const { ASSERT_EQ(workplace_.ldapsnap({"capture", "forest"}).exitCode, 0); }

  std::unique_ptr<SambaServer> server_;
  Workplace workplace_;
};

// Held against the difference of two snapshots, which the history does not use.
TEST_F(HistoryOfSamba, ASiteAndASchemaExtensionAreABurstEach) {
  capture();
  pause();
  const ProcessResult site = runProcess({"/usr/bin/samba-tool", "sites", "create", "Branch1", "-s",
                                         server_->configFile(), "-H", server_->databaseFile()});
  ASSERT_EQ(site.exitCode, 0) << site.out << site.err;
  capture();
  pause();
  server_->apply(
      "dn: CN=acmeColour," + SambaServer::schemaDn() +
      "\nchangetype: add\nobjectClass: attributeSchema\ncn: acmeColour\nlDAPDisplayName: acmeColour\n"
      "attributeID: 1.3.6.1.4.1.32473.24.1\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\n\n"
      "dn:\nchangetype: modify\nreplace: schemaUpdateNow\nschemaUpdateNow: 1\n-\n\n"
      "dn: CN=Group," +
      SambaServer::schemaDn() + "\nchangetype: modify\nadd: mayContain\nmayContain: acmeColour\n\n");
  capture();

  const json::value history = jsonOf(workplace_, {"history", "forest", "--gap", kGap});
  ASSERT_GE(history.at("bursts").as_array().size(), 3U) << json::serialize(history);
  EXPECT_EQ(history.at("source").at(0).as_string(), "replPropertyMetaData");

  const json::value& extension = history.at("bursts").at(0);
  ASSERT_FALSE(extension.at("looks_like").as_array().empty()) << json::serialize(extension);
  EXPECT_EQ(extension.at("looks_like").at(0).at("setup").as_string(), "schema-extension") << json::serialize(extension);
  EXPECT_EQ(extension.at("subtrees").at(0).at("dn").as_string(), SambaServer::schemaDn());
  auto changes = changesIn(jsonOf(workplace_, {"history", "forest", "--gap", kGap, "--burst", "1"}));
  EXPECT_EQ(changes["created"], std::set<std::string>{"CN=acmeColour," + SambaServer::schemaDn()});
  EXPECT_TRUE(changes["modified"].contains("CN=Group," + SambaServer::schemaDn()));

  const json::value& sites = history.at("bursts").at(1);
  EXPECT_EQ(countsOf(sites), "3/0/0/0") << json::serialize(sites);
  ASSERT_FALSE(sites.at("looks_like").as_array().empty()) << json::serialize(sites);
  EXPECT_EQ(sites.at("looks_like").at(0).at("why").as_string(), "site Branch1 was created");
  EXPECT_EQ(sites.at("servers").at(0).as_string(), "DC1");
  EXPECT_EQ(changesIn(jsonOf(workplace_, {"history", "forest", "--gap", kGap, "--burst", "2"})),
            entriesIn(jsonOf(workplace_, {"diff", "forest~2", "forest~1"}, 1)));
}

/// What the history found of what really changed: each change of the difference is "found" if the history lists it with
/// the same kind, "missed" otherwise; what the history lists besides is "false".
std::string comparedWith(const std::map<std::string, std::set<std::string>>& truth,
                         const std::map<std::string, std::set<std::string>>& listed) {
  const auto count = [](const auto& all, const auto& others, bool wants) {
    std::size_t number = 0;
    for (const auto& [kind, dns] : all) {
      const auto other = others.find(kind);
      for (const std::string& dn : dns)
        number += (other != others.end() && other->second.contains(dn)) == wants ? 1 : 0;
    }
    return std::to_string(number);
  };
  return "found " + count(truth, listed, true) + ", missed " + count(truth, listed, false) + ", false " +
         count(listed, truth, false);
}

// Every kind of change, and deletions: what a capture keeps of them is no entry of the snapshot.
TEST_F(HistoryOfSamba, ListsWhatTheDifferenceShowsAndDeletionsToo) {
  const std::string users = "CN=Users," + SambaServer::suffix();
  const auto user = [&users](const std::string& name) {
    return "dn: CN=" + name + "," + users + "\nchangetype: add\nobjectClass: user\nsAMAccountName: " + name + "\n\n";
  };
  server_->apply(user("ann") + user("bob") + user("eve"));
  capture();
  pause();
  const Time since = now();
  server_->apply(user("new") + "dn: CN=ann," + users +
                 "\nchangetype: modify\nreplace: description\ndescription: d\n\n" + "dn: CN=bob," + users +
                 "\nchangetype: modrdn\nnewrdn: CN=rob\ndeleteoldrdn: 1\n\n" + "dn: CN=eve," + users +
                 "\nchangetype: delete\n\n");
  capture();
  const json::value history = jsonOf(workplace_, {"history", "forest", "--since", formatTime(since)});
  const auto listed = changesIn(history);
  EXPECT_EQ(listed.at("deleted"), (std::set<std::string>{"CN=eve," + users}));
  EXPECT_EQ(comparedWith(entriesIn(jsonOf(workplace_, {"diff", "forest~1", "forest"}, 1)), listed),
            "found 4, missed 0, false 0")
      << json::serialize(history);
  // Tombstones are part of what the directory remembers, and not of what it holds.
  const ProcessResult shown = workplace_.ldapsnap({"show", "forest"});
  EXPECT_EQ(shown.out.find("ADEL"), std::string::npos);
  EXPECT_EQ(workplace_.ldapsnap({"show", "forest", "CN=eve," + users}).exitCode, 2);

  const json::value selected =
      jsonOf(workplace_, {"history", "forest", "--since", formatTime(since), "--change", "removed", "--under", users});
  EXPECT_EQ(changesIn(selected), (std::map<std::string, std::set<std::string>>{{"deleted", {"CN=eve," + users}}}));
}

// As many as two snapshots show (real_setups_samba_test.cpp counts them).
/// Skipped before a server is made for it.
class LongHistoryOfSamba : public HistoryOfSamba {
 protected:
  void SetUp() override {
    if (std::getenv("LDAPSNAP_LONG_TESTS") == nullptr) GTEST_SKIP() << "takes minutes: LDAPSNAP_LONG_TESTS=1";
    HistoryOfSamba::SetUp();
  }
};

TEST_F(LongHistoryOfSamba, ASchemaUpgradeHasTheCountsOfTheDifference) {
  std::this_thread::sleep_for(std::chrono::seconds(20));
  ProcessOptions patient;
  patient.timeout = std::chrono::seconds(400);
  const ProcessResult upgrade = runProcess({"/usr/bin/samba-tool", "domain", "schemaupgrade", "--schema=2012", "-s",
                                            server_->configFile(), "-H", server_->databaseFile()},
                                           patient);
  ASSERT_EQ(upgrade.exitCode, 0) << upgrade.out << upgrade.err;
  capture();
  const json::value history = jsonOf(workplace_, {"history", "forest", "--gap", "18s"});
  const json::value& burst = history.at("bursts").at(0);
  EXPECT_EQ(countsOf(burst), "138/17/0/0") << json::serialize(burst);
  ASSERT_FALSE(burst.at("looks_like").as_array().empty()) << json::serialize(burst);
  EXPECT_EQ(burst.at("looks_like").at(0).at("setup").as_string(), "samba-schemaupgrade");

  std::this_thread::sleep_for(std::chrono::seconds(20));
  const Time since = now();
  const ProcessResult prepared = runProcess({"/usr/bin/samba-tool", "domain", "functionalprep", "--function-level=2012",
                                             "-s", server_->configFile(), "-H", server_->databaseFile()},
                                            patient);
  ASSERT_EQ(prepared.exitCode, 0) << prepared.out << prepared.err;
  capture();
  const json::value after = jsonOf(workplace_, {"history", "forest", "--gap", "18s", "--since", formatTime(since)});
  const json::value& preparation = after.at("bursts").at(0);
  ASSERT_FALSE(preparation.at("looks_like").as_array().empty()) << json::serialize(preparation);
  EXPECT_EQ(preparation.at("looks_like").at(0).at("setup").as_string(), "samba-functionalprep");
  const auto truth = entriesIn(jsonOf(workplace_, {"diff", "forest~1", "forest"}, 1));
  const auto listed = changesIn(after);
  EXPECT_EQ(listed.at("created"), truth.at("created"));
}

class HistoryOf389 : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
    server_ = std::make_unique<Ds389Server>();
    workplace_.addSite("acme", server_->uri(), Ds389Server::rootDn(), Ds389Server::password(), {server_->suffix()});
  }
  void capture() const { ASSERT_EQ(workplace_.ldapsnap({"capture", "acme"}).exitCode, 0); }
  /// From then on the server keeps for each value when it was written.
  void addReplica() const {
    server_->apply(
        "dn: cn=replica,cn=dc\\3Dexample\\2Cdc\\3Dtest,cn=mapping tree,cn=config\nchangetype: add\n"
        "objectClass: nsds5replica\nobjectClass: extensibleObject\ncn: replica\nnsDS5ReplicaRoot: " +
        server_->suffix() + "\nnsDS5ReplicaId: 7\nnsDS5ReplicaType: 3\nnsDS5Flags: 1\nnsDS5ReplicaBindDN: cn=none\n\n");
  }

  std::unique_ptr<Ds389Server> server_;
  Workplace workplace_;
};

// Without a replica an entry has its times alone, and what was deleted leaves nothing.
TEST_F(HistoryOf389, ListsWhatTheDifferenceShowsButDeletions) {
  const auto unit = [this](const std::string& name) {
    return "dn: ou=" + name + "," + server_->suffix() + "\nobjectClass: organizationalUnit\n\n";
  };
  server_->apply(unit("One") + unit("Two") + unit("Three"));
  capture();
  pause();
  const Time since = now();
  server_->apply(unit("New") + "dn: ou=One," + server_->suffix() +
                 "\nchangetype: modify\nreplace: description\ndescription: d\n\n" + "dn: ou=Two," + server_->suffix() +
                 "\nchangetype: delete\n\n");
  capture();
  const json::value history = jsonOf(workplace_, {"history", "acme", "--since", formatTime(since)});
  EXPECT_EQ(comparedWith(entriesIn(jsonOf(workplace_, {"diff", "acme~1", "acme"}, 1)), changesIn(history)),
            "found 2, missed 1, false 0")
      << json::serialize(history);
}

// With a replica it keeps what was deleted, and a capture reads it. A tombstone has the name in lower case.
TEST_F(HistoryOf389, TombstonesShowWhatWasDeleted) {
  addReplica();
  server_->apply("dn: ou=gone," + server_->suffix() + "\nobjectClass: organizationalUnit\n\n");
  capture();
  pause();
  const Time since = now();
  server_->apply("dn: ou=gone," + server_->suffix() + "\nchangetype: delete\n\n");
  capture();
  const json::value history = jsonOf(workplace_, {"history", "acme", "--since", formatTime(since)});
  const auto listed = changesIn(history);
  EXPECT_EQ(comparedWith(entriesIn(jsonOf(workplace_, {"diff", "acme~1", "acme"}, 1)), listed),
            "found 1, missed 0, false 0")
      << json::serialize(history);
}

/// "ou=One: description l", a line for each modified entry with the attributes that were written in it.
std::string attributesIn(const json::value& history) {
  std::string text;
  for (const json::value& change : history.at("changes").as_array()) {
    if (change.at("change").as_string() != "modified") continue;
    const std::string dn(change.at("dn").as_string());
    std::set<std::string> attributes;
    for (const json::value& attribute : change.at("attributes").as_array())
      attributes.insert(std::string(attribute.at("attribute").as_string()));
    text += dn.substr(0, dn.find(',')) + ":";
    for (const std::string& attribute : attributes) text += " " + attribute;
    text += "\n";
  }
  return text;
}

// Which attributes were written, and which values came and went, as the difference has it.
TEST_F(HistoryOf389, WithAReplicaEachAttributeIsShown) {
  const auto unit = [this](const std::string& name) {
    return "dn: ou=" + name + "," + server_->suffix() + "\nobjectClass: organizationalUnit\nseeAlso: cn=a\n\n";
  };
  server_->apply(unit("Old"));
  addReplica();
  server_->apply(unit("One") + unit("Two"));
  capture();
  const auto stateOf = [this](const std::string& name) {
    return workplace_.ldapsnap({"show", "acme", "ou=" + name + "," + server_->suffix(), "--state"}).out;
  };
  EXPECT_EQ(stateOf("One").find("nscpEntryWSI"), std::string::npos) << "nothing was written in it since it was created";
  pause();
  const Time since = now();
  const auto modify = [this](const std::string& name, const std::string& change) {
    return "dn: ou=" + name + "," + server_->suffix() + "\nchangetype: modify\n" + change + "\n\n";
  };
  server_->apply(modify("Old", "add: description\ndescription: d") + modify("One", "delete: seeAlso") +
                 modify("One", "add: l\nl: x") + modify("Two", "add: seeAlso\nseeAlso: cn=b") +
                 modify("Two", "delete: seeAlso\nseeAlso: cn=a"));
  capture();
  const json::value history = jsonOf(workplace_, {"history", "acme", "--since", formatTime(since)});
  const json::value truth = jsonOf(workplace_, {"diff", "acme~1", "acme"}, 1);
  EXPECT_NE(stateOf("One").find("nscpEntryWSI: seeAlso;"), std::string::npos);
  EXPECT_EQ(attributesIn(history), attributesIn(truth)) << json::serialize(history);
  EXPECT_EQ(attributesIn(truth), "ou=Old: description\nou=One: l seeAlso\nou=Two: seeAlso\n");
  EXPECT_EQ(comparedWith(entriesIn(truth), changesIn(history)), "found 3, missed 0, false 0");
  const json::array& values = history.at("changes").at(2).at("attributes").as_array();
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].at("change").as_string(), "value-removed") << "what was there before is known";
  EXPECT_EQ(values[0].at("value").as_string(), "cn=a");
  EXPECT_EQ(values[1].at("value").as_string(), "cn=b");
}

}  // namespace
}  // namespace ldapsnap::test
