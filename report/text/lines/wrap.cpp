#include "report/text/lines/wrap.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "report/wording/dn_text.h"

namespace ldapsnap {

namespace {

// Stand-ins while a text is being broken. visible() leaves no control character in it, so they cannot be met.
constexpr char kHardSpace = '\x01';  ///< a space inside an RDN
constexpr char kSoftBreak = '\x02';  ///< between two RDNs: takes no column, may end a line

bool isTypeCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.'; }

/// Where the "type=" that ends at the '=' at `equals` begins, or npos when there is no attribute type.
std::size_t typeStart(std::string_view text, std::size_t equals) {
  std::size_t start = equals;
  while (start > 0 && isTypeCharacter(text[start - 1])) --start;
  return start == equals || !std::isalnum(static_cast<unsigned char>(text[start])) ? std::string_view::npos : start;
}

void harden(std::string& text, std::size_t from, std::size_t to) {
  std::replace(text.begin() + static_cast<std::ptrdiff_t>(from), text.begin() + static_cast<std::ptrdiff_t>(to), ' ',
               kHardSpace);
}

/// Hardens the spaces of "type=value" that a comma and another "type=" follow, and of the RDNs of known names.
void protectRdns(std::string& text, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const std::string_view rdn : rdnsForPeople(name)) {
      if (rdn.find(' ') == std::string_view::npos) continue;
      for (std::size_t at = text.find(rdn); at != std::string::npos; at = text.find(rdn, at + rdn.size()))
        harden(text, at, at + rdn.size());
    }
  }
  std::size_t last = std::string::npos;  // start of the type before
  for (std::size_t equals = text.find('='); equals != std::string::npos; equals = text.find('=', equals + 1)) {
    const std::size_t start = typeStart(text, equals);
    if (start == std::string::npos) continue;
    std::size_t comma = start;
    while (comma > 0 && text[comma - 1] == ' ') --comma;
    if (last != std::string::npos && comma > last && text[comma - 1] == ',') harden(text, last, comma);
    last = start;
  }
}

/// Puts a soft break after every comma that an attribute type and '=' follow directly.
std::string markBreaks(std::string_view text) {
  std::string marked;
  marked.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    marked += text[i];
    if (text[i] != ',' || (i > 0 && text[i - 1] == '\\')) continue;
    std::size_t end = i + 1;
    while (end < text.size() && isTypeCharacter(text[end])) ++end;
    if (end > i + 1 && end < text.size() && text[end] == '=') marked += kSoftBreak;
  }
  return marked;
}

/// A piece that is never broken, and whether a space preceded it.
struct Piece {
  std::string text;
  bool spaceBefore = false;
};

std::vector<Piece> piecesOf(std::string_view marked) {
  std::vector<Piece> pieces(1);
  for (const char c : marked) {
    if (c == ' ' || c == kSoftBreak) {
      if (pieces.back().text.empty() && c == ' ') {
        pieces.back().text += c;  // leading and repeated spaces stay: they are the text's own
      } else {
        pieces.push_back({"", c == ' '});
      }
    } else {
      pieces.back().text += c == kHardSpace ? ' ' : c;
    }
  }
  return pieces;
}

}  // namespace

std::size_t columnsOf(std::string_view text) {
  std::size_t columns = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t i = 0; i < text.size();) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, text.size(), c);
    if (c < 0x300) {  // most of what directories hold; bytes that are not UTF-8 are not visible() text
      ++columns;
      continue;
    }
    const int type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) continue;
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    columns += width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
  }
  return columns;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, const std::vector<std::string>& names) {
  std::string whole(text);
  if (columnsOf(whole) <= width) return {whole};
  protectRdns(whole, names);
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (Piece& piece : piecesOf(markBreaks(whole))) {
    std::size_t columns = columnsOf(piece.text);
    const std::size_t gap = piece.spaceBefore ? 1 : 0;
    if (used > 0 && used + gap + columns > width) {
      lines.emplace_back();
      const std::size_t spaces = std::min(piece.text.find_first_not_of(' '), piece.text.size());
      piece.text.erase(0, spaces);  // what keeps two columns apart does not indent the next line
      columns -= spaces;
      used = 0;
    } else if (used > 0 && gap > 0) {
      lines.back() += ' ';
      ++used;
    }
    lines.back() += piece.text;
    used += columns;
  }
  return lines;
}

}  // namespace ldapsnap
