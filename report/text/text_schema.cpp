// Changes of schema elements in the text report.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/tree/alike.h"
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

/// Elements to which the same happened: their names alone.
void writeAlike(TextWriter& writer, const std::vector<SchemaChange>& changes, const AlikeElements& alike) {
  constexpr std::size_t kNamed = 12;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(alike.positions.size(), kNamed); ++i)
    names.push_back(changes[alike.positions[i]].name);
  const std::string more = alike.positions.size() > kNamed
                               ? fmt::format(", and {} more (--all)", alike.positions.size() - kNamed)
                               : " (--all)";
  writer.line({{"  "}, markOf(alike.change), {describe(alike), Style::Name}});
  writer.paragraph({{"        "}}, {fmt::format("{}{}", fmt::join(names, ", "), more), Style::Dim});
}

void writeList(TextWriter& writer, const std::vector<SchemaChange>& changes, const std::string& title, bool showsAll) {
  if (changes.empty()) return;
  std::size_t nameColumns = 0;
  for (const SchemaChange& change : changes) nameColumns = std::max(nameColumns, columnsOf(visible(change.name)) + 2);
  nameColumns = std::min<std::size_t>(nameColumns, 40);
  writer.section();
  writer.line({{title}});
  std::unordered_map<std::size_t, const AlikeElements*> folded;  // by position; nullptr: not the first of its group
  const std::vector<AlikeElements> groups = showsAll ? std::vector<AlikeElements>() : alikeElements(changes);
  for (const AlikeElements& alike : groups)
    for (const std::size_t position : alike.positions)
      folded.emplace(position, position == alike.positions.front() ? &alike : nullptr);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto found = folded.find(i);
    if (found == folded.end()) {
      writeElement(writer, changes[i], nameColumns);
    } else if (found->second != nullptr) {
      writeAlike(writer, changes, *found->second);
    }
  }
}

}  // namespace

void writeSchemaChanges(TextWriter& writer, const Difference& difference, const RenderOptions& options,
                        const std::string& title) {
  writeList(writer, difference.schema, title, options.showAll);
}

void writeSchemaExtensions(TextWriter& writer, const Difference& difference, const RenderOptions& options) {
  if (options.showAll) writeList(writer, difference.schemaExtensions, "Schema, extensions only", true);
}

}  // namespace ldapsnap
