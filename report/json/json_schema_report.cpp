// ldapsnap-schema-check/1: schema-check.schema.json.
#include "report/json/json_difference.h"
#include "report/json/json_writer.h"
#include "report/model/results/schema_report.h"

namespace ldapsnap {

namespace {

void writeSchemaObjects(JsonWriter& json, std::uint64_t entries, const std::vector<std::string>& objects) {
  json.member("entries", entries);
  json.key("objects");
  json.beginArray();
  for (const std::string& dn : objects) json.string(dnForJson(dn));
  json.endArray();
}

}  // namespace

void renderSchemaReportJson(const SchemaReport& report, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-schema-check/1");
  json.member("snapshot", report.name);
  json.key("against");
  if (report.against.empty()) {
    json.null();
  } else {
    json.string(report.against);
  }
  json.flag("complete", report.isComplete);
  json.flag("fullSchema", report.isFullSchema);
  json.member("entries", report.audit.entries);
  json.key("findings");
  json.beginArray();
  for (const SchemaFinding& finding : report.audit.findings) {
    json.beginObject();
    json.member("fault", nameOf(finding.fault));
    json.member("text", sentenceOf(finding));
    json.member("attribute", finding.attribute);
    json.member("class", finding.objectClass);
    if (finding.fault == SchemaFault::InvalidSyntax) json.member("value", finding.value);
    writeSchemaObjects(json, finding.entries, finding.objects);
    json.endObject();
  }
  json.endArray();
  json.key("unknown");
  json.beginArray();
  for (const SchemaUnknown& unknown : report.audit.unknown) {
    json.beginObject();
    json.member("reason", unknown.reason);
    writeSchemaObjects(json, unknown.entries, unknown.objects);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

}  // namespace ldapsnap
