// The parts of the JSON report that show a difference.
#pragma once

#include <string>
#include <string_view>

#include "diff/compare/model/difference.h"
#include "diff/selection/selection.h"
#include "report/json/json_writer.h"

namespace ldapsnap {

/// The members "entries" and "schema" of the summary.
void writeCounts(JsonWriter& json, const Difference& difference);
void writeSchemaChange(JsonWriter& json, const SchemaChange& change);
void writeSchemaChanges(JsonWriter& json, std::string_view name, const std::vector<SchemaChange>& changes);
void writeEntryChange(JsonWriter& json, const EntryChange& change);
void writeEntryChanges(JsonWriter& json, std::string_view name, const EntryChanges& changes);

/// An array of values: a string where people can read it; {"base64": ...} for other bytes, {"redacted": digest} for a
/// secret. With `decoding`, a value that means something is an object with "decoded" next to "value" or "base64".
void writeValues(JsonWriter& json, std::string_view name, const std::vector<std::string>& values,
                 const Decoding* decoding);

/// What selectors left out, as the member `name`: who left it out, and the counts that the document can have. Not
/// written when it is nothing.
enum class LeftOutOf { Changes, Steps, Values, Entries };
void writeLeftOut(JsonWriter& json, std::string_view name, const std::vector<Deselected>& leftOut, LeftOutOf what);

/// A DN as a JSON string can hold it: bytes that are not UTF-8 as RFC 4514 hex pairs ("\ff"), which are the same name.
std::string dnForJson(std::string_view dn);

}  // namespace ldapsnap
