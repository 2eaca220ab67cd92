// Keeping what a command writes while it goes where it went before.
#pragma once

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "snapshot/run/output_lines.h"

namespace ldapsnap {

/// Stands between a command's standard output and standard error and this process's. Where these are a terminal the
/// command has one too (a pseudo terminal of the same size), else a pipe; where both are the same file, it has one for
/// both, so that their order stays. Standard input and the controlling terminal are untouched.
class OutputTee {
 public:
  /// Throws Error(Internal) when the system has no terminals or pipes left. `secrets` are masked in what is kept.
  explicit OutputTee(std::vector<std::string> secrets);
  ~OutputTee();
  OutputTee(const OutputTee&) = delete;
  OutputTee& operator=(const OutputTee&) = delete;

  /// In the new process, between fork and exec: takes its standard output and standard error.
  void become() const;
  /// In this one, after fork: begins to pass on.
  void start();
  /// After the command has ended: passes on what is left, and returns what was kept. A process that the command left
  /// behind can write no more from here on.
  CommandOutput finish();

 private:
  struct Channel {
    int inner = -1, outer = -1;  ///< the command's end and ours
    int target = -1;             ///< where it goes
  };
  void passOn();
  bool pass(Channel& channel);
  void stop();

  std::array<Channel, 2> channels_;  ///< of standard output and standard error; the second may be unused
  std::array<int, 2> ended_{-1, -1};
  OutputLines lines_;
  std::thread thread_;
};

}  // namespace ldapsnap
