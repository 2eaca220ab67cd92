// `ldapsnap history`: what happened in a directory, read out of one snapshot.
#pragma once

#include <iosfwd>
#include <vector>

#include "diff/history/past.h"
#include "diff/rules/engine/check.h"
#include "diff/selection/selection.h"
#include "report/model/render.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

struct PastReport {
  SnapshotInfo snapshot;
  std::string name;  ///< of the snapshot, as given
  Past past;
  /// Of what is listed: rules that hold on the snapshot, and the burst that brought their objects (Introduction).
  std::vector<Finding> findings = {};
  std::vector<Deselected> leftOut = {};  ///< of the changes that are listed, by selectors
};

/// The findings on `snapshot` whose objects are among the changes of `past`, each with its burst.
std::vector<Finding> findingsOf(const Past& past, const Packs& packs, const Snapshot& snapshot);

const RenderTable<PastReport>& pastRenderers();
void renderPastText(const PastReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/history.schema.json.
void renderPastJson(const PastReport& report, const RenderOptions& options, std::ostream& out);
void renderPastMarkdown(const PastReport& report, const RenderOptions& options, std::ostream& out);
void renderPastHtml(const PastReport& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
