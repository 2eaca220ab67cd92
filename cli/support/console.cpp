#include "cli/support/console.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <optional>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/wording/progress_line.h"
#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

bool isSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value != '\0';
}

Error cannotWrite(const std::string& file) {
  return Error(ErrorKind::BadInput, fmt::format("cannot write: {}", strerror(errno)))
      .at(file)
      .fix("check the folder and the free space");
}

/// Whoever reads our output has seen enough (`| head`): the command ends as every other does then.
void endOnClosedPipe(int reason) {
  if (reason != EPIPE) return;
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

volatile const char* interruptHint = nullptr;

extern "C" void onInterrupt(int) {
  const char* hint = const_cast<const char*>(interruptHint);
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, "\n", 1);
  if (hint) written = write(STDERR_FILENO, hint, strlen(hint));
  // The store is safe at any moment: what was not committed is swept.
  _exit(130);
}

}  // namespace

Colour colourFor(int stream, const std::string& when) {
  if (when == "always") return Colour::Yes;
  if (when == "never" || isSet("NO_COLOR")) return Colour::No;
  if (isSet("CLICOLOR_FORCE") && std::string_view(std::getenv("CLICOLOR_FORCE")) != "0") return Colour::Yes;
  const char* terminal = std::getenv("TERM");
  const bool isDumb = terminal && std::string_view(terminal) == "dumb";
  return isatty(stream) != 0 && !isDumb ? Colour::Yes : Colour::No;
}

int terminalWidth() {
  constexpr int kLeastColumns = 40, kMostColumns = 1000;
  if (const char* const columns = std::getenv("COLUMNS")) {
    const std::optional<int> asked = wholeNumber<int>(columns);
    if (asked && *asked >= kLeastColumns && *asked <= kMostColumns) return *asked;
  }
  struct winsize size = {};
  if (isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= kLeastColumns)
    return size.ws_col;
  return 100;
}

namespace {

/// Whether a Progress shows a line.
std::atomic<bool> isProgressShown = false;

void writeAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void wipeProgress() {
  if (isProgressShown.exchange(false)) writeAll("\r\033[K");
}

}  // namespace

void writeToStderr(std::string_view text) {
  wipeProgress();
  writeAll(text);
}

void warn(std::string_view text) { writeToStderr(fmt::format("ldapsnap: warning: {}\n", visible(text))); }
void note(std::string_view text) { writeToStderr(fmt::format("ldapsnap: {}\n", visible(text))); }

namespace {

/// What others may do with a file that replaces `file`: as with the one that it replaces, else as with any new file.
mode_t modeFor(const std::string& file, Readers readers) {
  if (readers == Readers::User) return S_IRUSR | S_IWUSR;
  struct stat existing {};
  if (stat(file.c_str(), &existing) == 0) return existing.st_mode & 0777;
  const mode_t mask = umask(0);  // umask() returns the mask only when it sets one
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

void writeOutput(const std::string& file, const std::function<void(std::ostream&)>& produce, Readers readers) {
  if (file.empty() || file == "-") {
    produce(std::cout);
    if (std::cout.flush()) return;
    endOnClosedPipe(errno);
    throw cannotWrite("standard output");
  }
  // A device or a pipe is written to; a file is replaced in one step.
  const bool inPlace = std::filesystem::exists(file) && !std::filesystem::is_regular_file(file);
  std::string temporary = inPlace ? file : file + ".XXXXXX";
  if (!inPlace) {
    const int descriptor = mkstemp(temporary.data());
    if (descriptor < 0) throw cannotWrite(file);
    const bool isSet = fchmod(descriptor, modeFor(file, readers)) == 0;
    close(descriptor);
    if (!isSet) {
      std::remove(temporary.c_str());
      throw cannotWrite(file);
    }
  }
  try {
    std::ofstream out(temporary, std::ios::binary);
    if (out) produce(out);
    out.close();
    if (!out || (!inPlace && std::rename(temporary.c_str(), file.c_str()) != 0)) throw cannotWrite(file);
  } catch (...) {
    if (!inPlace) std::remove(temporary.c_str());
    throw;
  }
}

namespace {

/// The pager as the user set it; empty: none.
std::string pagerCommand() {
  for (const char* variable : {"LDAPSNAP_PAGER", "PAGER"}) {
    if (const char* const value = std::getenv(variable))
      return std::string_view(value) == "cat" ? std::string() : std::string(value);
  }
  return "less";
}

}  // namespace

Pager::Pager(Wanted wanted) {
  const char* const terminal = std::getenv("TERM");
  const bool isDumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  if (wanted == Wanted::No || isDumb || isatty(STDOUT_FILENO) == 0) return;
  const std::string command = pagerCommand();
  if (command.empty()) return;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
  std::cout.flush();
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[0], STDIN_FILENO);
    setenv("LESS", "FRX", 0);
    setenv("LV", "-c", 0);
    std::signal(SIGINT, SIG_IGN);  // Ctrl-C is for what is searched in the pager, not for the pager
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[0]);
  if (pid < 0) {
    close(ends[1]);
    return;
  }
  terminal_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[1]);
  pid_ = pid;
}

Pager::~Pager() {
  if (!isRunning()) return;
  std::cout.flush();
  std::cout.clear();
  dup2(terminal_, STDOUT_FILENO);  // the pager reads the end of its input
  close(terminal_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

void setInterruptHint(const char* hint) { interruptHint = hint; }

void endOnInterrupt() {
  if (std::signal(SIGINT, SIG_IGN) != SIG_IGN) std::signal(SIGINT, onInterrupt);
}

Progress::~Progress() { wipeProgress(); }

void Progress::update(const ReadProgress& progress) {
  using std::chrono::milliseconds;
  const auto time = Clock::now();
  const bool isStoring = progress.phase == ReadProgress::Phase::Storing;
  if (isStoring != isStoring_) phaseStart_ = time;
  isStoring_ = isStoring;
  if (time - start_ < milliseconds(1000) || time - last_ < milliseconds(200)) return;
  last_ = time;
  const double seconds = std::max(0.001, std::chrono::duration<double>(time - phaseStart_).count());
  writeAll(fmt::format("\r\033[K{}", progressLine(progress, noun_, seconds)));
  isProgressShown = true;
}

}  // namespace ldapsnap
