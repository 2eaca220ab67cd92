#include "report/json/json_identification.h"

#include "report/json/json_difference.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

void writeIdentified(JsonWriter& json, const std::vector<Identified>& marks) {
  json.beginArray();
  for (const Identified& mark : marks) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("title", mark.title);
    json.member("dn", dnForJson(mark.dn));
    json.member("value", mark.value);
    json.member("meaning", mark.meaning);
    json.endObject();
  }
  json.endArray();
}

namespace {

void writeKnownSchema(JsonWriter& json, const KnownSchema& schema) {
  json.key("nearest_baseline");
  if (schema.nearest) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("name", schema.nearest->name);
    json.member("title", schema.nearest->title);
    json.member("elements", static_cast<std::uint64_t>(schema.nearest->elements));
    json.member("missing", static_cast<std::uint64_t>(schema.nearest->missing));
    json.member("additional", static_cast<std::uint64_t>(schema.nearest->additional));
    json.endObject();
  } else {
    json.null();
  }
  json.key("additional_elements");
  json.beginArray();
  for (const AttributedElements& group : schema.attributed) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("title", group.title);
    json.key("baseline");
    group.baseline.empty() ? json.null() : json.string(group.baseline);
    json.member("elements", static_cast<std::uint64_t>(group.elements));
    json.endObject();
  }
  json.endArray();
  json.key("unknown_elements");
  json.beginArray();
  for (const UnknownElements& group : schema.unknown) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("prefix", group.prefix);
    json.member("elements", static_cast<std::uint64_t>(group.elements));
    json.strings("examples", group.examples, JsonWriter::Layout::OneLine);
    json.endObject();
  }
  json.endArray();
}

}  // namespace

void renderIdentificationJson(const Identification& found, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-identification/1");
  json.flag("complete", found.isComplete);
  json.key("identified");
  writeIdentified(json, found.marks);
  writeKnownSchema(json, found.schema);
  json.endObject();
}

}  // namespace ldapsnap
