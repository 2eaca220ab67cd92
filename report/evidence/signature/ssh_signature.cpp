#include "report/evidence/signature/ssh_signature.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "snapshot/base/error.h"

extern char** environ;

namespace ldapsnap {

namespace {

Error systemError(const char* what) {
  return Error(ErrorKind::Internal, fmt::format("{}: {}", what, std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number < 0) throw systemError("cannot open a descriptor");
  }
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// A file without a name, in memory: nothing is written to a disk. Programs that are started have it open too.
int memoryFile(std::string_view bytes) {
  const int file = memfd_create("ldapsnap", 0);
  if (file < 0) return file;
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written <= 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  lseek(file, 0, SEEK_SET);
  return file;
}

std::string readToEnd(int descriptor) {
  std::string all;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = ::read(descriptor, buffer.data(), buffer.size())) != 0;) {
    if (got < 0 && errno != EINTR) throw systemError("cannot read from ssh-keygen");
    if (got > 0) all.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return all;
}

struct Outcome {
  int exitCode = 0;
  std::string out;
};

/// Runs ssh-keygen, found along PATH, without a shell.
Outcome runSshKeygen(const std::vector<std::string>& arguments, std::string_view input) {
  std::vector<char*> words = {const_cast<char*>("ssh-keygen")};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const Descriptor in(memoryFile(input));
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw systemError("cannot make a pipe");
  const Descriptor readEnd(ends[0]);
  Descriptor writeEnd(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, writeEnd.number(), STDOUT_FILENO);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot run ssh-keygen: {}", std::strerror(failed)))
        .fix("install OpenSSH's client");
  }
  writeEnd.close();
  Outcome outcome{0, readToEnd(readEnd.number())};
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

}  // namespace

std::string sshSign(const std::string& keyFile, std::string_view message) {
  const Outcome outcome = runSshKeygen({"-q", "-Y", "sign", "-n", kSshNamespace, "-f", keyFile}, message);
  if (outcome.exitCode != 0 || !outcome.out.starts_with("-----BEGIN SSH SIGNATURE-----"))
    throw Error(ErrorKind::BadInput, "ssh-keygen cannot sign with this key").at(keyFile);
  return outcome.out;
}

void verifySsh(const std::string& allowedSigners, const std::string& identity, std::string_view message,
               std::string_view signature) {
  const Descriptor file(memoryFile(signature));
  const Outcome outcome = runSshKeygen({"-q", "-Y", "verify", "-f", allowedSigners, "-I", identity, "-n", kSshNamespace,
                                        "-s", fmt::format("/proc/self/fd/{}", file.number())},
                                       message);
  if (outcome.exitCode != 0)
    throw Error(ErrorKind::Integrity, fmt::format("ssh-keygen does not find it signed by {}", identity));
}

}  // namespace ldapsnap
