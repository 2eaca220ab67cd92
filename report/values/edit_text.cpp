#include "report/values/edit_text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "report/wording/wording.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/value/decodings.h"

namespace ldapsnap {

namespace {

using Op = EditLine::Op;

constexpr std::size_t kWordContext = 40;  ///< bytes of an unchanged stretch next to a change

std::vector<std::string> textsOf(const AttributeChange& change, Op op, std::string_view having) {
  std::vector<std::string> texts;
  for (const EditLine& line : change.lines) {
    if (line.op == op && line.text.find(having) != std::string::npos) texts.push_back(line.text);
  }
  return texts;
}

std::string addedAndRemoved(std::size_t added, std::size_t removed, std::string_view noun) {
  return fmt::format("{} added, {} removed", counted(added, noun), grouped(removed));
}

std::string descriptorSummary(const AttributeChange& change) {
  std::vector<std::string> removed = textsOf(change, Op::Remove, "("), added = textsOf(change, Op::Add, "("), parts;
  std::sort(removed.begin(), removed.end());
  std::sort(added.begin(), added.end());
  if (!added.empty() && added == removed) {
    parts.emplace_back("the same ACEs in a different order");
  } else if (!added.empty() || !removed.empty()) {
    parts.push_back(addedAndRemoved(added.size(), removed.size(), "ACE"));
  }
  if (change.inheritedAdded + change.inheritedRemoved > 0) {
    parts.push_back(fmt::format("inherited ACEs: {} added, {} removed", grouped(change.inheritedAdded),
                                grouped(change.inheritedRemoved)));
  }
  return parts.empty() ? "security descriptor changed" : fmt::format("security descriptor: {}", fmt::join(parts, "; "));
}

// --- Words ---

/// Words that belong together: what stayed, or what was removed and added in its place.
struct Stretch {
  std::string kept, removed, added;
  bool isKept() const { return removed.empty() && added.empty(); }
};

bool isSpace(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// A space that stayed between two changed words is part of the change: "[-a b-]{+c d+}".
std::vector<Stretch> stretchesOf(const std::vector<EditLine>& words) {
  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const EditLine& word = words[i];
    const bool isChange = word.op != Op::Keep;
    const bool isBetween = !isChange && !stretches.empty() && !stretches.back().isKept() && isSpace(word.text) &&
                           i + 1 < words.size() && words[i + 1].op != Op::Keep;
    const bool goesOn = !stretches.empty() && (isBetween || stretches.back().isKept() != isChange);
    if (!goesOn) stretches.emplace_back();
    Stretch& stretch = stretches.back();
    if (isBetween || word.op == Op::Remove) stretch.removed += word.text;
    if (isBetween || word.op == Op::Add) stretch.added += word.text;
    if (!isChange && !isBetween) stretch.kept += word.text;
  }
  return stretches;
}

/// Of what stayed, the ends that are next to a change, cut between characters.
std::string nearChanges(const std::string& kept, bool isFirst, bool isLast) {
  std::size_t head = isFirst ? 0 : kWordContext, tail = isLast ? 0 : kWordContext;
  if (kept.size() <= head + tail + kWordContext) return kept;
  while (head > 0 && isContinuationByte(kept[head])) --head;
  tail = kept.size() - tail;
  while (tail < kept.size() && isContinuationByte(kept[tail])) ++tail;
  return fmt::format("{}... ({} hidden) ...{}", kept.substr(0, head), counted(tail - head, "byte"), kept.substr(tail));
}

bool holdsMarks(const std::vector<EditLine>& words) {
  constexpr std::array<std::string_view, 4> kMarks = {"[-", "-]", "{+", "+}"};
  std::string before, after;
  for (const EditLine& word : words) {
    if (word.op != Op::Add) before += word.text;
    if (word.op != Op::Remove) after += word.text;
  }
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return before.find(mark) != std::string::npos || after.find(mark) != std::string::npos;
  });
}

}  // namespace

std::string editSummary(const AttributeChange& change) {
  if (change.unit == EditUnit::Ace) return descriptorSummary(change);
  const std::size_t added = textsOf(change, Op::Add, "").size(), removed = textsOf(change, Op::Remove, "").size();
  return change.unit == EditUnit::Value ? "in their order: " + addedAndRemoved(added, removed, "value")
                                        : "text changed, " + addedAndRemoved(added, removed, "line");
}

std::vector<MovedText> movedTexts(const AttributeChange& change, Length length) {
  std::vector<MovedText> texts;
  for (const MovedValue& moved : movedValues(change))
    texts.push_back({fmt::format("{{{}}} -> {{{}}}", moved.from, moved.to), showLine(moved.text, length)});
  return texts;
}

std::string flagSummary(const AttributeChange& change) {
  const std::optional<FlagChange> flags = flagChangeOf(change);
  std::vector<std::string> words;
  if (!flags) return "";
  for (const std::string& name : flags->set) words.push_back('+' + name);
  for (const std::string& name : flags->cleared) words.push_back('-' + name);
  return fmt::format("{}", fmt::join(words, " "));
}

std::optional<std::string> wordsInLine(const AttributeChange& change, Length length) {
  if (holdsMarks(change.lines)) return std::nullopt;
  const std::vector<Stretch> stretches = stretchesOf(change.lines);
  std::string text;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const Stretch& stretch = stretches[i];
    if (stretch.isKept())
      text += length == Length::Whole ? stretch.kept : nearChanges(stretch.kept, i == 0, i + 1 == stretches.size());
    if (!stretch.removed.empty()) text += "[-" + stretch.removed + "-]";
    if (!stretch.added.empty()) text += "{+" + stretch.added + "+}";
  }
  return text;
}

std::string withSidNames(std::string_view part) {
  std::string text(part);
  for (std::size_t at = part.find("S-1-"); at != std::string_view::npos; at = part.find("S-1-", at + 1)) {
    const std::string_view name = wellKnownSid(part.substr(at, part.find_first_not_of("S-0123456789", at) - at));
    if (!name.empty()) text += fmt::format(" ({})", name);
  }
  return text;
}

}  // namespace ldapsnap
