// Directory content in Markdown (CommonMark 0.30 and GitHub's tables and autolinks): shown, never active. A ticket
// system may read HTML, links, mentions and issue numbers into text; nothing here gives it any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ldapsnap {

/// One line of prose. Marks of Markdown are escaped, "<" and "&" are entities; a word that a ticket system would make a
/// link or a mention ("https://...", "a@b", "#12") is written as code. Safe in a table cell and in a heading.
std::string markdownProse(std::string_view text);

/// A code span on one line, whatever backticks `text` holds. Safe in a list; in a table cell the bars are escaped too,
/// and a text with a backslash before a bar is prose.
enum class Cell { No, Yes };
std::string markdownCode(std::string_view text, Cell cell = Cell::No);

/// Backticks that no run in `text` ends, `least` of them or more: around a code span, or before and after a block.
std::string markdownFence(std::string_view text, std::size_t least);

/// "[title](<url>)" for an address of http or https, else both as prose.
std::string markdownLink(std::string_view title, std::string_view url);

}  // namespace ldapsnap
