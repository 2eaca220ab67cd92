#include "report/values/edit_hunks.h"

#include <algorithm>

namespace ldapsnap {

std::vector<EditHunk> hunksOf(const std::vector<EditLine>& lines, std::size_t context) {
  std::vector<EditHunk> hunks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].op == EditLine::Op::Keep) continue;
    const std::size_t first = i > context ? i - context : 0, last = std::min(i + context + 1, lines.size());
    if (hunks.empty() || first > hunks.back().last) {
      hunks.push_back({first, last, 1});
    } else {
      hunks.back().last = last;
    }
  }
  std::size_t position = 1, next = 0;
  for (EditHunk& hunk : hunks) {
    for (; next < hunk.first; ++next) position += lines[next].op != EditLine::Op::Remove;
    hunk.position = position;
  }
  return hunks;
}

}  // namespace ldapsnap
