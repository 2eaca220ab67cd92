// Assembles the report of a difference, a run or a check: the one place where a new section of a report is added.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/compare/schema/comparison_schema.h"
#include "diff/rules/engine/check.h"
#include "diff/rules/engine/waivers.h"
#include "report/model/report.h"
#include "snapshot/operand/operand.h"

namespace ldapsnap {

/// What a report is about and what it is to contain. The pointers and references must outlive the call only.
struct AnalysisRequest {
  Report::Kind kind = Report::Kind::Diff;
  const Operand* before = nullptr;  ///< nullptr: a check of `after` alone
  const Operand& after;
  const Packs& packs;
  Store* store = nullptr;       ///< where stored operands are; nullptr: there is none
  std::optional<Run> run = {};  ///< the run between the two; with its journal and output
  bool findsRun = false;        ///< take for `run` the one of the store between the two, if there is one
  std::string map = "none";     ///< from the names of `before` to those of `after`, as Mapping::asked() takes it
  std::optional<Lag> lag = {};  ///< Report::lag
  bool keepsUnchanged = false;  ///< also the unchanged attributes of entries that changed
  Exactness exactness = Exactness::ByRule;
  std::optional<Direction> changeRecords = {};  ///< make change records that lead this way
  std::vector<std::string> options = {};        ///< Report::options
  std::string setup = {};                       ///< of a check: judge this setup only; empty: all
  ParameterValues parameters = {};              ///< of a check: what was given for parameters of rules
  AlsoAsked also = {};                          ///< of rules: what is judged besides where no setup is selected
  /// False: of a difference, only what differs is asked for, and no rules, consequences and marks. (Where nothing but
  /// spelling differs, rules are asked all the same: a new finding decides the exit code.)
  bool isJudged = true;
  std::optional<Level> failOn = Level::Error;  ///< of a check
  Selection selection = {};                    ///< what of the result to show
  std::vector<WaiverEntry> waivers = {};
  std::optional<Time> waiversAsOf = {};  ///< the day on which the waivers must be valid; empty: today
};

/// Compares, judges, checks and identifies as requested. Report::waiverUse says what came of the waivers. Throws what
/// reading the snapshots throws; Error(BadInput) for a setup that no pack defines, and for a DN of Selection::under
/// that neither snapshot has an entry at or below.
Report analyse(const AnalysisRequest& request);

/// The difference between two operands by the shortest way: chunks where both are in `store`, the files' text where
/// both are LDIF, otherwise all entries.
Difference compareOperands(Store* store, const Operand& before, const Operand& after,
                           Exactness exactness = Exactness::ByRule);

/// A snapshot of `store` as an operand with `name`, as the user would write it. Throws Error(BadInput) where no
/// snapshot has that name.
Operand storedOperand(Store& store, const std::string& name);

}  // namespace ldapsnap
