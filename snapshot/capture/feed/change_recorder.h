// Records the journal of a run: follows the change feeds of a server while the command runs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "snapshot/model/journal.h"
#include "snapshot/server/connection.h"

namespace ldapsnap {

/// Follows from its construction until finish(), with one thread and one connection for each feed. The threads take no
/// signals. A connection that is lost (a setup restarts the server) is opened again; what that cost is a gap of the
/// journal.
class ChangeRecorder {
 public:
  /// Opens a connection: the first ones, and each that replaces a lost one. Called from several threads at a time.
  /// Throws as connect() does.
  using Connect = std::function<std::unique_ptr<ServerConnection>()>;
  struct Timing {
    std::chrono::milliseconds poll{250};  ///< how long a feed waits for changes at a time
    /// After the command: a feed that reports nothing for so long has reported everything. Servers report a change when
    /// it is made.
    std::chrono::milliseconds quiet{300};
    std::chrono::milliseconds longestEnd{10000};  ///< how long to wait for a feed to become quiet
  };

  /// Connects, and returns when every later change will be in the journal. `bases` as in a capture; empty: those of the
  /// dialect. A server without a change feed gives a journal with that gap. Throws as connect() does.
  ChangeRecorder(const ConnectionSettings& settings, const std::vector<std::string>& bases);
  ChangeRecorder(Connect connect, const std::vector<std::string>& bases, const Timing& timing);
  ~ChangeRecorder();
  ChangeRecorder(const ChangeRecorder&) = delete;
  ChangeRecorder& operator=(const ChangeRecorder&) = delete;

  /// Waits until the feeds are quiet, ends them, and returns the journal. To be called once.
  Journal finish();

 private:
  class Worker;
  Connect connect_;
  Timing timing_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::string> bases_;  ///< what is followed
  std::vector<std::string> gaps_;
};

}  // namespace ldapsnap
