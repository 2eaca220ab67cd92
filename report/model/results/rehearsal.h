// What a setup would do on another directory, for people and for scripts.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "diff/rehearse/rehearse.h"
#include "diff/rules/engine/check.h"
#include "diff/selection/selection.h"
#include "report/model/render.h"
#include "snapshot/model/journal.h"
#include "snapshot/operand/operand.h"

namespace ldapsnap {

struct RehearsalReport {
  /// Which steps are shown: all, or those alone that fail or whose outcome is not known (`check A --plan FILE`).
  enum class Shows { AllSteps, Obstacles };

  std::string what, on;  ///< as the user named them
  Shows shows = Shows::AllSteps;
  SnapshotInfo target;
  Rehearsal rehearsal;
  /// What each step asks for, under the names of the target; as many as `rehearsal` has steps, or none.
  std::vector<LdifRecord> requests;
  /// Options besides these on which what the report says depends, as typed: for reproducing it.
  std::vector<std::string> options;
  CheckResult check;       ///< of the predicted snapshot, against the target
  std::string recordedBy;  ///< how the order of the steps was recorded; empty: it was not, a server accepts this one
  std::string savedLabel;  ///< under which the prediction was stored; empty: it was not
  /// What the recorded run did and no step says: redacted values, what a server sets by itself. One line each.
  std::vector<std::string> leftOut;
  /// Steps that were played and are not in `rehearsal`, by the selector that left them out.
  std::vector<Deselected> notSelected;
  /// What was renamed from the lab to the target, "DC=lab,DC=test -> DC=acme,DC=com (12 times)"; empty without a map.
  std::vector<std::string> mapping;
};

/// What is rehearsed: a change file, or the change between two snapshots. Pointers and references must outlive the call
/// only.
struct RehearsalRequest {
  std::string what;                ///< as the user named it
  std::string file = {};           ///< LDIF or LDF, or a folder of such files; empty: from `before` to `after`
  ChangeFileOptions reading = {};  ///< of `file`
  const Operand* before = nullptr;
  const Operand* after = nullptr;
  std::optional<Journal> journal = {};  ///< of the run between them: the order of the steps
  std::string map = "auto";             ///< from the names of `before` to those of `on`, as Mapping::asked() takes it
  const Operand& on;                    ///< the target
  Store* store = nullptr;               ///< where stored operands are
  RehearsalReport::Shows shows = RehearsalReport::Shows::AllSteps;
  Selection selection = {};      ///< which steps are shown and counted; all are played
  const Packs* packs = nullptr;  ///< find the setups that are blocked afterwards; nullptr: do not
};

/// Rehearses the request on its target. `predicted`, made from the target, is afterwards what the directory would hold.
RehearsalReport rehearsalOf(const RehearsalRequest& request, PredictedSnapshot& predicted);

/// Text, JSON, Markdown and HTML.
const RenderTable<RehearsalReport>& rehearsalRenderers();
/// The same formats for what a planned file runs into (RehearsalReport::Shows::Obstacles); JSON is ldapsnap-plan/1.
const RenderTable<RehearsalReport>& planRenderers();

/// Steps that are no plain successes one after the other, numbered; then the setups that are blocked afterwards, and
/// one line that sums up. Of a long run plain successes are counted, with RenderOptions::showAll listed.
void renderRehearsalText(const RehearsalReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/rehearsal.schema.json, version ldapsnap-rehearsal/1. Every step.
void renderRehearsalJson(const RehearsalReport& report, std::ostream& out);
/// report/json/plan.schema.json, version ldapsnap-plan/1: the steps of a file that fail or whose outcome is not known.
void renderPlanJson(const RehearsalReport& report, std::ostream& out);

/// The text as a block, below what was rehearsed on which snapshot and what came of it.
void renderRehearsalMarkdown(const RehearsalReport& report, const RenderOptions& options, std::ostream& out);
/// One page, as renderHtml() makes it: the verdict, the target, the steps with what the server would say, what is
/// blocked afterwards.
void renderRehearsalHtml(const RehearsalReport& report, const RenderOptions& options, std::ostream& out);

/// Whether a report shows `step` without RenderOptions::showAll. `longRun`: from how many steps on plain successes are
/// only counted.
bool isShown(const RehearsalReport& report, const StepVerdict& step, std::size_t longRun);
/// "vendor.ldf:12" or "folder/sch48.ldf:12", the line of the step's record; nothing for a recorded step.
std::optional<std::string> placeOf(const RehearsalReport& report, const StepVerdict& step);
/// "4 steps played: 3 would succeed and 1 would fail."
std::string summaryOf(const Rehearsal& rehearsal);
/// "entryAlreadyExists (68): Entry cn=x already exists"; of a step that fails.
std::string resultOf(const StepVerdict& step);
/// "description: x, in the lab it was y, it becomes z".
std::string lossOf(const LocalChange& change);

/// Setups that could run on the target and cannot after the run, with what blocks them.
std::vector<SetupVerdict> newlyBlocked(const RehearsalReport& report);

/// 1 when a step would fail, 3 when a step or the target is not conclusive, else 0.
int exitCodeOf(const RehearsalReport& report);

}  // namespace ldapsnap
