#include "snapshot/recording/site_snapshot.h"

#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

/// The naming contexts that hold a directory's own data, or the parts of them that were read: not those that every
/// server has.
std::vector<std::string> ownContexts(const SnapshotInfo& info) {
  std::vector<std::string> bases = info.searchBases;
  if (bases.empty())
    for (const CoveredPart& part : info.coverage.parts) bases.push_back(part.base);
  std::erase_if(bases, [](const std::string& base) {
    const std::string lower = asciiLower(base);
    return lower.empty() || lower.starts_with("cn=schema") || lower.starts_with("cn=subschema") ||
           (lower.starts_with("cn=") && lower.find(',') == lower.npos);
  });
  return bases;
}

/// Commits what was captured unless it belongs to another directory.
SnapshotInfo commit(SnapshotWriter& writer, const SnapshotInfo& info, const std::optional<SnapshotInfo>& latest,
                    const SiteSnapshotRequest& request) {
  if (latest && request.refusesOtherDirectory) requireSameDirectory(*latest, info);
  SnapshotInfo committed = writer.commit(info);
  committed.warnings = info.warnings;  // which no store keeps
  return committed;
}

SnapshotInfo takeInFull(Store& store, ServerConnection& server, const CaptureOptions& options,
                        const std::optional<SnapshotInfo>& latest, const SiteSnapshotRequest& request) {
  const auto writer = store.beginSnapshot();
  return commit(*writer, capture(server, options, *writer), latest, request);
}

SnapshotInfo takeChanges(Store& store, ServerConnection& server, const CaptureOptions& options,
                         const std::optional<SnapshotInfo>& latest, const SiteSnapshotRequest& request) {
  if (!latest) {
    if (request.reportFullRead)
      request.reportFullRead("everything", fmt::format("{} has no snapshot yet", options.site));
    return takeInFull(store, server, options, latest, request);
  }
  const auto writer = store.beginSnapshotSince(latest->id);
  const auto earlier = store.snapshot(latest->id);
  return commit(*writer, capture(server, options, EarlierSnapshot{*earlier, *writer, request.reportFullRead}), latest,
                request);
}

}  // namespace

void requireSameDirectory(const SnapshotInfo& latest, const SnapshotInfo& taken) {
  if (taken.kind == SnapshotInfo::Kind::Captured && latest.source == taken.source) return;  // other parts of one server
  const std::vector<std::string> before = ownContexts(latest), now = ownContexts(taken);
  if (before.empty() || now.empty()) return;
  for (const std::string& a : before) {
    for (const std::string& b : now) {
      const std::string pathOfA(keyOf(a).path()), pathOfB(keyOf(b).path());
      if (inScope(pathOfA, pathOfB, Scope::Subtree) || inScope(pathOfB, pathOfA, Scope::Subtree)) return;
    }
  }
  throw Error(ErrorKind::BadInput,
              fmt::format("{} is another directory: its latest snapshot, from {}, is of {}, and this one is of {}",
                          visible(latest.site), visible(latest.source), visible(before.front()), visible(now.front())))
      .fix(fmt::format("give each directory a site of its own; if {0} is mistyped or no longer there, remove it with: "
                       "ldapsnap forget {0} --keep-none; several databases of one server can be imported as one "
                       "snapshot: ldapsnap import {0} FILE FILE",
                       visible(latest.site)));
}

SiteSnapshot takeSnapshot(Store& store, const SiteProfile& profile, const SiteSnapshotRequest& request) {
  const auto server = connect(profile);
  SiteSnapshot taken;
  taken.previous = store.latest(profile.name);
  CaptureOptions options;
  options.site = profile.name;
  options.bases = profile.bases;
  options.key = store.redactionKeyOf(profile.name);
  options.secrets = request.secrets;
  options.siteSecrets = request.siteSecrets;
  options.hiddenByPattern = &taken.hidden;
  options.settle = request.settle;
  options.progress = request.progress;
  if (taken.previous) options.expectedEntries = taken.previous->entries;
  taken.info = request.reading == Reading::Changes ? takeChanges(store, *server, options, taken.previous, request)
                                                   : takeInFull(store, *server, options, taken.previous, request);
  return taken;
}

}  // namespace ldapsnap
