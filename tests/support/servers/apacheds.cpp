#include "tests/support/servers/apacheds.h"

#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

#include "tests/support/servers/free_port.h"
#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* kJava = "/usr/bin/java";
constexpr const char* kDefaultConfiguration = "/etc/apacheds/config.ldif";
constexpr const char* kLibraries = "/usr/share/apacheds/lib";
/// The server needs them, but Debian's package does not ask for them.
constexpr const char* kMoreLibraries[] = {"/usr/share/java/caffeine.jar", "/usr/share/java/commons-collections4.jar",
                                          "/usr/share/java/commons-lang3.jar"};

/// The package's configuration, on `port` and `tlsPort` of 127.0.0.1.
std::string configurationOn(int port, int tlsPort) {
  std::ifstream in(kDefaultConfiguration);
  std::ostringstream out;
  std::string dn;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("dn: ")) dn = line;
    if (line.starts_with("ads-transportaddress:")) line = "ads-transportaddress: 127.0.0.1";
    if (line.starts_with("ads-systemport:")) {
      if (dn.starts_with("dn: ads-transportid=ldap,")) line = fmt::format("ads-systemport: {}", port);
      if (dn.starts_with("dn: ads-transportid=ldaps,")) line = fmt::format("ads-systemport: {}", tlsPort);
    }
    out << line << '\n';
  }
  return out.str();
}

std::string classPath() {
  std::string path = std::string(kLibraries) + "/*";
  for (const char* library : kMoreLibraries) path += std::string(":") + library;
  return path;
}

}  // namespace

std::string ApacheDsServer::whyNot() {
  if (::access(kDefaultConfiguration, R_OK) != 0) return "the package apacheds is not installed";
  if (::access(kJava, X_OK) != 0) return "the package default-jre-headless is not installed";
  for (const char* library : kMoreLibraries) {
    if (::access(library, R_OK) != 0) return fmt::format("there is no {}", library);
  }
  // The package links to libraries that it only recommends.
  for (const fs::directory_entry& library : fs::directory_iterator(kLibraries)) {
    if (!fs::exists(library.path()))
      return "the package of " + fs::read_symlink(library.path()).filename().string() +
             ", which apacheds recommends, is not installed";
  }
  return {};
}

ApacheDsServer::ApacheDsServer() : port_(freePort()), tlsPort_(freePort()) {
  for (const char* name : {"conf", "cache", "partitions", "run", "log"}) fs::create_directories(folder_ / name);
  folder_.write("conf/config.ldif", configurationOn(port_, tlsPort_));
  folder_.write("conf/log4j.properties",
                "log4j.rootCategory=WARN, stdout\nlog4j.appender.stdout=org.apache.log4j.ConsoleAppender\n"
                "log4j.appender.stdout.layout=org.apache.log4j.PatternLayout\n"
                "log4j.appender.stdout.layout.ConversionPattern=%p [%c] - %m%n\n");
  start();
}

std::string ApacheDsServer::uri() const { return fmt::format("ldap://127.0.0.1:{}", port_); }
std::string ApacheDsServer::log() const { return contentOf((folder_ / "apacheds.log").string()); }
void ApacheDsServer::apply(const std::string& ldif) const { applyLdif(uri(), rootDn(), password(), ldif); }

void ApacheDsServer::start() {
  const std::string folder = folder_.path().string();
  constexpr std::string_view kControls = "org.apache.directory.api.ldap.codec.controls.";
  constexpr std::string_view kMoreControls = "org.apache.directory.api.ldap.extras.controls.";
  // The controls of /etc/default/apacheds. Its certificates come from classes that newer Java hides.
  const std::string controls = fmt::format(
      "-Dapacheds.controls={0}cascade.CascadeFactory,{0}manageDsaIT.ManageDsaITFactory,"
      "{0}search.entryChange.EntryChangeFactory,{0}search.pagedSearch.PagedResultsFactory,"
      "{0}search.persistentSearch.PersistentSearchFactory,{0}search.subentries.SubentriesFactory,"
      "{1}ppolicy_impl.PasswordPolicyFactory",
      kControls, kMoreControls);
  process_ = std::make_unique<BackgroundProcess>(
      std::vector<std::string>{kJava, "--add-exports", "java.base/sun.security.x509=ALL-UNNAMED", "--add-exports",
                               "java.base/sun.security.util=ALL-UNNAMED", "-Djava.awt.headless=true", "-Xmx256m",
                               "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", controls,
                               "-Dlog4j.configuration=file:" + folder + "/conf/log4j.properties",
                               "-Dapacheds.log.dir=" + folder + "/log", "-cp", classPath(),
                               "org.apache.directory.server.UberjarMain", folder + "/"},
      (folder_ / "apacheds.log").string());
  // Java on a busy machine.
  constexpr int kPatience = 4;
  int waits = 0;
  while (!waitUntilAnswering(*process_, "127.0.0.1", port_) && process_->running() && ++waits < kPatience) continue;
  if (!answersOn("127.0.0.1", port_)) {
    throw std::runtime_error("apacheds does not start:\n" + endOf(log()));
  }
}

void ApacheDsServer::restart() {
  process_->signal(SIGTERM);
  process_->wait();
  start();
}

}  // namespace ldapsnap::test
