#include "tests/support/servers/free_port.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ldapsnap::test {

namespace {

int portOfTheKernel() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool found = socket >= 0 && ::bind(socket, generic, size) == 0 && ::getsockname(socket, generic, &size) == 0;
  if (socket >= 0) ::close(socket);
  if (!found) throw std::runtime_error("no free port on 127.0.0.1");
  return ntohs(address.sin_port);
}

/// Keeps `port` from other tests for as long as this process lives: the lock goes with it, the empty file stays.
bool reserve(int port) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "ldapsnap-test-ports";
  std::filesystem::create_directories(folder);
  const int file = ::open((folder / std::to_string(port)).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("no place in " + folder.string());
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return true;
  ::close(file);
  return false;
}

}  // namespace

int freePort() {
  while (true) {
    const int port = portOfTheKernel();
    if (reserve(port)) return port;
  }
}

}  // namespace ldapsnap::test
