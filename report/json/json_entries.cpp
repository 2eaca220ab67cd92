#include "report/json/json_entries.h"

#include "report/json/json_difference.h"
#include "report/json/json_listings.h"

namespace ldapsnap {

EntriesJson::EntriesJson(const SnapshotInfo& snapshot, std::ostream& out) : json_(out) {
  json_.beginObject();
  json_.member("format", "ldapsnap-entries/1");
  json_.key("snapshot");
  json_.beginObject();
  json_.textOrNull("id", snapshot.id);
  json_.member("kind", nameOf(snapshot.kind));
  json_.member("site", snapshot.site);
  json_.member("source", snapshot.source);
  json_.member("taken", formatTime(snapshot.taken));
  json_.flag("complete", snapshot.complete());
  json_.endObject();
  json_.key("entries");
  json_.beginArray();
}

void EntriesJson::add(const Entry& entry) {
  json_.beginObject();
  json_.member("dn", dnForJson(entry.dn));
  json_.key("attributes");
  json_.beginArray();
  for (const Attribute& attribute : entry.attributes) {
    json_.beginObject();
    json_.member("name", attribute.description);
    writeValues(json_, "values", attribute.values, nullptr);
    json_.endObject();
  }
  json_.endArray();
  json_.endObject();
}

void EntriesJson::finish(const std::vector<Deselected>& leftOut) {
  json_.endArray();
  writeLeftOut(json_, "left_out", leftOut, LeftOutOf::Entries);
  json_.endObject();
}

}  // namespace ldapsnap
