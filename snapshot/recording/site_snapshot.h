// Taking a snapshot of a site into the store.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "snapshot/capture/capture.h"
#include "snapshot/site/profiles.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// How a snapshot is read: everything, or the changes since the site's latest snapshot.
enum class Reading { Full, Changes };

struct SiteSnapshotRequest {
  Secrets secrets = Secrets::Redacted;
  SiteSecrets siteSecrets;  ///< what the site says about its own attributes
  Reading reading = Reading::Full;
  std::chrono::milliseconds settle = kDefaultSettle;
  /// Refuse the snapshot of another directory than that of the site's latest one (requireSameDirectory()).
  bool refusesOtherDirectory = false;
  TellProgress progress;  ///< may be empty
  /// Called with a base, or "everything", and the reason, where all is read although changes were asked for. May be
  /// empty.
  std::function<void(const std::string& base, const std::string& reason)> reportFullRead;
};

struct SiteSnapshot {
  SnapshotInfo info;                     ///< as committed to the store, and the warnings of the capture
  std::optional<SnapshotInfo> previous;  ///< the latest snapshot of the site before this one
  HiddenByPattern hidden;                ///< what was taken for a secret because it looks like one
};

/// Throws Error(BadInput) when `taken`, which is about to be stored under the site of `latest`, is of another
/// directory: no naming context of one lies at, above or below one of the other, as far as both are known, and they
/// were not read of the same server.
void requireSameDirectory(const SnapshotInfo& latest, const SnapshotInfo& taken);

/// Binds to the server of `profile`, reads it, and commits the snapshot to `store`. What cannot be read is a gap of the
/// snapshot. Throws Error(Unreachable) when the connection fails or the store cannot be written, Error(BadInput) for a
/// base of the profile that does not exist.
SiteSnapshot takeSnapshot(Store& store, const SiteProfile& profile, const SiteSnapshotRequest& request);

}  // namespace ldapsnap
