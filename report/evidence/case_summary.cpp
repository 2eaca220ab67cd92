#include "report/evidence/case_summary.h"

#include <array>
#include <fmt/format.h>
#include <sstream>
#include <utility>

#include "report/json/json_writer.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap {

namespace {

/// Formats whose files are not called "report." and the format's name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFileNames = {{
    {"text", "report.txt"},
    {"markdown", "report.md"},
    {"junit", "report.junit.xml"},
    {"ldif", "changes.ldif"},
}};

void writeSnapshot(JsonWriter& json, std::string_view key, const SnapshotInfo& info) {
  json.key(key);
  json.beginObject();
  json.member("id", info.id);
  json.member("site", info.site);
  json.member("taken", formatTime(info.taken));
  json.member("entries", info.entries);
  json.member("content_root", info.contentRoot);
  json.member("volatile_root", info.volatileRoot);
  json.member("consistency", nameOf(info.consistency));
  json.member("tool", info.tool);
  json.key("gaps");
  json.beginArray();
  for (const Gap& gap : info.gaps) {
    json.beginObject();
    json.member("where", gap.where);
    json.member("reason", gap.reason);
    json.member("remedy", gap.remedy);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void writeRun(JsonWriter& json, const Run& run) {
  json.key("run");
  json.beginObject();
  json.member("name", run.name());
  json.member("setup", run.setup);
  json.strings("command", run.command, JsonWriter::Layout::OneLine);
  json.member("started", formatTime(run.started));
  json.key("ended");
  run.ended ? json.string(formatTime(*run.ended)) : json.null();
  json.key("exit_code");
  run.exitCode ? json.number(static_cast<std::uint64_t>(*run.exitCode)) : json.null();
  json.endObject();
}

/// How much is hidden and by which key, not what.
void writeRedaction(JsonWriter& json, const Disguise& disguise) {
  const RedactionRequest& request = disguise.request();
  json.key("redacted");
  json.beginObject();
  json.member("key_id", disguise.pseudonyms().keyId());
  json.member("subtrees", static_cast<std::uint64_t>(request.subtrees.size()));
  json.key("attributes");
  json.beginArray(JsonWriter::Layout::OneLine);
  for (const std::string& attribute : request.attributes) json.string(disguise.text(attribute, Reach::Names));
  json.endArray();
  json.member("patterns", static_cast<std::uint64_t>(request.patterns.size()));
  json.endObject();
}

}  // namespace

std::string caseSummary(const Report& report, const Disguise* disguise) {
  std::ostringstream out;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-evidence/1");
  json.member("tool", "ldapsnap " + toolVersion());
  writeSnapshot(json, "before", *report.before);
  writeSnapshot(json, "after", report.after);
  if (report.run) writeRun(json, *report.run);
  if (disguise != nullptr) writeRedaction(json, *disguise);
  json.endObject();
  return std::move(out).str();
}

std::string reportFileName(std::string_view format) {
  for (const auto& [name, file] : kFileNames)
    if (name == format) return std::string(file);
  return fmt::format("report.{}", format);
}

}  // namespace ldapsnap
