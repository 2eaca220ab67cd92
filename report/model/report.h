// One value that every renderer shows: what a command found out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/across/mapping.h"
#include "diff/apply/change_records.h"
#include "diff/compare/model/difference.h"
#include "diff/impact/judge.h"
#include "diff/rules/engine/check.h"
#include "diff/rules/engine/identify.h"
#include "diff/rules/engine/waivers.h"
#include "diff/selection/selection.h"
#include "report/model/replica_lag.h"
#include "snapshot/model/command_output.h"
#include "snapshot/model/journal.h"
#include "snapshot/model/run.h"

namespace ldapsnap {

/// Which way change records lead.
enum class Direction { Forward, Reverse };

/// The names of `before` in terms of `after`, under which the two were compared.
struct MappedNames {
  std::string how;                ///< "auto": inferred from both directories; else the file that was given
  std::vector<MappedName> names;  ///< what was renamed to what, and how often
  std::string digest = {};        ///< SHA-256 of the file, in hexadecimal; empty: there was none
};

struct Report {
  enum class Kind { Diff, Check, Run };
  Kind kind = Kind::Diff;
  std::string beforeName, afterName;           ///< as the user named them: "seattle~1"
  std::optional<SnapshotInfo> before;          ///< absent for a check
  SnapshotInfo after;                          ///< of a check: the snapshot that was checked
  std::optional<Run> run;                      ///< of a run, or of a diff of RUN:before with RUN:after
  std::optional<Journal> journal;              ///< of the run: what happened in between
  std::optional<CommandOutput> output;         ///< of the run: what its command wrote
  std::optional<MappedNames> mapping;          ///< of a difference between directories that use different names
  std::optional<Lag> lag;                      ///< of replicas whose entries were read again until they agree
  std::optional<Difference> difference;        ///< absent for a check
  std::optional<ChangeRecords> changeRecords;  ///< of a difference, when LDIF was asked for
  Direction direction = Direction::Forward;    ///< of changeRecords: Reverse leads from after to before
  CheckResult check;
  WaiverUse waiverUse;  ///< of the waivers that were applied to `check`
  /// Definitions that could not be read, of either snapshot.
  std::vector<UnreadableElement> unreadableBefore, unreadableAfter;
  std::vector<Deselected> leftOut;             ///< by selectors: what the above would have besides
  std::vector<Judgement> judgements;           ///< of a difference: what it breaks, without any rule
  std::vector<Identified> identified;          ///< products and versions that the (later) snapshot shows
  std::optional<Level> failOn = Level::Error;  ///< `--fail-on` of a check; empty: never
  std::string askedSetup;                      ///< `--setup` of a check: the verdict is about this one
  /// Options besides these on which what the report says depends, as typed: for reproducing it.
  std::vector<std::string> options;
};

/// Whether `finding` is one that exitCodeOf() answers with 1: of a check, one of level `failOn` or above that is not
/// waived; of a difference, a new one.
bool makesFail(const Report& report, const Finding& finding);

/// Whether nothing has passed because nothing was judged: a setup was asked for by name and no rule about it was looked
/// at; or a check of everything found no product that the rules know in a snapshot of an unknown server that does not
/// hold all that would show one.
bool judgedNothing(const Report& report);

/// 3 when a snapshot is incomplete or torn, or two snapshots cover nothing in common: the result is not conclusive.
/// Else, of a difference, 1 when there are changes or new findings that are not waived; of a check, 1 when there is a
/// finding of level `failOn` or above that is not waived, 3 when a setup could not be judged or nothing was
/// (judgedNothing()). Else 0.
int exitCodeOf(const Report& report);

}  // namespace ldapsnap
