#include "tests/support/servers/ds389.h"

#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include "tests/support/servers/free_port.h"
#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* kServer = "/usr/sbin/ns-slapd";
constexpr const char* kDefaults = "/usr/share/dirsrv/inf/defaults.inf";

/// The key of a "key = value" line; empty for another line.
std::string keyOf(const std::string& line) {
  const std::size_t equals = line.find(" = ");
  return equals == std::string::npos || line.front() == ';' ? std::string() : line.substr(0, equals);
}

/// Where the settings of defaults.inf that name a place outside of /usr stand below `prefix`.
std::string movedBelow(const std::string& prefix, const std::string& key, const std::string& value) {
  if (key == "with_systemd") return "0";
  if (key == "prefix") return prefix;
  if (key == "data_dir") return prefix + "/share";
  if (key == "run_dir") return prefix + "/run";
  if (key == "tmp_dir") return prefix + "/tmp";
  if (key == "sysconf_dir") return prefix + "/etc";
  if (key == "local_state_dir") return prefix + "/var";
  if (key == "inst_dir") return prefix + "/inst/slapd-{instance_name}";
  if (key == "ldapi") return prefix + "/run/slapd-{instance_name}.socket";
  if (key == "pid_file") return prefix + "/run/slapd-{instance_name}.pid";
  if (value.starts_with("/dev/shm/")) return prefix + "/var" + value.substr(4);
  const bool isBelow = value.starts_with("/etc/") || value.starts_with("/var/") || value.starts_with("/run/");
  return isBelow ? prefix + value : value;
}

void writeDefaults(const std::string& prefix) {
  std::ifstream in(kDefaults);
  std::ofstream out(prefix + "/share/dirsrv/inf/defaults.inf");
  for (std::string line; std::getline(in, line);) {
    const std::string key = keyOf(line);
    out << (key.empty() ? line : key + " = " + movedBelow(prefix, key, line.substr(key.size() + 3))) << '\n';
  }
}

/// One name a server and process.
std::string nameOfOurs() {
  static int servers = 0;
  return fmt::format("t{}n{}", ::getpid(), servers++);
}

/// Without nsslapd-listenhost the server listens on every address while it is being made.
void listenOnLoopbackOnly(const std::string& templateFile) {
  constexpr std::string_view kPort = "\nnsslapd-port: ";
  std::string text = contentOf(templateFile);
  const std::size_t port = text.find(kPort);
  if (port == std::string::npos) throw std::runtime_error(templateFile + " has no nsslapd-port");
  text.insert(port + 1, "nsslapd-listenhost: 127.0.0.1\nnsslapd-securelistenhost: 127.0.0.1\n");
  std::ofstream(templateFile, std::ios::trunc) << text;
}

}  // namespace

std::string Ds389Server::whyNot() { return whyNotHere(kServer, "389-ds-base"); }

// ns-slapd makes a semaphore in /dev/shm that bears the instance's name, for the whole machine.
Ds389Server::Ds389Server(Ds389Options options) : options_(std::move(options)), instance_(nameOfOurs()) {
  port_ = freePort();
  tlsPort_ = freePort();
  buildPrefix();
  try {
    createInstance();
    start();
  } catch (...) {
    endLeftover();
    throw;
  }
}

Ds389Server::~Ds389Server() {
  process_.reset();
  std::error_code none;
  fs::remove("/dev/shm/sem.slapd-" + instance_ + ".stats", none);
}

std::string Ds389Server::uri() const { return fmt::format("ldap://127.0.0.1:{}", port_); }
std::string Ds389Server::ldapi() const { return ldapiUri(fileIn("run/slapd-" + instance_ + ".socket")); }
std::string Ds389Server::log() const { return contentOf(fileIn("var/log/dirsrv/slapd-" + instance_ + "/errors")); }

std::string Ds389Server::accessLog() const {
  return contentOf(fileIn("var/log/dirsrv/slapd-" + instance_ + "/access"));
}

std::string Ds389Server::schemaFolder() const { return fileIn("etc/dirsrv/slapd-" + instance_ + "/schema"); }

void Ds389Server::buildPrefix() const {
  for (const char* name : {"etc/dirsrv", "etc/default", "share/dirsrv/inf", "var/lib/dirsrv", "var/log/dirsrv",
                           "var/shm", "run/lock/dirsrv", "tmp", "inst"}) {
    fs::create_directories(folder_ / name);
  }
  writeDefaults(folder_.path().string());
  fs::copy("/usr/share/dirsrv/data", folder_ / "share/dirsrv/data", fs::copy_options::recursive);
  for (const char* name : {"schema", "config"}) {
    fs::copy(std::string("/etc/dirsrv/") + name, folder_ / "etc/dirsrv" / name, fs::copy_options::recursive);
  }
  listenOnLoopbackOnly(fileIn("share/dirsrv/data/template-dse.ldif"));
  mustSucceed({"chown", "-R", "dirsrv:dirsrv", folder_.path().string()});
}

void Ds389Server::createInstance() const {
  const std::string settings = fmt::format(
      "[general]\nconfig_version = 2\nfull_machine_name = localhost\nselinux = False\nsystemd = False\nstart = "
      "False\n\n"
      "[slapd]\ninstance_name = {}\nport = {}\nsecure_port = {}\nroot_password = {}\nself_sign_cert = False\n\n"
      "[backend-userroot]\nsuffix = {}\ncreate_suffix_entry = True\nsample_entries = no\n",
      instance_, port_, tlsPort_, password(), options_.suffix);
  ProcessOptions options;
  options.environment["PREFIX"] = folder_.path().string();
  options.timeout = std::chrono::seconds(400);  // ten seconds where nothing else runs
  mustSucceed({"/usr/sbin/dscreate", "from-file", folder_.write("instance.inf", settings).string()}, options);
}

void Ds389Server::start() {
  process_ = std::make_unique<BackgroundProcess>(
      std::vector<std::string>{kServer, "-D", fileIn("etc/dirsrv/slapd-" + instance_), "-i",
                               fileIn("run/slapd-" + instance_ + ".pid"), "-d", "0"},
      fileIn("ns-slapd.log"));
  if (!waitUntilAnswering(*process_, "127.0.0.1", port_)) {
    throw std::runtime_error("ns-slapd does not start:\n" + endOf(log() + contentOf(fileIn("ns-slapd.log"))));
  }
}

/// dscreate starts the server in the background, as a daemon, and stops it at its end, unless it fails.
void Ds389Server::endLeftover() const {
  const std::string pid = contentOf(fileIn("run/slapd-" + instance_ + ".pid"));
  if (!pid.empty() && !process_) ::kill(std::atoi(pid.c_str()), SIGKILL);
}

void Ds389Server::apply(const std::string& ldif) const { applyLdif(uri(), rootDn(), password(), ldif); }

void Ds389Server::stop() {
  process_->signal(SIGTERM);
  process_->wait();
}

void Ds389Server::restart() {
  stop();
  start();
}

}  // namespace ldapsnap::test
