#include "report/markup/markup_writer.h"

#include <ostream>

#include "report/wording/dn_text.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// U+FFFE and U+FFFF are not characters of XML 1.0 (2.2), written or as references.
constexpr std::string_view kNonCharacterStart = "\xEF\xBF";
constexpr char kFffe = '\xBE', kFfff = '\xBF';

std::string_view entityOf(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

}  // namespace

std::string escapedMarkup(std::string_view text) {
  const std::string shown = visible(text);
  std::string escaped;
  escaped.reserve(shown.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::string_view entity = entityOf(shown[i]);
    if (!entity.empty()) {
      escaped += entity;
    } else if (shown.compare(i, 2, kNonCharacterStart) == 0 && (shown[i + 2] == kFffe || shown[i + 2] == kFfff)) {
      escaped += shown[i + 2] == kFffe ? "\\u{fffe}" : "\\u{ffff}";
      i += 2;
    } else {
      escaped += shown[i];
    }
  }
  return escaped;
}

void MarkupWriter::start(std::string_view name, Attributes attributes) {
  out_ << '<' << name;
  for (const auto& [attribute, value] : attributes) {
    if (!attribute.empty()) out_ << ' ' << attribute << "=\"" << escapedMarkup(value) << '"';
  }
}

void MarkupWriter::begin(std::string_view name, Attributes attributes) {
  start(name, attributes);
  out_ << '>';
  open_.push_back(name);
}

void MarkupWriter::end() {
  out_ << "</" << open_.back() << '>';
  open_.pop_back();
}

void MarkupWriter::empty(std::string_view name, Attributes attributes) {
  start(name, attributes);
  out_ << "/>";
}

void MarkupWriter::element(std::string_view name, Attributes attributes, std::string_view text) {
  begin(name, attributes);
  this->text(text);
  end();
}

void MarkupWriter::text(std::string_view text) { out_ << escapedMarkup(text); }

void MarkupWriter::dn(std::string_view dn) {
  const char* from = dn.data();
  const char* const last = dn.data() + dn.size();
  for (const std::string_view rdn : rdnsForPeople(dn)) {
    if (rdn.data() > from) {
      text({from, static_cast<std::size_t>(rdn.data() - from)});
      empty("wbr");
    }
    text(rdn);
    from = rdn.data() + rdn.size();
  }
  text({from, static_cast<std::size_t>(last - from)});
}

void MarkupWriter::newLine() { out_ << '\n'; }

}  // namespace ldapsnap
