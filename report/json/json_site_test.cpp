// What a test of a site's binds found, for scripts.
#include "report/json/json_difference.h"
#include "report/json/json_writer.h"
#include "report/model/results/site_test.h"

namespace ldapsnap {

void renderSiteTestJson(const SiteTest& test, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-site-test/1");
  json.member("site", test.site);
  json.member("uri", test.uri);
  json.flag("works", test.works());
  json.member("product", nameOf(test.product));
  json.textOrNull("vendor", test.vendor);
  json.textOrNull("version", test.version);
  json.strings("naming_contexts", test.namingContexts, JsonWriter::Layout::OneLine);
  json.key("binds");
  json.beginArray();
  for (const SiteTest::Bind& bind : test.binds) {
    json.beginObject();
    json.strings("bases", bind.bases, JsonWriter::Layout::OneLine);
    json.strings("identity", bind.identity, JsonWriter::Layout::OneLine);
    json.textOrNull("error", bind.error);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

}  // namespace ldapsnap
