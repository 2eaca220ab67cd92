#include "tests/support/servers/slapd.h"

#include <fmt/format.h>
#include <signal.h>
#include <stdexcept>
#include <unistd.h>

#include "tests/support/servers/free_port.h"
#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {

namespace {

constexpr int kStartAttempts = 5;  ///< another process may take the port first

/// slapd and slapadd live in /usr/sbin, which a user's PATH may lack.
std::string serverProgram(const std::string& name) { return "/usr/sbin/" + name; }

std::string linesOf(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) result += line + "\n";
  return result;
}

/// The entry at the suffix, by the type of its RDN.
std::string suffixEntry(const std::string& suffix) {
  const std::size_t equals = suffix.find('=');
  const std::string type = suffix.substr(0, equals);
  const std::string value = suffix.substr(equals + 1, suffix.find(',') - equals - 1);
  const std::string classes = type == "dc"   ? "objectClass: dcObject\nobjectClass: organization\no: " + value
                              : type == "ou" ? "objectClass: organizationalUnit"
                                             : "objectClass: organization";
  return fmt::format("dn: {}\n{}\n{}: {}\n", suffix, classes, type, value);
}

/// Whoever runs the test, as slapd names a peer of its ldapi socket.
std::string peerDn() {
  return fmt::format("gidNumber={}+uidNumber={},cn=peercred,cn=external,cn=auth", ::getegid(), ::geteuid());
}

}  // namespace

SlapdServer::SlapdServer(SlapdOptions options) : options_(std::move(options)) {
  build();
  for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
    port_ = freePort();
    tlsPort_ = options_.tls ? freePort() : 0;
    if (start()) return;
  }
  throw std::runtime_error("slapd does not start:\n" + endOf(log()));
}

std::string SlapdServer::uri() const { return fmt::format("ldap://127.0.0.1:{}", port_); }
std::string SlapdServer::ldaps() const { return fmt::format("ldaps://127.0.0.1:{}", tlsPort_); }
std::string SlapdServer::ldapi() const { return ldapiUri(fileIn("ldapi")); }

std::string SlapdServer::log() const { return contentOf(fileIn("slapd.log")); }

std::string SlapdServer::configLdif() const {
  std::vector<std::string> modules = options_.modules;
  modules.insert(modules.begin(), "back_mdb");
  if (options_.syncprov) modules.emplace_back("syncprov");
  std::string text = fmt::format(
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\nolcPidFile: {0}/slapd.pid\nolcArgsFile: {0}/slapd.args\n"
      "olcLogLevel: stats\n{1}\n"
      "dn: cn=module{{0}},cn=config\nobjectClass: olcModuleList\ncn: module{{0}}\nolcModulePath: /usr/lib/ldap\n",
      folder_.path().string(), linesOf(options_.globalLines));
  for (const std::string& module : modules) text += "olcModuleLoad: " + module + "\n";
  text += "\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n";
  for (const std::string& file : options_.schemaFiles) text += "include: file://" + file + "\n\n";
  text += fmt::format(
      "dn: olcDatabase={{-1}}frontend,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcFrontendConfig\n"
      "olcDatabase: {{-1}}frontend\nolcAccess: {{0}}to dn.base=\"\" by * read\n"
      "olcAccess: {{1}}to dn.base=\"cn=Subschema\" by * read\n\n"
      "dn: olcDatabase={{0}}config,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {{0}}config\n"
      "olcRootDN: {0}\nolcRootPW: {1}\nolcAccess: {{0}}to * by dn.exact={2} manage by dn.exact={4} read by * "
      "break\n\n"
      "dn: olcDatabase={{1}}mdb,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcMdbConfig\n"
      "olcDatabase: {{1}}mdb\nolcSuffix: {3}\nolcRootDN: {4}\nolcRootPW: {1}\nolcDbDirectory: {5}\n"
      "olcDbIndex: objectClass,entryUUID,entryCSN eq\nolcDbMaxSize: 2147483648\nolcDbNoSync: TRUE\n{6}\n",
      configRootDn(), password(), peerDn(), options_.suffix, rootDn(), fileIn("data"), linesOf(options_.databaseLines));
  std::vector<std::string> overlays = options_.overlays;
  if (options_.syncprov) overlays.emplace_back("olcOverlay: syncprov\nobjectClass: olcSyncProvConfig");
  for (std::size_t i = 0; i < overlays.size(); ++i) {
    const std::string name = overlays[i].substr(12, overlays[i].find('\n') - 12);
    text += fmt::format(
        "dn: olcOverlay={{{0}}}{1},olcDatabase={{1}}mdb,cn=config\nobjectClass: olcOverlayConfig\n"
        "olcOverlay: {{{0}}}{1}{2}\n\n",
        i, name, overlays[i].substr(12 + name.size()));
  }
  return text;
}

void SlapdServer::build() {
  for (const char* name : {"config", "data"}) std::filesystem::create_directory(folder_.path() / name);
  const std::string config = folder_.write("config.ldif", configLdif()).string();
  mustSucceed({serverProgram("slapadd"), "-n", "0", "-F", fileIn("config"), "-l", config});
  const std::string data =
      folder_.write("data.ldif", options_.data.empty() ? suffixEntry(options_.suffix) : options_.data).string();
  mustSucceed({serverProgram("slapadd"), "-q", "-w", "-b", options_.suffix, "-F", fileIn("config"), "-l", data});
}

bool SlapdServer::start() {
  const std::string listeners = fmt::format("{}/ {}/ {}", uri(), ldapi(), options_.tls ? ldaps() + "/" : "");
  process_ = std::make_unique<BackgroundProcess>(
      std::vector<std::string>{serverProgram("slapd"), "-F", fileIn("config"), "-h", listeners, "-d", "stats"},
      fileIn("slapd.log"));
  if (waitUntilAnswering(*process_, "127.0.0.1", port_)) return true;
  process_.reset();
  return false;
}

void SlapdServer::apply(const std::string& ldif, const std::string& bindDn) const {
  applyLdif(uri(), bindDn, password(), ldif);
}

void SlapdServer::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

void SlapdServer::stop() {
  process_->signal(SIGTERM);
  process_->wait();
}

void SlapdServer::restart() {
  stop();
  if (!start()) throw std::runtime_error("slapd does not start again:\n" + log());
}

}  // namespace ldapsnap::test
