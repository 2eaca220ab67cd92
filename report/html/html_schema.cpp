// Changes of schema elements in the HTML report.
#include <algorithm>
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/tree/alike.h"
#include "report/wording/schema_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kElementsShown = 300;  ///< of the schema; what is beyond is counted
constexpr std::size_t kOpenElements = 12;    ///< elements that are unfolded from the start

/// "MAY, MUST": what changed in the definition.
std::string changedParts(const SchemaChange& change) {
  std::vector<std::string> names;
  for (const SchemaPart& part : change.parts) names.push_back(part.part);
  return fmt::format("{}", fmt::join(names, ", "));
}

void writeSide(HtmlPage& page, const SchemaPart& part, const std::vector<std::string>& values, const char* side) {
  page.markup.begin("td", {{"class", values.empty() ? "absent" : side}});
  for (const std::string& value : values)
    page.markup.element(side == std::string_view("old") ? "del" : "ins", {}, partForPeople(part, value));
  page.markup.end();
}

void writeParts(HtmlPage& page, const SchemaChange& change) {
  if (change.parts.empty()) return;
  page.markup.begin("table", {{"class", "values both"}});
  writeTableHead(page.markup, {"Part", page.sides.before, page.sides.after});
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
  beginChange(page, change.change);
  markup.begin("details", {{isOpen ? "open" : "", "open"}});
  markup.begin("summary");
  writeChangeMark(page, change.change);
  markup.element("span", {{"class", "kind"}}, change.element);
  markup.element("code", {{"class", "dn"}}, change.name);
  markup.element("span", {{"class", "what"}}, change.isUnreadable ? "could not be read" : change.oid);
  if (!change.parts.empty()) markup.element("span", {{"class", "what"}}, changedParts(change));
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

/// Writes the elements of `alike` as one item, at most `most` of them.
void writeAlike(HtmlPage& page, const AlikeElements& alike, std::size_t most) {
  MarkupWriter& markup = page.markup;
  beginChange(page, alike.change);
  markup.begin("details", {{"class", "alike"}});
  markup.begin("summary");
  writeChangeMark(page, alike.change);
  markup.element("strong", {}, describe(alike));
  markup.end();
  markup.begin("ul");
  for (std::size_t i = 0; i < std::min(most, alike.positions.size()); ++i)
    writeElement(page, page.report.difference->schema[alike.positions[i]], false);
  markup.end();
  markup.end();
  markup.end();
  markup.newLine();
}

}  // namespace

void writeSchemaChanges(HtmlPage& page) {
  const std::vector<SchemaChange>& changes = page.report.difference->schema;
  std::size_t left = page.shownOf(changes.size(), kElementsShown);
  const std::size_t hidden = changes.size() - left;
  std::vector<bool> isWritten(changes.size());
  page.markup.begin("ul", {{"class", "tree"}});
  page.markup.newLine();
  for (const AlikeElements& alike : alikeElements(changes)) {
    if (left == 0) break;
    for (const std::size_t position : alike.positions) isWritten[position] = true;
    writeAlike(page, alike, left);
    left -= std::min(left, alike.positions.size());
  }
  for (std::size_t i = 0; i < changes.size() && left > 0; ++i) {
    if (isWritten[i]) continue;
    --left;
    writeElement(page, changes[i], changes.size() <= kOpenElements);
  }
  page.markup.end();
  if (hidden > 0) writeMore(page, counted(hidden, "schema element"));
}

}  // namespace ldapsnap
