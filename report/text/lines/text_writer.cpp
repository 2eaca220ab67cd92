#include "report/text/lines/text_writer.h"

#include <algorithm>
#include <ostream>

#include "report/text/lines/wrap.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kLeastTextWidth = 24;  ///< with deeper indentation lines overflow instead of becoming narrower

/// SGR parameters (ECMA-48, 8.3.117).
std::string_view parametersOf(Style style) {
  switch (style) {
    case Style::Plain:
      return "";
    case Style::Error:
      return "1;31";
    case Style::Warning:
    case Style::Changed:
      return "33";
    case Style::Note:
      return "36";
    case Style::Good:
    case Style::Added:
      return "32";
    case Style::Removed:
      return "31";
    case Style::Name:
      return "1";
    case Style::Dim:
      return "2";
  }
  return "";
}

}  // namespace

TextWriter::TextWriter(std::ostream& out, Colour colour, int width)
    : out_(out), colour_(colour), width_(static_cast<std::size_t>(std::max(width, 1))) {}

void TextWriter::section() { wantsSection_ = isStarted_; }

void TextWriter::line(const Spans& spans) {
  if (wantsSection_) out_ << '\n';
  wantsSection_ = false;
  isStarted_ = true;
  for (const Span& span : spans) write(span);
  out_ << '\n';
}

void TextWriter::paragraph(const Spans& lead, const Span& text, const std::vector<std::string>& names) {
  std::size_t indent = 0;
  for (const Span& span : lead) indent += columnsOf(visible(span.text));
  const std::size_t room = std::max(width_ > indent ? width_ - indent : 0, kLeastTextWidth);
  std::vector<std::string> visibleNames;
  visibleNames.reserve(names.size());
  for (const std::string& name : names) visibleNames.push_back(visible(name));
  Spans spans = lead;
  for (const std::string& part : wrap(visible(text.text), room, visibleNames)) {
    spans.push_back({part, text.style});
    line(spans);
    spans = {{std::string(indent, ' ')}};
  }
}

void TextWriter::write(const Span& span) {
  const std::string_view parameters = colour_ == Colour::Yes ? parametersOf(span.style) : "";
  if (parameters.empty() || span.text.empty()) {
    out_ << visible(span.text);
  } else {
    out_ << "\x1b[" << parameters << 'm' << visible(span.text) << "\x1b[0m";
  }
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string shown = visible(text);
  const std::size_t used = columnsOf(shown);
  shown.append(std::max<std::size_t>(columns > used ? columns - used : 0, 2), ' ');
  return shown;
}

}  // namespace ldapsnap
