// Incremental captures have the same root hashes as captures in full.
#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <regex>

#include "snapshot/capture/capture.h"
#include "snapshot/server/connection.h"
#include "snapshot/store/store.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/expectations.h"
#include "tests/support/servers/ldap_server.h"
#include "tests/support/servers/samba.h"
#include "tests/support/servers/slapd.h"

namespace ldapsnap {
namespace {

/// A site and the store of its snapshots.
class SlapdSite {
 public:
  SlapdSite(std::string uri, std::string bindDn, std::string password) {
    settings_.uri = std::move(uri);
    bindAs(std::move(bindDn), std::move(password));
  }
  void bindAs(std::string bindDn, std::string password) {
    settings_.bindDn = std::move(bindDn);
    settings_.password = std::move(password);
  }

  SnapshotInfo captureInFull() {
    const auto writer = store_->beginSnapshot();
    const auto directory = connect(settings_);
    return writer->commit(capture(*directory, options(), *writer));
  }
  /// `fullReads` receives what was read in full, and why.
  SnapshotInfo since(const SnapshotInfo& earlier, std::string& fullReads) {
    const auto writer = store_->beginSnapshotSince(earlier.id);
    const auto snapshot = store_->snapshot(earlier.id);
    const auto directory = connect(settings_);
    const EarlierSnapshot since{*snapshot, *writer, [&fullReads](const std::string& base, const std::string& reason) {
                                  fullReads += base + ": " + reason + "\n";
                                }};
    return writer->commit(capture(*directory, options(), since));
  }
  /// Takes both, compares them, and continues from there. Returns what was read in full, and why.
  std::string step() {
    const SnapshotInfo all = captureInFull();
    std::string fullReads;
    const SnapshotInfo changes = since(last_, fullReads);
    EXPECT_EQ(changes.consistency, Consistency::Consistent);
    EXPECT_EQ(changes.entries, all.entries);
    EXPECT_EQ(changes.contentRoot, all.contentRoot) << differences(all, changes);
    // 389's counters of its own work move with every search; Samba does not count a number that it gives away.
    if (all.product == Product::OpenLdap) {
      EXPECT_EQ(changes.volatileRoot, all.volatileRoot) << differences(all, changes);
    }
    if (all.product == Product::Samba) {
      const std::regex uncounted("( currentTime\n)?(CN=RID Set,[^\n]* rIDNextRID\n)?");
      EXPECT_TRUE(std::regex_match(differences(all, changes), uncounted)) << differences(all, changes);
    }
    last_ = changes;
    return fullReads;
  }
  void begin() { last_ = captureInFull(); }
  const SnapshotInfo& last() const { return last_; }
  /// The number of entries below `base` that the server estimates with the pages of a search.
  std::uint64_t estimateOf(const std::string& base) const {
    SearchRequest request;
    request.base = base;
    request.pageSize = 20;
    std::uint64_t estimate = 0;
    connect(settings_)->search(
        request, [](const Entry&) {}, [&estimate](std::uint64_t entries) { estimate = std::max(estimate, entries); });
    return estimate;
  }

 private:
  CaptureOptions options() {
    CaptureOptions options;
    options.site = "lab";
    options.key = store_->redactionKey();
    return options;
  }
  std::string differences(const SnapshotInfo& all, const SnapshotInfo& changes) {
    std::string text;
    store_->forEachDifference(all, changes, [&text](const EntryPair& pair) {
      text += pair.before ? pair.before->dn : "only after: " + pair.after->dn;
      if (pair.before && pair.after)
        for (const Attribute& attribute : pair.before->attributes)
          if (const Attribute* other = pair.after->find(attribute.description);
              other == nullptr || other->values != attribute.values)
            text += " " + attribute.description;
      text += "\n";
    });
    return text.substr(0, 2000);
  }

  ConnectionSettings settings_;
  test::TempFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({folder_ / "store", StoreOptions::Access::Write});
  SnapshotInfo last_;
};

std::string person(const std::string& name) {
  return "dn: cn=" + name + ",ou=People,o=Acme\nchangetype: add\nobjectClass: inetOrgPerson\nsn: x\nuserPassword: p-" +
         name + "\n\n";
}

std::string add(const std::string& dn, const std::string& attribute, const std::string& value) {
  return "dn: " + dn + "\nchangetype: modify\nadd: " + attribute + "\n" + attribute + ": " + value + "\n\n";
}

std::string remove(const std::string& dn) { return "dn: " + dn + "\nchangetype: delete\n\n"; }

std::string nameOf(int number) { return fmt::format("cn=p{},ou=People,o=Acme", number); }

test::SlapdOptions withOverlays(bool sessionLog) {
  test::SlapdOptions options;
  options.modules = {"memberof", "refint"};
  options.overlays = {"olcOverlay: memberof\nobjectClass: olcMemberOf\nolcMemberOfRefInt: TRUE",
                      "olcOverlay: refint\nobjectClass: olcRefintConfig\nolcRefintAttribute: manager seeAlso"};
  options.syncprov = !sessionLog;
  if (sessionLog) {
    options.overlays.emplace_back("olcOverlay: syncprov\nobjectClass: olcSyncProvConfig\nolcSpSessionlog: 1000");
    options.modules.emplace_back("syncprov");
  }
  options.data =
      "dn: o=Acme\nobjectClass: organization\no: Acme\n\ndn: ou=People,o=Acme\nobjectClass: organizationalUnit\n\n";
  for (int i = 0; i < 120; ++i)
    options.data += fmt::format("dn: {}\nobjectClass: inetOrgPerson\nsn: x\nmanager: {}\n\n", nameOf(i), nameOf(i / 7));
  return options;
}

/// Random writes of every kind that the server reports, among them back links and references that get lost.
std::string randomWrites(std::mt19937& random, int& next, std::vector<int>& people) {
  std::string ldif;
  for (int writes = 1 + static_cast<int>(random() % 6); writes > 0; --writes) {
    const std::size_t at = random() % people.size();
    const std::string name = nameOf(people[at]);
    switch (random() % 5) {
      case 0:
        people.push_back(next);
        ldif += person(fmt::format("p{}", next++));
        break;
      case 1:
        ldif += remove(name);
        people.erase(people.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 2:
        ldif += fmt::format("dn: cn=g{},o=Acme\nchangetype: add\nobjectClass: groupOfNames\nmember: {}\nmember: {}\n\n",
                            next++, name, nameOf(people.front()));
        break;
      case 3:
        ldif += add(name, "seeAlso", nameOf(people[random() % people.size()]));
        ldif += "dn: " + name + "\nchangetype: modify\ndelete: seeAlso\n\n";
        ldif += add(name, "seeAlso", nameOf(people.back()));
        break;
      default:
        ldif += fmt::format("dn: {}\nchangetype: modify\nreplace: description\ndescription: {}\n\n", name, random());
    }
  }
  return ldif;
}

void expectSameRootsAfterRandomWrites(bool sessionLog) {
  const test::SlapdServer server(withOverlays(sessionLog));
  SlapdSite site(server.uri(), server.rootDn(), test::SlapdServer::password());
  std::vector<int> people;
  for (int i = 0; i < 120; ++i) people.push_back(i);
  int next = 1000;
  std::mt19937 random(sessionLog ? 7 : 8);
  site.begin();
  EXPECT_EQ(site.step(), "") << "nothing changed";
  for (int i = 0; i < 12 && !testing::Test::HasFailure(); ++i) {
    const std::string writes = randomWrites(random, next, people);
    server.apply(writes);
    EXPECT_EQ(site.step(), "");
    if (testing::Test::HasFailure()) ADD_FAILURE() << writes;
  }
}

TEST(IncrementalOfSlapd, AfterRandomWritesEqualsAFullCapture) { expectSameRootsAfterRandomWrites(false); }

TEST(IncrementalOfSlapd, EqualsAFullCaptureWithASessionLog) { expectSameRootsAfterRandomWrites(true); }

TEST(IncrementalOfSlapd, ReadsInFullAndSaysWhyIfChangesAreUnavailable) {
  test::SlapdServer server(withOverlays(false));
  SlapdSite site(server.uri(), server.rootDn(), test::SlapdServer::password());
  site.begin();
  server.restart();
  EXPECT_EQ(site.step(), "") << "a restart changes nothing";
  server.apply("dn: " + nameOf(3) + "\nchangetype: modrdn\nnewrdn: cn=renamed\ndeleteoldrdn: 1\n\n");
  EXPECT_EQ(site.step(), "o=Acme: an entry was renamed\n");
  server.applyToConfig("dn: cn=module{0},cn=config\nchangetype: modify\nadd: olcModuleLoad\nolcModuleLoad: unique\n\n");
  EXPECT_EQ(site.step(), "o=Acme: the schema changed\n") << "the module brings classes along";
  server.applyToConfig(
      "dn: cn={0}core,cn=schema,cn=config\nchangetype: modify\nadd: olcAttributeTypes\n"
      "olcAttributeTypes: ( 1.2.3.4.5 NAME 'acmeBadge' SUP name )\n\n");
  EXPECT_EQ(site.step(), "o=Acme: the schema changed\n");
  server.applyToConfig(
      "dn: olcOverlay=unique,olcDatabase={1}mdb,cn=config\nchangetype: add\nobjectClass: olcUniqueConfig\n"
      "olcUniqueURI: ldap:///?uid?sub\n\n");
  EXPECT_EQ(site.step(), "o=Acme: the server's configuration changed\n");
  server.apply(add(nameOf(4), "description", "after"));
  EXPECT_EQ(site.step(), "") << "unique is counted";
}

TEST(IncrementalOfSlapd, AnotherIdentityReadsInFull) {
  test::SlapdOptions options = withOverlays(false);
  options.databaseLines = {"olcAccess: to * by users read by anonymous auth"};
  const test::SlapdServer server(options);
  SlapdSite site(server.uri(), server.rootDn(), test::SlapdServer::password());
  site.begin();
  EXPECT_EQ(site.last().authorizationIdentity, std::vector<std::string>{"dn:cn=admin,o=Acme"});
  site.bindAs(test::SlapdServer::configRootDn(), test::SlapdServer::password());
  EXPECT_EQ(site.step(), "o=Acme: the earlier snapshot was taken as a different identity\n");
  EXPECT_EQ(site.step(), "");
}

TEST(IncrementalOfSlapd, GroupBasedAccessReadsInFull) {
  test::SlapdOptions options = withOverlays(false);
  options.databaseLines = {"olcAccess: to * by group=\"cn=readers,o=Acme\" read by users read by anonymous auth"};
  const test::SlapdServer server(options);
  SlapdSite site(server.uri(), test::SlapdServer::configRootDn(), test::SlapdServer::password());
  site.begin();
  EXPECT_EQ(site.step(), "o=Acme: access depends on groups or other entries (olcAccess)\n");
}

TEST(IncrementalOfDs389, ReadsInFullAndIsEqual) {
  if (const std::string why = test::Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const test::Ds389Server server;
  SlapdSite site(server.uri(), test::Ds389Server::rootDn(), test::Ds389Server::password());
  site.begin();
  server.apply("dn: ou=New," + server.suffix() + "\nchangetype: add\nobjectClass: organizationalUnit\n\n");
  EXPECT_EQ(site.step(), "everything: this server does not report the changes of any captured part\n");
  if (!test::ds389AnswersSmallPagesOfConfiguration()) return;
  EXPECT_GT(site.estimateOf("cn=config"), 0U) << "it says with each page how many there are";
}

std::string sambaUser(const std::string& name) {
  return "dn: CN=" + name + ",OU=Staff," + test::SambaServer::suffix() + "\nchangetype: add\nobjectClass: user\n" +
         "sAMAccountName: " + name + "\n\n";
}

TEST(IncrementalOfSamba, AfterWritesDeletionsAndInheritedPermissionsEqualsAFullCapture) {
  if (const std::string why = test::SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const test::SambaServer server;
  const std::string suffix = test::SambaServer::suffix(), staff = "OU=Staff," + suffix;
  server.apply("dn: " + staff + "\nchangetype: add\nobjectClass: organizationalUnit\n\n" + sambaUser("anna") +
               sambaUser("bert") + sambaUser("carl"));
  SlapdSite site(server.uri(), test::SambaServer::rootDn(), test::SambaServer::password());
  site.begin();
  EXPECT_EQ(site.step(), "") << "nothing changed";
  const std::string anna = "CN=anna," + staff, bert = "CN=bert," + staff;
  server.apply(sambaUser("dora") + add("CN=dora," + staff, "manager", bert) +
               add("CN=Domain Admins,CN=Users," + suffix, "member", anna) + add(bert, "description", "x"));
  EXPECT_EQ(site.step(), "") << "a user, a group, a link";
  server.apply(remove(bert) + remove(anna));
  EXPECT_EQ(site.step(), "") << "deleted";
  test::mustSucceed({"samba-tool", "dsacl", "set", "-s", server.configFile(), "-H", server.ldapi(),
                     "--objectdn=" + staff, "--sddl=(A;CI;RPWP;;;AU)"});
  EXPECT_EQ(site.step(), "") << "inherited permissions";
  server.apply("dn: CN=carl," + staff + "\nchangetype: modrdn\nnewrdn: CN=Carla\ndeleteoldrdn: 1\n\n");
  EXPECT_EQ(site.step(), suffix + ": an entry was renamed or moved\n");
}

}  // namespace
}  // namespace ldapsnap
