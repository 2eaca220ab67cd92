#include "report/model/results/listings.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

#include "diff/compare/compare.h"
#include "diff/selection/selector.h"
#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

namespace {

/// What happened to the entry in this step, if anything did: fills in `step`.
bool describeChange(const Difference& difference, const Dn& dn, const Schema& schema, SiteLog::Step& step) {
  const std::string wanted = normalForm(dn, schema);
  for (const EntryChange& change : difference.changes) {
    const bool isIt = normalForm(change.dn, schema) == wanted ||
                      (!change.fromDn.empty() && normalForm(change.fromDn, schema) == wanted);
    if (!isIt) continue;
    step.change = change.change;
    step.fromDn = change.fromDn;
    if (change.change == Change::Modified || change.change == Change::Renamed) {
      for (const AttributeChange& attribute : change.attributes) step.attributes.push_back(attribute.description);
    }
    return true;
  }
  return false;
}

/// Leaves the change of that entry alone.
void keepOnly(const Dn& dn, const Schema& schema, Difference& difference) {
  const std::string wanted = normalForm(dn, schema);
  EntryChanges kept;
  for (const EntryChange& change : difference.changes) {
    if (normalForm(change.dn, schema) == wanted ||
        (!change.fromDn.empty() && normalForm(change.fromDn, schema) == wanted))
      kept.push_back(change);
  }
  difference.changes = std::move(kept);
  difference.schema.clear();
}

/// The run that lies between two snapshots, if one does.
std::optional<Run> runBetween(const std::vector<Run>& runs, const SnapshotInfo& before, const SnapshotInfo& after) {
  for (const Run& run : runs) {
    if (run.before == before.id && run.after == after.id) return run;
  }
  return {};
}

template <class Row>
void keepLatest(std::vector<Row>& rows, std::size_t most) {
  if (most > 0 && rows.size() > most) rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(most));
}

std::string countsOf(const SiteLog::Step& step) {
  if (step.isEmpty) return "no change";
  const EntryCounts& entries = step.entries;
  std::string text = fmt::format("{} added, {} modified, {} renamed, {} removed", entries.added, entries.modified,
                                 entries.renamed, entries.removed);
  if (step.schema > 0) text += fmt::format("; {} schema elements", step.schema);
  return text;
}

std::string changeOf(const SiteLog::Step& step) {
  std::string text(nameOf(*step.change));
  if (!step.fromDn.empty()) text += " from " + step.fromDn;
  if (!step.attributes.empty()) text += fmt::format(": {}", fmt::join(step.attributes, ", "));
  return text;
}

}  // namespace

std::string sentenceOf(const SiteLog& log, const SiteLog::Step& step) {
  if (step.isFirst) return log.dn.empty() ? "first snapshot" : "present in the first snapshot";
  return log.dn.empty() ? countsOf(step) : changeOf(step);
}

SnapshotList snapshotListOf(Store& store, const std::string& site, const ListingLimit& limit) {
  const std::vector<SnapshotInfo> snapshots = store.snapshots(site);
  if (snapshots.empty() && !site.empty()) store.resolve(site);  // throws, with what was probably meant
  std::unordered_map<std::string, std::vector<std::string>> names;
  for (const Run& run : store.runs()) {
    names[run.before].push_back(run.name() + ":before");
    if (!run.after.empty()) names[run.after].push_back(run.name() + ":after");
  }
  for (const Store::Label& label : store.labels()) names[label.snapshot].push_back(label.name);
  SnapshotList list;
  for (const SnapshotInfo& info : snapshots)
    if (!limit.since || info.taken >= *limit.since) list.rows.push_back({info, names[info.id]});
  keepLatest(list.rows, limit.most);
  return list;
}

RunList runListOf(Store& store, const std::string& site, const ListingLimit& limit) {
  RunList list;
  list.rows = store.runs(site);
  if (list.rows.empty() && !site.empty() && store.history(site).empty()) store.resolve(site);  // throws
  std::stable_sort(list.rows.begin(), list.rows.end(),
                   [](const Run& a, const Run& b) { return a.started < b.started; });
  std::erase_if(list.rows, [&limit](const Run& run) { return limit.since && run.started < *limit.since; });
  keepLatest(list.rows, limit.most);
  return list;
}

SiteLog siteLogOf(Store& store, const SiteLogRequest& request) {
  const std::vector<SnapshotInfo> snapshots = store.history(request.site);
  if (snapshots.empty()) store.resolve(request.site);  // throws, with what was probably meant
  const std::vector<Run> runs = store.runs(request.site);
  const Dn wanted = Dn::parse(request.dn);
  if (!request.selection.under.empty()) {
    const auto oldest = store.snapshot(snapshots.front().id), latest = store.snapshot(snapshots.back().id);
    requireSelectable(request.selection, oldest.get(), *latest);
  }
  SiteLog log;
  log.site = request.site;
  log.dn = request.dn;
  for (std::size_t i = snapshots.size(); i-- > 0;) {
    if (request.limit.most > 0 && log.steps.size() == request.limit.most) break;
    if (request.limit.since && snapshots[i].taken < *request.limit.since) break;
    SiteLog::Step step;
    step.info = snapshots[i];
    const auto after = store.snapshot(snapshots[i].id);
    if (i == 0) {
      step.isFirst = true;
      if (request.dn.empty() || after->find(wanted)) log.steps.push_back(std::move(step));
      break;
    }
    const auto before = store.snapshot(snapshots[i - 1].id);
    Difference difference = compare(store, *before, *after);
    if (!request.selection.empty()) {
      Selector selector(request.selection, *before, *after, request.today);
      selector.apply(difference);
      addLeftOut(log.leftOut, selector.leftOut());
      if (difference.empty() && difference.isSelection) continue;
    }
    step.run = runBetween(runs, snapshots[i - 1], snapshots[i]);
    if (request.dn.empty()) {
      step.entries = difference.entries;
      step.schema = difference.schema.size();
      step.isEmpty = difference.empty();
    } else if (!describeChange(difference, wanted, after->schema(), step)) {
      continue;
    }
    if (request.withChanges) {
      if (!request.dn.empty()) keepOnly(wanted, after->schema(), difference);
      step.difference = std::make_shared<const Difference>(std::move(difference));
    }
    log.steps.push_back(std::move(step));
  }
  return log;
}

LabelList labelListOf(Store& store) {
  std::map<std::string, SnapshotInfo> snapshots;
  for (const SnapshotInfo& info : store.snapshots()) snapshots.emplace(info.id, info);
  LabelList list;
  for (const Store::Label& label : store.labels()) {
    const auto found = snapshots.find(label.snapshot);
    list.rows.push_back({label.name, label.snapshot,
                         found == snapshots.end() ? std::nullopt : std::optional<SnapshotInfo>(found->second)});
  }
  return list;
}

SiteList siteListOf(const Profiles& profiles, Store* store, const std::string& profilesFile) {
  std::map<std::string, SiteList::Row> rows;
  for (const auto& [name, profile] : profiles.all()) rows[name].uri = profile.connection.uri;
  if (store) {
    for (const std::string& name : store->sites()) rows[name];
    for (const SnapshotInfo& info : store->history({})) {
      ++rows[info.site].snapshots;
      rows[info.site].latest = info.taken;  // the oldest comes first
    }
  }
  SiteList list;
  list.profilesFile = profilesFile;
  for (auto& [name, row] : rows) {
    row.name = name;
    list.rows.push_back(std::move(row));
  }
  return list;
}

ProbeReport probeReportOf(ServerProbe server) {
  MemorySnapshot seen;
  for (const Entry& entry : server.identifyingEntries) seen.add(entry);
  seen.finish();
  return {std::move(server), identify(seen, shippedProductMarks())};
}

const RenderTable<SnapshotList>& snapshotListRenderers() {
  static const RenderTable<SnapshotList> table = {{{Format::Text, {Detail::OneLine}}, renderSnapshotListText},
                                                  {{Format::Json, {}}, renderSnapshotListJson}};
  return table;
}

const RenderTable<RunList>& runListRenderers() {
  static const RenderTable<RunList> table = {{{Format::Text, {Detail::OneLine}}, renderRunListText},
                                             {{Format::Json, {}}, renderRunListJson}};
  return table;
}

const RenderTable<NewSnapshot>& newSnapshotRenderers() {
  static const auto table = textAndJson<NewSnapshot>(renderNewSnapshotText, renderNewSnapshotJson);
  return table;
}

const RenderTable<SiteLog>& siteLogRenderers() {
  static const RenderTable<SiteLog> table = {
      {{Format::Text, {Detail::OneLine, Detail::All, Detail::Volatile}}, renderSiteLogText},
      {{Format::Json, {Detail::All, Detail::Volatile}}, renderSiteLogJson},
      {{Format::Html, {Detail::All}}, renderSiteLogHtml}};
  return table;
}

const RenderTable<SiteList>& siteListRenderers() {
  static const RenderTable<SiteList> table = {{{Format::Text, {Detail::OneLine}}, renderSiteListText},
                                              {{Format::Json, {}}, renderSiteListJson}};
  return table;
}

const RenderTable<LabelList>& labelListRenderers() {
  static const auto table = textAndJson<LabelList>(renderLabelListText, renderLabelListJson);
  return table;
}

const RenderTable<BlameReport>& blameRenderers() {
  static const RenderTable<BlameReport> table = {
      {{Format::Text, {Detail::Volatile, Detail::All}}, renderBlameText},
      {{Format::Json, {Detail::Volatile, Detail::All}}, renderBlameJson},
  };
  return table;
}

const RenderTable<Identification>& identificationRenderers() {
  static const RenderTable<Identification> table = {
      {{Format::Text, {}}, renderIdentificationText},
      {{Format::Json, {}}, renderIdentificationJson},
      {{Format::Markdown, {Detail::MaxCharacters}}, renderIdentificationMarkdown},
      {{Format::Html, {}}, renderIdentificationHtml}};
  return table;
}

const RenderTable<ProbeReport>& probeRenderers() {
  static const auto table = textAndJson<ProbeReport>(renderProbeText, renderProbeJson);
  return table;
}

}  // namespace ldapsnap
