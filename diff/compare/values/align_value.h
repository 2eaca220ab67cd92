// What changed inside one value that replaced another: lines or words of a text, ACEs of a security descriptor.
#pragma once

#include <cstddef>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

/// Longer texts are not aligned by lines, in bytes.
inline constexpr std::size_t kLongTextLimit = std::size_t{1} << 20;
/// One line is aligned by words from here on (below, two values are read at a glance) ...
inline constexpr std::size_t kWordsFrom = 60;
/// ... up to here, in bytes; and so many words of a side at most, between the common start and the common end.
inline constexpr std::size_t kWordsLimit = std::size_t{64} << 10;
inline constexpr std::size_t kWordAlignLimit = 256;

/// Of a change in which one value replaced another: sets `lines` and `unit`, of a security descriptor the counts of
/// inherited ACEs too. Leaves the change alone where the two whole values say as much: they are short, or no text, or
/// have little in common. Takes time in proportion to the values.
void alignInside(AttributeChange& change);

}  // namespace ldapsnap
