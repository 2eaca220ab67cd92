// report/json/runs.schema.json, written.
#include <algorithm>

#include "report/json/json_difference.h"
#include "report/json/json_writer.h"
#include "report/model/results/runs.h"

namespace ldapsnap {
namespace {

void writeDone(JsonWriter& json, std::string_view name, const Difference& difference) {
  json.key(name);
  json.beginObject();
  writeSchemaChanges(json, "schema", difference.schema);
  writeEntryChanges(json, "changes", difference.changes);
  json.endObject();
}

void writeSide(JsonWriter& json, std::string_view name, const RunsReport::Side& side, const DoneInOne& done) {
  json.key(name);
  json.beginObject();
  json.member("run", side.run.name());
  json.member("setup", side.run.setup);
  json.key("exit_code");
  side.run.exitCode ? json.number(static_cast<std::uint64_t>(std::max(*side.run.exitCode, 0))) : json.null();
  json.flag("conclusive", side.isConclusive());
  writeDone(json, "alone", done.lacking);
  writeDone(json, "alone_in_place", done.needless);
  json.endObject();
}

template <typename Pairs, typename Write>
void writePairs(JsonWriter& json, std::string_view name, const Pairs& pairs, const Write& write) {
  json.key(name);
  json.beginArray();
  for (const auto& both : pairs) {
    json.beginObject();
    json.key("first");
    write(json, both.first);
    json.key("second");
    write(json, both.second);
    json.endObject();
  }
  json.endArray();
}

}  // namespace

void renderRunsJson(const RunsReport& report, std::ostream& out) {
  const RunsDifference& runs = report.difference;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-runs/1");
  json.member("exit_code", static_cast<std::uint64_t>(exitCodeOf(report)));
  writeSide(json, "first", report.first, runs.first);
  writeSide(json, "second", report.second, runs.second);
  json.key("otherwise");
  json.beginObject();
  writePairs(json, "schema", runs.schema, writeSchemaChange);
  writePairs(json, "changes", runs.entries, writeEntryChange);
  json.endObject();
  json.key("alike");
  json.beginObject(JsonWriter::Layout::OneLine);
  json.member("schema", runs.alikeSchema);
  json.member("changes", runs.alikeEntries);
  json.endObject();
  json.strings("mapping", report.mapping);
  json.endObject();
}

}  // namespace ldapsnap
