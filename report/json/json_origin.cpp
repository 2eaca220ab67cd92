#include "report/json/json_origin.h"

#include "snapshot/base/time.h"

namespace ldapsnap {

void writeRecordedOrigin(JsonWriter& json, const RecordedOrigin& origin) {
  const auto textOrNull = [&json](std::string_view name, const std::string& text) {
    json.key(name);
    text.empty() ? json.null() : json.string(text);
  };
  json.key("recorded");
  json.beginObject(JsonWriter::Layout::OneLine);
  json.member("time", formatTime(origin.time));
  json.member("change", origin.isCreation ? "created" : "written");
  textOrNull("server", origin.server);
  textOrNull("identity", origin.identity);
  json.key("burst");
  origin.burst > 0 ? json.number(static_cast<std::uint64_t>(origin.burst)) : json.null();
  json.endObject();
}

}  // namespace ldapsnap
