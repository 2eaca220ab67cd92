// What happened in a directory, for scripts: history.schema.json.
#include "report/json/json_difference.h"
#include "report/json/json_origin.h"
#include "report/json/json_writer.h"
#include "report/model/results/past.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

using Layout = JsonWriter::Layout;

void writePastTime(JsonWriter& json, std::string_view name, std::optional<Time> time) {
  json.key(name);
  if (time) {
    json.string(formatTime(*time));
  } else {
    json.null();
  }
}

void writePastText(JsonWriter& json, std::string_view name, const std::string& text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.string(text);
  }
}

void writeBurst(JsonWriter& json, const Burst& burst) {
  json.beginObject();
  json.member("number", burst.number);
  writePastTime(json, "begin", burst.begin);
  writePastTime(json, "end", burst.end);
  json.strings("servers", burst.servers, Layout::OneLine);
  json.strings("identities", burst.identities, Layout::OneLine);
  json.key("entries");
  json.beginObject(Layout::OneLine);
  json.member("created", burst.entries.created);
  json.member("modified", burst.entries.modified);
  json.member("renamed", burst.entries.renamed);
  json.member("deleted", burst.entries.deleted);
  json.endObject();
  json.key("subtrees");
  json.beginArray();
  for (const Burst::Subtree& subtree : burst.subtrees) {
    json.beginObject(Layout::OneLine);
    json.member("dn", dnForJson(subtree.dn));
    json.member("created", subtree.entries.created);
    json.member("modified", subtree.entries.modified);
    json.endObject();
  }
  json.endArray();
  json.key("looks_like");
  json.beginArray();
  for (const Burst::Mark& mark : burst.looksLike) {
    json.beginObject(Layout::OneLine);
    json.member("setup", mark.setup);
    json.member("why", mark.why);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void writePastWrite(JsonWriter& json, const PastWrite& write) {
  json.beginObject(Layout::OneLine);
  writePastText(json, "attribute", write.attribute);
  json.member("change", nameOf(write.kind));
  writePastTime(json, "time", write.time);
  json.key("times");
  if (write.times > 0) {
    json.number(write.times);
  } else {
    json.null();
  }
  writePastText(json, "server", write.server);
  writePastText(json, "identity", write.identity);
  json.member("certainty", nameOf(write.certainty));
  if (write.value && isUtf8(*write.value)) json.member("value", *write.value);
  if (write.value && !isUtf8(*write.value)) json.member("value_hex", hex(*write.value));
  json.endObject();
}

void writePastChange(JsonWriter& json, const PastChange& change) {
  json.beginObject();
  json.member("change", nameOf(change.change));
  json.member("dn", dnForJson(change.dn));
  json.flag("named", !change.isUnnamed);
  writePastText(json, "from_dn", dnForJson(change.formerDn));
  json.member("burst", change.burst);
  writePastTime(json, "first", change.first);
  writePastTime(json, "last", change.last);
  json.strings("servers", change.servers, Layout::OneLine);
  json.strings("identities", change.identities, Layout::OneLine);
  json.member("certainty", nameOf(change.certainty));
  json.key("attributes");
  json.beginArray();
  for (const PastWrite& write : change.writes) writePastWrite(json, write);
  json.endArray();
  json.endObject();
}

void writePastFinding(JsonWriter& json, const Finding& finding) {
  json.beginObject();
  json.member("level", nameOf(finding.level));
  json.member("rule", finding.rule);
  json.member("title", finding.title);
  json.strings("setups", finding.setups, Layout::OneLine);
  json.member("dn", dnForJson(finding.dn));
  if (finding.introducedBy && finding.introducedBy->recorded)
    writeRecordedOrigin(json, *finding.introducedBy->recorded);
  json.endObject();
}

}  // namespace

void renderPastJson(const PastReport& report, const RenderOptions&, std::ostream& out) {
  const Past& past = report.past;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-history/1");
  std::vector<std::string> sources;
  for (const Mechanism source : past.sources) sources.emplace_back(nameOf(source));
  json.strings("source", sources, Layout::OneLine);
  writePastTime(json, "since", past.since);
  json.key("bursts");
  json.beginArray();
  for (const Burst& burst : past.bursts) writeBurst(json, burst);
  json.endArray();
  if (past.hasChanges) {
    json.key("changes");
    json.beginArray();
    for (const PastChange& change : past.changes) writePastChange(json, change);
    json.endArray();
  }
  if (past.hasChanges) {
    json.key("findings");
    json.beginArray();
    for (const Finding& finding : report.findings) writePastFinding(json, finding);
    json.endArray();
    json.strings("left_out", selectionNotes(report.leftOut), Layout::OneLine);
  }
  json.key("limits");
  json.beginArray();
  for (const PastLimit& limit : past.limits) {
    json.beginObject(Layout::OneLine);
    json.member("kind", limit.kind);
    json.member("text", limit.text);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

}  // namespace ldapsnap
