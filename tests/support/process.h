// Running other programs from a test, without a shell.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ldapsnap::test {

struct ProcessOptions {
  std::string stdinText;
  /// Over this process's environment; an empty optional removes the variable.
  std::map<std::string, std::optional<std::string>> environment;
  std::string workingDirectory;  ///< empty: this process's
  std::chrono::seconds timeout{120};
};

struct ProcessResult {
  int exitCode = -1;  ///< 128 + signal number when a signal ended it
  bool timedOut = false;
  std::string out, err;
  std::size_t peakMemory = 0;  ///< bytes resident at most (getrusage)
};

/// Runs `argv` (argv[0] found along PATH) to its end; killed at the timeout. Throws std::runtime_error when it cannot
/// be started.
ProcessResult runProcess(const std::vector<std::string>& argv, const ProcessOptions& options = {});

/// A program that runs beside the test: a server. Its output goes to a file; it is killed when the object goes, also
/// when the test fails, and when the test program itself dies.
class BackgroundProcess {
 public:
  BackgroundProcess(const std::vector<std::string>& argv, const std::string& logFile,
                    const ProcessOptions& options = {});
  ~BackgroundProcess();
  BackgroundProcess(const BackgroundProcess&) = delete;
  BackgroundProcess& operator=(const BackgroundProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number) const;
  /// Waits for its end. Returns the exit code as runProcess() gives it.
  int wait();

 private:
  pid_t pid_ = -1;
  std::optional<int> exitCode_;
};

}  // namespace ldapsnap::test
