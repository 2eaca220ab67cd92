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

void renderIdentificationJson(const Identification& found, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-identification/1");
  json.flag("complete", found.isComplete);
  json.key("identified");
  writeIdentified(json, found.marks);
  json.endObject();
}

}  // namespace ldapsnap
