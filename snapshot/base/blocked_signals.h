// Keeping signals away from a thread for a while.
#pragma once

#include <csignal>

namespace ldapsnap {

/// Blocks all signals of the calling thread for the life of the object. Threads and processes that are started
/// meanwhile inherit that: signals then go to the threads that do not block them.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~BlockedSignals() { restore(); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

  /// Undoes it early, as a child process does before it becomes another program.
  void restore() const { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace ldapsnap
