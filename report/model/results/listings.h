// What commands list or tell in a few lines, each as one value: snapshots, history, sites, labels, origins of values,
// a server. Each has a text form and a JSON form with a published schema.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diff/baseline/known_schema.h"
#include "diff/compare/model/difference.h"
#include "diff/history/blame.h"
#include "diff/rules/engine/identify.h"
#include "diff/selection/selection.h"
#include "report/model/render.h"
#include "snapshot/capture/probe.h"
#include "snapshot/model/run.h"
#include "snapshot/site/profiles.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// `ldapsnap list`.
struct SnapshotList {
  struct Row {
    SnapshotInfo info;
    std::vector<std::string> names;  ///< besides the id: "seattle/R1:after", labels
  };
  std::vector<Row> rows;  ///< oldest first
};
/// The latest `most` of what is listed, 0: all; not older than `since`.
struct ListingLimit {
  std::size_t most = 0;
  std::optional<Time> since;
};
/// The snapshots of `site`, or of all sites when it is empty. Throws Error(BadInput) for a site without snapshots.
SnapshotList snapshotListOf(Store& store, const std::string& site, const ListingLimit& limit = {});
const RenderTable<SnapshotList>& snapshotListRenderers();
void renderSnapshotListText(const SnapshotList& list, const RenderOptions& options, std::ostream& out);
/// report/json/list.schema.json.
void renderSnapshotListJson(const SnapshotList& list, const RenderOptions& options, std::ostream& out);

/// `ldapsnap runs`.
struct RunList {
  std::vector<Run> rows;  ///< oldest first
};
/// The runs of `site`, or of all sites when it is empty. Throws Error(BadInput) for a site that the store does not
/// know.
RunList runListOf(Store& store, const std::string& site, const ListingLimit& limit = {});
const RenderTable<RunList>& runListRenderers();
void renderRunListText(const RunList& list, const RenderOptions& options, std::ostream& out);
/// report/json/run-list.schema.json.
void renderRunListJson(const RunList& list, const RenderOptions& options, std::ostream& out);

/// A snapshot that was just stored: what `ldapsnap capture` and `ldapsnap import` print.
struct NewSnapshot {
  SnapshotInfo info;
  std::vector<std::string> labels;
};
const RenderTable<NewSnapshot>& newSnapshotRenderers();
void renderNewSnapshotText(const NewSnapshot& taken, const RenderOptions& options, std::ostream& out);
/// report/json/list.schema.json, with this snapshot alone.
void renderNewSnapshotJson(const NewSnapshot& taken, const RenderOptions& options, std::ostream& out);

/// `ldapsnap log`.
struct SiteLog {
  /// A snapshot, and what changed since the one before it.
  struct Step {
    SnapshotInfo info;
    bool isFirst = false;                               ///< no snapshot of the site is older
    std::optional<Run> run;                             ///< that led to it
    EntryCounts entries;                                ///< of a log without a DN
    std::size_t schema = 0;                             ///< schema elements that changed; of a log without a DN
    bool isEmpty = false;                               ///< nothing changed; of a log without a DN
    std::optional<Change> change;                       ///< of the entry of a log with a DN
    std::string fromDn;                                 ///< of a renamed entry
    std::vector<std::string> attributes;                ///< descriptions, of a modified or renamed entry
    std::shared_ptr<const Difference> difference = {};  ///< in full, where asked for
  };
  std::string site, dn;             ///< `dn` empty: everything
  std::vector<Step> steps;          ///< newest first; with a DN or a selection those that concern it
  std::vector<Deselected> leftOut;  ///< by selectors, of all steps
};
struct SiteLogRequest {
  std::string site;
  std::string dn = {};       ///< of one entry; empty: everything
  Selection selection = {};  ///< which changes are shown and counted
  Time today = {};           ///< which expected changes still count
  ListingLimit limit = {};
  bool withChanges = false;  ///< with the difference of each step
};
/// Throws Error(BadInput) for a site without snapshots, for text that is not a DN, and as requireSelectable() does.
SiteLog siteLogOf(Store& store, const SiteLogRequest& request);
const RenderTable<SiteLog>& siteLogRenderers();
void renderSiteLogText(const SiteLog& log, const RenderOptions& options, std::ostream& out);
/// A calendar, and a table of the steps.
void renderSiteLogHtml(const SiteLog& log, const RenderOptions& options, std::ostream& out);
/// What changed in a step, in one line that is not yet visible(): "2 added, 0 modified, ...", "first snapshot".
std::string sentenceOf(const SiteLog& log, const SiteLog::Step& step);
/// report/json/log.schema.json.
void renderSiteLogJson(const SiteLog& log, const RenderOptions& options, std::ostream& out);

/// `ldapsnap sites`.
struct SiteList {
  struct Row {
    std::string name;
    std::optional<std::string> uri;  ///< of its profile; empty: it has none
    std::size_t snapshots = 0;
    std::optional<Time> latest;
  };
  std::vector<Row> rows;     ///< by name
  std::string profilesFile;  ///< where a profile is added
};
/// The sites with a profile, and those of `store`, which may be nullptr.
SiteList siteListOf(const Profiles& profiles, Store* store, const std::string& profilesFile);
const RenderTable<SiteList>& siteListRenderers();
void renderSiteListText(const SiteList& list, const RenderOptions& options, std::ostream& out);
/// report/json/sites.schema.json.
void renderSiteListJson(const SiteList& list, const RenderOptions& options, std::ostream& out);

/// `ldapsnap label`.
struct LabelList {
  struct Row {
    std::string name, snapshot;        ///< the snapshot's id
    std::optional<SnapshotInfo> info;  ///< empty: the snapshot is no longer in the store
  };
  std::vector<Row> rows;
};
LabelList labelListOf(Store& store);
const RenderTable<LabelList>& labelListRenderers();
void renderLabelListText(const LabelList& list, const RenderOptions& options, std::ostream& out);
/// report/json/labels.schema.json.
void renderLabelListJson(const LabelList& list, const RenderOptions& options, std::ostream& out);

/// `ldapsnap blame`.
struct BlameReport {
  SnapshotInfo snapshot;
  Blame blame;
  std::vector<Deselected> leftOut = {};  ///< values, by selectors
};
const RenderTable<BlameReport>& blameRenderers();
void renderBlameText(const BlameReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/blame.schema.json. All values, volatile ones too.
void renderBlameJson(const BlameReport& report, const RenderOptions& options, std::ostream& out);

/// `ldapsnap identify`.
struct Identification {
  std::vector<Identified> marks;
  bool isComplete = true;   ///< false: the snapshot is incomplete, so that there may be more
  KnownSchema schema = {};  ///< the nearest baseline, and whose the other schema elements are
};
const RenderTable<Identification>& identificationRenderers();
void renderIdentificationText(const Identification& found, const RenderOptions& options, std::ostream& out);
void renderIdentificationMarkdown(const Identification& found, const RenderOptions& options, std::ostream& out);
void renderIdentificationHtml(const Identification& found, const RenderOptions& options, std::ostream& out);
/// report/json/identification.schema.json.
void renderIdentificationJson(const Identification& found, const RenderOptions& options, std::ostream& out);

/// `ldapsnap sites probe`.
struct ProbeReport {
  ServerProbe server;
  std::vector<Identified> marks;  ///< products and versions that the root DSE and the schema show
};
ProbeReport probeReportOf(ServerProbe server);
const RenderTable<ProbeReport>& probeRenderers();
void renderProbeText(const ProbeReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/probe.schema.json.
void renderProbeJson(const ProbeReport& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
