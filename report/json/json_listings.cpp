// Listings for scripts.
#include "report/json/json_listings.h"

#include "report/json/json_difference.h"
#include "report/json/json_identification.h"
#include "report/json/json_origin.h"
#include "report/model/results/listings.h"
#include "report/model/results/site_pages.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

void writeSnapshot(JsonWriter& json, const SnapshotInfo& info) {
  json.key("snapshot");
  json.beginObject();
  writeMembers(json, info);
  json.endObject();
}

void writeRunOfStep(JsonWriter& json, const Run& run) {
  json.beginObject();
  json.member("name", run.name());
  json.member("setup", run.setup);
  json.strings("command", run.command, JsonWriter::Layout::OneLine);
  json.key("exit_code");
  if (run.exitCode) {
    json.number(static_cast<std::uint64_t>(std::max(*run.exitCode, 0)));
  } else {
    json.null();
  }
  json.endObject();
}

void writeStep(JsonWriter& json, const SiteLog::Step& step, bool isOfEntry) {
  json.beginObject();
  writeSnapshot(json, step.info);
  json.flag("first", step.isFirst);
  json.key("run");
  if (step.run) {
    writeRunOfStep(json, *step.run);
  } else {
    json.null();
  }
  if (isOfEntry && !step.isFirst) {
    json.member("change", nameOf(*step.change));
    json.textOrNull("from_dn", dnForJson(step.fromDn));
    json.strings("attributes", step.attributes, JsonWriter::Layout::OneLine);
  } else if (!step.isFirst) {
    json.member("added", step.entries.added);
    json.member("modified", step.entries.modified);
    json.member("renamed", step.entries.renamed);
    json.member("removed", step.entries.removed);
    json.member("schema_elements", step.schema);
  }
  if (step.difference) {
    writeSchemaChanges(json, "schema", step.difference->schema);
    writeEntryChanges(json, "changes", step.difference->changes);
  }
  json.endObject();
}

}  // namespace

void writeMembers(JsonWriter& json, const SnapshotInfo& info) {
  json.member("id", info.id);
  json.member("kind", nameOf(info.kind));
  json.member("site", info.site);
  json.member("taken", formatTime(info.taken));
  json.member("entries", info.entries);
}

void renderSnapshotListJson(const SnapshotList& list, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-list/1");
  json.key("snapshots");
  json.beginArray();
  for (const SnapshotList::Row& row : list.rows) {
    json.beginObject();
    writeMembers(json, row.info);
    json.flag("complete", row.info.complete());
    json.flag("torn", row.info.consistency == Consistency::Torn);
    json.flag("with_secrets", row.info.secrets == Secrets::Included);
    json.strings("names", row.names, JsonWriter::Layout::OneLine);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderRunListJson(const RunList& list, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-run-list/1");
  json.key("runs");
  json.beginArray();
  for (const Run& run : list.rows) {
    json.beginObject();
    json.member("name", run.name());
    json.member("site", run.site);
    json.textOrNull("setup", run.setup);
    json.strings("command", run.command, JsonWriter::Layout::OneLine);
    json.member("started", formatTime(run.started));
    json.key("ended");
    run.ended ? json.string(formatTime(*run.ended)) : json.null();
    json.key("exit_code");
    run.exitCode ? json.number(static_cast<std::uint64_t>(std::max(*run.exitCode, 0))) : json.null();
    json.member("before", run.before);
    json.textOrNull("after", run.after);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderNewSnapshotJson(const NewSnapshot& taken, const RenderOptions& options, std::ostream& out) {
  renderSnapshotListJson({{{taken.info, taken.labels}}}, options, out);
}

void renderSiteLogJson(const SiteLog& log, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-log/1");
  json.member("site", log.site);
  json.textOrNull("dn", dnForJson(log.dn));
  json.key("steps");
  json.beginArray();
  for (const SiteLog::Step& step : log.steps) writeStep(json, step, !log.dn.empty());
  json.endArray();
  writeLeftOut(json, "left_out", log.leftOut, LeftOutOf::Changes);
  json.endObject();
}

void renderSiteListJson(const SiteList& list, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-sites/1");
  json.key("sites");
  json.beginArray();
  for (const SiteList::Row& row : list.rows) {
    json.beginObject();
    json.member("name", row.name);
    json.textOrNull("uri", row.uri.value_or(""));
    json.flag("has_profile", row.uri.has_value());
    json.member("snapshots", row.snapshots);
    json.textOrNull("latest", row.latest ? formatTime(*row.latest) : "");
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderLabelListJson(const LabelList& list, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-labels/1");
  json.key("labels");
  json.beginArray();
  for (const LabelList::Row& row : list.rows) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("name", row.name);
    json.member("snapshot", row.snapshot);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderBlameJson(const BlameReport& report, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-blame/1");
  writeSnapshot(json, report.snapshot);
  json.member("dn", report.blame.dn);
  json.key("values");
  json.beginArray();
  for (const BlamedValue& value : report.blame.values) {
    json.beginObject();
    json.member("attribute", value.attribute);
    if (isUtf8(value.value)) {
      json.member("value", value.value);
    } else {
      json.member("value_hex", hex(value.value));
    }
    json.flag("volatile", value.isVolatile);
    json.member("snapshot", value.origin.snapshot);
    json.member("taken", formatTime(value.origin.taken));
    json.flag("first_snapshot", value.origin.wasThereFromTheStart);
    json.textOrNull("run", value.origin.run);
    json.textOrNull("setup", value.origin.setup);
    if (value.origin.recorded) writeRecordedOrigin(json, *value.origin.recorded);
    json.endObject();
  }
  json.endArray();
  writeLeftOut(json, "left_out", report.leftOut, LeftOutOf::Values);
  json.endObject();
}

void renderProbeJson(const ProbeReport& report, const RenderOptions&, std::ostream& out) {
  const ServerProbe& server = report.server;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-probe/1");
  json.member("uri", server.uri);
  json.member("product", nameOf(server.product));
  json.member("vendor", server.vendor);
  json.member("version", server.version);
  json.key("identified");
  writeIdentified(json, report.marks);
  json.strings("naming_contexts", server.namingContexts, JsonWriter::Layout::OneLine);
  json.strings("controls", server.controls, JsonWriter::Layout::OneLine);
  json.member("attribute_types", server.attributeTypes);
  json.member("object_classes", server.objectClasses);
  json.member("entries", server.entries());
  json.key("parts");
  json.beginArray();
  for (const PartProbe& part : server.parts) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("base", dnForJson(part.base));
    json.member("entries", part.entries);
    json.flag("change_counter", part.hasCounter);
    json.endObject();
  }
  json.endArray();
  json.key("gaps");
  json.beginArray();
  for (const Gap& gap : server.gaps) {
    json.beginObject();
    json.member("where", dnForJson(gap.where));
    json.member("reason", gap.reason);
    json.member("remedy", gap.remedy);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderWrittenPagesJson(const WrittenPages& written, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-export/1");
  json.member("site", written.pages.log.site);
  json.member("folder", written.folder);
  json.member("index", "index.html");
  json.key("differences");
  json.beginArray();
  for (const SiteLog::Step& step : written.pages.log.steps) {
    if (step.isFirst) continue;
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("snapshot", step.info.id);
    json.member("page", SitePages::pageOf(step));
    json.endObject();
  }
  json.endArray();
  json.key("objects");
  json.beginArray();
  for (const ObjectHistory& object : written.pages.objects) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("dn", dnForJson(object.dn));
    json.member("page", object.page);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

}  // namespace ldapsnap
