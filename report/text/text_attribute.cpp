// Attribute changes in the text report.
#include <algorithm>
#include <fmt/format.h>

#include "report/text/text_sections.h"
#include "report/values/edit_hunks.h"
#include "report/values/edit_text.h"
#include "report/values/side_by_side.h"
#include "report/values/value.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kIndent = 8;       ///< of attribute names
constexpr std::size_t kHunkIndent = 12;  ///< of aligned lines
constexpr std::size_t kValuesShown = 10;
constexpr std::string_view kBytesMark = " [bytes]";  ///< text_difference.cpp says below the entries what it means

/// Writes the lines of one attribute: the name precedes only the first.
class AttributeText {
 public:
  AttributeText(TextWriter& writer, const AttributeChange& change, std::size_t nameColumns,
                const RenderOptions& options)
      : writer_(writer), change_(change), nameColumns_(nameColumns), options_(options) {}

  void write();

 private:
  Spans lead();
  void writeSummary(const std::string& summary);
  void writeLines();
  void writeHunk(const EditHunk& hunk);
  void writeMoved();
  bool writeWords();
  void writeValues();
  void writeValue(const Span& mark, const std::string& shown);
  std::string_view bytesMark() const { return change_.comparedAsBytes ? kBytesMark : ""; }
  Length length() const { return options_.showAll ? Length::Whole : Length::Short; }
  std::size_t limit() const { return options_.showAll ? std::string::npos : kValuesShown; }

  TextWriter& writer_;
  const AttributeChange& change_;
  std::size_t nameColumns_;
  const RenderOptions& options_;
  bool nameIsWritten_ = false;
};

Spans AttributeText::lead() {
  const std::string name = nameIsWritten_ ? "" : change_.description;
  nameIsWritten_ = true;
  return {{std::string(kIndent, ' ') + padded(name, nameColumns_)}};
}

void AttributeText::writeSummary(const std::string& summary) { writer_.paragraph(lead(), {summary, Style::Changed}); }

void AttributeText::writeValue(const Span& mark, const std::string& shown) {
  Spans spans = lead();
  spans.push_back(mark);
  writer_.paragraph(spans, {shown, mark.style});
}

void AttributeText::writeHunk(const EditHunk& hunk) {
  const std::string indent(kHunkIndent, ' ');
  const bool isAce = change_.unit == EditUnit::Ace;  // which says itself where it belongs
  if (!isAce) writer_.line({{indent}, {fmt::format("@@ {} {} @@", nameOf(change_.unit), hunk.position), Style::Dim}});
  for (std::size_t i = hunk.first; i < hunk.last; ++i) {
    const EditLine& line = change_.lines[i];
    Span mark{"  "};
    if (line.op == EditLine::Op::Add) mark = markOf(Change::Added);
    if (line.op == EditLine::Op::Remove) mark = markOf(Change::Removed);
    if (line.text.empty()) {
      writer_.line({{indent}, {mark.text.substr(0, 1), mark.style}});
    } else {
      writer_.paragraph({{indent}, mark},
                        {showLine(isAce ? withSidNames(line.text) : line.text, length()), mark.style});
    }
  }
}

void AttributeText::writeLines() {
  writeSummary(fmt::format("{}{}", editSummary(change_), bytesMark()));
  bool isFirst = true;
  for (const EditHunk& hunk : hunksOf(change_.lines, options_.context)) {
    if (!isFirst && change_.unit == EditUnit::Ace)
      writer_.line({{std::string(kHunkIndent, ' ')}, {"  ...", Style::Dim}});
    writeHunk(hunk);
    isFirst = false;
  }
}

void AttributeText::writeMoved() {
  writeSummary("the same values in a different order");
  const std::vector<MovedText> moved = movedTexts(change_, length());
  const std::size_t shown = std::min(moved.size(), limit());
  for (std::size_t i = 0; i < shown; ++i)
    writer_.paragraph({{std::string(kHunkIndent, ' ')}, {moved[i].places + "  ", Style::Dim}},
                      {moved[i].value, Style::Changed});
  if (shown < moved.size())
    writer_.paragraph(lead(), {fmt::format("({} more, --all)", grouped(moved.size() - shown)), Style::Dim});
}

/// False when the two whole values have to be shown.
bool AttributeText::writeWords() {
  const std::optional<std::string> words = wordsInLine(change_, length());
  if (words) writeValue(markOf(Change::Modified), fmt::format("{}{}", visible(*words), bytesMark()));
  return words.has_value();
}

void AttributeText::writeValues() {
  const ShownValues values = shownValues(change_, length(), limit());
  if (values.isSecret) return writeValue(markOf(Change::Modified), "(secret, changed)");
  const std::string flags = flagSummary(change_);
  if (!flags.empty()) writeSummary(flags);  // above the two numbers
  for (const std::string& value : values.removed) writeValue(markOf(Change::Removed), value);
  for (std::size_t i = 0; i < values.added.size(); ++i) {
    const bool isLast = i + 1 == change_.added.size();
    writeValue(markOf(Change::Added), fmt::format("{}{}", values.added[i], isLast ? bytesMark() : ""));
  }
  if (values.hidden > 0)
    writer_.paragraph(lead(), {fmt::format("({} more, --all)", grouped(values.hidden)), Style::Dim});
}

void AttributeText::write() {
  if (change_.reordered) return writeMoved();
  if (!change_.lines.empty() && change_.unit == EditUnit::Word && writeWords()) return;
  if (!change_.lines.empty() && change_.unit != EditUnit::Word) return writeLines();
  writeValues();
}

}  // namespace

void writeAttributeChange(TextWriter& writer, const AttributeChange& change, std::size_t nameColumns,
                          const RenderOptions& options) {
  AttributeText(writer, change, nameColumns, options).write();
}

}  // namespace ldapsnap
