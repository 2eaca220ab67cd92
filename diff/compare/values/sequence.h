// Aligning what has an order: X-ORDERED values, lines and words of a text, ACEs. Values of a set are never aligned
// (match.h joins them).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

/// One step of an alignment, by position: in the first sequence for Keep and Remove, in the second for Add.
struct AlignStep {
  EditLine::Op op = EditLine::Op::Keep;
  std::size_t position = 0;
  bool operator==(const AlignStep&) const = default;
};

/// Between the common start and the common end, at most so many elements a side are aligned: the cost grows with the
/// product of length and difference, and dtl stops looking for the shortest script at 2,000,000 path points
/// (dtl/variables.hpp), which 1,000 a side never reach.
inline constexpr std::size_t kAlignLimit = 1000;

/// The shortest way from `before` to `after`; above `limit` (kAlignLimit at most), everything between the common start
/// and the common end is removed and added. Of a place that changed, removals come first. Keep and Remove together are
/// `before`, Keep and Add together are `after`, whatever the size.
std::vector<AlignStep> align(const std::vector<std::string>& before, const std::vector<std::string>& after,
                             std::size_t limit = kAlignLimit);

/// The lines of `text` without their line feeds. Joined by line feeds they are `text` again: a final line feed gives an
/// empty last line.
std::vector<std::string> splitLines(std::string_view text);

/// The words of `text` (letters, digits and whatever is not ASCII) and the separators between them, in order: white
/// space in runs, each other character by itself. Joined they are `text` again.
std::vector<std::string> splitWords(std::string_view text);

}  // namespace ldapsnap
