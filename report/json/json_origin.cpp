#include "report/json/json_origin.h"

#include "snapshot/base/time.h"

namespace ldapsnap {

void writeRecordedOrigin(JsonWriter& json, const RecordedOrigin& origin) {
  json.key("recorded");
  json.beginObject(JsonWriter::Layout::OneLine);
  json.member("time", formatTime(origin.time));
  json.member("change", origin.isCreation ? "created" : "written");
  json.textOrNull("server", origin.server);
  json.textOrNull("identity", origin.identity);
  json.key("burst");
  origin.burst > 0 ? json.number(static_cast<std::uint64_t>(origin.burst)) : json.null();
  json.endObject();
}

}  // namespace ldapsnap
