// The store for scripts.
#include "report/json/json_listings.h"
#include "report/model/results/store_reports.h"

namespace ldapsnap {

void renderForgetJson(const ForgetReport& report, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-forget/1");
  json.flag("dry_run", report.isDryRun);
  json.member("kept", report.kept);
  json.key("forgotten");
  json.beginArray();
  for (const SnapshotInfo& info : report.forgotten) {
    json.beginObject();
    writeMembers(json, info);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderVerificationJson(const VerificationReport& report, const RenderOptions&, std::ostream& out) {
  const Verification& found = report.found;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-store-verify/1");
  json.flag("sound", found.isSound());
  json.member("snapshots", found.snapshots);
  json.member("damaged_snapshots", found.damagedSnapshots);
  json.member("chunks", found.chunks);
  json.member("skipped", found.skipped);
  json.member("runs", found.runs);
  json.key("damages");
  json.beginArray();
  for (const Damage& damage : found.damages) {
    json.beginObject();
    json.member("what", damage.what);
    json.strings("snapshots", damage.snapshots, JsonWriter::Layout::OneLine);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderCollectedJson(const Collected& collected, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-store-gc/1");
  json.member("removed", collected.removed);
  json.member("kept", collected.kept);
  json.member("bytes_before", collected.bytesBefore);
  json.member("bytes_after", collected.bytesAfter);
  json.endObject();
}

void renderStatisticsJson(const StoreStatistics& statistics, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-store-stats/1");
  json.member("snapshots", statistics.snapshots);
  json.member("runs", statistics.runs);
  json.member("labels", statistics.labels);
  json.member("leaves", statistics.leaves);
  json.member("nodes", statistics.nodes);
  json.member("blobs", statistics.blobs);
  json.member("bytes", statistics.bytes);
  json.member("packed_bytes", statistics.packedBytes);
  json.member("bytes_on_disk", statistics.bytesOnDisk);
  json.key("sites");
  json.beginArray();
  for (const SiteStatistics& site : statistics.sites) {
    json.beginObject();
    json.member("site", site.site);
    json.member("snapshots", site.snapshots);
    json.member("predictions", site.predictions);
    json.member("runs", site.runs);
    if (site.snapshots > 0) {
      json.member("oldest", formatTime(site.oldest));
      json.member("newest", formatTime(site.newest));
      json.member("entries", site.entries);
    }
    json.endObject();
  }
  json.endArray();
  json.key("teams");
  json.beginArray();
  for (const TeamStatistics& team : statistics.teams) {
    json.beginObject();
    json.member("role", team.role);
    json.strings("may", team.may, JsonWriter::Layout::OneLine);
    json.strings("sites", team.sites, JsonWriter::Layout::OneLine);
    json.member("snapshots", team.snapshots);
    json.member("runs", team.runs);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderWrittenKeyJson(const WrittenKey& key, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-store-key/1");
  json.member("file", key.file);
  json.member("digests", "slow");
  json.endObject();
}

void renderArchiveMadeJson(const ArchiveMade& made, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-store-init/1");
  json.member("archive", made.archive);
  json.member("owner", made.owner);
  json.member("version_before", made.before);
  json.member("version", made.now);
  json.endObject();
}

void renderCopiedJson(const Copied& copied, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-store-copy/1");
  json.member("snapshots", copied.snapshots);
  json.member("runs", copied.runs);
  json.member("labels", copied.labels);
  json.member("unfinished_runs", copied.unfinishedRuns);
  json.member("chunks", copied.chunks);
  json.member("chunks_there", copied.chunksThere);
  json.endObject();
}

}  // namespace ldapsnap
