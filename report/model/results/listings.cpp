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
  const std::vector<SnapshotInfo> snapshots = store.snapshots(site, {limit.most, limit.since});
  if (snapshots.empty() && !site.empty() && store.snapshots(site, {.most = 1}).empty())
    store.resolve(site);  // throws, with what was probably meant
  std::unordered_map<std::string, std::vector<std::string>> names;
  for (const Run& run : store.runs(site)) {
    names[run.before].push_back(run.name() + ":before");
    if (!run.after.empty()) names[run.after].push_back(run.name() + ":after");
  }
  for (const Store::Label& label : store.labels()) names[label.snapshot].push_back(label.name);
  SnapshotList list;
  for (const SnapshotInfo& info : snapshots) list.rows.push_back({info, names[info.id]});
  return list;
}

RunList runListOf(Store& store, const std::string& site, const ListingLimit& limit) {
  RunList list;
  list.rows = store.runs(site);
  if (list.rows.empty() && !site.empty() && !store.latest(site)) store.resolve(site);  // throws
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
  if (!request.selection.empty()) {
    const auto oldest = store.snapshot(snapshots.front().id), latest = store.snapshot(snapshots.back().id);
    requireSelectable(request.selection, oldest.get(), *latest);
  }
  std::vector<std::optional<Hash>> states;
  if (!request.dn.empty() && request.selection.empty()) states = store.statesOf(snapshots, wanted);
  // Where no snapshot has this name, the entry may have it in a spelling that only a schema tells.
  if (std::none_of(states.begin(), states.end(), [](const auto& state) { return state.has_value(); })) states.clear();
  SiteLog log;
  log.site = request.site;
  log.dn = request.dn;
  std::unique_ptr<Snapshot> opened;  // the earlier one of a step, which is the later one of the next
  std::size_t openedAt = 0;
  for (std::size_t i = snapshots.size(); i-- > 0;) {
    if (request.limit.most > 0 && log.steps.size() == request.limit.most) break;
    if (request.limit.since && snapshots[i].taken < *request.limit.since) break;
    SiteLog::Step step;
    step.info = snapshots[i];
    if (i > 0 && !states.empty() && states[i] == states[i - 1]) continue;
    const auto after = opened && openedAt == i ? std::move(opened) : store.snapshot(snapshots[i].id);
    if (i == 0) {
      step.isFirst = true;
      if (request.dn.empty() || after->find(wanted)) log.steps.push_back(std::move(step));
      break;
    }
    opened = store.snapshot(snapshots[i - 1].id);
    openedAt = i - 1;
    const Snapshot* const before = opened.get();
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
  const std::vector<Store::Label> labels = store.labels();
  std::vector<std::string> ids;
  for (const Store::Label& label : labels) ids.push_back(label.snapshot);
  std::map<std::string, SnapshotInfo> snapshots;
  for (SnapshotInfo& info : store.snapshotsWithIds(ids)) snapshots.insert_or_assign(info.id, std::move(info));
  LabelList list;
  for (const Store::Label& label : labels) {
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
    for (const Store::Site& site : store->siteList()) {
      if (site.snapshots + site.runs == 0) continue;  // predictions alone
      SiteList::Row& row = rows[site.name];
      row.snapshots = site.snapshots;
      if (site.snapshots > 0) row.latest = site.latest;
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
