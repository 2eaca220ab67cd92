// Aligned lines cut into hunks, as diff -U does: what changed with a little context.
#pragma once

#include <cstddef>
#include <vector>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

struct EditHunk {
  std::size_t first = 0, last = 0;  ///< positions in the lines; `last` is one past the end
  std::size_t position = 1;         ///< of the first line in the text after the change, from 1
};

std::vector<EditHunk> hunksOf(const std::vector<EditLine>& lines, std::size_t context = 1);

}  // namespace ldapsnap
