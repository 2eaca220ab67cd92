#include "snapshot/recording/site_snapshot.h"

#include <fmt/format.h>

namespace ldapsnap {

namespace {

SnapshotInfo takeInFull(Store& store, ServerConnection& server, const CaptureOptions& options) {
  const auto writer = store.beginSnapshot();
  return writer->commit(capture(server, options, *writer));
}

SnapshotInfo takeChanges(Store& store, ServerConnection& server, const CaptureOptions& options,
                         const std::optional<SnapshotInfo>& latest, const SiteSnapshotRequest& request) {
  if (!latest) {
    if (request.reportFullRead)
      request.reportFullRead("everything", fmt::format("{} has no snapshot yet", options.site));
    return takeInFull(store, server, options);
  }
  const auto writer = store.beginSnapshotSince(latest->id);
  const auto earlier = store.snapshot(latest->id);
  return writer->commit(capture(server, options, EarlierSnapshot{*earlier, *writer, request.reportFullRead}));
}

}  // namespace

SiteSnapshot takeSnapshot(Store& store, const SiteProfile& profile, const SiteSnapshotRequest& request) {
  const auto server = connect(profile.connection);
  SiteSnapshot taken;
  if (std::vector<SnapshotInfo> earlier = store.history(profile.name); !earlier.empty())
    taken.previous = std::move(earlier.back());
  CaptureOptions options;
  options.site = profile.name;
  options.bases = profile.bases;
  options.key = store.redactionKey();
  options.secrets = request.secrets;
  options.siteSecrets = request.siteSecrets;
  options.hiddenByPattern = &taken.hidden;
  options.settle = request.settle;
  options.progress = request.progress;
  if (taken.previous) options.expectedEntries = taken.previous->entries;
  taken.info = request.reading == Reading::Changes ? takeChanges(store, *server, options, taken.previous, request)
                                                   : takeInFull(store, *server, options);
  return taken;
}

}  // namespace ldapsnap
