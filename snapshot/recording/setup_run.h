// Recording a run: the command between its two snapshots, with its journal, its output and its exit code.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/site/profiles.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

struct SetupRunRequest {
  std::string setup;  ///< recorded with the run; may be empty
  std::vector<std::string> command;
  std::string before;  ///< id of the snapshot taken before
  bool keepsJournal = true;
  bool keepsOutput = false;
};

/// What somebody who watches the run is told, in this order. Each may be empty.
struct SetupRunObserver {
  std::function<void(const Run&)> started;  ///< the run is stored, the command has not started
  /// The server's changes cannot be followed. The command runs nevertheless.
  std::function<void(const Error&)> notFollowed;
  /// The command could not be started; its exit code is 126 or 127 (CommandEnd).
  std::function<void(const Error&)> notStarted;
  std::function<void(const Run&)> ended;  ///< the command has ended; the run has its exit code
  /// The run, its output or its journal could not be stored after the command had ended.
  std::function<void(const Error&)> notStored;
};

/// Stores a run of `profile`'s site, runs its command as runCommand() does, and stores how it ended, its journal and
/// its output. Throws what runCommand() throws, and Error(Unreachable) when the run cannot be stored before the command
/// starts. Once the command has ended nothing is thrown: its exit code must reach the caller even when the store is
/// full or busy, so that is reported to the observer, and the caller may store the run again later
/// (Store::updateRun()).
Run runSetup(Store& store, const SiteProfile& profile, const SetupRunRequest& request,
             const SetupRunObserver& observer);

}  // namespace ldapsnap
