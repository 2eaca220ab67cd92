// Rules proven on real servers: each row of a table provokes what a rule is about, asks the rule, and runs the setup,
// which fails in the words that the row names. Before, the rule must not hold. A test ends with the number of rules
// that it proved; those of OpenLDAP 2.6 and 3.x of 389 Directory Server are tried in the Debian 13 root that
// tests/roots/run.sh keeps. What takes minutes: LDAPSNAP_LONG_TESTS=1.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <set>
#include <unistd.h>

#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

namespace fs = std::filesystem;

bool areLongTestsOn() { return std::getenv("LDAPSNAP_LONG_TESTS") != nullptr; }

/// Counts the rules that were proven, each once, and says so.
class Proofs {
 public:
  explicit Proofs(std::string server) : server_(std::move(server)) {}
  ~Proofs() { std::cout << rules_.size() << " rules proven on " << server_ << std::endl; }
  void add(const std::string& rule) { rules_.insert(rule); }
  std::size_t size() const { return rules_.size(); }

 private:
  std::string server_;
  std::set<std::string> rules_;
};

void put(const std::string& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

bool holds(const ProcessResult& check, const std::string& rule) {
  // "error  openldap/bdb-attributes  The title", so a rule whose name only begins alike is another one.
  return check.out.find("  " + rule + "  ") != std::string::npos;
}

// --- OpenLDAP: slapcat -n 0 of an older version, loaded by slapadd ---

/// A part of a configuration: further values of cn=module{0}, entries below cn=schema, below the frontend, further
/// values of the mdb database, and entries at the end.
struct Configuration {
  std::string modules{}, schema{}, frontend{}, database{}, entries{};
};

std::string textOf(const Configuration& parts, const std::string& folder) {
  return "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
         "dn: cn=module{0},cn=config\nobjectClass: olcModuleList\ncn: module{0}\nolcModulePath: /usr/lib/ldap\n"
         "olcModuleLoad: {0}back_mdb\n" +
         parts.modules + "\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n" + parts.schema +
         "dn: olcDatabase={-1}frontend,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcFrontendConfig\n"
         "olcDatabase: {-1}frontend\n\n" +
         parts.frontend +
         "dn: olcDatabase={0}config,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {0}config\n\n"
         "dn: olcDatabase={1}mdb,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcMdbConfig\n"
         "olcDatabase: {1}mdb\nolcSuffix: dc=example,dc=com\nolcDbDirectory: " +
         folder + "\n" + parts.database + "\n" + parts.entries;
}

std::string databaseOf(const std::string& kind, const std::string& objectClass, const std::string& values) {
  return "dn: olcDatabase={2}" + kind + ",cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: " + objectClass +
         "\nolcDatabase: {2}" + kind + "\nolcSuffix: dc=far\n" + values + "\n";
}

std::string schemaOf(const std::string& name, const std::string& definition) {
  return "dn: cn={0}" + name + ",cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: {0}" + name + "\n" +
         definition + "\n\n";
}

struct SlapaddProof {
  std::string rule;
  Configuration parts;
  std::string says;  ///< slapadd, where the rule holds
};

const std::string kIa5 = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )";

std::vector<SlapaddProof> slapaddProofs() {
  std::vector<SlapaddProof> proofs{
      {"openldap/bdb-hdb-module",
       {.modules = "olcModuleLoad: {1}back_hdb\n"},
       "lt_dlopenext failed: (back_hdb) file not found"},
      {"openldap/bdb-hdb-database",
       {.entries = databaseOf("hdb", "olcHdbConfig", "olcDbDirectory: /var/lib/ldap\n")},
       "unrecognized objectClass 'olcHdbConfig'"},
      {"openldap/pw-argon2-module",
       {.modules = "olcModuleLoad: {1}pw-argon2\n"},
       "lt_dlopenext failed: (pw-argon2) file not found"},
      {"openldap/shell-database",
       {.entries = databaseOf("shell", "olcShellConfig", "")},
       "unrecognized objectClass 'olcShellConfig'"},
      {"openldap/ppolicy-schema",
       {.modules = "olcModuleLoad: {1}ppolicy\n",
        .schema = schemaOf("ppolicy",
                           "olcAttributeTypes: {0}( 1.3.6.1.4.1.42.2.27.8.1.1 NAME 'pwdAttribute' EQUALITY "
                           "objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )")},
       "Duplicate attributeType: \"1.3.6.1.4.1.42.2.27.8.1.1\""}};
  for (const char* value :
       {"olcDbCacheFree: 1", "olcDbCacheSize: 1000", "olcDbChecksum: FALSE",
        "olcDbConfig: {0}set_cachesize 0 2097152 0", "olcDbCryptFile: /etc/ldap/key", "olcDbCryptKey: secret",
        "olcDbDNcacheSize: 0", "olcDbDirtyRead: FALSE", "olcDbIDLcacheSize: 0", "olcDbLinearIndex: FALSE",
        "olcDbLockDetect: default", "olcDbPageSize: uid 4", "olcDbShmKey: 0"}) {
    const std::string text = value;
    proofs.push_back({"openldap/bdb-attributes",
                      {.database = text + "\n"},
                      "str2ad(" + text.substr(0, text.find(':')) + "): attribute type undefined"});
  }
  for (const char* value : {"olcDbACLAuthcDn: cn=proxy", "olcDbACLPasswd: secret", "olcDbIDAssertAuthcDn: cn=proxy",
                            "olcDbIDAssertMode: self", "olcDbIDAssertPasswd: secret"}) {
    const std::string text = value;
    proofs.push_back({"openldap/ldap-meta-directives",
                      {.modules = "olcModuleLoad: {1}back_ldap\n",
                       .entries = databaseOf("ldap", "olcLDAPConfig", "olcDbURI: ldap://h\n" + text + "\n")},
                      "str2ad(" + text.substr(0, text.find(':')) + "): attribute type undefined"});
  }
  return proofs;
}

/// Of 2.6.
std::vector<SlapaddProof> slapaddProofsOf26() {
  return {{"openldap/ndb-database",
           {.modules = "olcModuleLoad: {1}back_ndb\n"},
           "lt_dlopenext failed: (back_ndb) file not found"},
          {"openldap/lastbind-precision",
           {.modules = "olcModuleLoad: {1}lastbind\n",
            .entries = "dn: olcOverlay={0}lastbind,olcDatabase={1}mdb,cn=config\nobjectClass: olcOverlayConfig\n"
                       "objectClass: olcLastBindConfig\nolcOverlay: {0}lastbind\nolcLastBindPrecision: 60\n"},
           "attribute 'olcLastBindPrecision' not allowed"},
          {"openldap/memberof-global-addcheck",
           {.modules = "olcModuleLoad: {1}memberof\n",
            .schema = schemaOf("groups",
                               "olcAttributeTypes: {0}( 2.5.4.31 NAME 'member' SUP distinguishedName )\n"
                               "olcObjectClasses: {0}( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ "
                               "cn ) )"),
            .frontend = "dn: olcOverlay={0}memberof,olcDatabase={-1}frontend,cn=config\nobjectClass: olcOverlayConfig\n"
                        "objectClass: olcMemberOfConfig\nolcOverlay: {0}memberof\nolcMemberOfAddCheck: TRUE\n\n"},
           "addcheck functionality not supported when memberof is a global overlay"}};
}

/// kerberos.schema as the package krb5-kdc-ldap has it, after a schema of the site's own.
std::vector<SlapaddProof> kerberosProofs() {
  const ProcessResult published = runProcess({"gzip", "-dc", "/usr/share/doc/krb5-kdc-ldap/kerberos.openldap.ldif.gz"});
  if (published.exitCode != 0) return {};
  const auto own = [&published](const std::string& oid, const std::string& name) {
    return schemaOf("acme",
                    "olcAttributeTypes: {0}( " + oid + " NAME '" + name + "' EQUALITY caseExactIA5Match " + kIa5) +
           published.out + "\n\n";
  };
  return {{"openldap/kerberos-schema-taken",
           {.schema = own("1.3.6.1.4.1.32473.1", "krbPrincipalName")},
           "Inconsistent duplicate attributeType: \"krbPrincipalName\""},
          {"openldap/kerberos-schema-taken",
           {.schema = own("2.16.840.1.113719.1.301.4.1.1", "acmeName")},
           "Inconsistent duplicate attributeType: \"2.16.840.1.113719.1.301.4.1.1\""}};
}

class ProvenSlapadd : public testing::Test {
 protected:
  /// `root`: empty for this machine's slapadd, or a Debian root; `folder`: of ours, as seen inside of it.
  ProcessResult slapadd(const std::string& root, const std::string& folder, const std::string& text) const {
    fs::remove_all(root + folder + "/slapd.d");
    fs::create_directories(root + folder + "/slapd.d");
    put(root + folder + "/config.ldif", text);
    std::vector<std::string> words;
    if (!root.empty()) words = {"/usr/sbin/chroot", root};
    for (const std::string& word : {std::string("/usr/sbin/slapadd"), std::string("-n0"), std::string("-F"),
                                    folder + "/slapd.d", std::string("-l"), folder + "/config.ldif"})
      words.push_back(word);
    return runProcess(words);
  }

  void prove(const std::string& setup, const std::vector<SlapaddProof>& rows, const std::string& root,
             const std::string& folder, Proofs& proofs) const {
    fs::create_directories(root + folder + "/db");
    const std::string healthy = textOf({}, folder + "/db");
    const ProcessResult loaded = slapadd(root, folder, healthy);
    ASSERT_EQ(loaded.exitCode, 0) << loaded.err;
    const ProcessResult before = check(setup, healthy);
    for (const SlapaddProof& row : rows) {
      SCOPED_TRACE(row.rule + ": " + row.says);
      EXPECT_FALSE(holds(before, row.rule)) << before.out;
      const std::string text = textOf(row.parts, folder + "/db");
      const ProcessResult predicted = check(setup, text);
      EXPECT_EQ(predicted.exitCode, 1) << predicted.err;
      EXPECT_TRUE(holds(predicted, row.rule)) << predicted.out << predicted.err;
      const ProcessResult seen = slapadd(root, folder, text);
      EXPECT_EQ(seen.exitCode, 1);
      EXPECT_NE(seen.err.find(row.says), std::string::npos) << seen.err;
      if (!HasFailure()) proofs.add(row.rule);
    }
  }

  ProcessResult check(const std::string& setup, const std::string& text) const {
    return workplace_.ldapsnap({"check", workplace_.write("config.ldif", text), "--setup", setup, "--color", "never"});
  }

  Workplace workplace_;
};

/// A sample in a short run: a row for each rule.
std::vector<SlapaddProof> sampled(std::vector<SlapaddProof> rows) {
  if (areLongTestsOn()) return rows;
  std::set<std::string> seen;
  std::erase_if(rows, [&seen](const SlapaddProof& row) { return !seen.insert(row.rule).second; });
  return rows;
}

TEST_F(ProvenSlapadd, ConfigurationsThatSlapd25Refuses) {
  if (!fs::exists("/usr/sbin/slapadd")) GTEST_SKIP() << "the package slapd is not installed";
  const ProcessResult version = runProcess({"/usr/sbin/slapd", "-VV"});
  if (version.err.find("slapd 2.5") == std::string::npos) GTEST_SKIP() << "slapd is not of version 2.5";
  Proofs proofs("OpenLDAP 2.5");
  prove("openldap-2.5", sampled(slapaddProofs()), "", workplace_.path("slapd"), proofs);
  if (const auto rows = kerberosProofs(); !rows.empty())
    prove("kerberos-schema", sampled(rows), "", workplace_.path("slapd"), proofs);
  EXPECT_GE(proofs.size(), 7U);
}

TEST_F(ProvenSlapadd, ConfigurationsThatSlapd26Refuses) {
  if (!areLongTestsOn()) GTEST_SKIP() << "needs a Debian 13 root: LDAPSNAP_LONG_TESTS=1";
  const char* const roots = std::getenv("LDAPSNAP_ROOTS");
  const std::string root = std::string(roots != nullptr ? roots : "/var/tmp/ldapsnap-roots") + "/trixie";
  if (!fs::exists(root + "/usr/sbin/slapadd")) GTEST_SKIP() << "no slapd in " << root << " (tests/roots/run.sh)";
  const std::string folder = "/tmp/proven-rules-" + std::to_string(::getpid());
  Proofs proofs("OpenLDAP 2.6");
  std::vector<SlapaddProof> rows = slapaddProofs();
  for (SlapaddProof& row : slapaddProofsOf26()) rows.push_back(std::move(row));
  prove("openldap-2.6", rows, root, folder, proofs);
  fs::remove_all(root + folder);
  EXPECT_GE(proofs.size(), 10U);
}

// --- Samba: samba-tool on the database of a domain controller ---

struct SambaProof {
  std::string rule, setup, base;
  std::vector<std::string> before, after;  ///< what --set gives, where the rule must not hold and where it must
  std::string change;                      ///< LDIF that is applied between the two
  std::vector<std::string> command;        ///< of samba-tool, without -H
  std::string says;
};

std::vector<SambaProof> sambaProofs() {
  const std::string sites = "CN=Sites," + SambaServer::configuration(), site = "Default-First-Site-Name";
  const std::string cannotBeHigher = "Domain function level can't be higher than the lowest function level of a DC!";
  const std::string raiseFirst =
      "Forest function level can't be higher than the domain function level(s). Please raise it/them first!";
  return {
      {"samba/site-exists",
       "samba-site-create",
       sites,
       {"site=Branch9"},
       {"site=" + site},
       "",
       {"sites", "create", site},
       "A site with the name " + site + " already exists"},
      {"samba/site-has-servers",
       "samba-site-removal",
       sites,
       {"site=Branch9"},
       {"site=" + site},
       "",
       {"sites", "remove", site},
       "still has servers in it, move them before removal"},
      {"samba/lowest-controller-2012",
       "samba-domain-level-2012",
       sites,
       {},
       {},
       "",
       {"domain", "level", "raise", "--domain-level=2012"},
       cannotBeHigher},
      {"samba/lowest-controller-2012-r2",
       "samba-domain-level-2012-r2",
       sites,
       {},
       {},
       "",
       {"domain", "level", "raise", "--domain-level=2012_R2"},
       cannotBeHigher},
      {"samba/domain-level-below-2012",
       "samba-forest-level-2012",
       SambaServer::suffix(),
       {},
       {},
       "",
       {"domain", "level", "raise", "--forest-level=2012"},
       raiseFirst},
      {"samba/domain-level-below-2012-r2",
       "samba-forest-level-2012-r2",
       SambaServer::suffix(),
       {},
       {},
       "",
       {"domain", "level", "raise", "--forest-level=2012_R2"},
       raiseFirst},
  };
}

class ProvenRulesOfSamba : public testing::Test {
 protected:
  void SetUp() override {
    if (!areLongTestsOn()) GTEST_SKIP() << "takes minutes: LDAPSNAP_LONG_TESTS=1";
    if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  }

  ProcessResult check(const SambaServer& server, const std::vector<std::string>& bases,
                      const std::vector<std::string>& options) const {
    std::vector<std::string> words{
        "check", server.uri(), "-x", "-D", SambaServer::rootDn(), "-w", SambaServer::password(), "--color", "never"};
    for (const std::string& base : bases) words.insert(words.end(), {"-b", base});
    words.insert(words.end(), options.begin(), options.end());
    return workplace_.ldapsnap(words, "", std::chrono::seconds(300));
  }

  ProcessResult ask(const SambaServer& server, const SambaProof& row, const std::vector<std::string>& given) const {
    std::vector<std::string> options{"--setup", row.setup};
    for (const std::string& value : given) options.insert(options.end(), {"--set", value});
    return check(server, {row.base}, options);
  }

  static ProcessResult sambaTool(const SambaServer& server, std::vector<std::string> words) {
    words.insert(words.begin(), "/usr/bin/samba-tool");
    words.insert(words.end(), {"-s", server.configFile(), "-H", server.databaseFile()});
    return runProcess(words);
  }

  Workplace workplace_;
};

TEST_F(ProvenRulesOfSamba, CommandsThatADomainOf2008R2Refuses) {
  const SambaServer server;
  Proofs proofs("Samba");
  for (const SambaProof& row : sambaProofs()) {
    SCOPED_TRACE(row.rule);
    // Where nothing tells the two apart, the rule of the level that the domain has must not hold.
    if (row.before != row.after || !row.change.empty()) {
      EXPECT_FALSE(holds(ask(server, row, row.before), row.rule));
    }
    if (!row.change.empty()) server.apply(row.change);
    const ProcessResult predicted = ask(server, row, row.after);
    EXPECT_TRUE(holds(predicted, row.rule)) << predicted.out << predicted.err;
    const ProcessResult seen = sambaTool(server, row.command);
    EXPECT_NE(seen.exitCode, 0);
    EXPECT_NE((seen.out + seen.err).find(row.says), std::string::npos) << seen.out << seen.err;
    if (!HasFailure()) proofs.add(row.rule);
  }
  for (const char* setup : {"samba-domain-level-2008-r2", "samba-forest-level-2008-r2"}) {
    const ProcessResult possible =
        check(server, {SambaServer::suffix(), SambaServer::configuration()}, {"--setup", setup});
    EXPECT_EQ(possible.exitCode, 0) << possible.out << possible.err;
  }
  EXPECT_GE(proofs.size(), 6U);
}

/// Every schema that this Samba makes a domain of.
class FreshDomains : public ProvenRulesOfSamba, public testing::WithParamInterface<const char*> {};

TEST_P(FreshDomains, HaveNoFinding) {
  SambaOptions options;
  options.baseSchema = GetParam();
  const SambaServer server(options);
  const ProcessResult plain = check(server, {}, {});
  EXPECT_EQ(plain.exitCode, 0) << plain.out << plain.err;
}

INSTANTIATE_TEST_SUITE_P(BaseSchemas, FreshDomains, testing::Values("2008_R2_old", "2008_R2", "2012", "2012_R2"));

// --- 389 Directory Server ---

TEST(ProvenRulesOf389, BackendAndSchema) {
  if (!areLongTestsOn()) GTEST_SKIP() << "takes half a minute: LDAPSNAP_LONG_TESTS=1";
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  Ds389Server server;
  const Workplace workplace;
  Proofs proofs("389 Directory Server 2.3");
  const auto check = [&](const std::string& base, const std::vector<std::string>& options) {
    std::vector<std::string> words{
        "check", server.uri(), "-x",      "-D",   Ds389Server::rootDn(), "-w", Ds389Server::password(),
        "-b",    base,         "--color", "never"};
    words.insert(words.end(), options.begin(), options.end());
    return workplace.ldapsnap(words);
  };

  const std::string backend = "389ds/backend-exists";
  EXPECT_FALSE(holds(check("cn=config", {"--setup", "389ds-backend-create", "--set", "suffix=dc=second"}), backend));
  const ProcessResult taken =
      check("cn=config", {"--setup", "389ds-backend-create", "--set", "suffix=" + server.suffix()});
  EXPECT_TRUE(holds(taken, backend)) << taken.out << taken.err;
  const ProcessResult created =
      runProcess({"/usr/sbin/dsconf", "-D", Ds389Server::rootDn(), "-w", Ds389Server::password(), server.uri(),
                  "backend", "create", "--suffix", server.suffix(), "--be-name", "second"});
  EXPECT_NE(created.exitCode, 0);
  EXPECT_NE((created.out + created.err).find("Mapping tree for this suffix exists!"), std::string::npos)
      << created.out << created.err;
  if (!testing::Test::HasFailure()) proofs.add(backend);

  // An update brings schema files with elements whose names the site has given to its own.
  struct SchemaProof {
    std::string rule, setup, name, own, shipped;
  };
  const SchemaProof row{"389ds/schema-3.1-taken", "389ds-3", "lastLoginHistory", "1.3.6.1.4.1.32473.1.6",
                        "2.16.840.1.113730.3.1.2394"};
  EXPECT_FALSE(holds(check("cn=schema", {"--setup", row.setup}), row.rule));
  const auto definition = [&row](const std::string& oid) {
    return "attributeTypes: ( " + oid + " NAME '" + row.name + "' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n";
  };
  server.apply("dn: cn=schema\nchangetype: modify\nadd: attributeTypes\n" + definition(row.own));
  const ProcessResult predicted = check("cn=schema", {"--setup", row.setup});
  EXPECT_TRUE(holds(predicted, row.rule)) << predicted.out << predicted.err;
  put(server.schemaFolder() + "/50ns-new.ldif", "dn: cn=schema\n" + definition(row.shipped));
  std::string seen;
  try {
    server.restart();
  } catch (const std::runtime_error& error) {
    seen = error.what();
  }
  EXPECT_NE(seen.find("Another attribute type is already using the name or OID"), std::string::npos) << seen;
  if (!testing::Test::HasFailure()) proofs.add(row.rule);
}

}  // namespace
}  // namespace ldapsnap::test
