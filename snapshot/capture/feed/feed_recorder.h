// The journal of a run: follows a server's feeds of changes beside the command.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/model/journal.h"
#include "snapshot/server/connection.h"

namespace ldapsnap {

/// Follows from its construction until finish(), in a thread of its own that takes no signals. When a connection is
/// lost (a setup restarts the server) it is made again, and what that cost stands in the journal.
class ChangeRecorder {
 public:
  /// Connects and returns when what changes from now on will be in the journal. `bases`: as of a capture; empty: what
  /// the dialect says. A server without a feed gives a journal that says so. Throws what connect() throws.
  ChangeRecorder(ConnectionSettings settings, const std::vector<std::string>& bases);
  ~ChangeRecorder();
  ChangeRecorder(const ChangeRecorder&) = delete;
  ChangeRecorder& operator=(const ChangeRecorder&) = delete;

  /// Waits until the feeds are quiet, and ends them. To be called once.
  Journal finish();

 private:
  class Worker;
  ConnectionSettings settings_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::string> parts_;  ///< what is followed
  std::vector<std::string> gaps_;
};

}  // namespace ldapsnap
