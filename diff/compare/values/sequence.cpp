#include "diff/compare/values/sequence.h"

#include <algorithm>
#include <cctype>
#include <dtl/dtl.hpp>
#include <unordered_map>

namespace ldapsnap {
namespace {

using Op = EditLine::Op;

/// Equal elements get equal numbers: dtl copies both sequences and compares often.
class Numbering {
 public:
  int of(std::string_view element) {
    return numbers_.try_emplace(element, static_cast<int>(numbers_.size())).first->second;
  }

 private:
  std::unordered_map<std::string_view, int> numbers_;
};

/// Collects steps; of a run without Keep, removals go first (dtl mixes them).
class Script {
 public:
  void step(Op op) {
    if (op == Op::Keep) flush();
    if (op == Op::Add)
      adds_.push_back({op, after_++});
    else
      steps_.push_back({op, before_++});
    if (op == Op::Keep) ++after_;
  }
  void steps(Op op, std::size_t count) {
    while (count-- > 0) step(op);
  }
  std::vector<AlignStep> finish() && {
    flush();
    return std::move(steps_);
  }

 private:
  void flush() {
    steps_.insert(steps_.end(), adds_.begin(), adds_.end());
    adds_.clear();
  }

  std::vector<AlignStep> steps_, adds_;
  std::size_t before_ = 0, after_ = 0;
};

enum class CharacterClass { Word, Space, Other };

CharacterClass classOf(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80 || std::isalnum(byte)) return CharacterClass::Word;
  return std::isspace(byte) ? CharacterClass::Space : CharacterClass::Other;
}

void alignMiddle(const std::vector<int>& before, const std::vector<int>& after, Script& script) {
  dtl::Diff<int, std::vector<int>> diff(before, after);
  diff.compose();
  for (const auto& [element, info] : diff.getSes().getSequence())
    script.step(info.type == dtl::SES_COMMON ? Op::Keep : info.type == dtl::SES_DELETE ? Op::Remove : Op::Add);
}

}  // namespace

std::vector<AlignStep> align(const std::vector<std::string>& before, const std::vector<std::string>& after,
                             std::size_t limit) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t start = 0, end = 0;
  while (start < shorter && before[start] == after[start]) ++start;
  while (end < shorter - start && before[before.size() - 1 - end] == after[after.size() - 1 - end]) ++end;
  const std::size_t removed = before.size() - start - end, added = after.size() - start - end;

  Script script;
  script.steps(Op::Keep, start);
  if (removed == 0 || added == 0 || removed > limit || added > limit) {
    script.steps(Op::Remove, removed);
    script.steps(Op::Add, added);
  } else {
    Numbering numbering;
    std::vector<int> a, b;
    for (std::size_t i = 0; i < removed; ++i) a.push_back(numbering.of(before[start + i]));
    for (std::size_t i = 0; i < added; ++i) b.push_back(numbering.of(after[start + i]));
    alignMiddle(a, b, script);
  }
  script.steps(Op::Keep, end);
  return std::move(script).finish();
}

std::vector<std::string> splitLines(std::string_view text) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t lineEnd = text.find('\n');
    lines.emplace_back(text.substr(0, lineEnd));
    if (lineEnd == std::string_view::npos) return lines;
    text.remove_prefix(lineEnd + 1);
  }
}

std::vector<std::string> splitWords(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const CharacterClass kind = classOf(text.front());
    std::size_t end = 1;
    while (kind != CharacterClass::Other && end < text.size() && classOf(text[end]) == kind) ++end;
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace ldapsnap
