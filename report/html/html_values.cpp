// Attribute changes in the HTML report: before next to after, with the changed words marked.
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kValuesShown = 50;  ///< of one attribute and side; what is beyond is counted

class AttributeRows {
 public:
  AttributeRows(HtmlPage& page, const AttributeChange& change, Columns columns)
      : page_(page),
        markup_(page.markup),
        change_(change),
        columns_(columns),
        shown_(sideBySide(change, page.length(), page.options.showAll ? std::string::npos : kValuesShown)) {}

  void write() {
    const std::size_t notes = (shown_.summary.empty() ? 0 : 1) + (shown_.hidden > 0 ? 1 : 0);
    rows_ = shown_.rows.size() + notes;
    if (!shown_.summary.empty()) writeNote(shown_.summary);
    for (const SideRow& row : shown_.rows) row.hunk.empty() ? writeRow(row) : writeNote(row.hunk);
    if (shown_.hidden > 0) writeNote(fmt::format("{} more (--all)", counted(shown_.hidden, "value")));
  }

 private:
  /// The attribute's name precedes only the first row, for all of them.
  void beginRow() {
    markup_.begin("tr");
    if (nameIsWritten_) return;
    nameIsWritten_ = true;
    const std::string span = rows_ > 1 ? std::to_string(rows_) : "";
    markup_.begin("th", {{"scope", rows_ > 1 ? "rowgroup" : "row"}, {span.empty() ? "" : "rowspan", span}});
    markup_.text(change_.description);
    if (change_.comparedAsBytes) {
      markup_.element("span", {{"class", "hint"}}, "compared as bytes: the schema does not know it");
    }
    markup_.end();
  }
  void endRow() {
    markup_.end();
    markup_.newLine();
  }
  void writeNote(const std::string& note) {
    beginRow();
    markup_.element("td", {{"class", "note"}, {columns_ == Columns::Both ? "colspan" : "", "2"}}, note);
    endRow();
  }
  void writeRow(const SideRow& row) {
    beginRow();
    if (columns_ == Columns::Both) {
      writeCell(row.before, "old");
      writeCell(row.after, "new");
    } else {
      const bool isOld = row.after.kind == SideCell::Kind::Absent;
      writeCell(isOld ? row.before : row.after, isOld ? "old" : "new");
    }
    endRow();
  }
  void writeCell(const SideCell& cell, const std::string& side) {
    if (cell.kind == SideCell::Kind::Absent) return markup_.element("td", {{"class", "absent"}}, "");
    const bool isOld = side == "old", isKept = cell.kind == SideCell::Kind::Kept;
    markup_.begin("td", {{"class", isKept ? "kept" : side}});
    // Read aloud and copied as text, a deletion and an insertion are what they are without any colour.
    if (!isKept) markup_.begin(isOld ? "del" : "ins");
    for (const SidePart& part : cell.parts) {
      if (part.mark == SidePart::Mark::Yes) {
        markup_.element("mark", {}, part.text);
      } else {
        markup_.text(part.text);
      }
    }
    if (!isKept) markup_.end();
    markup_.end();
  }

  HtmlPage& page_;
  MarkupWriter& markup_;
  const AttributeChange& change_;
  Columns columns_;
  SideBySide shown_;
  std::size_t rows_ = 0;
  bool nameIsWritten_ = false;
};

}  // namespace

void writeAttributeTable(HtmlPage& page, const std::vector<const AttributeChange*>& attributes, Columns columns,
                         Head head) {
  if (attributes.empty()) return;
  MarkupWriter& markup = page.markup;
  markup.begin("table", {{"class", columns == Columns::Both ? "values both" : "values"}});
  if (head == Head::Omitted) {
    markup.newLine();
  } else if (columns == Columns::Both) {
    writeTableHead(page.markup, {"Attribute", page.sides.before, page.sides.after});
  } else {
    writeTableHead(page.markup, {"Attribute", "Value"});
  }
  for (const AttributeChange* attribute : attributes) {
    markup.begin("tbody");
    AttributeRows(page, *attribute, columns).write();
    markup.end();
  }
  markup.end();
  markup.newLine();
}

}  // namespace ldapsnap
