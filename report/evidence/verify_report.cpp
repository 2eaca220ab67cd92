#include "report/evidence/verify_report.h"

#include <fmt/format.h>
#include <ostream>

#include "report/json/json_writer.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

const RenderTable<BagReport>& verificationOfBagRenderers() {
  static const RenderTable<BagReport> table = {{{Format::Text, {}}, renderBagText},
                                               {{Format::Json, {}}, renderBagJson}};
  return table;
}

void renderBagText(const BagReport& report, const RenderOptions&, std::ostream& out) {
  const BagVerification& found = report.found;
  for (const BagProblem& problem : found.problems) {
    out << fmt::format("{:<10} {}\n", nameOf(problem.kind),
                       visible(problem.name.empty() || problem.text.empty() ? problem.name + problem.text
                                                                            : problem.name + ": " + problem.text));
  }
  for (const std::string& line : found.notes) out << visible(line) << '\n';
  out << fmt::format("{}: {}, {} bytes: {}\n", visible(report.zip), counted(found.files, "file"), grouped(found.bytes),
                     found.isSound() ? "as it was packed" : counted(found.problems.size(), "problem"));
}

void renderBagJson(const BagReport& report, const RenderOptions&, std::ostream& out) {
  const BagVerification& found = report.found;
  JsonWriter json(out);
  json.beginObject();
  json.flag("sound", found.isSound());
  json.member("folder", found.folder);
  json.member("files", found.files);
  json.member("bytes", found.bytes);
  json.key("problems");
  json.beginArray();
  for (const BagProblem& problem : found.problems) {
    json.beginObject();
    json.member("kind", nameOf(problem.kind));
    json.member("name", problem.name);
    json.member("text", problem.text);
    json.endObject();
  }
  json.endArray();
  json.strings("notes", found.notes);
  json.endObject();
}

}  // namespace ldapsnap
