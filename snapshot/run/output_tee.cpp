#include "snapshot/run/output_tee.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

/// After the command has ended, a process that it started in the background may keep its output open. How long the
/// output must be silent until it counts as complete, and how often we read from one that is never silent.
constexpr int kSilenceMilliseconds = 200, kMostRounds = 4096;

bool isSameFile(int a, int b) {
  struct stat first = {}, second = {};
  return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino && first.st_rdev == second.st_rdev;
}

Error noChannel() { return Error(ErrorKind::Internal, fmt::format("cannot capture output: {}", strerror(errno))); }

void closeIfOpen(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

/// A pseudo terminal of the same size as `target` that passes bytes on unchanged: the real terminal converts line ends.
void openTerminal(int target, int& inner, int& outer) {
  winsize size{};
  ioctl(target, TIOCGWINSZ, &size);
  if (openpty(&outer, &inner, nullptr, nullptr, &size) != 0) throw noChannel();
  termios mode{};
  if (tcgetattr(inner, &mode) == 0) {
    mode.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    tcsetattr(inner, TCSANOW, &mode);
  }
  fcntl(inner, F_SETFD, FD_CLOEXEC);
  fcntl(outer, F_SETFD, FD_CLOEXEC);
}

void openPipe(int& inner, int& outer) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw noChannel();
  outer = ends[0];
  inner = ends[1];
}

/// When the terminal or pipe is gone, the rest is not written there; it is recorded nevertheless.
void writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EAGAIN) {
      pollfd ready{descriptor, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (written < 0 && errno != EINTR) {
      return;
    }
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Signals are handled by the main thread, and SIGPIPE must not end the process when a reader is gone.
void blockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

OutputTee::OutputTee(std::vector<std::string> secrets) : lines_(std::move(secrets)) {
  try {
    if (pipe2(ended_.data(), O_CLOEXEC) != 0) throw noChannel();
    for (const int target : {STDOUT_FILENO, STDERR_FILENO}) {
      if (target == STDERR_FILENO && isSameFile(STDOUT_FILENO, STDERR_FILENO)) break;
      Channel& channel = channels_.at(target == STDOUT_FILENO ? 0 : 1);
      channel.target = target;
      if (isatty(target) != 0) {
        openTerminal(target, channel.inner, channel.outer);
      } else {
        openPipe(channel.inner, channel.outer);
      }
    }
  } catch (...) {
    stop();
    throw;
  }
}

OutputTee::~OutputTee() { stop(); }

void OutputTee::redirect() const {
  const Channel& forErrors = channels_[1].inner >= 0 ? channels_[1] : channels_[0];
  dup2(channels_[0].inner, STDOUT_FILENO);
  dup2(forErrors.inner, STDERR_FILENO);
}

void OutputTee::start() {
  for (Channel& channel : channels_) closeIfOpen(channel.inner);
  thread_ = std::thread([this] {
    blockSignals();
    passOn();
  });
}

/// Passes on what there is; false at the end. A pseudo terminal whose other side is closed gives EIO.
bool OutputTee::pass(Channel& channel) {
  std::array<char, 16384> buffer{};
  const ssize_t got = read(channel.outer, buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) return false;
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
  writeAll(channel.target, bytes);
  lines_.add(bytes);
  return true;
}

void OutputTee::passOn() {
  bool hasEnded = false;
  for (int rounds = 0; rounds < kMostRounds; rounds += hasEnded ? 1 : 0) {
    std::array<pollfd, 3> ready{pollfd{channels_[0].outer, POLLIN, 0}, pollfd{channels_[1].outer, POLLIN, 0},
                                pollfd{hasEnded ? -1 : ended_[0], POLLIN, 0}};
    if (channels_[0].outer < 0 && channels_[1].outer < 0) return;
    const int count = poll(ready.data(), ready.size(), hasEnded ? kSilenceMilliseconds : -1);
    if (count == 0) return;
    for (std::size_t i = 0; i < channels_.size(); ++i)
      if (ready.at(i).revents != 0 && !pass(channels_.at(i))) closeIfOpen(channels_.at(i).outer);
    if (ready[2].revents != 0) hasEnded = true;
  }
}

void OutputTee::stop() {
  closeIfOpen(ended_[1]);  // wakes the thread
  if (thread_.joinable()) thread_.join();
  closeIfOpen(ended_[0]);
  for (Channel& channel : channels_) {
    closeIfOpen(channel.inner);
    closeIfOpen(channel.outer);
  }
}

CommandOutput OutputTee::finish() {
  stop();
  return lines_.finish();
}

}  // namespace ldapsnap
