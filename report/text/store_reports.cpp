// The store for people.
#include "report/model/results/store_reports.h"

#include <algorithm>
#include <fmt/format.h>
#include <ostream>

#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

void renderForgetText(const ForgetReport& report, const RenderOptions&, std::ostream& out) {
  for (const SnapshotInfo& info : report.forgotten) out << visible(snapshotLine(info)) << '\n';
  out << fmt::format(
      "{} {}, {} kept.{}\n", counted(report.forgotten.size(), "snapshot"),
      report.isDryRun ? "would be forgotten" : "forgotten", report.kept,
      report.isDryRun || report.forgotten.empty() ? "" : " `ldapsnap store gc` frees the space they used.");
}

void renderVerificationText(const VerificationReport& report, const RenderOptions&, std::ostream& out) {
  const Verification& found = report.found;
  for (const Damage& damage : found.damages) {
    out << visible(damage.what) << '\n';
    for (const std::string& id : damage.snapshots) {
      const auto info = report.snapshots.find(id);
      out << fmt::format("    needed by {}\n",
                         visible(info == report.snapshots.end() ? id : snapshotLine(info->second)));
    }
  }
  const std::string checked = fmt::format("{}, {}, {}", counted(found.snapshots, "snapshot"),
                                          counted(found.chunks, "chunk"), counted(found.runs, "run"));
  if (found.skipped > 0)
    out << fmt::format("A sample: {} {} there but not read.\n", counted(found.skipped, "chunk"),
                       found.skipped == 1 ? "was" : "were");
  if (found.isSound()) {
    out << fmt::format("Sound: {}.\n", checked);
  } else {
    out << fmt::format("{} found; {} of {} cannot be read completely. Checked: {}.\n",
                       counted(found.damages.size(), "damage"), found.damagedSnapshots,
                       counted(found.snapshots, "snapshot"), checked);
  }
}

void renderCollectedText(const Collected& collected, const RenderOptions&, std::ostream& out) {
  out << fmt::format("{} removed, {} kept; {} bytes on disk, {} before.\n", counted(collected.removed, "chunk"),
                     grouped(collected.kept), grouped(collected.bytesAfter), grouped(collected.bytesBefore));
}

void renderStatisticsText(const StoreStatistics& is, const RenderOptions&, std::ostream& out) {
  out << fmt::format("snapshots  {}\nruns       {}\nlabels     {}\n", grouped(is.snapshots), grouped(is.runs),
                     grouped(is.labels));
  out << fmt::format("chunks     {} leaves, {} nodes, {} large values\n", grouped(is.leaves), grouped(is.nodes),
                     grouped(is.blobs));
  out << fmt::format("content    {} bytes, {} compressed\non disk    {} bytes\n", grouped(is.bytes),
                     grouped(is.packedBytes), grouped(is.bytesOnDisk));
  for (const SiteStatistics& site : is.sites) {
    out << fmt::format("site       {}: {}, {}", visible(site.site), counted(site.snapshots, "snapshot"),
                       counted(site.runs, "run"));
    if (site.predictions > 0) out << fmt::format(", {}", counted(site.predictions, "prediction"));
    if (site.snapshots > 0)
      out << fmt::format("; {} to {}; {} in the newest", formatTime(site.oldest), formatTime(site.newest),
                         counted(site.entries, "entry", "entries"));
    out << '\n';
  }
  for (const TeamStatistics& team : is.teams) {
    const bool isOfAll = std::find(team.sites.begin(), team.sites.end(), "*") != team.sites.end();
    out << fmt::format("team       {} ({}): {}, {}, {}\n", visible(team.role), fmt::join(team.may, ", "),
                       isOfAll ? "all sites" : counted(team.sites.size(), "site"), counted(team.snapshots, "snapshot"),
                       counted(team.runs, "run"));
  }
}

void renderArchiveMadeText(const ArchiveMade& made, const RenderOptions&, std::ostream& out) {
  const std::string archive = visible(made.archive), owner = visible(made.owner);
  if (made.before == made.now) {
    out << fmt::format("The {} has version {} already.\n", archive, made.now);
  } else if (made.before > 0) {
    out << fmt::format("The {} was updated from version {} to version {}.\n", archive, made.before, made.now);
  } else {
    out << fmt::format("The {} was made, version {}.\n", archive, made.now);
  }
  out << fmt::format(
      "Its owner, {}, may do everything in it. What others need, in SQL:\n"
      "    SELECT ldapsnap.allow('AUDITOR', 'reader');          reads the snapshots of all sites\n"
      "    SELECT ldapsnap.allow('CAPTURE', 'writer', 'SITE');  adds snapshots of that site, changes and removes "
      "nothing\n"
      "    SELECT ldapsnap.allow('KEEPER', 'keeper');           may forget snapshots and collect garbage\n",
      owner);
}

void renderCopiedText(const Copied& copied, const RenderOptions&, std::ostream& out) {
  out << fmt::format("{}, {} and {} copied: {} written, {} already there.\n", counted(copied.snapshots, "snapshot"),
                     counted(copied.runs, "run"), counted(copied.labels, "label"), counted(copied.chunks, "chunk"),
                     grouped(copied.chunksThere));
  if (copied.unfinishedRuns > 0)
    out << fmt::format("{} {} left out: not finished yet.\n", counted(copied.unfinishedRuns, "run"),
                       copied.unfinishedRuns == 1 ? "was" : "were");
}

}  // namespace ldapsnap
