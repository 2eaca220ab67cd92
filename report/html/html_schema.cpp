// Changes of schema elements in the HTML report.
#include "report/html/html_sections.h"
#include "report/wording/schema_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kElementsShown = 300;  ///< of the schema; what is beyond is counted
constexpr std::size_t kOpenElements = 12;    ///< elements that are unfolded from the start

void writeSide(HtmlPage& page, const SchemaPart& part, const std::vector<std::string>& values, const char* side) {
  page.markup.begin("td", {{"class", values.empty() ? "absent" : side}});
  for (const std::string& value : values)
    page.markup.element(side == std::string_view("old") ? "del" : "ins", {}, partForPeople(part, value));
  page.markup.end();
}

void writeParts(HtmlPage& page, const SchemaChange& change) {
  if (change.parts.empty()) return;
  page.markup.begin("table", {{"class", "values both"}});
  writeTableHead(page, {"Part", "Before", "After"});
  page.markup.begin("tbody");
  for (const SchemaPart& part : change.parts) {
    page.markup.begin("tr");
    page.markup.element("th", {{"scope", "row"}}, part.part);
    writeSide(page, part, part.removed, "old");
    writeSide(page, part, part.added, "new");
    page.markup.end();
  }
  page.markup.end();
  page.markup.end();
}

void writeElement(HtmlPage& page, const SchemaChange& change, bool isOpen) {
  MarkupWriter& markup = page.markup;
  markup.begin("li");
  markup.begin("details", {{isOpen ? "open" : "", "open"}});
  markup.begin("summary");
  writeChangeMark(page, change.change);
  markup.element("span", {{"class", "kind"}}, change.element);
  markup.element("code", {{"class", "dn"}}, change.name);
  markup.element("span", {{"class", "what"}}, change.isUnreadable ? "could not be read" : change.oid);
  markup.end();
  markup.begin("div", {{"class", "inside"}});
  writeParts(page, change);
  if (!change.definition.empty()) {
    markup.begin("p", {{"class", "definition"}});
    writeCode(page, change.definition);
    markup.end();
  }
  markup.end();
  markup.end();
  markup.end();
  markup.newLine();
}

}  // namespace

void writeSchemaChanges(HtmlPage& page) {
  const std::vector<SchemaChange>& changes = page.report.difference->schema;
  const std::size_t shown = page.shownOf(changes.size(), kElementsShown);
  page.markup.begin("ul", {{"class", "tree"}});
  page.markup.newLine();
  for (std::size_t i = 0; i < shown; ++i) writeElement(page, changes[i], changes.size() <= kOpenElements);
  page.markup.end();
  if (shown < changes.size()) writeMore(page, counted(changes.size() - shown, "schema element"));
}

}  // namespace ldapsnap
