#include "tests/support/process.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace ldapsnap::test {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environmentWith(const ProcessOptions& options) {
  std::vector<std::string> result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!options.environment.contains(text.substr(0, text.find('=')))) result.push_back(text);
  }
  for (const auto& [name, value] : options.environment) {
    if (value.has_value()) result.push_back(name + "=" + *value);
  }
  return result;
}

/// A pipe whose ends no other child inherits.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    closeEnd(read);
    closeEnd(write);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  static void closeEnd(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }

  int read = -1, write = -1;
};

/// Forks and runs `argv` with the given descriptors as stdin, stdout and stderr; `failed` gets errno when that is not
/// possible.
pid_t start(std::vector<std::string> argv, const ProcessOptions& options, std::array<int, 3> descriptors,
            const Pipe& failed) {
  std::vector<std::string> environment = environmentWith(options);
  const std::vector<char*> arguments = pointersTo(argv), variables = pointersTo(environment);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  // The child: only async-signal-safe calls from here.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  for (int target = 0; target < 3; ++target) ::dup2(descriptors.at(static_cast<std::size_t>(target)), target);
  if (options.workingDirectory.empty() || ::chdir(options.workingDirectory.c_str()) == 0) {
    ::execvpe(arguments[0], arguments.data(), variables.data());
  }
  const int reason = errno;
  [[maybe_unused]] const ssize_t written = ::write(failed.write, &reason, sizeof reason);
  ::_exit(127);
}

void throwIfNotStarted(Pipe& failed, pid_t pid, const std::string& program) {
  Pipe::closeEnd(failed.write);
  int reason = 0;
  if (pid > 0 && ::read(failed.read, &reason, sizeof reason) != sizeof reason) return;
  if (pid > 0) ::waitpid(pid, nullptr, 0);
  throw std::runtime_error("cannot start " + program + ": " + std::strerror(reason));
}

int exitCodeOfStatus(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

/// Reads what is there; closes at the end of the stream.
void drain(int& descriptor, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    Pipe::closeEnd(descriptor);
  }
}

void feed(int& descriptor, std::string_view& rest) {
  const ssize_t count = ::write(descriptor, rest.data(), rest.size());
  if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
  if (rest.empty() || (count < 0 && errno != EINTR && errno != EAGAIN)) Pipe::closeEnd(descriptor);
}

/// Feeds and reads until the program closed both outputs. False at the deadline.
bool talk(Pipe& input, Pipe& output, Pipe& error, std::string_view text, Clock::time_point deadline,
          ProcessResult& result) {
  ::fcntl(input.write, F_SETFL, O_NONBLOCK);
  if (text.empty()) Pipe::closeEnd(input.write);
  while (output.read >= 0 || error.read >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 3> fds{{{input.write, POLLOUT, 0}, {output.read, POLLIN, 0}, {error.read, POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), static_cast<int>(left)) <= 0) continue;
    if (fds[0].revents != 0) feed(input.write, text);
    if (fds[1].revents != 0) drain(output.read, result.out);
    if (fds[2].revents != 0) drain(error.read, result.err);
  }
  return true;
}

}  // namespace

ProcessResult runProcess(const std::vector<std::string>& argv, const ProcessOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe input, output, error, failed;
  const pid_t pid = start(argv, options, {input.read, output.write, error.write}, failed);
  Pipe::closeEnd(input.read);
  Pipe::closeEnd(output.write);
  Pipe::closeEnd(error.write);
  throwIfNotStarted(failed, pid, argv.front());
  ProcessResult result;
  result.timedOut = !talk(input, output, error, options.stdinText, Clock::now() + options.timeout, result);
  if (result.timedOut) ::kill(pid, SIGKILL);
  int status = 0;
  rusage used{};
  ::wait4(pid, &status, 0, &used);
  result.exitCode = exitCodeOfStatus(status);
  result.peakMemory = static_cast<std::size_t>(used.ru_maxrss) * 1024;
  return result;
}

BackgroundProcess::BackgroundProcess(const std::vector<std::string>& argv, const std::string& logFile,
                                     const ProcessOptions& options) {
  Pipe failed;
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int log = ::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = start(argv, options, {nothing, log, log}, failed);
  ::close(nothing);
  ::close(log);
  throwIfNotStarted(failed, pid_, argv.front());
}

BackgroundProcess::~BackgroundProcess() {
  if (exitCode_.has_value()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool BackgroundProcess::running() {
  int status = 0;
  if (!exitCode_.has_value() && ::waitpid(pid_, &status, WNOHANG) == pid_) exitCode_ = exitCodeOfStatus(status);
  return !exitCode_.has_value();
}

void BackgroundProcess::signal(int number) const {
  if (!exitCode_.has_value()) ::kill(pid_, number);
}

int BackgroundProcess::wait() {
  if (!exitCode_.has_value()) {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    exitCode_ = exitCodeOfStatus(status);
  }
  return *exitCode_;
}

}  // namespace ldapsnap::test
