#include "tests/support/servers/ldap_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace ldapsnap::test {

namespace {

constexpr std::chrono::seconds kStartPatience{30};
constexpr std::chrono::milliseconds kPollInterval{5};

}  // namespace

void mustSucceed(const std::vector<std::string>& argv, const ProcessOptions& options) {
  const ProcessResult result = runProcess(argv, options);
  if (result.exitCode != 0) throw std::runtime_error(argv.front() + " failed: " + result.out + result.err);
}

bool answersOn(const std::string& address, int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  ::inet_pton(AF_INET, address.c_str(), &name.sin_addr);
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool connected = ::connect(socket, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0;
  ::close(socket);
  return connected;
}

bool waitUntilAnswering(BackgroundProcess& server, const std::string& address, int port) {
  const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
  while (server.running() && std::chrono::steady_clock::now() < deadline) {
    if (answersOn(address, port)) return server.running();
    std::this_thread::sleep_for(kPollInterval);
  }
  return false;
}

void applyLdif(const std::string& uri, const std::string& bindDn, const std::string& password,
               const std::string& ldif) {
  ProcessOptions options;
  options.stdinText = ldif;
  mustSucceed({"ldapmodify", "-a", "-x", "-H", uri, "-D", bindDn, "-w", password}, options);
}

std::string ldapiUri(const std::string& path) {
  std::string uri = "ldapi://";
  for (const char c : path) uri += c == '/' ? "%2F" : std::string(1, c);
  return uri;
}

std::string contentOf(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string endOf(const std::string& text) {
  return text.substr(text.size() - std::min<std::size_t>(text.size(), 2000));
}

std::string whyNotHere(std::string_view program, std::string_view package) {
  if (::geteuid() != 0) return "only root can start it";
  if (::access(std::string(program).c_str(), X_OK) != 0) return fmt::format("the package {} is not installed", package);
  return {};
}

}  // namespace ldapsnap::test
