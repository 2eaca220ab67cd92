// What a directory records of where an object came from, as JSON.
#pragma once

#include "diff/rules/engine/finding.h"
#include "report/json/json_writer.h"

namespace ldapsnap {

/// The member "recorded", on one line: {"time": ..., "change": "created", "server": ..., "identity": ..., "burst":
/// ...}.
void writeRecordedOrigin(JsonWriter& json, const RecordedOrigin& origin);

}  // namespace ldapsnap
