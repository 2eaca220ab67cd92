#include "snapshot/run/run_command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "snapshot/base/blocked_signals.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

constexpr int kNotExecutable = 126, kNotFound = 127;

// The signal handler has access to nothing else. Set while the command runs.
volatile sig_atomic_t commandPid = 0;

extern "C" void passOn(int signal) {
  if (commandPid > 0) kill(static_cast<pid_t>(commandPid), signal);
}

/// Changes what this process does with signals while a command runs, and restores it at the end.
class SignalsWhileWaiting {
 public:
  SignalsWhileWaiting() {
    set(0, SIGINT, SIG_IGN);
    set(1, SIGQUIT, SIG_IGN);
    set(2, SIGTERM, passOn);
    set(3, SIGHUP, passOn);
  }
  ~SignalsWhileWaiting() { restore(); }
  SignalsWhileWaiting(const SignalsWhileWaiting&) = delete;
  SignalsWhileWaiting& operator=(const SignalsWhileWaiting&) = delete;

  /// Also called between fork and exec: the command inherits the signal dispositions that we had (nohup stays in
  /// effect).
  void restore() const {
    for (const auto& [number, action] : before_) sigaction(number, &action, nullptr);
  }

 private:
  void set(std::size_t slot, int number, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    before_[slot].first = number;
    sigaction(number, &action, &before_[slot].second);
    // When our caller ignores a signal (nohup), that is meant for the command as well: leave it ignored.
    if (before_[slot].second.sa_handler == SIG_IGN) sigaction(number, &before_[slot].second, nullptr);
  }

  std::array<std::pair<int, struct sigaction>, 4> before_;
};

[[noreturn]] void becomeCommand(const std::vector<std::string>& argv, int reportErrno) {
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  const int reason = errno;
  [[maybe_unused]] const ssize_t written = write(reportErrno, &reason, sizeof reason);
  _exit(kNotFound);
}

/// Starts the process that runs `argv`. Signals are blocked until the handler knows its id: a signal in between would
/// be lost.
pid_t startCommand(const std::vector<std::string>& argv, const SignalsWhileWaiting& signals, int reportErrno,
                   const OutputTee* tee) {
  const BlockedSignals blocked;
  const pid_t pid = fork();
  if (pid == 0) {
    if (tee != nullptr) tee->redirect();
    signals.restore();
    blocked.restore();
    becomeCommand(argv, reportErrno);
  }
  if (pid > 0) commandPid = pid;
  return pid;
}

int waitFor(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR)
      throw Error(ErrorKind::Internal, fmt::format("cannot wait for the command: {}", strerror(errno)));
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// `reason`: the errno of exec.
CommandEnd notStarted(const std::string& command, int reason) {
  CommandEnd end;
  end.exitCode = reason == ENOENT || reason == ENOTDIR ? kNotFound : kNotExecutable;
  end.notStarted = Error(ErrorKind::BadInput, fmt::format("cannot run the command: {}", strerror(reason)))
                       .at(command)
                       .fix("check its name and that it is executable");
  return end;
}

/// The errno with which exec would refuse `file`; 0 if it would try.
int execErrorOf(const std::string& file) {
  struct stat status = {};
  if (stat(file.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EACCES;
  return access(file.c_str(), X_OK) == 0 ? 0 : errno;
}

}  // namespace

std::optional<CommandEnd> endWithoutStart(const std::string& command) {
  if (command.empty()) return notStarted(command, ENOENT);
  if (command.find('/') != std::string::npos) {
    const int error = execErrorOf(command);
    return error == 0 ? std::nullopt : std::optional(notStarted(command, error));
  }
  const char* const set = std::getenv("PATH");
  const std::string path = set == nullptr ? "/bin:/usr/bin" : set;  // execvp(3)
  int worst = ENOENT;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    const std::string folder = path.substr(at, end - at);
    const int error = execErrorOf((folder.empty() ? "." : folder) + "/" + command);
    if (error == 0) return std::nullopt;
    if (error == EACCES) worst = EACCES;
    at = end + 1;
  }
  return notStarted(command, worst);
}

CommandEnd runCommand(const std::vector<std::string>& argv, OutputTee* tee) {
  if (argv.empty()) throw Error(ErrorKind::Usage, "no command given").fix("put it after --");
  std::array<int, 2> execFailed{};
  if (pipe2(execFailed.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorKind::Internal, fmt::format("cannot make a pipe: {}", strerror(errno)));
  }
  const SignalsWhileWaiting signals;
  const pid_t pid = startCommand(argv, signals, execFailed[1], tee);
  const int forkError = errno;
  if (tee != nullptr) tee->start();
  close(execFailed[1]);
  if (pid < 0) {
    close(execFailed[0]);
    throw Error(ErrorKind::Internal, fmt::format("cannot start a process: {}", strerror(forkError)));
  }
  int reason = 0;
  ssize_t got = 0;
  do {
    got = read(execFailed[0], &reason, sizeof reason);
  } while (got < 0 && errno == EINTR);
  close(execFailed[0]);
  const int code = waitFor(pid);
  commandPid = 0;
  if (got == sizeof reason) return notStarted(argv[0], reason);
  return {code, std::nullopt};
}

std::string shellQuote(const std::vector<std::string>& argv) {
  static const char* const kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=@%+";
  std::string line;
  for (const std::string& word : argv) {
    if (!line.empty()) line += ' ';
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace ldapsnap
