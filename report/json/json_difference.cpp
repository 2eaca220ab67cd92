#include "report/json/json_difference.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <unicode/utf8.h>

#include "report/values/value.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {

namespace {

using Layout = JsonWriter::Layout;

/// A string where people can read it; {"base64": ...} for other bytes, {"redacted": digest} for a secret. A value that
/// means something is an object with "decoded" next to "value" or "base64".
void writeValue(JsonWriter& json, const std::string& value, const Decoding* decoding = nullptr) {
  const bool isSecret = isRedacted(value);
  const std::optional<std::string> meaning = meaningOf(value, decoding);
  const bool isText = !isSecret && isReadableText(value);
  if (isText && !meaning) return json.string(value);
  json.beginObject(Layout::OneLine);
  if (isSecret) {
    json.member("redacted", std::string_view(value).substr(kRedactedMark.size()));
  } else if (isText) {
    json.member("value", value);
  } else {
    json.member("base64", base64(value));
  }
  if (meaning) json.member("decoded", *meaning);
  json.endObject();
}

/// What a replaced flag word set and cleared; null for all else.
void writeFlags(JsonWriter& json, const AttributeChange& attribute) {
  json.key("flags");
  const std::optional<FlagChange> flags = flagChangeOf(attribute);
  if (!flags) return json.null();
  json.beginObject();
  json.strings("set", flags->set);
  json.strings("cleared", flags->cleared);
  json.endObject();
}

/// ACEs of a security descriptor that come from its parent.
void writeInherited(JsonWriter& json, const AttributeChange& attribute) {
  json.key("inherited_aces");
  if (attribute.inheritedRemoved + attribute.inheritedAdded == 0) return json.null();
  json.beginObject();
  json.member("removed", attribute.inheritedRemoved);
  json.member("added", attribute.inheritedAdded);
  json.endObject();
}

std::string_view nameOf(EditLine::Op op) {
  if (op == EditLine::Op::Add) return "add";
  return op == EditLine::Op::Remove ? "remove" : "keep";
}

void writeLines(JsonWriter& json, const std::vector<EditLine>& lines) {
  json.key("lines");
  json.beginArray();
  for (const EditLine& line : lines) {
    json.beginObject(Layout::OneLine);
    json.member("op", nameOf(line.op));
    json.key("value");
    writeValue(json, line.text);
    json.endObject();
  }
  json.endArray();
}

/// Values of an ordered attribute that are in another place.
void writeMoved(JsonWriter& json, const AttributeChange& attribute) {
  json.key("moved");
  json.beginArray();
  for (const MovedValue& moved : attribute.ordered ? movedValues(attribute) : std::vector<MovedValue>()) {
    json.beginObject(Layout::OneLine);
    json.member("from", static_cast<std::uint64_t>(moved.from));
    json.member("to", static_cast<std::uint64_t>(moved.to));
    json.key("value");
    writeValue(json, moved.text);
    json.endObject();
  }
  json.endArray();
}

/// On one line: what happened to an attribute is one hit of grep.
void writeAttribute(JsonWriter& json, const AttributeChange& attribute) {
  json.beginObject(Layout::OneLine);
  json.member("attribute", attribute.description);
  json.member("change", ldapsnap::nameOf(attribute.change));
  writeValues(json, "removed", attribute.removed, attribute.decoding);
  writeValues(json, "added", attribute.added, attribute.decoding);
  json.member("unchanged", attribute.unchanged);
  json.flag("ordered", attribute.ordered);
  json.flag("reordered", attribute.reordered);
  json.flag("compared_as_bytes", attribute.comparedAsBytes);
  writeFlags(json, attribute);
  writeInherited(json, attribute);
  json.key("unit");
  attribute.lines.empty() ? json.null() : json.string(ldapsnap::nameOf(attribute.unit));
  writeLines(json, attribute.lines);
  writeMoved(json, attribute);
  json.endObject();
}

void writeAttributes(JsonWriter& json, std::string_view name, const std::vector<AttributeChange>& attributes) {
  json.key(name);
  json.beginArray();
  for (const AttributeChange& attribute : attributes) writeAttribute(json, attribute);
  json.endArray();
}

void writeKept(JsonWriter& json, const std::vector<AttributeChange>& kept) {
  json.key("unchanged");
  json.beginArray();
  for (const AttributeChange& attribute : kept) {
    json.beginObject(Layout::OneLine);
    json.member("attribute", attribute.description);
    writeValues(json, "values", attribute.added, attribute.decoding);
    json.endObject();
  }
  json.endArray();
}

void writePart(JsonWriter& json, const SchemaPart& part) {
  json.beginObject();
  json.member("part", part.part);
  json.strings("removed", part.removed, Layout::OneLine);
  json.strings("added", part.added, Layout::OneLine);
  json.endObject();
}

}  // namespace

void writeValues(JsonWriter& json, std::string_view name, const std::vector<std::string>& values,
                 const Decoding* decoding) {
  json.key(name);
  json.beginArray();
  for (const std::string& value : values) writeValue(json, value, decoding);
  json.endArray();
}

void writeCounts(JsonWriter& json, const Difference& difference) {
  const EntryCounts& entries = difference.entries;
  json.key("entries");
  json.beginObject(Layout::OneLine);
  json.member("added", entries.added);
  json.member("removed", entries.removed);
  json.member("modified", entries.modified);
  json.member("renamed", entries.renamed);
  json.member("unchanged", entries.unchanged);
  json.member("volatile_only", entries.volatileOnly);
  json.member("spelling_only", entries.spellingOnly);
  json.endObject();
  const auto& schema = difference.schema;
  json.key("schema");
  json.beginObject(Layout::OneLine);
  for (const Change change : {Change::Added, Change::Removed, Change::Modified}) {
    json.member(ldapsnap::nameOf(change),
                static_cast<std::uint64_t>(std::count_if(
                    schema.begin(), schema.end(), [change](const SchemaChange& c) { return c.change == change; })));
  }
  json.member("extensions_only", static_cast<std::uint64_t>(difference.schemaExtensions.size()));
  json.member("spelling_only", static_cast<std::uint64_t>(difference.schemaSpellings.size()));
  json.endObject();
}

void writeSchemaChange(JsonWriter& json, const SchemaChange& change) {
  json.beginObject();
  json.member("change", ldapsnap::nameOf(change.change));
  json.member("element", change.element);
  json.member("oid", change.oid);
  json.member("name", change.name);
  json.member("definition", change.definition);
  json.key("parts");
  json.beginArray();
  for (const SchemaPart& part : change.parts) writePart(json, part);
  json.endArray();
  json.flag("unreadable", change.isUnreadable);
  json.endObject();
}

void writeSchemaChanges(JsonWriter& json, std::string_view name, const std::vector<SchemaChange>& changes) {
  json.key(name);
  json.beginArray();
  for (const SchemaChange& change : changes) writeSchemaChange(json, change);
  json.endArray();
}

void writeEntryChange(JsonWriter& json, const EntryChange& change) {
  const bool isRename = change.change == Change::Renamed;
  json.beginObject();
  json.member("change", ldapsnap::nameOf(change.change));
  json.member("dn", dnForJson(change.dn));
  json.key("from");
  change.fromDn.empty() ? json.null() : json.string(dnForJson(change.fromDn));
  json.key("renamed_by");
  isRename ? json.string(change.renamedBy) : json.null();
  json.member("entries", change.entries);
  json.flag("replaced", change.replaced);
  writeAttributes(json, "attributes", change.attributes);
  writeAttributes(json, "volatile", change.volatiles);
  writeAttributes(json, "spelling", change.spellings);
  json.member("unchanged_attributes", change.unchangedAttributes);
  writeKept(json, change.kept);
  json.endObject();
}

void writeEntryChanges(JsonWriter& json, std::string_view name, const EntryChanges& changes) {
  json.key(name);
  json.beginArray();
  for (const EntryChange& change : changes) writeEntryChange(json, change);
  json.endArray();
}

std::string dnForJson(std::string_view dn) {
  if (isUtf8(dn)) return std::string(dn);
  std::string text;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(dn.data());
  for (std::size_t i = 0; i < dn.size();) {
    const std::size_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, dn.size(), c);
    if (c < 0) {
      i = start + 1;
      fmt::format_to(std::back_inserter(text), "\\{:02x}", bytes[start]);
    } else {
      text.append(dn, start, i - start);
    }
  }
  return text;
}

void writeLeftOut(JsonWriter& json, std::string_view name, const std::vector<Deselected>& leftOut, LeftOutOf what) {
  if (leftOut.empty()) return;
  json.key(name);
  json.beginArray();
  for (const Deselected& one : leftOut) {
    json.beginObject(JsonWriter::Layout::OneLine);
    switch (one.why) {
      case Deselected::Why::Selector:
        json.member("selector", one.selector);
        break;
      case Deselected::Why::Expected:
        json.member("reason", one.selector);
        break;
      case Deselected::Why::Expired:
        json.member("expired", one.selector);
        break;
    }
    switch (what) {
      case LeftOutOf::Changes:
        json.member("entries", one.entries);
        json.member("attributes", one.attributes);
        json.member("definitions", one.definitions);
        json.member("findings", one.findings);
        json.member("consequences", one.consequences);
        break;
      case LeftOutOf::Steps:
        json.member("steps", one.steps);
        break;
      case LeftOutOf::Values:
        json.member("values", one.values);
        break;
      case LeftOutOf::Entries:
        json.member("entries", one.listed);
        json.member("values", one.values);
        break;
    }
    json.endObject();
  }
  json.endArray();
}

}  // namespace ldapsnap
