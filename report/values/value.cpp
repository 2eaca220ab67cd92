#include "report/values/value.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "report/wording/wording.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kTextLimit = 240;   ///< bytes of a text value
constexpr std::size_t kBinaryLimit = 24;  ///< bytes of a value that is not text
constexpr std::size_t kDigestDigits = 32;
constexpr std::string_view kSecret = "(secret)";

/// The end of a digest that the mark at `mark` begins, or npos when none follows.
std::size_t digestEnd(std::string_view value, std::size_t mark) {
  const std::string_view digits = value.substr(mark + kRedactedMark.size()).substr(0, kDigestDigits);
  const bool isDigest = digits.size() == kDigestDigits && std::all_of(digits.begin(), digits.end(), [](char c) {
                          return std::isxdigit(static_cast<unsigned char>(c)) != 0;
                        });
  return isDigest ? mark + kRedactedMark.size() + kDigestDigits : std::string_view::npos;
}

/// A control character among text is shown as an escape; a value with a NUL or invalid UTF-8 is not text at all.
bool isText(std::string_view value) { return isUtf8(value) && value.find('\0') == std::string_view::npos; }

std::string withoutDigests(std::string_view value) {
  std::string shown;
  std::size_t from = 0;
  for (std::size_t mark = value.find(kRedactedMark); mark != std::string_view::npos;
       mark = value.find(kRedactedMark, mark + 1)) {
    const std::size_t end = digestEnd(value, mark);
    if (end == std::string_view::npos) continue;
    shown += value.substr(from, mark - from);
    shown += kSecret;
    from = end;
  }
  shown += value.substr(from);
  return shown;
}

std::string showBinary(std::string_view value, Length length) {
  const bool whole = length == Length::Whole || value.size() <= kBinaryLimit;
  return fmt::format("0x{}{} ({})", hex(whole ? value : value.substr(0, kBinaryLimit)), whole ? "" : "...",
                     counted(value.size(), "byte"));
}

}  // namespace

bool holdsSecret(std::string_view value) {
  for (std::size_t mark = value.find(kRedactedMark); mark != std::string_view::npos;
       mark = value.find(kRedactedMark, mark + 1)) {
    if (digestEnd(value, mark) != std::string_view::npos) return true;
  }
  return false;
}

std::string elided(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t head = limit * 2 / 3, tail = text.size() - limit / 3;
  while (head > 0 && isContinuationByte(text[head])) --head;
  while (tail < text.size() && isContinuationByte(text[tail])) ++tail;
  return fmt::format("{}... ({} hidden) ...{}", text.substr(0, head), counted(tail - head, "byte"), text.substr(tail));
}

std::string showLine(std::string_view line, Length length) {
  if (!isText(line)) return showBinary(line, length);
  const std::string text = withoutDigests(line);
  return visible(length == Length::Whole ? text : elided(text, kTextLimit));
}

std::string showValue([[maybe_unused]] std::string_view description, std::string_view value, Length length) {
  if (value.empty()) return "(empty)";
  const std::string shown = showLine(value, length);
  return shown.front() == ' ' || shown.back() == ' ' ? '"' + shown + '"' : shown;
}

std::optional<std::string> meaningOf(std::string_view value, const Decoding* decoding) {
  if (!decoding || holdsSecret(value)) return std::nullopt;
  std::optional<std::string> meaning = decoded(*decoding, value);
  return meaning && *meaning != value && !meaning->empty() ? meaning : std::nullopt;
}

std::string showDecoded(std::string_view description, std::string_view value, const Decoding* decoding, Length length) {
  const std::optional<std::string> meaning = meaningOf(value, decoding);
  if (!meaning) return showValue(description, value, length);
  const std::string shown = showLine(*meaning, length);
  return isReadableText(value) ? fmt::format("{} ({})", showValue(description, value, length), shown) : shown;
}

std::optional<FlagChange> flagChangeOf(const AttributeChange& change) {
  if (!change.decoding || change.removed.size() != 1 || change.added.size() != 1) return std::nullopt;
  return flagChange(*change.decoding, change.removed.front(), change.added.front());
}

}  // namespace ldapsnap
