#include "tests/support/servers/samba.h"

#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include "tests/support/servers/ldap_server.h"
#include "tests/support/servers/made_once.h"

namespace ldapsnap::test {

namespace {

constexpr const char* kSambaServer = "/usr/sbin/samba";
constexpr int kLdapPort = 389;
constexpr const char* kAddressWhenMade = "127.42.0.1";

/// One address a server and process, so that two test programs do not meet.
std::string addressOfOurs() {
  static int servers = 0;
  const int pid = ::getpid();
  return fmt::format("127.{}.{}.{}", 42 + servers++, pid / 250 % 250, pid % 250 + 1);
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

std::string option(const std::string& name, const std::string& value) {
  return fmt::format("--option={}={}", name, value);
}

}  // namespace

std::string SambaServer::whyNot() {
  std::string reason = whyNotHere(kSambaServer, "samba");
  if (reason.empty()) reason = whyNotHere("/usr/bin/samba-tool", "samba-common-bin");
  if (reason.empty() && ::access("/usr/share/samba/setup/provision.ldif", R_OK) != 0) {
    reason = "the package samba-ad-provision is not installed";
  }
  return reason.empty() ? whyNotHere("/sbin/ip", "iproute2") : reason;
}

SambaServer::SambaServer(SambaOptions options) : options_(std::move(options)), address_(addressOfOurs()) {
  provision();
  if (options_.authority != nullptr) certificate_ = options_.authority->issue("dc-" + address_, "IP:" + address_);
  // Samba passes over an address that no interface has.
  mustSucceed({"/sbin/ip", "address", "replace", address_ + "/32", "dev", "lo"});
  start();
}

SambaServer::~SambaServer() {
  process_.reset();
  runProcess({"/sbin/ip", "address", "delete", address_ + "/32", "dev", "lo"});
}

std::string SambaServer::ldapi() const { return ldapiUri(fileIn("dc/private/ldap_priv/ldapi")); }
std::string SambaServer::log() const { return contentOf(fileIn("samba.log")); }

/// A copy of a domain with these options that is made once; its settings name the folder and the address.
void SambaServer::provision() const {
  // Without "vfs objects" it would ask the file system for extended attributes, which it needs for file shares alone.
  std::vector<std::string> command{"/usr/bin/samba-tool",
                                   "domain",
                                   "provision",
                                   "--server-role=dc",
                                   "--realm=" + options_.realm,
                                   "--domain=" + options_.domain,
                                   "--host-name=" + options_.host,
                                   std::string("--host-ip=") + kAddressWhenMade,
                                   "--adminpass=" + password(),
                                   "--dns-backend=" + options_.dnsBackend,
                                   "--base-schema=" + options_.baseSchema,
                                   option("interfaces", kAddressWhenMade),
                                   option("bind interfaces only", "yes"),
                                   option("vfs objects", "")};
  std::vector<std::string> recipe = command;
  recipe.push_back(runProcess({kSambaServer, "--version"}).out);
  const std::filesystem::path made = madeOnce("samba", recipe, [&](const std::filesystem::path& folder) {
    ProcessOptions patient;
    patient.timeout = std::chrono::seconds(400);  // half a minute where nothing else runs
    command.push_back("--targetdir=" + (folder / "dc").string());
    mustSucceed(command, patient);
  });
  mustSucceed({"/bin/cp", "-a", (made / "dc").string(), folder_.path().string()});
  std::string settings = contentOf(configFile());
  replaceAll(settings, (made / "dc").string(), fileIn("dc"));
  replaceAll(settings, kAddressWhenMade, address_);
  std::ofstream(configFile(), std::ios::trunc) << settings;
}

void SambaServer::start() {
  std::filesystem::create_directories(folder_ / "run");
  std::vector<std::string> command{kSambaServer,
                                   "-i",
                                   "-M",
                                   "single",
                                   "-s",
                                   fileIn("dc/etc/smb.conf"),
                                   "--debug-stdout",
                                   "-d",
                                   "1",
                                   option("server services", options_.kdc ? "ldap, kdc" : "ldap"),
                                   option("dcerpc endpoint servers", ""),
                                   option("interfaces", address_),
                                   option("bind interfaces only", "yes"),
                                   option("ldap server require strong auth", options_.strongAuth),
                                   option("dsdb:schema update allowed", "yes"),
                                   option("pid directory", fileIn("run")),
                                   option("lock directory", fileIn("dc/state")),
                                   option("ncalrpc dir", fileIn("ncalrpc"))};
  if (options_.authority != nullptr) {
    command.push_back(option("tls cafile", options_.authority->file()));
    command.push_back(option("tls certfile", certificate_.certificate));
    command.push_back(option("tls keyfile", certificate_.key));
  }
  process_ = std::make_unique<BackgroundProcess>(command, fileIn("samba.log"));
  if (!waitUntilAnswering(*process_, address_, kLdapPort)) {
    throw std::runtime_error("samba does not start:\n" + endOf(log()));
  }
}

void SambaServer::apply(const std::string& ldif) const { applyLdif(uri(), rootDn(), password(), ldif); }

void SambaServer::stop() {
  process_->signal(SIGTERM);
  process_->wait();
}

void SambaServer::restart() {
  stop();
  start();
}

}  // namespace ldapsnap::test
