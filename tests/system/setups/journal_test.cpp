// What happens while a setup runs, as real servers tell it.
#include "snapshot/model/journal.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "snapshot/capture/feed/change_recorder.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

using testing::Test;

template <typename Server>
ConnectionSettings settingsOf(const Server& server) {
  ConnectionSettings settings;
  settings.uri = server.uri();
  settings.bindDn = server.rootDn();
  settings.password = server.password();
  return settings;
}

/// A line a change: "added ou=x by cn=admin: sn, cn".
std::string told(const Journal& journal) {
  std::string text;
  for (const JournalEntry& entry : journal.entries) {
    text += fmt::format("{} {}", nameOf(entry.operation), entry.dn);
    if (!entry.newDn.empty()) text += " to " + entry.newDn;
    if (!entry.by.empty()) text += " by " + entry.by;
    for (const std::string& name : entry.attributes) text += " " + name;
    text += '\n';
  }
  return text;
}

std::string sortedLines(const std::string& text) {
  std::multiset<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.insert(line + '\n');
  std::string sorted;
  for (const std::string& line : lines) sorted += line;
  return sorted;
}

/// What a setup may do that before and after alone do not show: it tidies up behind itself, and writes twice.
std::string setupBelow(const std::string& base) {
  return fmt::format(
      "dn: ou=tmp,{0}\nchangetype: add\nobjectClass: organizationalUnit\nou: tmp\n\n"
      "dn: ou=parts,{0}\nchangetype: add\nobjectClass: organizationalUnit\nou: parts\n\n"
      "dn: ou=parts,{0}\nchangetype: modify\nreplace: description\ndescription: one\n-\nadd: l\nl: Ulm\n\n"
      "dn: ou=parts,{0}\nchangetype: modify\nreplace: description\ndescription: two\n\n"
      "dn: ou=tmp,{0}\nchangetype: delete\n\n"
      "dn: ou=parts,{0}\nchangetype: modrdn\nnewrdn: ou=pieces\ndeleteoldrdn: 1\n\n",
      base);
}

TEST(RunJournal, SlapdChangesAreInOrderWithTheirIdentity) {
  const SlapdServer server;
  ChangeRecorder recorder(settingsOf(server), {});
  server.apply(setupBelow("o=Acme"));
  const Journal journal = recorder.finish();
  EXPECT_EQ(journal.source, "syncrepl");
  EXPECT_EQ(told(journal),
            "added ou=tmp,o=Acme by cn=admin,o=Acme\n"
            "added ou=parts,o=Acme by cn=admin,o=Acme\n"
            "modified ou=parts,o=Acme by cn=admin,o=Acme\n"
            "modified ou=parts,o=Acme by cn=admin,o=Acme\n"
            "deleted ou=tmp,o=Acme\n"
            "renamed ou=parts,o=Acme to ou=pieces,o=Acme by cn=admin,o=Acme\n");
  EXPECT_EQ(journal.gaps, std::vector<std::string>{"cn=config: no syncprov overlay"});
  const JournalSummary summary = summarise(journal);
  EXPECT_EQ(summary.cameAndWent, std::vector<std::string>{"ou=tmp,o=Acme"});
  EXPECT_EQ(summary.repeated, (std::vector<JournalSummary::Repeated>{{"ou=pieces,o=Acme", 4}}));
}

TEST(RunJournal, ContainsNoEarlierChanges) {
  const SlapdServer server;
  server.apply(setupBelow("o=Acme"));
  ChangeRecorder recorder(settingsOf(server), {});
  EXPECT_EQ(told(recorder.finish()), "");
}

/// slapd with an accesslog database for o=Acme.
class AccessLog : public Test {
 protected:
  AccessLog() : server_(options()) {
    std::filesystem::create_directory(folder_ / "log");
    server_.applyToConfig(fmt::format(
        "dn: olcDatabase=mdb,cn=config\nchangetype: add\nobjectClass: olcMdbConfig\nolcDatabase: mdb\n"
        "olcDbDirectory: {}\nolcSuffix: cn=accesslog\nolcRootDN: {}\n\n"
        "dn: olcOverlay=accesslog,olcDatabase={{1}}mdb,cn=config\nchangetype: add\nobjectClass: "
        "olcAccessLogConfig\nolcOverlay: accesslog\nolcAccessLogDB: cn=accesslog\nolcAccessLogOps: writes\n",
        (folder_ / "log").string(), server_.rootDn()));
  }
  static SlapdOptions options() {
    SlapdOptions options;
    options.modules = {"accesslog"};
    return options;
  }
  TempFolder folder_;
  SlapdServer server_;
};

TEST_F(AccessLog, NamesAttributesAndIdentitiesOfDeletions) {
  server_.apply("dn: ou=before,o=Acme\nobjectClass: organizationalUnit\nou: before\n");
  ChangeRecorder recorder(settingsOf(server_), {});
  server_.apply(setupBelow("o=Acme"));
  const Journal journal = recorder.finish();
  EXPECT_EQ(journal.source, "accesslog cn=accesslog");
  EXPECT_EQ(told(journal),
            "added ou=tmp,o=Acme by cn=admin,o=Acme\n"
            "added ou=parts,o=Acme by cn=admin,o=Acme\n"
            "modified ou=parts,o=Acme by cn=admin,o=Acme description l\n"
            "modified ou=parts,o=Acme by cn=admin,o=Acme description\n"
            "deleted ou=tmp,o=Acme by cn=admin,o=Acme\n"
            "renamed ou=parts,o=Acme to ou=pieces,o=Acme by cn=admin,o=Acme\n");
}

TEST(RunJournal, ContinuesAfterAServerRestartAndSaysSo) {
  SlapdServer server;
  ChangeRecorder recorder(settingsOf(server), {});
  server.apply("dn: ou=a,o=Acme\nobjectClass: organizationalUnit\nou: a\n");
  server.restart();
  server.apply("dn: ou=b,o=Acme\nobjectClass: organizationalUnit\nou: b\n");
  const Journal journal = recorder.finish();
  const std::string text = told(journal);
  EXPECT_NE(text.find("added ou=a,o=Acme by cn=admin,o=Acme\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" ou=b,o=Acme by cn=admin,o=Acme\n"), std::string::npos) << text;
  bool isTold = false;
  for (const std::string& gap : journal.gaps) isTold |= gap.starts_with("syncrepl: the connection was lost from 2");
  EXPECT_TRUE(isTold);
}

TEST(RunJournal, Ds389ChangesAreComplete) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const Ds389Server server;
  ChangeRecorder recorder(settingsOf(server), {});
  server.apply(setupBelow(server.suffix()));
  server.apply(
      "dn: cn=MemberOf Plugin,cn=plugins,cn=config\nchangetype: modify\nreplace: description\ndescription: x\n");
  const Journal journal = recorder.finish();
  EXPECT_EQ(journal.source, "persistent search");
  // The server answers before it tells: two changes in quick succession may be told in the other order.
  EXPECT_EQ(sortedLines(told(journal)),
            "added ou=parts,dc=example,dc=test by cn=directory manager\n"
            "added ou=tmp,dc=example,dc=test by cn=directory manager\n"
            "deleted ou=tmp,dc=example,dc=test\n"
            "modified cn=MemberOf Plugin,cn=plugins,cn=config by cn=directory manager\n"
            "modified ou=parts,dc=example,dc=test by cn=directory manager\n"
            "modified ou=parts,dc=example,dc=test by cn=directory manager\n"
            "renamed ou=parts,dc=example,dc=test to ou=pieces,dc=example,dc=test\n");
  EXPECT_EQ(journal.gaps, std::vector<std::string>{});
}

TEST(RunJournal, SambaShowsAddedAndDeletedEntries) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const SambaServer server;
  ChangeRecorder recorder(settingsOf(server), {});
  server.apply(setupBelow(SambaServer::suffix()));
  const Journal journal = recorder.finish();
  EXPECT_EQ(journal.source, "uSNChanged");
  EXPECT_EQ(summarise(journal).cameAndWent, std::vector<std::string>{"ou=tmp,DC=example,DC=test"});
  const std::string text = told(journal);
  EXPECT_NE(text.find("added OU=pieces,DC=example,DC=test\n"), std::string::npos) << text;
  EXPECT_EQ(journal.gaps, std::vector<std::string>{});
}

TEST(RunJournal, IsShownByRunAndByALaterDiff) {
  const SlapdServer server(exchangeSite());
  Workplace workplace;
  workplace.addSite("seattle", server, "o=Acme");
  const std::string password = workplace.write("password", server.password());
  const std::string ldif = workplace.write("setup.ldif", setupBelow("o=Acme"));
  const ProcessResult run =
      workplace.ldapsnap({"-q", "run", "seattle", "--exit-code", "-o", workplace.path("run.txt"), "--", "ldapmodify",
                          "-x", "-H", server.uri(), "-D", server.rootDn(), "-y", password, "-f", ldif});
  EXPECT_EQ(run.exitCode, 1) << run.err;
  const std::vector<std::string> diff = {"diff", "seattle/R1:before", "seattle/R1:after"};
  const std::string text = withoutAccidents(workplace.ldapsnap(diff).out, workplace);
  EXPECT_NE(text.find("Timeline (UTC)  syncrepl, 6 changes\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  came and went  ou=tmp,o=Acme\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  changed 4 times  ou=pieces,o=Acme\n"), std::string::npos) << text;
}

TEST(RunJournal, IsNotRecordedWithNoJournal) {
  const SlapdServer server(exchangeSite());
  Workplace workplace;
  workplace.addSite("seattle", server, "o=Acme");
  const ProcessResult run = workplace.ldapsnap({"-q", "run", "seattle", "--no-journal", "--", "true"});
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_EQ(run.out.find("Timeline"), std::string::npos) << run.out;
}

}  // namespace
}  // namespace ldapsnap::test
