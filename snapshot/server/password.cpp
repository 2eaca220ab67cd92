#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <openssl/crypto.h>
#include <optional>
#include <termios.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/file/secret_source.h"
#include "snapshot/server/connection.h"

namespace ldapsnap {

namespace {

/// Overwrites all bytes of the buffer, also those of a short string that was moved from.
void wipe(std::string& bytes) noexcept {
  bytes.resize(bytes.capacity());
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

/// Turns off the echo of a terminal for the life of the object. Ctrl-C arrives as a character meanwhile, so that it
/// cannot end the process with the echo off.
class WithoutEcho {
 public:
  explicit WithoutEcho(int descriptor) : descriptor_(descriptor) {
    if (::tcgetattr(descriptor_, &before_) != 0) return;
    termios changed = before_;
    changed.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    changed_ = ::tcsetattr(descriptor_, TCSAFLUSH, &changed) == 0;
  }
  ~WithoutEcho() {
    if (changed_) ::tcsetattr(descriptor_, TCSAFLUSH, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  int descriptor_;
  termios before_{};
  bool changed_ = false;
};

void print(int descriptor, std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(descriptor, text.data(), text.size());
}

/// Bytes up to a line feed or the end.
std::string readLine(int descriptor) {
  constexpr char kInterrupt = 0x03;  // Ctrl-C
  std::string line;
  line.reserve(256);  // growing would leave copies of the password in memory
  char c = 0;
  while (::read(descriptor, &c, 1) == 1 && c != '\n') {
    if (c == kInterrupt) throw Error(ErrorKind::Interrupted, "interrupted at the password prompt");
    line += c;
  }
  return line;
}

std::string promptForPassword(const ConnectionSettings& settings) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0) {
    throw Error(ErrorKind::Usage, "no terminal to prompt for the password")
        .fix("read it from a file (-y FILE), a command (--password-command) or a variable (--password-env)");
  }
  print(terminal, settings.bindDn.empty() ? "Password: " : fmt::format("Password for {}: ", settings.bindDn));
  struct Closer {
    int descriptor;
    ~Closer() { ::close(descriptor); }
  } const closer{terminal};
  std::string line;
  {
    const WithoutEcho withoutEcho(terminal);
    line = readLine(terminal);
  }
  print(terminal, "\n");
  return line;
}

std::string outputOfCommand(const std::string& command) {
  std::optional<CommandLineRead> read = firstLineOfCommand(command);
  if (!read) throw Error(ErrorKind::BadInput, "the password command cannot be started");
  if (read->exitCode != 0) {
    wipe(read->line);
    throw Error(ErrorKind::BadInput, fmt::format("the password command ended with exit code {}", read->exitCode))
        .fix("run it by hand; its first output line is used as the password");
  }
  return std::move(read->line);
}

std::string valueOfVariable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) {
    throw Error(ErrorKind::BadInput,
                "the environment variable " + name + ", which should contain the password, is not set");
  }
  return value;
}

std::string contentOfPasswordFile(const ConnectionSettings& settings) {
  if (!settings.passwordFileMayBeShared && isReadableByOthers(settings.passwordFile)) {
    throw Error(ErrorKind::BadInput, "other users can read the password file")
        .at(settings.passwordFile)
        .fix(fmt::format("chmod 600 {}, or allow it with --shared-password-file (shared-password-file = true in the "
                         "profile)",
                         settings.passwordFile));
  }
  return readFile(settings.passwordFile);
}

}  // namespace

Secret::Secret(std::string bytes) : bytes_(bytes) { wipe(bytes); }

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { wipe(other.bytes_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(bytes_);
  bytes_ = std::move(other.bytes_);
  wipe(other.bytes_);
  return *this;
}

Secret::~Secret() { wipe(bytes_); }

Secret readPassword(const ConnectionSettings& settings) {
  const int sources = static_cast<int>(!settings.passwordFile.empty()) +
                      static_cast<int>(!settings.passwordCommand.empty()) +
                      static_cast<int>(!settings.passwordVariable.empty()) + static_cast<int>(settings.passwordPrompt) +
                      static_cast<int>(settings.password.has_value());
  if (sources > 1) {
    throw Error(ErrorKind::Usage, "the password is given in more than one way")
        .fix(
            "keep one of -w, -W, -y, --password-command, --password-env and the profile's password-file, "
            "password-command, password-env, password-prompt");
  }
  if (settings.password.has_value()) return Secret(*settings.password);
  if (settings.passwordPrompt) return Secret(promptForPassword(settings));
  if (!settings.passwordFile.empty()) return Secret(contentOfPasswordFile(settings));
  if (!settings.passwordCommand.empty()) return Secret(outputOfCommand(settings.passwordCommand));
  if (!settings.passwordVariable.empty()) return Secret(valueOfVariable(settings.passwordVariable));
  return Secret();
}

}  // namespace ldapsnap
