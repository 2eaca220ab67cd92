// `ldapsnap history`: what happened in a directory, read out of one snapshot.
#pragma once

#include <iosfwd>

#include "diff/history/past.h"
#include "report/model/render.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

struct PastReport {
  SnapshotInfo snapshot;
  std::string name;  ///< of the snapshot, as given
  Past past;
};

const RenderTable<PastReport>& pastRenderers();
void renderPastText(const PastReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/history.schema.json.
void renderPastJson(const PastReport& report, const RenderOptions& options, std::ostream& out);
void renderPastMarkdown(const PastReport& report, const RenderOptions& options, std::ostream& out);
void renderPastHtml(const PastReport& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
