// Lines for a terminal: colour, indentation, wrapping. What is written here has passed visible(): nothing from a
// directory can move the cursor, change colours or reverse the text.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "report/model/render.h"

namespace ldapsnap {

enum class Style {
  Plain,
  Error,    ///< bold red
  Warning,  ///< yellow
  Note,     ///< cyan
  Good,     ///< green
  Added,    ///< green
  Removed,  ///< red
  Changed,  ///< yellow
  Name,     ///< bold
  Dim,
};

/// A piece of a line. The text is made visible when it is written.
struct Span {
  std::string text;
  Style style = Style::Plain;
};
using Spans = std::vector<Span>;

class TextWriter {
 public:
  /// `out` must outlive the writer.
  TextWriter(std::ostream& out, Colour colour, int width);

  /// An empty line before what comes next, but not at the start and never two.
  void section();
  /// One line as it is, never broken.
  void line(const Spans& spans);
  /// `lead` followed by `text`, wrapped; further lines begin below the start of the text. `names`: see wrap().
  void paragraph(const Spans& lead, const Span& text, const std::vector<std::string>& names = {});

 private:
  void write(const Span& span);

  std::ostream& out_;
  Colour colour_;
  std::size_t width_;
  bool isStarted_ = false, wantsSection_ = false;
};

/// `text` made visible and filled with spaces to `columns`, two spaces at least: longer text stays whole.
std::string padded(std::string_view text, std::size_t columns);

}  // namespace ldapsnap
