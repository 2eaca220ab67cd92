#include "report/values/side_by_side.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/values/edit_hunks.h"
#include "report/values/edit_text.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {

namespace {

using Op = EditLine::Op;
using Mark = SidePart::Mark;
using Kind = SideCell::Kind;

SideCell cellOf(std::string text, Kind kind) { return {kind, {{Mark::No, std::move(text)}}}; }

/// Removed lines and the added ones that replaced them are next to each other.
class PairedRows {
 public:
  explicit PairedRows(std::vector<SideRow>& rows) : rows_(rows) {}

  void remove(std::string text) {
    if (added_ > 0) close();
    rows_.push_back({"", cellOf(std::move(text), Kind::Changed), {}});
    ++removed_;
  }
  void add(std::string text) {
    SideCell cell = cellOf(std::move(text), Kind::Changed);
    if (added_ < removed_) {
      rows_[rows_.size() - removed_ + added_].after = std::move(cell);
    } else {
      rows_.push_back({"", {}, std::move(cell)});
      ++removed_;
    }
    ++added_;
  }
  void keep(const std::string& text) {
    close();
    rows_.push_back({"", cellOf(text, Kind::Kept), cellOf(text, Kind::Kept)});
  }
  void close() { removed_ = added_ = 0; }

 private:
  std::vector<SideRow>& rows_;
  std::size_t removed_ = 0, added_ = 0;  ///< rows of the stretch that is open, and how many of them have an after
};

void addLines(const AttributeChange& change, Length length, SideBySide& sides) {
  const bool isAce = change.unit == EditUnit::Ace;  // which says itself where it belongs
  for (const EditHunk& hunk : hunksOf(change.lines)) {
    if (!isAce) sides.rows.push_back({fmt::format("{} {}", nameOf(change.unit), hunk.position), {}, {}});
    PairedRows rows(sides.rows);
    for (std::size_t i = hunk.first; i < hunk.last; ++i) {
      const EditLine& line = change.lines[i];
      std::string text = showLine(isAce ? withSidNames(line.text) : line.text, length);
      if (line.op == Op::Keep) {
        rows.keep(text);
      } else if (line.op == Op::Remove) {
        rows.remove(std::move(text));
      } else {
        rows.add(std::move(text));
      }
    }
  }
}

void append(SideCell& cell, Mark mark, const std::string& text) {
  if (cell.parts.empty() || cell.parts.back().mark != mark) cell.parts.push_back({mark, ""});
  cell.parts.back().text += visible(text);
}

SideRow wordsRow(const AttributeChange& change) {
  SideRow row;
  row.before.kind = row.after.kind = Kind::Changed;
  for (const EditLine& word : change.lines) {
    const Mark mark = word.op == Op::Keep ? Mark::No : Mark::Yes;
    if (word.op != Op::Add) append(row.before, mark, word.text);
    if (word.op != Op::Remove) append(row.after, mark, word.text);
  }
  return row;
}

void addValues(const AttributeChange& change, Length length, std::size_t limit, SideBySide& sides) {
  ShownValues values = shownValues(change, length, limit);
  sides.summary = values.isSecret ? "(secret, changed)" : flagSummary(change);
  sides.hidden = values.hidden;
  PairedRows rows(sides.rows);
  for (std::string& value : values.removed) rows.remove(std::move(value));
  for (std::string& value : values.added) rows.add(std::move(value));
}

}  // namespace

ShownValues shownValues(const AttributeChange& change, Length length, std::size_t limit) {
  const auto isSecret = [](const std::string& value) { return isRedacted(value); };
  ShownValues values;
  values.isSecret = !change.removed.empty() && !change.added.empty() &&
                    std::all_of(change.removed.begin(), change.removed.end(), isSecret) &&
                    std::all_of(change.added.begin(), change.added.end(), isSecret);
  if (values.isSecret) return values;
  const auto show = [&](const std::string& value) {
    return showDecoded(change.description, value, change.decoding, length);
  };
  const std::size_t removed = std::min(change.removed.size(), limit), added = std::min(change.added.size(), limit);
  for (std::size_t i = 0; i < removed; ++i) values.removed.push_back(show(change.removed[i]));
  for (std::size_t i = 0; i < added; ++i) {
    std::string shown = show(change.added[i]);
    const bool looksSame = std::find(values.removed.begin(), values.removed.end(), shown) != values.removed.end();
    if (looksSame) shown += holdsSecret(change.added[i]) ? " (the secret changed)" : " (differs in what is not shown)";
    values.added.push_back(std::move(shown));
  }
  values.hidden = change.removed.size() + change.added.size() - removed - added;
  return values;
}

SideBySide sideBySide(const AttributeChange& change, Length length, std::size_t limit) {
  SideBySide sides;
  if (change.reordered) {
    sides.summary = "the same values in a different order";
  } else if (!change.lines.empty() && change.unit == EditUnit::Word) {
    sides.rows.push_back(wordsRow(change));
  } else if (!change.lines.empty()) {
    sides.summary = editSummary(change);
    addLines(change, length, sides);
  } else {
    addValues(change, length, limit, sides);
  }
  return sides;
}

}  // namespace ldapsnap
