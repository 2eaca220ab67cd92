// The sentences of a report, the same word for word in every format. Plain text; the renderer escapes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/model/render.h"
#include "report/model/report.h"
#include "report/wording/sides.h"

namespace ldapsnap {

/// "48,302".
std::string grouped(std::uint64_t number);
/// "1 entry", "2 entries"; the plural is the noun with an s unless it is given.
std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural = {});
/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& words);
/// "2026-03-02 10:14Z".
std::string minuteOf(Time time);
/// "2026-03-02T10:14:07.123Z".
std::string millisecondsOf(std::chrono::sys_time<std::chrono::milliseconds> time);
/// The first 8 digits of a snapshot's id.
std::string shortId(std::string_view id);
/// How times are shown: in the local time zone, as in listings, or in UTC, as in reports, which are the same bytes
/// everywhere.
enum class Clock { Local, Utc };
/// The line that names a snapshot: "seattle  4c1d07e2  2026-03-02 10:14Z  39 entries".
std::string snapshotLine(const SnapshotInfo& info, Clock clock = Clock::Local);
/// Its last part: "39 entries", "39 entries, predicted", "39 entries, with secrets".
std::string contentOf(const SnapshotInfo& info);
std::string_view nameOf(SetupVerdict::State state);  ///< "can run", "blocked", "not evaluated", "not applicable"

/// How many findings of each level there are.
struct LevelCounts {
  std::size_t error = 0, warning = 0, note = 0, isNew = 0, waived = 0;
};
LevelCounts countLevels(const std::vector<Finding>& findings);
void count(const Finding& finding, LevelCounts& counts);
/// "1 error, 2 notes": the levels that there are findings of.
std::string levelsOf(const LevelCounts& counts);

/// What makes a result less than conclusive: gaps and torn snapshots, one sentence each, the before-snapshot's first.
std::vector<std::string> warningsOf(const Report& report);
/// "2 definitions of the schema could not be read and are compared as text: attributeType acmeTorn (column 57: ...)".
/// Of some of them at least one.
std::string unreadableNote(const std::vector<UnreadableElement>& unreadable);

/// Of a report about mapped names: "Compared under mapped names: those of lab in terms of prod, by map.toml." Else
/// empty.
std::string mappingSentence(const Report& report);

/// True when it is known of both that they were read of directories without a suffix in common.
bool haveOtherSuffixes(const SnapshotInfo& a, const SnapshotInfo& b);

/// Of a difference between directories with other suffixes, compared under their own names: that --map exists. Else
/// empty.
std::string mappingHint(const Report& report);

/// What access rules hide from the identity that captured: one sentence for each base.
std::vector<std::string> hiddenAttributeNotes(const SnapshotInfo& info);
/// What was left out of a comparison because one snapshot does not cover it: one sentence for each reason, the counts
/// first.
std::vector<std::string> outsideCoverageNotes(const Difference& difference, const Sides& sides = twoTimes());
/// "dc=example,dc=com; cn=config (one level)"; empty where it is not known.
std::string coverageText(const CoverageStatement& coverage);

/// "created 2026-11-20 14:02Z, on DC1, as the directory records it"; "introduced by burst 2, 2026-11-20 14:02Z, on
/// DC1". Directory content: not yet made visible.
std::string recordedOriginText(const RecordedOrigin& origin);

/// "seattle/R1, exchange-server-5.5, 2026-03-02 10:51Z" and the like.
std::string introductionOf(const Introduction& introduction, const Report& report);

/// "1 schema element added, 1 changed; 1 entry added. 48,302 entries compared." or, for an empty difference, a sentence
/// that says what was compared.
std::string changeSummary(const Difference& difference, const Sides& sides = twoTimes());
/// What no list of changes shows unless it is asked for: "214 entries changed only in volatile attributes", "3 entries
/// changed only in inherited access rights"; of places they differ.
std::vector<std::string> volatileSummary(const Difference& difference, const Sides& sides = twoTimes());
/// What selectors left out, one line each, with how to see it: "12 entries, 3 findings by --not-under ou=x".
std::vector<std::string> selectionNotes(const std::vector<Deselected>& leftOut);

/// What a comparison by rule only counts: "12 entries differ in spelling only", "3 definitions of the schema differ in
/// extensions only".
std::vector<std::string> spellingSummary(const Difference& difference);
/// That two directories are compared, not one at two times; empty: the identifiers of the entries do not show that.
std::string otherDirectoriesNote(const Difference& difference);
/// "(12,345 bytes in between were not kept)".
std::string omittedOutput(const CommandOutput& output);
/// "1 error, 0 warnings, 0 notes from 37 rules (34 passed, 1 not evaluated)."
std::string findingSummary(const Report& report);
/// What it comes to: of a check with `--setup`, whether that setup can run; of any other check, how many cannot; of a
/// difference, the setups that could run before and no longer can. May be empty.
std::string verdictOf(const Report& report);
/// A setup of the table: "can run", "blocked by exchange-5.5/encryption-cfg", with warnings named.
std::string stateOf(const SetupVerdict& verdict, const CheckResult& check);
/// Why a setup is not applicable: "done, or not needed here". Empty for None.
std::string_view reasonOf(SetupVerdict::Because because);
/// The setups that are not applicable, by reason, one line each: "Impossible here: windows-dc-2008, windows-dc-2012".
/// Without those of other products.
std::vector<std::string> setupsAside(const std::vector<SetupVerdict>& setups);
/// "57 setups of products not found in this directory"; empty for none.
std::string setupsOfOthers(const std::vector<SetupVerdict>& setups);

/// "12 entries differed at first; all agreed after 1.4 s."
std::string sentenceOf(const Lag& lag);
/// What reading again came to, one sentence each: which replica lagged and by how much, then sentenceOf(). Of a report
/// whose entries were not read again, none.
std::vector<std::string> lagNotes(const Report& report);

}  // namespace ldapsnap
