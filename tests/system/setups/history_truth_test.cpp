// What the history of each kind of server finds of what really changed, as ldapsearch saw it before and after: the
// figures of docs/history.md. Upgrades of a forest take minutes: LDAPSNAP_LONG_TESTS=1.
#include "tests/support/content/history_truth.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <thread>

#include "snapshot/base/time.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/temp_folder.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

/// A server between two moments: what it was asked for, and what its history says.
class HistoryBesideTruth : public testing::Test {
 protected:
  /// Times of changes have whole seconds.
  void begin(const Target& target, const DumpOptions& options) {
    target_ = target, options_ = options;
    std::this_thread::sleep_for(std::chrono::seconds(2));
    before_ = dumpOf(target_, options_);
    since_ = now();
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  std::string result(const std::string& site, const std::string& identity) const {
    const LdapsearchDump after = dumpOf(target_, options_);
    const ProcessResult captured = workplace_.ldapsnap({"capture", site});
    EXPECT_EQ(captured.exitCode, 0) << captured.err;
    const ProcessResult history =
        workplace_.ldapsnap({"history", site, "--since", formatTime(since_), "--format", "json"});
    EXPECT_EQ(history.exitCode, 0) << history.err;
    return historyBeside(before_, after, identity, boost::json::parse(history.out));
  }

  Workplace workplace_;

 private:
  Target target_;
  DumpOptions options_;
  LdapsearchDump before_;
  Time since_{};
};

/// Entries of a company below `base`, and then what happens to them: each kind of change, a write of the value that is
/// there already, and a change that is taken back.
struct Everyday {
  explicit Everyday(std::string below) : base(std::move(below)) {}

  std::string unit(const std::string& name) const {
    return "dn: ou=" + name + "," + base + "\nchangetype: add\nobjectClass: organizationalUnit\nl: here\n\n";
  }
  std::string modify(const std::string& name, const std::string& change) const {
    return "dn: ou=" + name + "," + base + "\nchangetype: modify\n" + change + "\n\n";
  }
  std::string prepared() const {
    std::string ldif;
    for (const char* name : {"Modified", "Cleared", "Twice", "Moved", "Deleted", "Same", "Back", "Unchanged"})
      ldif += unit(name);
    return ldif;
  }
  std::string changes() const {
    return unit("New") + modify("Modified", "replace: description\ndescription: d") + modify("Cleared", "delete: l") +
           modify("Twice", "replace: l\nl: there") + modify("Twice", "replace: description\ndescription: d") +
           "dn: ou=Moved," + base + "\nchangetype: modrdn\nnewrdn: ou=Renamed\ndeleteoldrdn: 1\n\n" +
           "dn: ou=Deleted," + base + "\nchangetype: delete\n\n" + modify("Same", "replace: l\nl: here") +
           modify("Back", "replace: l\nl: there") + modify("Back", "replace: l\nl: here");
  }

  std::string base;
};

// --- OpenLDAP ---

class SlapdBesideTruth : public HistoryBesideTruth {
 protected:
  static SlapdOptions options() {
    SlapdOptions options;
    options.modules = {"accesslog"};
    options.databaseLines = {"olcAccess: to * by users read by anonymous auth"};
    return options;
  }
  std::string everyday(const std::string& configuration, const std::vector<std::string>& bases) {
    const SlapdServer server(options());
    if (!configuration.empty()) server.applyToConfig(configuration);
    workplace_.addSite("acme", server.uri(), server.rootDn(), SlapdServer::password(), bases);
    const Everyday work("o=Acme");
    server.apply(work.prepared());
    begin({server.uri(), server.rootDn(), server.password(), {}}, {.bases = {"o=Acme"}, .words = {"*", "entryUUID"}});
    server.apply(work.changes());
    return result("acme", "entryUUID");
  }
};

// A rename is a write like another, and what was deleted leaves nothing.
TEST_F(SlapdBesideTruth, WithoutALog) {
  EXPECT_EQ(everyday("", {"o=Acme"}), R"(created     1: found 1, missed 0, false 0
modified    3: found 3, missed 0, false 3
    false ou=back,o=acme
    false ou=renamed,o=acme
    false ou=same,o=acme
renamed     1: found 0, missed 1, false 0
    missed ou=renamed,o=acme
deleted     1: found 0, missed 1, false 0
    missed ou=deleted,o=acme
attributes  4: found 0, missed 4, false 0
    missed 2 description
    missed 2 l
)");
}

TEST_F(SlapdBesideTruth, WithAnAccessLog) {
  const TempFolder log;
  const std::string folder = log.path().string();
  EXPECT_EQ(everyday("dn: olcDatabase=mdb,cn=config\nchangetype: add\nobjectClass: olcMdbConfig\nolcDatabase: mdb\n"
                     "olcDbDirectory: " +
                         folder +
                         "\nolcSuffix: cn=accesslog\nolcRootDN: cn=admin,o=Acme\n\n"
                         "dn: olcOverlay=accesslog,olcDatabase={1}mdb,cn=config\nchangetype: add\n"
                         "objectClass: olcAccessLogConfig\nolcOverlay: accesslog\nolcAccessLogDB: cn=accesslog\n"
                         "olcAccessLogOps: writes\nolcAccessLogSuccess: TRUE\n",
                     {"o=Acme", "cn=accesslog"}),
            R"(created     1: found 1, missed 0, false 0
modified    3: found 3, missed 0, false 2
    false ou=back,o=acme
    false ou=same,o=acme
renamed     1: found 1, missed 0, false 0
deleted     1: found 1, missed 0, false 0
attributes  4: found 4, missed 0, false 2
    false 2 l
)");
}

TEST_F(SlapdBesideTruth, ASetupOfTheConfiguration) {
  const SlapdServer server(options());
  workplace_.addSite("acme", server.uri(), server.rootDn(), SlapdServer::password(), {});
  begin({server.uri(), server.rootDn(), SlapdServer::password(), {}},
        {.bases = {"cn=config", "o=Acme"}, .words = {"*", "entryUUID"}});
  const ProcessResult schema = runProcess({"ldapadd", "-x", "-H", server.uri(), "-D", SlapdServer::configRootDn(), "-w",
                                           SlapdServer::password(), "-f", "/etc/ldap/schema/nis.ldif"});
  ASSERT_EQ(schema.exitCode, 0) << schema.err;
  server.applyToConfig(
      "dn: cn=module{0},cn=config\nchangetype: modify\nadd: olcModuleLoad\nolcModuleLoad: memberof\n\n"
      "dn: olcOverlay=memberof,olcDatabase={1}mdb,cn=config\nchangetype: add\nobjectClass: olcMemberOfConfig\n"
      "olcOverlay: memberof\n");
  // cn=schema,cn=config lists the definitions of the entries below it, and is not written.
  EXPECT_EQ(result("acme", "entryUUID"), R"(created     2: found 2, missed 0, false 0
modified    2: found 1, missed 1, false 0
    missed cn=schema,cn=config
attributes  3: found 0, missed 3, false 0
    missed 1 olcattributetypes
    missed 1 olcmoduleload
    missed 1 olcobjectclasses
)");
}

// --- 389 Directory Server ---

class Ds389BesideTruth : public HistoryBesideTruth {
 protected:
  void SetUp() override {
    if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  }
  std::string everyday(const std::string& configuration) {
    const Ds389Server server;
    workplace_.addSite("acme", server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {server.suffix()});
    if (!configuration.empty()) server.apply(configuration);
    const Everyday work(server.suffix());
    server.apply(work.prepared());
    begin({server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {}},
          {.bases = {server.suffix()}, .words = {"*", "nsUniqueId"}});
    server.apply(work.changes());
    return result("acme", "nsUniqueId");
  }
};

TEST_F(Ds389BesideTruth, WithoutAReplica) {
  EXPECT_EQ(everyday(""), R"(created     1: found 1, missed 0, false 0
modified    3: found 3, missed 0, false 3
    false ou=back,dc=example,dc=test
    false ou=renamed,dc=example,dc=test
    false ou=same,dc=example,dc=test
renamed     1: found 0, missed 1, false 0
    missed ou=renamed,dc=example,dc=test
deleted     1: found 0, missed 1, false 0
    missed ou=deleted,dc=example,dc=test
attributes  4: found 0, missed 4, false 0
    missed 2 description
    missed 2 l
)");
}

TEST_F(Ds389BesideTruth, ABackend) {
  const Ds389Server server;
  workplace_.addSite("acme", server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {});
  begin({server.uri(), Ds389Server::rootDn(), Ds389Server::password(), {}},
        {.bases = {"cn=config", server.suffix()},
         .words = {"*", "nsUniqueId"},
         .volatileTypes = {"modifytimestamp", "numsubordinates"},
         .counters = "cn=monitor,"});
  const ProcessResult created =
      runProcess({"dsconf", "-D", Ds389Server::rootDn(), "-y", workplace_.path("acme.password"), server.uri(),
                  "backend", "create", "--suffix", "o=second", "--be-name", "second"});
  ASSERT_EQ(created.exitCode, 0) << created.out << created.err;
  // The root DSE and the list of backends in cn=config are computed when they are read.
  EXPECT_EQ(result("acme", "nsUniqueId"), R"(created     37: found 37, missed 0, false 0
modified    2: found 0, missed 2, false 0
    missed cn=config
    missed dn:
attributes  2: found 0, missed 2, false 0
    missed 1 namingcontexts
    missed 1 nsslapd-backendconfig
)");
}

TEST_F(Ds389BesideTruth, WithAReplica) {
  EXPECT_EQ(everyday("dn: cn=replica,cn=dc\\3Dexample\\2Cdc\\3Dtest,cn=mapping tree,cn=config\nchangetype: add\n"
                     "objectClass: nsds5replica\nobjectClass: extensibleObject\ncn: replica\n"
                     "nsDS5ReplicaRoot: dc=example,dc=test\nnsDS5ReplicaId: 7\nnsDS5ReplicaType: 3\nnsDS5Flags: 1\n"
                     "nsDS5ReplicaBindDN: cn=none\n\n"),
            R"(created     1: found 1, missed 0, false 0
modified    3: found 3, missed 0, false 2
    false ou=back,dc=example,dc=test
    false ou=same,dc=example,dc=test
renamed     1: found 1, missed 0, false 0
deleted     1: found 1, missed 0, false 0
attributes  4: found 4, missed 0, false 2
    false 2 l
)");
}

// --- Samba ---

class SambaBesideTruth : public HistoryBesideTruth {
 protected:
  void SetUp() override {
    if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
    server_ = std::make_unique<SambaServer>();
    workplace_.addSite("forest", server_->uri(), SambaServer::rootDn(), SambaServer::password(), {});
  }
  void beginForest() {
    // [MS-ADA1] to [MS-ADA3]: times and counters that each server keeps for itself, and what it computes.
    DumpOptions options{.bases = {SambaServer::suffix(), SambaServer::configuration(), SambaServer::schemaDn()},
                        .words = {"-E", "!1.2.840.113556.1.4.801=::MAMCAQc=", "-E", "pr=500/noprompt", "*"},
                        .volatileTypes = {"whenchanged", "usnchanged", "dscorepropagationdata", "memberof"}};
    begin({server_->uri(), SambaServer::rootDn(), SambaServer::password(), {}}, options);
  }
  void sambaTool(std::vector<std::string> words) const {
    words.insert(words.begin(), "/usr/bin/samba-tool");
    words.insert(words.end(), {"-s", server_->configFile(), "-H", server_->databaseFile()});
    ProcessOptions patient;
    patient.timeout = std::chrono::seconds(500);
    const ProcessResult done = runProcess(words, patient);
    ASSERT_EQ(done.exitCode, 0) << done.out << done.err;
  }
  std::string forest() const { return result("forest", "objectGUID"); }

  std::unique_ptr<SambaServer> server_;
};

TEST_F(SambaBesideTruth, EverydayWork) {
  const Everyday work(SambaServer::suffix());
  const std::string users = "CN=Users," + SambaServer::suffix();
  server_->apply(work.prepared() + "dn: CN=Team," + users + "\nchangetype: add\nobjectClass: group\n\n");
  beginForest();
  server_->apply(work.changes() + "dn: CN=Team," + users + "\nchangetype: modify\nadd: member\nmember: CN=Guest," +
                 users + "\n\n");
  EXPECT_EQ(forest(), R"(created     1: found 1, missed 0, false 0
modified    4: found 4, missed 0, false 1
    false ou=back,dc=example,dc=test
renamed     1: found 1, missed 0, false 0
deleted     1: found 1, missed 0, false 0
attributes  5: found 4, missed 1, false 1
    missed 1 member
    false 1 l
)");
}

TEST_F(SambaBesideTruth, ASite) {
  beginForest();
  sambaTool({"sites", "create", "Branch1"});
  EXPECT_EQ(forest(), "created     3: found 3, missed 0, false 0\n");
}

TEST_F(SambaBesideTruth, UpgradesOfTheForest) {
  if (std::getenv("LDAPSNAP_LONG_TESTS") == nullptr) GTEST_SKIP() << "takes minutes: LDAPSNAP_LONG_TESTS=1";
  beginForest();
  sambaTool({"domain", "schemaupgrade", "--schema=2012_R2"});
  EXPECT_EQ(forest(), R"(created     197: found 197, missed 0, false 0
modified    17: found 17, missed 0, false 0
attributes  19: found 19, missed 0, false 1
    false 1 maycontain
)");
  beginForest();
  sambaTool({"domain", "functionalprep", "--function-level=2012_R2"});
  // Access rights that are inherited from above are computed on each domain controller, and have no stamp.
  EXPECT_EQ(forest(), R"(created     105: found 105, missed 0, false 0
modified    192: found 5, missed 187, false 0
attributes  193: found 5, missed 188, false 0
    missed 188 ntsecuritydescriptor
)");
}

}  // namespace
}  // namespace ldapsnap::test
