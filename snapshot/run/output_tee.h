// Recording what a command writes while it still goes to the terminal, file or pipe as before.
#pragma once

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "snapshot/run/output_lines.h"

namespace ldapsnap {

/// Sits between a command's standard output and standard error and those of this process. Where these are a terminal,
/// the command gets a terminal too (a pseudo terminal of the same size), otherwise a pipe; where both are the same
/// file, it gets one for both, so that their order stays. Standard input and the controlling terminal are untouched.
class OutputTee {
 public:
  /// Throws Error(Internal) when the system has no terminals or pipes left. `secrets` are masked in what is kept.
  explicit OutputTee(std::vector<std::string> secrets);
  ~OutputTee();
  OutputTee(const OutputTee&) = delete;
  OutputTee& operator=(const OutputTee&) = delete;

  /// In the new process, between fork and exec: replaces its standard output and standard error.
  void redirect() const;
  /// In this process, after fork: starts to pass output on.
  void start();
  /// After the command has ended: passes on the rest, and returns what was recorded. A process that the command started
  /// in the background cannot write from here on.
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
