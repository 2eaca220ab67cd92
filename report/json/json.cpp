// The JSON report: the contract for scripts, report/json/report.schema.json.
#include <algorithm>

#include "report/json/json_difference.h"
#include "report/json/json_identification.h"
#include "report/json/json_origin.h"
#include "report/json/json_writer.h"
#include "report/model/render.h"
#include "report/wording/identification.h"
#include "report/wording/wording.h"
#include "snapshot/model/journal.h"

namespace ldapsnap {

namespace {

using Layout = JsonWriter::Layout;

void writeCoverage(JsonWriter& json, const SnapshotInfo& info) {
  const CoverageStatement& coverage = info.coverage;
  json.key("coverage");
  json.beginObject();
  json.member("origin", nameOf(coverage.origin));
  json.flag("whole_server", coverage.isWholeServer);
  json.flag("database_export", coverage.isDatabaseExport);
  json.strings("identity", info.authorizationIdentity, Layout::OneLine);
  json.key("parts");
  json.beginArray();
  for (const CoveredPart& part : coverage.parts) {
    json.beginObject(Layout::OneLine);
    json.member("base", dnForJson(part.base));
    json.member("scope", nameOf(part.scope));
    json.member("filter", part.filter);
    json.strings("attributes", part.attributes, Layout::OneLine);
    json.flag("selection", part.isSelection);
    json.endObject();
  }
  json.endArray();
  json.key("hidden");
  json.beginArray();
  for (const HiddenAttribute& hidden : coverage.hidden) {
    json.beginObject(Layout::OneLine);
    json.member("base", dnForJson(hidden.base));
    json.member("attribute", hidden.attribute);
    json.member("reason", hidden.reason);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void writeSnapshot(JsonWriter& json, const SnapshotInfo& info, const std::string& name) {
  json.beginObject();
  json.member("name", name);
  json.member("id", info.id);
  json.member("kind", nameOf(info.kind));
  json.member("site", info.site);
  json.member("source", info.source);
  json.member("taken", formatTime(info.taken));
  json.member("entries", info.entries);
  json.flag("complete", info.complete());
  json.flag("consistent", info.consistency == Consistency::Consistent);
  json.member("consistency", nameOf(info.consistency));
  if (info.secrets == Secrets::Included) json.member("secrets", "included");
  if (info.coverage.origin != CoverageStatement::Origin::Unknown) writeCoverage(json, info);
  json.endObject();
}

void writeOutsideCoverage(JsonWriter& json, const std::vector<NotCompared>& outside) {
  json.key("outside_coverage");
  json.beginArray();
  for (const NotCompared& aside : outside) {
    json.beginObject();
    json.member("snapshot", aside.isAfter ? "after" : "before");
    json.member("reason", aside.reason);
    json.member("entries", aside.entries);
    json.member("attributes", aside.attributes);
    json.member("definitions", aside.definitions);
    json.key("examples");
    json.beginArray(Layout::OneLine);
    for (const std::string& dn : aside.examples) json.string(dnForJson(dn));
    json.endArray();
    json.endObject();
  }
  json.endArray();
}

void writeRun(JsonWriter& json, const Run& run) {
  json.beginObject();
  json.member("name", run.name());
  json.member("setup", run.setup);
  json.strings("command", run.command, Layout::OneLine);
  json.member("started", formatTime(run.started));
  json.key("ended");
  run.ended ? json.string(formatTime(*run.ended)) : json.null();
  json.key("exit_code");
  run.exitCode ? json.number(static_cast<std::uint64_t>(std::max(*run.exitCode, 0))) : json.null();
  json.endObject();
}

void writeJournalEntry(JsonWriter& json, const JournalEntry& entry) {
  json.beginObject(Layout::OneLine);
  json.member("time", millisecondsOf(entry.time));
  json.member("operation", nameOf(entry.operation));
  json.member("dn", entry.dn);
  if (entry.operation == JournalOperation::Renamed) json.member("new_dn", entry.newDn);
  json.key("by");
  entry.by.empty() ? json.null() : json.string(entry.by);
  json.strings("attributes", entry.attributes, Layout::OneLine);
  json.endObject();
}

void writeMapping(JsonWriter& json, const MappedNames& mapping) {
  json.beginObject();
  json.member("how", mapping.how);
  if (!mapping.digest.empty()) json.member("sha256", mapping.digest);
  json.key("names");
  json.beginArray();
  for (const MappedName& name : mapping.names) {
    json.beginObject(Layout::OneLine);
    json.member("kind", nameOf(name.kind));
    json.member("from", name.from);
    json.member("to", name.to);
    json.member("count", name.count);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void writeLag(JsonWriter& json, const Lag& lag) {
  json.beginObject();
  json.member("differed", lag.differed);
  json.member("still_differ", lag.still);
  json.member("waited_ms", static_cast<std::uint64_t>(lag.waited.count()));
  json.strings("behind", lag.behind);
  json.endObject();
}

void writeTimeline(JsonWriter& json, const Journal& journal) {
  const JournalSummary summary = summarise(journal);
  json.beginObject();
  json.member("source", journal.source);
  json.key("changes");
  json.beginArray();
  for (const JournalEntry& entry : journal.entries) writeJournalEntry(json, entry);
  json.endArray();
  json.strings("came_and_went", summary.cameAndWent, Layout::OneLine);
  json.key("repeated");
  json.beginArray();
  for (const JournalSummary::Repeated& each : summary.repeated) {
    json.beginObject(Layout::OneLine);
    json.member("dn", each.dn);
    json.member("times", each.times);
    json.endObject();
  }
  json.endArray();
  json.strings("gaps", journal.gaps, Layout::OneLine);
  json.endObject();
}

void writeOutput(JsonWriter& json, const CommandOutput& output) {
  json.beginObject();
  json.strings("lines", output.lines, Layout::OneLine);
  json.member("omitted", output.omitted);
  json.member("omitted_after", static_cast<std::uint64_t>(output.omittedAfter));
  json.endObject();
}

void writeSummary(JsonWriter& json, const Report& report) {
  const Difference none;
  const Difference& difference = report.difference ? *report.difference : none;
  json.key("summary");
  json.beginObject();
  writeCounts(json, difference);
  const LevelCounts levels = countLevels(report.check.findings);
  json.key("findings");
  json.beginObject(Layout::OneLine);
  json.member("error", levels.error);
  json.member("warning", levels.warning);
  json.member("note", levels.note);
  json.member("new", levels.isNew);
  json.member("waived", levels.waived);
  json.member("not_evaluated", report.check.notEvaluated.size());
  json.member("passed", report.check.passed.size());
  json.endObject();
  json.endObject();
}

void writeOrigin(JsonWriter& json, const std::optional<Introduction>& origin) {
  json.key("introduced_by");
  origin && !origin->run.empty() ? json.string(origin->run) : json.null();
  json.key("origin");
  if (!origin || origin->snapshot.empty()) return json.null();
  json.beginObject();
  json.member("setup", origin->setup);
  json.member("snapshot", origin->snapshot);
  json.member("taken", formatTime(origin->taken));
  json.flag("from_the_start", origin->wasThereFromTheStart);
  json.endObject();
}

void writeWaiver(JsonWriter& json, const std::optional<Waiver>& waiver) {
  json.key("waived");
  if (!waiver) return json.null();
  json.beginObject(Layout::OneLine);
  json.member("reason", waiver->reason);
  json.member("expires", waiver->expires);
  json.endObject();
}

void writeFinding(JsonWriter& json, const Finding& finding) {
  json.beginObject();
  json.member("level", nameOf(finding.level));
  json.member("rule", finding.rule);
  json.member("title", finding.title);
  json.strings("setups", finding.setups, Layout::OneLine);
  json.member("dn", dnForJson(finding.dn));
  json.key("objects");
  json.beginArray();
  for (const std::string& object : finding.objects) json.string(dnForJson(object));
  json.endArray();
  json.member("was", finding.was);
  json.member("now", finding.now);
  json.member("why", finding.why);
  json.member("message", finding.message);
  json.member("fix", finding.fix);
  json.key("references");
  json.beginArray();
  for (const Reference& reference : finding.references) {
    json.beginObject(Layout::OneLine);
    json.member("title", reference.title);
    json.member("url", reference.url);
    json.endObject();
  }
  json.endArray();
  writeOrigin(json, finding.introducedBy);
  if (finding.introducedBy && finding.introducedBy->recorded)
    writeRecordedOrigin(json, *finding.introducedBy->recorded);
  writeWaiver(json, finding.waived);
  json.flag("new", finding.isNew);
  json.member("id", finding.id);
  json.endObject();
}

void writeFindings(JsonWriter& json, std::string_view name, const std::vector<Finding>& findings) {
  json.key(name);
  json.beginArray();
  for (const Finding& finding : findings) writeFinding(json, finding);
  json.endArray();
}

template <typename Rule>
void writeRule(JsonWriter& json, const Rule& rule) {
  json.member("level", nameOf(rule.level));
  json.member("rule", rule.rule);
  json.member("title", rule.title);
  json.strings("setups", rule.setups, Layout::OneLine);
}

void writeRules(JsonWriter& json, const CheckResult& check) {
  json.key("not_evaluated");
  json.beginArray();
  for (const NotEvaluated& open : check.notEvaluated) {
    json.beginObject();
    writeRule(json, open);
    json.member("reason", open.reason);
    json.endObject();
  }
  json.endArray();
  json.key("passed");
  json.beginArray();
  for (const PassedRule& passed : check.passed) {
    json.beginObject(Layout::OneLine);
    writeRule(json, passed);
    json.endObject();
  }
  json.endArray();
}

/// "can_run", "not_evaluated": names in JSON have no spaces.
std::string stateForJson(SetupVerdict::State state) {
  std::string name(nameOf(state));
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string_view becauseForJson(SetupVerdict::Because because) {
  switch (because) {
    case SetupVerdict::Because::Done:
      return "done";
    case SetupVerdict::Because::Impossible:
      return "impossible";
    case SetupVerdict::Because::NotAskedFor:
      return "not_asked_for";
    case SetupVerdict::Because::OtherProduct:
      return "other_product";
    case SetupVerdict::Because::NotShown:
      return "not_shown";
    case SetupVerdict::Because::None:
      break;
  }
  return "";
}

void writeSetups(JsonWriter& json, const std::vector<SetupVerdict>& setups) {
  json.key("setups");
  json.beginArray();
  for (const SetupVerdict& verdict : setups) {
    json.beginObject(Layout::OneLine);
    json.member("setup", verdict.setup);
    json.member("title", verdict.title);
    json.member("family", verdict.family);
    json.member("state", stateForJson(verdict.state));
    if (verdict.because != SetupVerdict::Because::None) json.member("because", becauseForJson(verdict.because));
    json.strings("blocked_by", verdict.blockedBy, Layout::OneLine);
    json.strings("warned_by", verdict.warnedBy, Layout::OneLine);
    json.strings("waived_by", verdict.waivedBy, Layout::OneLine);
    json.member("rules", verdict.rules);
    json.endObject();
  }
  json.endArray();
}

void writeGaps(JsonWriter& json, const SnapshotInfo& info, std::string_view which) {
  for (const Gap& gap : info.gaps) {
    json.beginObject();
    json.member("snapshot", which);
    json.member("where", gap.where);
    json.member("reason", gap.reason);
    json.member("remedy", gap.remedy);
    json.endObject();
  }
}

void writeUnreadable(JsonWriter& json, const std::vector<UnreadableElement>& unreadable, std::string_view which) {
  for (const UnreadableElement& element : unreadable) {
    json.beginObject();
    json.member("snapshot", which);
    json.member("kind", element.kind);
    json.member("name", dnForJson(element.name));
    json.member("text", dnForJson(element.text));
    json.member("reason", dnForJson(element.reason));
    json.endObject();
  }
}

void writeJudgements(JsonWriter& json, const std::vector<Judgement>& judgements) {
  json.key("judgements");
  json.beginArray();
  for (const Judgement& judgement : judgements) {
    json.beginObject();
    json.member("impact", nameOf(judgement.impact));
    json.member("kind", judgement.kind);
    json.member("subject", judgement.subject);
    json.member("text", judgement.text);
    json.member("count", judgement.count);
    json.key("objects");
    json.beginArray(Layout::OneLine);
    for (const std::string& object : judgement.objects) json.string(dnForJson(object));
    json.endArray();
    json.endObject();
  }
  json.endArray();
}

std::string_view commandOf(Report::Kind kind) {
  if (kind == Report::Kind::Run) return "run";
  return kind == Report::Kind::Check ? "check" : "diff";
}

void writeHead(JsonWriter& json, const Report& report) {
  json.member("format", "ldapsnap-report/1");
  json.member("command", commandOf(report.kind));
  json.member("exit_code", static_cast<std::uint64_t>(exitCodeOf(report)));
  json.key("before");
  report.before ? writeSnapshot(json, *report.before, report.beforeName) : json.null();
  json.key("after");
  writeSnapshot(json, report.after, report.afterName);
  json.key("mapping");
  report.mapping ? writeMapping(json, *report.mapping) : json.null();
  if (report.lag) {
    json.key("lag");
    writeLag(json, *report.lag);
  }
  json.key("run");
  report.run ? writeRun(json, *report.run) : json.null();
  json.key("timeline");
  report.journal ? writeTimeline(json, *report.journal) : json.null();
  json.key("output");
  report.output ? writeOutput(json, *report.output) : json.null();
  json.key("setup");
  report.askedSetup.empty() ? json.null() : json.string(report.askedSetup);
}

}  // namespace

void renderJson(const Report& report, const RenderOptions& options, std::ostream& out) {
  const Difference none;
  const Difference& difference = report.difference ? *report.difference : none;
  JsonWriter json(out);
  json.beginObject();
  writeHead(json, report);
  json.key("identified");
  writeIdentified(json, report.identified);
  writeSummary(json, report);
  json.flag("exact", difference.isExact);
  writeSchemaChanges(json, "schema", difference.schema);
  writeSchemaChanges(json, "schema_extensions", difference.schemaExtensions);
  writeEntryChanges(json, "changes", difference.changes);
  writeEntryChanges(json, "volatile_changes", options.showVolatile ? difference.volatileChanges : EntryChanges());
  json.strings("not_compared", difference.notCompared, Layout::OneLine);
  writeOutsideCoverage(json, difference.outsideCoverage);
  writeLeftOut(json, "left_out", report.leftOut, LeftOutOf::Changes);
  json.strings("other_directories", difference.otherDirectories, Layout::OneLine);
  json.key("unreadable");
  json.beginArray();
  writeUnreadable(json, report.unreadableBefore, "before");
  writeUnreadable(json, report.unreadableAfter, "after");
  json.endArray();
  writeJudgements(json, report.judgements);
  writeFindings(json, "findings", report.check.findings);
  writeFindings(json, "resolved", report.check.resolved);
  writeRules(json, report.check);
  writeSetups(json, report.check.setups);
  json.key("gaps");
  json.beginArray();
  if (report.before) writeGaps(json, *report.before, "before");
  writeGaps(json, report.after, "after");
  json.endArray();
  json.endObject();
}

}  // namespace ldapsnap
