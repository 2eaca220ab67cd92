#include "report/wording/wording.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "report/wording/dn_text.h"
#include "snapshot/base/local_time.h"
#include "snapshot/base/text.h"
#include "snapshot/model/baseline_name.h"
#include "snapshot/model/identities.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kShortId = 8;

void addWarnings(const SnapshotInfo& info, const std::string& name, std::vector<std::string>& warnings) {
  for (const Gap& gap : info.gaps) {
    warnings.push_back(fmt::format("{} is incomplete: {}: {}{}{}. Absence there proves nothing.", name,
                                   dnForPeople(gap.where), gap.reason, gap.remedy.empty() ? "" : "; ", gap.remedy));
  }
  if (info.consistency == Consistency::Torn) {
    warnings.push_back(
        fmt::format("{} is torn: the directory changed while it was read, and reading again did not catch up. It may "
                    "show a state that never existed.",
                    name));
  }
}

/// The naming contexts that hold a directory's own data, in lower case: not those that every server has.
std::set<std::string> suffixesOf(const SnapshotInfo& info) {
  std::set<std::string> suffixes;
  for (const std::string& base : info.searchBases) {
    const std::string lower = asciiLower(base);
    const bool isOfServer = lower.empty() || lower.starts_with("cn=schema") || lower.starts_with("cn=subschema") ||
                            (lower.starts_with("cn=") && lower.find(',') == std::string::npos);
    if (!isOfServer) suffixes.insert(lower);
  }
  return suffixes;
}

/// Of a difference between a snapshot with secrets and one without: every one of them differs for that reason alone.
void addSecretsWarning(const Report& report, std::vector<std::string>& warnings) {
  if (!report.before || report.before->secrets == report.after.secrets) return;
  const bool isAfter = report.after.secrets == Secrets::Included;
  warnings.push_back(fmt::format(
      "{} contains secrets in clear and {} only their digests: each appears changed, whether it was or not.",
      isAfter ? report.afterName : report.beforeName, isAfter ? report.beforeName : report.afterName));
}

/// How many of what happened.
struct ChangeNumbers {
  std::uint64_t added = 0, changed = 0, renamed = 0, removed = 0;
};

/// "1 schema element added, 1 changed": the noun once, with the first number that is not zero.
std::string countedChanges(const ChangeNumbers& numbers, const Sides& sides, std::string_view singular,
                           std::string_view plural) {
  std::string text;
  const std::string& changed = numbers.changed == 1 ? sides.changed : sides.changedPlural;
  for (const auto& [number, what] :
       {std::pair{numbers.added, &sides.added}, std::pair{numbers.changed, &changed},
        std::pair{numbers.renamed, &sides.renamed}, std::pair{numbers.removed, &sides.removed}}) {
    if (number == 0) continue;
    text += text.empty() ? fmt::format("{} {}", counted(number, singular, plural), *what)
                         : fmt::format(", {} {}", grouped(number), *what);
  }
  return text;
}

std::string schemaSummary(const std::vector<SchemaChange>& schema, const Sides& sides) {
  const auto count = [&schema](Change change) {
    return static_cast<std::uint64_t>(
        std::count_if(schema.begin(), schema.end(), [change](const SchemaChange& c) { return c.change == change; }));
  };
  return countedChanges({count(Change::Added), count(Change::Modified), count(Change::Renamed), count(Change::Removed)},
                        sides, "schema element", "schema elements");
}

/// Entries that changed only because a container's access rights did. What went along with a rename is counted there.
std::uint64_t countInherited(const EntryChanges& changes) {
  const auto isInherited = [](const AttributeChange& attribute) { return attribute.followsFromParent; };
  return static_cast<std::uint64_t>(std::count_if(changes.begin(), changes.end(), [&](const EntryChange& change) {
    return change.fromDn.empty() && std::any_of(change.volatiles.begin(), change.volatiles.end(), isInherited);
  }));
}

std::string withTitle(const SetupVerdict& setup) {
  return setup.title.empty() ? setup.setup : fmt::format("{} ({})", setup.setup, setup.title);
}

std::string verdictOfAsked(const SetupVerdict& setup) {
  switch (setup.state) {
    case SetupVerdict::State::Blocked:
      return fmt::format("{} is not expected to succeed here.", withTitle(setup));
    case SetupVerdict::State::NotEvaluated:
      return fmt::format("{} cannot be judged: not everything that could stop it was readable.", withTitle(setup));
    case SetupVerdict::State::NotApplicable:
      if (setup.because == SetupVerdict::Because::NotShown) {
        return fmt::format(
            "{} was not judged: what was read shows no sign of its product family {}, but not "
            "everything that would show it was read.",
            withTitle(setup), setup.family);
      }
      return fmt::format("{} was not judged: the directory shows no sign of its product family {}.", withTitle(setup),
                         setup.family);
    case SetupVerdict::State::CanRun:
      break;
  }
  if (setup.rules == 0) return fmt::format("Nothing is known to stop {}: no rule is about it.", withTitle(setup));
  return fmt::format("{} can run here, as far as {} can tell.", withTitle(setup), counted(setup.rules, "rule"));
}

std::string verdictOfAll(const std::vector<SetupVerdict>& setups) {
  std::size_t judged = 0, blocked = 0, open = 0, notShown = 0;
  for (const SetupVerdict& setup : setups) {
    judged += setup.state != SetupVerdict::State::NotApplicable;
    blocked += setup.state == SetupVerdict::State::Blocked;
    open += setup.state == SetupVerdict::State::NotEvaluated;
    notShown += setup.because == SetupVerdict::Because::NotShown;
  }
  if (judged == 0 && notShown > 0) {
    return "No setup was judged: what was read shows no product that the rules know, and not everything that would "
           "show one was read.";
  }
  if (judged == 0) return "No setup known to the rules concerns this directory.";
  std::string text = blocked == 0 ? fmt::format("None of {} is blocked", counted(judged, "setup"))
                                  : fmt::format("{} of {} cannot run here", grouped(blocked), counted(judged, "setup"));
  if (open > 0) text += fmt::format("; {} could not be judged", grouped(open));
  return text + ".";
}

/// Setups that nothing blocked before: all their findings are new.
std::string verdictOfDifference(const CheckResult& check, const Sides& sides) {
  std::set<std::string> isNew;
  for (const Finding& finding : check.findings) {
    if (finding.isNew) isNew.insert(finding.id);
  }
  std::vector<std::string> lost;
  for (const SetupVerdict& setup : check.setups) {
    const bool isLost = setup.state == SetupVerdict::State::Blocked &&
                        std::all_of(setup.blockedBy.begin(), setup.blockedBy.end(),
                                    [&isNew](const std::string& id) { return isNew.count(id) > 0; });
    if (isLost) lost.push_back(setup.setup);
  }
  if (lost.empty()) return "";
  if (sides.arePlaces) return fmt::format("{} can run in {} and not in {}.", listed(lost), sides.before, sides.after);
  return fmt::format("{} could run before and no longer can.", listed(lost));
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural) {
  if (number == 1) return fmt::format("1 {}", noun);
  return plural.empty() ? fmt::format("{} {}s", grouped(number), noun) : fmt::format("{} {}", grouped(number), plural);
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string minuteOf(Time time) {
  const std::string text = formatTime(time);
  return fmt::format("{} {}Z", text.substr(0, 10), text.substr(11, 5));
}

std::string millisecondsOf(std::chrono::sys_time<std::chrono::milliseconds> time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{}.{:03}Z", formatTime(second).substr(0, 19), (time - second).count());
}

std::string shortId(std::string_view id) { return std::string(id.substr(0, kShortId)); }

std::string contentOf(const SnapshotInfo& info) {
  return fmt::format("{}{}{}", counted(info.entries, "entry", "entries"),
                     info.kind == SnapshotInfo::Kind::Predicted ? ", predicted" : "",
                     info.secrets == Secrets::Included ? ", with secrets" : "");
}

std::string snapshotLine(const SnapshotInfo& info, Clock clock) {
  return fmt::format("{}  {}  {}  {}", visible(info.site), shortId(info.id),
                     clock == Clock::Utc ? minuteOf(info.taken) : localMinute(info.taken), contentOf(info));
}

std::string_view nameOf(SetupVerdict::State state) {
  switch (state) {
    case SetupVerdict::State::CanRun:
      return "can run";
    case SetupVerdict::State::Blocked:
      return "blocked";
    case SetupVerdict::State::NotEvaluated:
      return "not evaluated";
    case SetupVerdict::State::NotApplicable:
      return "not applicable";
  }
  return "";
}

LevelCounts countLevels(const std::vector<Finding>& findings) {
  LevelCounts counts;
  for (const Finding& finding : findings) count(finding, counts);
  return counts;
}

void count(const Finding& finding, LevelCounts& counts) {
  counts.error += finding.level == Level::Error;
  counts.warning += finding.level == Level::Warning;
  counts.note += finding.level == Level::Note;
  counts.isNew += finding.isNew;
  counts.waived += finding.waived.has_value();
}

std::string levelsOf(const LevelCounts& counts) {
  std::vector<std::string> texts;
  if (counts.error > 0) texts.push_back(counted(counts.error, "error"));
  if (counts.warning > 0) texts.push_back(counted(counts.warning, "warning"));
  if (counts.note > 0) texts.push_back(counted(counts.note, "note"));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string> warningsOf(const Report& report) {
  std::vector<std::string> warnings;
  if (report.before) addWarnings(*report.before, report.beforeName, warnings);
  addWarnings(report.after, report.afterName, warnings);
  const auto addUnreadable = [&warnings](const std::string& name, const std::vector<UnreadableElement>& unreadable) {
    if (!unreadable.empty()) warnings.push_back(fmt::format("{}: {}", visible(name), unreadableNote(unreadable)));
  };
  addUnreadable(report.beforeName, report.unreadableBefore);
  addUnreadable(report.afterName, report.unreadableAfter);
  addSecretsWarning(report, warnings);
  return warnings;
}

std::string mappingSentence(const Report& report) {
  if (!report.mapping) return {};
  const MappedNames& mapping = *report.mapping;
  const std::string how = mapping.how == "auto"
                              ? "inferred from both"
                              : fmt::format("by {}{}", mapping.how,
                                            mapping.digest.empty() ? "" : fmt::format(" (SHA-256 {})", mapping.digest));
  return fmt::format("Compared under mapped names: those of {} in terms of {}, {}{}",
                     keptName(report.beforeName, *report.before), keptName(report.afterName, report.after), how,
                     report.mapping->names.empty() ? "; no name differs." : ".");
}

bool haveOtherSuffixes(const SnapshotInfo& a, const SnapshotInfo& b) {
  const std::set<std::string> ofA = suffixesOf(a), ofB = suffixesOf(b);
  return !ofA.empty() && !ofB.empty() &&
         std::none_of(ofA.begin(), ofA.end(), [&ofB](const std::string& suffix) { return ofB.contains(suffix); });
}

std::string mappingHint(const Report& report) {
  if (!report.difference || report.mapping) return {};
  const bool areKnown = !suffixesOf(*report.before).empty() && !suffixesOf(report.after).empty();
  // A file without a word on its suffixes: not one entry has a counterpart.
  const EntryCounts& counts = report.difference->entries;
  const bool isAllDifferent =
      counts.added > 0 && counts.removed > 0 &&
      counts.unchanged + counts.modified + counts.renamed + counts.volatileOnly + counts.spellingOnly == 0;
  if (areKnown ? !haveOtherSuffixes(*report.before, report.after) : !isAllDifferent) return {};
  return fmt::format(
      "{} and {} have no suffix in common. To compare them under the names of one, use --map auto, or --map FILE.",
      report.beforeName, report.afterName);
}

std::vector<std::string> hiddenAttributeNotes(const SnapshotInfo& info) {
  std::vector<std::string> notes;
  if (isBaseline(info)) return notes;  // the comparison says it
  const std::vector<HiddenAttribute>& hidden = info.coverage.hidden;
  for (auto first = hidden.begin(); first != hidden.end();) {
    const auto isOther = [&first](const HiddenAttribute& one) {
      return one.base != first->base || one.reason != first->reason;
    };
    const auto end = std::find_if(first, hidden.end(), isOther);
    const std::string reader = readerOf(info, first->base);
    const std::string who = reader.empty() ? "the identity that was bound" : visible(reader);
    const std::string place = first->base.empty() ? "" : " below " + dnForPeople(first->base);
    if (first->attribute.empty()) {
      notes.push_back(fmt::format("Read as {}: which attributes{} are hidden from it is not known ({}).", who, place,
                                  visible(first->reason)));
      first = end;
      continue;
    }
    constexpr std::ptrdiff_t kMost = 8;
    std::vector<std::string> names;
    for (auto one = first; one != end && one - first < kMost; ++one) names.push_back(visible(one->attribute));
    if (end - first > kMost) names.push_back(fmt::format("{} more", end - first - kMost));
    using Origin = CoverageStatement::Origin;
    const bool isOfFile = info.coverage.origin == Origin::Header || info.coverage.origin == Origin::Contents;
    const std::string how = isOfFile ? "not in the file" : "hidden from " + who;
    notes.push_back(fmt::format("{}{} {} {} ({}): what is there, and whether it changes, is not known.", listed(names),
                                place, end - first == 1 ? "is" : "are", how, visible(first->reason)));
    first = end;
  }
  return notes;
}

std::vector<std::string> outsideCoverageNotes(const Difference& difference, const Sides& sides) {
  std::vector<std::string> notes;
  for (const NotCompared& aside : difference.outsideCoverage) {
    std::vector<std::string> what;
    if (aside.entries > 0) what.push_back(counted(aside.entries, "entry", "entries"));
    if (aside.attributes > 0) what.push_back(counted(aside.attributes, "attribute"));
    if (aside.definitions > 0) what.push_back(counted(aside.definitions, "schema element"));
    std::vector<std::string> examples;
    for (const std::string& dn : aside.examples) examples.push_back(dnForPeople(dn));
    notes.push_back(fmt::format("{} of the {} snapshot: the {} one does not show whether the directory had them; {}.{}",
                                listed(what), aside.isAfter ? sides.earlier : sides.later,
                                aside.isAfter ? sides.later : sides.earlier, aside.reason,
                                examples.empty() ? "" : fmt::format(" Such as {}.", listed(examples))));
  }
  const SnapshotInfo &before = difference.before, &after = difference.after;
  const bool hasIdentities = !before.authorizationIdentity.empty() && !after.authorizationIdentity.empty();
  if (hasIdentities && before.site == after.site &&
      before.authorizationIdentity.front() != after.authorizationIdentity.front())
    notes.push_back(
        fmt::format("Read as {} before and as {} after: what only one of them may see looks added or removed.",
                    visible(before.authorizationIdentity.front()), visible(after.authorizationIdentity.front())));
  for (const SnapshotInfo* info : {&difference.before, &difference.after}) {
    for (std::string& note : hiddenAttributeNotes(*info))
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
  }
  return notes;
}

std::string coverageText(const CoverageStatement& coverage) {
  std::vector<std::string> parts;
  for (const CoveredPart& part : coverage.parts) parts.push_back(describe(part));
  if (coverage.isDatabaseExport)
    parts.emplace_back(
        "schema elements that are compiled into the server are not in it: those that ldapsnap knows are used");
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string unreadableNote(const std::vector<UnreadableElement>& unreadable) {
  constexpr std::size_t kNamed = 5, kLongest = 80;
  std::vector<std::string> named;
  for (const UnreadableElement& element : unreadable) {
    if (named.size() == kNamed) break;
    // One that has no name is its text.
    const std::string name = element.name.size() > kLongest ? element.name.substr(0, kLongest) + "..." : element.name;
    named.push_back(visible(fmt::format("{} {} ({})", element.kind, name, element.reason)));
  }
  const std::size_t more = unreadable.size() - named.size();
  return fmt::format("{} of the schema could not be read and {} compared as text: {}{}",
                     counted(unreadable.size(), "definition"), unreadable.size() == 1 ? "is" : "are",
                     fmt::join(named, "; "), more == 0 ? "" : fmt::format("; {} more", grouped(more)));
}

std::string recordedOriginText(const RecordedOrigin& origin) {
  std::string text = origin.burst > 0 ? fmt::format("introduced by burst {}, ", origin.burst) : "";
  if (!origin.isCreation)
    text = origin.burst > 0 ? fmt::format("written in burst {}, ", origin.burst) : "written last ";
  else if (origin.burst == 0)
    text = "created ";
  text += minuteOf(origin.time);
  if (!origin.server.empty()) text += ", on " + origin.server;
  if (!origin.identity.empty()) text += ", by " + origin.identity;
  return origin.burst > 0 ? text : text + ", as the directory records it";
}

std::string introductionOf(const Introduction& introduction, const Report& report) {
  if (introduction.recorded && introduction.snapshot.empty()) return recordedOriginText(*introduction.recorded);
  const std::string when = minuteOf(introduction.taken);
  const std::string id = shortId(introduction.snapshot);
  if (!introduction.run.empty()) {
    const bool isThisRun = report.run && report.run->name() == introduction.run;
    return fmt::format("introduced by run {}{}{}, {}{}", introduction.run, introduction.setup.empty() ? "" : ", ",
                       introduction.setup, when, isThisRun ? " (this run)" : "");
  }
  if (introduction.wasThereFromTheStart) {
    const std::string recorded = introduction.recorded ? recordedOriginText(*introduction.recorded) + "; " : "";
    return fmt::format("{}present since the site's first snapshot, {} {}", recorded, id, when);
  }
  return fmt::format("first seen in snapshot {} {}, outside any recorded run", id, when);
}

std::string changeSummary(const Difference& difference, const Sides& sides) {
  const EntryCounts& counts = difference.entries;
  const std::uint64_t compared = counts.compared();
  if (difference.empty()) {
    if (difference.comparedNothing()) return "Nothing was compared: the two snapshots cover no entry in common.";
    std::string text = fmt::format(
        "No differences{}{}. {} and the schema compared{}", difference.isSelection ? " in what was selected" : "",
        outsideCoverageNotes(difference, sides).empty() ? "" : " in what both snapshots cover",
        counted(compared, "entry", "entries"),
        counts.volatileOnly == 0
            ? ""
            : fmt::format(
                  "; {} only in volatile attributes (--volatile)",
                  counts.volatileOnly == 1 ? "1 entry differs" : grouped(counts.volatileOnly) + " entries differ"));
    for (const std::string& what : spellingSummary(difference)) text += fmt::format("; {} (--exact)", what);
    return text + ".";
  }
  const std::string schema = schemaSummary(difference.schema, sides);
  const std::string entries =
      countedChanges({counts.added, counts.modified, counts.renamed, counts.removed}, sides, "entry", "entries");
  return fmt::format("{}{}{}. {} compared.", schema, schema.empty() || entries.empty() ? "" : "; ", entries,
                     counted(compared, "entry", "entries"));
}

std::vector<std::string> volatileSummary(const Difference& difference, const Sides& sides) {
  const std::uint64_t inherited = countInherited(difference.volatileChanges);
  const std::uint64_t other = difference.entries.volatileOnly - inherited;
  std::vector<std::string> summary;
  const auto add = [&](std::uint64_t number, std::string_view what) {
    if (number == 0) return;
    const std::string& verb = number == 1 ? sides.changed : sides.changedPlural;
    summary.push_back(fmt::format("{} {} only in {}", counted(number, "entry", "entries"), verb, what));
  };
  add(other, "volatile attributes");
  add(inherited, "inherited access rights");
  return summary;
}

std::vector<std::string> selectionNotes(const std::vector<Deselected>& leftOut) {
  std::vector<std::string> notes;
  for (const Deselected& one : leftOut) {
    std::vector<std::string> what;
    const auto add = [&what](std::uint64_t number, std::string_view singular, std::string_view plural) {
      if (number > 0) what.push_back(counted(number, singular, plural));
    };
    add(one.entries, "changed entry", "changed entries");
    add(one.attributes, "changed attribute", "changed attributes");
    add(one.definitions, "definition of the schema", "definitions of the schema");
    add(one.findings, "finding", "findings");
    add(one.consequences, "consequence", "consequences");
    add(one.steps, "step", "steps");
    add(one.listed, "entry", "entries");
    add(one.values, "value", "values");
    switch (one.why) {
      case Deselected::Why::Selector:
        notes.push_back(fmt::format("{}, by {}.", listed(what), one.selector));
        break;
      case Deselected::Why::Expected:
        notes.push_back(fmt::format("{}, expected: {} (--no-ignore shows them).", listed(what), one.selector));
        break;
      case Deselected::Why::Expired:
        notes.push_back(fmt::format("nothing by an expected change whose last day is over: {}", one.selector));
        break;
    }
  }
  return notes;
}

std::vector<std::string> spellingSummary(const Difference& difference) {
  std::vector<std::string> summary;
  const auto add = [&summary](std::uint64_t number, std::string_view one, std::string_view many, const char* what) {
    if (number > 0)
      summary.push_back(fmt::format("{} {} {}", counted(number, one, many), number == 1 ? "differs" : "differ", what));
  };
  add(difference.entries.spellingOnly, "entry", "entries", "in spelling only");
  const char* const one = "definition of the schema";
  const char* const many = "definitions of the schema";
  add(difference.schemaExtensions.size(), one, many, "in extensions only");
  add(difference.schemaSpellings.size(), one, many, "in spelling only");
  return summary;
}

std::string otherDirectoriesNote(const Difference& difference) {
  if (difference.otherDirectories.empty()) return "";
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> names;
  for (const std::string& dn : difference.otherDirectories) {
    if (names.size() == kNamed) break;
    names.push_back(visible(dnForPeople(dn)));
  }
  const std::size_t more = difference.otherDirectories.size() - names.size();
  if (more > 0) names.push_back(grouped(more) + " more");
  return fmt::format(
      "Two directories: the entries under {} have other identifiers on either side (entryUUID, objectGUID, "
      "nsUniqueId), "
      "so they were compared by name alone.",
      listed(names));
}

std::string omittedOutput(const CommandOutput& output) {
  return fmt::format("({} bytes in between were not kept)", grouped(output.omitted));
}

std::string findingSummary(const Report& report) {
  const CheckResult& check = report.check;
  const LevelCounts counts = countLevels(check.findings);
  std::set<std::string> rules;
  for (const Finding& finding : check.findings) rules.insert(finding.rule);
  for (const NotEvaluated& open : check.notEvaluated) rules.insert(open.rule);
  for (const PassedRule& passed : check.passed) rules.insert(passed.rule);
  std::string text = fmt::format("{}, {}, {}", counted(counts.error, "error"), counted(counts.warning, "warning"),
                                 counted(counts.note, "note"));
  if (report.difference && !check.findings.empty()) {
    const Sides sides = sidesOf(report);
    text += fmt::format(" ({} {})", grouped(counts.isNew), sides.arePlaces ? sides.added : "new");
  }
  if (counts.waived > 0) text += fmt::format(" ({} waived)", grouped(counts.waived));
  return text + fmt::format(" from {} ({} passed, {} not evaluated).", counted(rules.size(), "rule"),
                            grouped(check.passed.size()), grouped(check.notEvaluated.size()));
}

std::string verdictOf(const Report& report) {
  if (report.difference) return verdictOfDifference(report.check, sidesOf(report));
  if (report.askedSetup.empty()) return verdictOfAll(report.check.setups);
  for (const SetupVerdict& setup : report.check.setups) {
    if (setup.setup == report.askedSetup) return verdictOfAsked(setup);
  }
  return fmt::format("{} was not judged.", report.askedSetup);
}

std::string_view reasonOf(SetupVerdict::Because because) {
  switch (because) {
    case SetupVerdict::Because::Done:
      return "done, or not needed here";
    case SetupVerdict::Because::Impossible:
      return "impossible here by a choice that was made";
    case SetupVerdict::Because::NotAskedFor:
      return "judged only when it is asked for (--setup)";
    case SetupVerdict::Because::OtherProduct:
      return "of a product not found in this directory";
    case SetupVerdict::Because::NotShown:
      return "of a product not found in what was read";
    case SetupVerdict::Because::None:
      break;
  }
  return "";
}

namespace {

bool isAside(const SetupVerdict& verdict, SetupVerdict::Because because) {
  return verdict.state == SetupVerdict::State::NotApplicable && verdict.because == because;
}

}  // namespace

std::vector<std::string> setupsAside(const std::vector<SetupVerdict>& setups) {
  using Because = SetupVerdict::Because;
  std::vector<std::string> lines;
  for (const auto& [because, what] :
       {std::pair(Because::Done, "Done, or not needed here"), std::pair(Because::Impossible, "Impossible here"),
        std::pair(Because::NotAskedFor, "Judged when they are asked for (--setup)")}) {
    std::vector<std::string> names;
    for (const SetupVerdict& verdict : setups)
      if (isAside(verdict, because)) names.push_back(verdict.setup);
    if (!names.empty()) lines.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
  }
  return lines;
}

std::string setupsOfOthers(const std::vector<SetupVerdict>& setups) {
  std::uint64_t others = 0, notShown = 0;
  for (const SetupVerdict& verdict : setups) {
    others += isAside(verdict, SetupVerdict::Because::OtherProduct);
    notShown += isAside(verdict, SetupVerdict::Because::NotShown);
  }
  if (others + notShown == 0) return "";
  return fmt::format("{} of products not found in {}", counted(others + notShown, "setup"),
                     notShown > 0 ? "what was read" : "this directory");
}

std::string stateOf(const SetupVerdict& verdict, const CheckResult& check) {
  const auto rulesOf = [&check](const std::vector<std::string>& ids) {
    std::set<std::string> rules;
    for (const Finding& finding : check.findings) {
      if (std::find(ids.begin(), ids.end(), finding.id) != ids.end()) rules.insert(finding.rule);
    }
    // A selector may have left the findings out, not what they mean for the setup.
    return rules.empty() ? std::string("findings that were left out") : fmt::format("{}", fmt::join(rules, ", "));
  };
  if (verdict.state == SetupVerdict::State::Blocked) return "blocked by " + rulesOf(verdict.blockedBy);
  if (verdict.because != SetupVerdict::Because::None)
    return fmt::format("{}: {}", nameOf(verdict.state), reasonOf(verdict.because));
  if (verdict.state != SetupVerdict::State::CanRun) return std::string(nameOf(verdict.state));
  if (verdict.rules == 0) return "can run (no rule is about it)";
  if (!verdict.waivedBy.empty()) return "can run, waived: " + rulesOf(verdict.waivedBy);
  return verdict.warnedBy.empty() ? "can run" : "can run, see " + rulesOf(verdict.warnedBy);
}

std::string sentenceOf(const Lag& lag) {
  if (lag.differed == 0) return "No entry differed, so that none was read again.";
  const std::string waited = fmt::format("{}.{} s", lag.waited.count() / 1000, lag.waited.count() % 1000 / 100);
  const std::string first = fmt::format("{} differed at first", counted(lag.differed, "entry", "entries"));
  if (lag.still == 0) return fmt::format("{}; all agreed after {}.", first, waited);
  return fmt::format("{}; {} {} after {}.", first, grouped(lag.still),
                     lag.still == 1 ? "still differs" : "still differ", waited);
}

std::vector<std::string> lagNotes(const Report& report) {
  if (!report.lag) return {};
  std::vector<std::string> notes = report.lag->behind;
  notes.push_back(sentenceOf(*report.lag));
  return notes;
}

}  // namespace ldapsnap
