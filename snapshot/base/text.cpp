#include "snapshot/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <iterator>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <utility>

namespace ldapsnap {
namespace {

constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xFF, kMostDigit = 0x3F;

constexpr std::array<std::uint8_t, 256> makeBase64Values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  std::uint8_t value = 0;
  for (const char digit : kBase64Digits) values[static_cast<unsigned char>(digit)] = value++;
  return values;
}
constexpr std::array<std::uint8_t, 256> kBase64Values = makeBase64Values();

constexpr char lowerOf(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = lowerOf(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// How many bytes from the start are ASCII, counted in steps of eight: most directory text is ASCII throughout.
std::size_t asciiPrefix(std::string_view bytes) {
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + sizeof word <= bytes.size(); i += sizeof word) {
    std::memcpy(&word, bytes.data() + i, sizeof word);
    if (word & 0x8080808080808080U) break;
  }
  return i;
}

/// The code point at `i`, which moves past it; negative if the bytes there are not UTF-8, and `i` then moves by one.
UChar32 nextCodePoint(std::string_view bytes, std::size_t& i) {
  const auto* text = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const std::size_t start = i;
  UChar32 c = 0;
  U8_NEXT(text, i, bytes.size(), c);
  if (c < 0) i = start + 1;
  return c;
}

/// Optimal string alignment distance: insert, delete, replace, and swap of neighbours count one each.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> beforeLast(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], beforeLast[j - 2] + 1);
    }
    std::swap(beforeLast, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string asciiLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), lowerOf);
  return lower;
}

bool equalsIgnoreAsciiCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lowerOf(x) == lowerOf(y); });
}

bool startsWithIgnoreAsciiCase(std::string_view text, std::string_view start) {
  return equalsIgnoreAsciiCase(text.substr(0, start.size()), start);
}

std::string_view trimSpaces(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return text.substr(text.size());  // within `text`, as views of parts are
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool isUtf8(std::string_view bytes) {
  for (std::size_t i = asciiPrefix(bytes); i < bytes.size();) {
    if (nextCodePoint(bytes, i) < 0) return false;
  }
  return true;
}

void appendUtf8(std::string& out, char32_t point) {
  std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, point);
  out.append(bytes.begin(), bytes.begin() + size);
}

bool isHiddenCharacter(char32_t character) {
  const auto c = static_cast<UChar32>(character);
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
  }
}

std::string visible(std::string_view bytes) {
  std::string line;
  line.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t start = i;
    const UChar32 c = nextCodePoint(bytes, i);
    if (c < 0) {
      fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(bytes[start]));
    } else if (isHiddenCharacter(static_cast<char32_t>(c))) {
      fmt::format_to(std::back_inserter(line), "\\u{{{:04x}}}", static_cast<std::uint32_t>(c));
    } else {
      line.append(bytes, start, i - start);
    }
  }
  return line;
}

bool isReadableText(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const UChar32 c = nextCodePoint(bytes, i);
    if (c < 0) return false;
    if (u_charType(c) == U_CONTROL_CHAR && c != '\t' && c != '\n' && c != '\r') return false;
  }
  return true;
}

std::optional<std::string> didYouMean(std::string_view wrong, const std::vector<std::string>& candidates) {
  const std::string wanted = asciiLower(wrong);
  // In "openldap/ppolicy" the family, if it is right, says nothing about how alike the rest is.
  const std::size_t rest = wanted.rfind('/') + 1;
  const std::string* nearest = nullptr;
  std::size_t best = std::string::npos;
  for (const std::string& candidate : candidates) {
    const std::string known = asciiLower(candidate);
    const bool isSameFamily = rest > 0 && known.compare(0, rest, wanted, 0, rest) == 0;
    const std::size_t from = isSameFamily ? rest : 0;
    const std::size_t length = wanted.size() - from;
    const std::size_t distance = editDistance(wanted.substr(from), known.substr(from));
    // One slip in a short name, two in one of eight characters; a name of one or two characters is never taken for a
    // slip.
    const std::size_t most = length < 3 ? 0 : std::max<std::size_t>(1, length / 4);
    if (distance > most || distance >= best) continue;
    best = distance;
    nearest = &candidate;
  }
  if (!nearest && wanted.size() > rest + 2) {
    // The beginning of a name; the shortest one adds the least.
    for (const std::string& candidate : candidates) {
      if (!asciiLower(candidate).starts_with(wanted)) continue;
      if (!nearest || candidate.size() < nearest->size()) nearest = &candidate;
    }
  }
  if (!nearest) return std::nullopt;
  return *nearest;
}

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j <= count ? kBase64Digits[group >> (18 - 6 * j) & 0x3F] : '=';
  }
  return text;
}

std::optional<std::string> fromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view digits = text.substr(0, text.size() - padding);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  bytes.resize(digits.size() / 4 * 3);
  char* out = bytes.data();
  std::uint8_t all = 0;  // of the digits: a character that is none has a bit that they do not have
  const auto valueAt = [&](std::size_t at) {
    const std::uint8_t value = kBase64Values[static_cast<unsigned char>(digits[at])];
    all |= value;
    return std::uint32_t{value};
  };
  const std::size_t full = digits.size() / 4 * 4;
  for (std::size_t at = 0; at < full; at += 4) {
    const std::uint32_t group = valueAt(at) << 18 | valueAt(at + 1) << 12 | valueAt(at + 2) << 6 | valueAt(at + 3);
    *out++ = static_cast<char>(group >> 16 & 0xFF);
    *out++ = static_cast<char>(group >> 8 & 0xFF);
    *out++ = static_cast<char>(group & 0xFF);
  }
  if ((all & ~kMostDigit) != 0) return std::nullopt;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : digits.substr(full)) {
    const std::uint8_t value = kBase64Values[static_cast<unsigned char>(c)];
    if (value == kNoDigit) return std::nullopt;
    bits = (bits << 6 | value) & 0xFFFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  if (bits & ((1U << count) - 1)) return std::nullopt;  // the bits after the last byte must be zero
  return bytes;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 0xF];
  }
  return text;
}

std::optional<std::string> fromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hexDigit(text[i]), low = hexDigit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

}  // namespace ldapsnap
