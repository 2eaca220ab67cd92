#include "report/markup/markdown_text.h"

#include <algorithm>
#include <array>

#include "report/markup/url.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// What a ticket system would make active in plain words: addresses, mentions, numbers of issues and merge requests.
bool isTakenForLink(std::string_view word) {
  constexpr std::array<std::string_view, 6> kSigns = {"@", "#", "://", "www.", "mailto:", "xmpp:"};
  const std::string folded = asciiLower(word);
  const auto holds = [&folded](std::string_view sign) { return folded.find(sign) != std::string::npos; };
  return std::any_of(kSigns.begin(), kSigns.end(), holds) || word.front() == '!';
}

std::string escaped(std::string_view word) {
  std::string text;
  for (const char c : word) {
    if (c == '<') {
      text += "&lt;";
    } else if (c == '>') {
      text += "&gt;";
    } else if (c == '&') {
      text += "&amp;";
    } else if (std::string_view("\\`*_[]~$").find(c) != std::string_view::npos) {
      text += {'\\', c};
    } else {
      text += c;
    }
  }
  return text;
}

/// A word that would become active, as code. The brackets and marks around it belong to the sentence.
std::string quotedWord(std::string_view word) {
  constexpr std::string_view kBefore = "(\"'", kAfter = ")\"';:,.";
  const std::size_t first = std::min(word.find_first_not_of(kBefore), word.size());
  std::size_t last = word.find_last_not_of(kAfter);
  last = last == std::string_view::npos || last < first ? first : last + 1;
  const std::string_view core = word.substr(first, last - first);
  // What is left out must not be what makes it active.
  if (core.empty() || !isTakenForLink(core)) return markdownCode(word);
  // "http://a/(b)": a bracket that is opened within is closed within.
  const auto opened = std::count(core.begin(), core.end(), '('), closed = std::count(core.begin(), core.end(), ')');
  if (opened > closed) return markdownCode(word);
  return escaped(word.substr(0, first)) + markdownCode(core) + escaped(word.substr(last));
}

}  // namespace

std::string markdownFence(std::string_view text, std::size_t least) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(longest + 1, least), '`');
}

std::string markdownCode(std::string_view text, Cell cell) {
  const std::string shown = visible(text);
  if (shown.empty()) return "";
  // Parsers disagree on which backslash escapes a bar: such a text is prose in a cell, where the bar is an entity.
  if (cell == Cell::Yes && shown.find("\\|") != std::string::npos) return markdownProse(text);
  const std::string fence = markdownFence(shown, 1);
  // A space at either end is taken off again, and keeps a backtick of the text apart from the fence.
  const bool needsSpace = shown.front() == '`' || shown.back() == '`' || shown.front() == ' ' || shown.back() == ' ';
  std::string span = fence + (needsSpace ? " " : "");
  for (const char c : shown) span += c == '|' && cell == Cell::Yes ? "\\|" : std::string(1, c);
  return span + (needsSpace ? " " : "") + fence;
}

std::string markdownProse(std::string_view text) {
  const std::string shown = visible(text);
  std::string prose;
  for (std::size_t start = 0; start < shown.size();) {
    const std::size_t end = std::min(shown.find_first_of(" |", start), shown.size());
    const std::string_view word = std::string_view(shown).substr(start, end - start);
    if (!word.empty()) prose += isTakenForLink(word) ? quotedWord(word) : escaped(word);
    if (end < shown.size()) prose += shown[end] == '|' ? "&#124;" : " ";
    start = end + 1;
  }
  return prose;
}

std::string markdownLink(std::string_view title, std::string_view url) {
  const std::string target = linkTarget(url);
  if (target.empty()) return markdownProse(title) + (title.empty() || url.empty() ? "" : "  ") + markdownProse(url);
  return '[' + (title.empty() ? markdownCode(url) : markdownProse(title)) + "](<" + target + ">)";
}

}  // namespace ldapsnap
