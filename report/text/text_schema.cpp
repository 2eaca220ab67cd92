// Changes of schema elements in the text report.
#include <algorithm>

#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/wording/schema_text.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kElementColumns = 15;  ///< "attributeType"; a longer one ends where it ends
constexpr std::size_t kPartColumns = 14;     ///< "SINGLE-VALUE"; the same

/// Padded to `columns`, with two spaces at least.
std::string columned(const std::string& text, std::size_t columns) {
  return columnsOf(text) + 2 > columns ? text + "  " : padded(text, columns);
}

void writePart(TextWriter& writer, const SchemaPart& part) {
  std::string name = part.part;
  const auto write = [&](Change change, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      const Span mark = markOf(change);
      const Spans lead = {{"        " + columned(name, kPartColumns)}, mark};
      writer.paragraph(lead, {partForPeople(part, value), mark.style});
      name.clear();
    }
  };
  write(Change::Removed, part.removed);
  write(Change::Added, part.added);
}

void writeElement(TextWriter& writer, const SchemaChange& change, std::size_t nameColumns) {
  Spans spans = {{"  "}, markOf(change.change), {columned(change.element, kElementColumns)}};
  spans.push_back(
      {change.oid.empty() && !change.isUnreadable ? change.name : padded(change.name, nameColumns), Style::Name});
  spans.push_back({change.isUnreadable ? "could not be read" : change.oid});
  writer.line(spans);
  for (const SchemaPart& part : change.parts) writePart(writer, part);
  if (!change.definition.empty()) writer.paragraph({{"        "}}, {change.definition, Style::Dim});
}

void writeList(TextWriter& writer, const std::vector<SchemaChange>& changes, const std::string& title) {
  if (changes.empty()) return;
  std::size_t nameColumns = 0;
  for (const SchemaChange& change : changes) nameColumns = std::max(nameColumns, columnsOf(visible(change.name)) + 2);
  nameColumns = std::min<std::size_t>(nameColumns, 40);
  writer.section();
  writer.line({{title}});
  for (const SchemaChange& change : changes) writeElement(writer, change, nameColumns);
}

}  // namespace

void writeSchemaChanges(TextWriter& writer, const Difference& difference, const std::string& title) {
  writeList(writer, difference.schema, title);
}

void writeSchemaExtensions(TextWriter& writer, const Difference& difference, const RenderOptions& options) {
  if (options.showAll) writeList(writer, difference.schemaExtensions, "Schema, extensions only");
}

}  // namespace ldapsnap
