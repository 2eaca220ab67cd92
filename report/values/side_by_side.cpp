#include "report/values/side_by_side.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "report/values/edit_hunks.h"
#include "report/values/edit_text.h"
#include "snapshot/base/hash.h"
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

/// Values that look alike in what is shown of them get something that tells them apart.
class AlikeValues {
 public:
  explicit AlikeValues(const ShownValues& values) : removed_(values.removed.begin(), values.removed.end()) {
    for (const auto* shown : {&values.removed, &values.added})
      for (const std::string& text : *shown) ++times_[text];
  }

  void tellApart(const std::string& value, bool isAdded, std::string& shown) const {
    if (times_.at(shown) < 2) return;
    if (!holdsSecret(value)) {
      constexpr std::size_t kDigits = 16;
      shown += fmt::format(" (SHA-256 {})", sha256(value).hex().substr(0, kDigits));
    } else if (isAdded && removed_.contains(shown)) {
      shown += " (the secret changed)";
    }
  }

 private:
  std::set<std::string> removed_;
  std::map<std::string, std::size_t> times_;
};

/// Where two values differ that are only digits to the reader: "differs from byte 512 on". Empty for any others.
std::string placeOfDifference(const AttributeChange& change) {
  constexpr std::size_t kReadAtAGlance = 24;
  if (change.removed.size() != 1 || change.added.size() != 1 || change.decoding != nullptr) return "";
  const std::string &old = change.removed.front(), &now = change.added.front();
  const bool areDigits = !isReadableText(old) && !isReadableText(now) && !holdsSecret(old) && !holdsSecret(now);
  if (!areDigits || std::max(old.size(), now.size()) <= kReadAtAGlance) return "";
  const auto differs = std::mismatch(old.begin(), old.end(), now.begin(), now.end());
  return fmt::format(" (differs from byte {} on)", differs.first - old.begin() + 1);
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
  for (std::size_t i = 0; i < added; ++i) values.added.push_back(show(change.added[i]));
  const AlikeValues alike(values);
  for (std::size_t i = 0; i < removed; ++i) alike.tellApart(change.removed[i], false, values.removed[i]);
  for (std::size_t i = 0; i < added; ++i) alike.tellApart(change.added[i], true, values.added[i]);
  if (!values.added.empty()) values.added.back() += placeOfDifference(change);
  values.hidden = change.removed.size() + change.added.size() - removed - added;
  return values;
}

SideBySide sideBySide(const AttributeChange& change, Length length, std::size_t limit) {
  SideBySide sides;
  if (change.reordered) {
    sides.summary = "the same values in a different order";
    for (const MovedText& moved : movedTexts(change, length))
      sides.rows.push_back({fmt::format("{}  {}", moved.places, moved.value), {}, {}});
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
