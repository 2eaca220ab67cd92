// Two runs of one setup compared, for people and for scripts.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "diff/across/two_runs.h"
#include "report/model/render.h"
#include "snapshot/model/run.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

struct RunsReport {
  /// A run with its snapshots.
  struct Side {
    Run run;
    SnapshotInfo before, after;

    bool isConclusive() const;  ///< false when a snapshot is incomplete or torn
  };
  Side first, second;
  RunsDifference difference;
  std::vector<std::string> mapping;  ///< what was renamed from the first directory to the second, one line each
};

/// Compares what two finished runs of `store` did. `map`: as Mapping::asked() takes it; two runs at one site need no
/// mapping, so "auto" is "none" for them.
RunsReport compareRecordedRuns(Store& store, const std::string& first, const std::string& second,
                               const std::string& map);

/// Text, JSON, Markdown and HTML.
const RenderTable<RunsReport>& runsRenderers();

/// What each did alone, what was in place before, what both did otherwise, and one line that sums up.
void renderRunsText(const RunsReport& report, const RenderOptions& options, std::ostream& out);
/// The text as a block, below what was compared and whether the runs did the same.
void renderRunsMarkdown(const RunsReport& report, const RenderOptions& options, std::ostream& out);
void renderRunsHtml(const RunsReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/runs.schema.json, version ldapsnap-runs/1.
void renderRunsJson(const RunsReport& report, std::ostream& out);

/// Whether the two did the same, as one sentence.
std::string sentenceOf(const RunsReport& report);

/// 3 when a snapshot of the two runs is incomplete or torn, 1 when the two did not do the same, else 0. What one had in
/// place before is no difference.
int exitCodeOf(const RunsReport& report);

}  // namespace ldapsnap
