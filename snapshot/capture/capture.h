// Reading a server into a snapshot: complete, or with gaps that are named; consistent, or marked as torn; without
// secrets.
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
  std::vector<std::string> bases;  ///< DNs (-b); empty: what a server of this kind keeps
  RedactionKey key;
  Secrets secrets = Secrets::Redacted;
  SiteSecrets siteSecrets;                     ///< what the site says about its own attributes
  HiddenByPattern* hiddenByPattern = nullptr;  ///< receives what was hidden by a pattern; may be nullptr
  /// How long parts that changed while they were read are reread before the snapshot is marked as torn; 0: not at all.
  std::chrono::milliseconds settle = kDefaultSettle;
  TellProgress progress;  ///< may be empty
  /// How many entries the site had last time; 0: not known. Shown as progress where the server gives no estimate.
  std::uint64_t expectedEntries = 0;
};

/// A snapshot of the same site, from which a capture may inherit what did not change.
struct EarlierSnapshot {
  const Snapshot& snapshot;
  InheritingSink& sink;  ///< receives the new snapshot
  /// Called for each part that was read in full although the server could report changes: its base, and the reason, in
  /// words that follow a colon. Called with "everything" when no part supports it. May be empty.
  std::function<void(const std::string& base, const std::string& reason)> reportFullRead;
};

/// Reads everything into `sink` and returns what is known about the snapshot (without id and root hashes). What cannot
/// be read is recorded as a gap, not thrown. Throws Error(Unreachable) when the connection breaks, Error(BadInput) for
/// a base in the options that does not exist. Nothing is delivered before all has been read.
SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, SnapshotSink& sink);

/// Gives the same snapshot, but asks large contexts only for changes since the earlier snapshot, where the server
/// reports them. Two kinds of change are not reported: what is written to a database of slapd while it is stopped
/// (slapadd, slapmodify), and in Active Directory and Samba volatile attributes that are not replicated (the time of a
/// logon).
SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, const EarlierSnapshot& earlier);

}  // namespace ldapsnap
