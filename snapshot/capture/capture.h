// Reading a server into a snapshot: complete or said so, consistent or said so, without secrets.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "snapshot/base/read_progress.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/redact/redaction.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

constexpr std::chrono::seconds kDefaultSettle{30};

struct CaptureOptions {
  std::string site;
  std::vector<std::string> bases;  ///< -b, may repeat; empty: what the dialect says
  RedactionKey key;
  Secrets secrets = Secrets::Redacted;
  /// How long what moved while it was read is read again before the snapshot is called torn; 0: not at all.
  std::chrono::milliseconds settle = kDefaultSettle;
  TellProgress progress;
  /// How many entries the site had last time; 0: not known. For the progress, where the server estimates nothing.
  std::uint64_t expectedEntries = 0;
};

/// A snapshot that `capture` may take over what did not change from, and where it does.
struct Earlier {
  const Snapshot& snapshot;
  InheritingSink& sink;
  /// Told of each part that could have been asked for changes and was read whole: its base, and why, in words that
  /// follow "because". May be empty.
  std::function<void(const std::string& base, const std::string& why)> readWhole;
};

/// Reads everything into `sink` and returns what is known about the snapshot (without id and root hashes). Gaps are
/// recorded, not thrown. Throws Error(Unreachable) when the connection breaks, Error(BadInput) for a base that the
/// server does not have.
SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, SnapshotSink& sink);
/// The same snapshot, but of what is large only what changed since is asked for, where the server tells that. What it
/// does not tell: that somebody changed a database below a server that stood still (slapadd, slapmodify), and in Active
/// Directory and Samba what is volatile and not replicated (the time of a logon).
SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, const Earlier& earlier);

}  // namespace ldapsnap
