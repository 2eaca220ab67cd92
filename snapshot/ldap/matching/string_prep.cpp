#include "snapshot/ldap/matching/string_prep.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <unicode/uchar.h>
#include <unicode/usprep.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

enum class Spaces { Trimmed, AsPiece };

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Collects characters, and runs of spaces as `spaces` asks.
template <typename Text>
class Squeezer {
 public:
  Squeezer(Spaces spaces, std::size_t expectedSize) : spaces_(spaces) { text_.reserve(expectedSize); }

  void space() { isPending_ = true; }
  void append(typename Text::value_type c) {
    if (isPending_) endRun(text_.empty() ? 1 : 2);
    text_ += c;
  }
  Text finish() {
    if (isPending_) endRun(1);
    return std::move(text_);
  }

 private:
  /// `count`: the spaces that a run gets in a piece. In a trimmed text it is one inside and none at the ends.
  void endRun(std::size_t count) {
    isPending_ = false;
    text_.append(spaces_ == Spaces::AsPiece ? count : count - 1, ' ');
  }

  Spaces spaces_;
  Text text_;
  bool isPending_ = false;
};

/// What the profiles make of ASCII, which is nearly all there is: white space to a space, controls to nothing, and A-Z
/// folded (RFC 4518, 2.2).
std::string prepareAscii(std::string_view value, CaseHandling caseHandling, Spaces spaces) {
  Squeezer<std::string> result(spaces, value.size() + 2);
  for (const char c : value) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      result.space();
    } else if (c > ' ' && c != '\x7F') {
      const bool folds = caseHandling == CaseHandling::Ignore && c >= 'A' && c <= 'Z';
      result.append(folds ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  return result.finish();
}

const UStringPrepProfile* openProfile(UStringPrepProfileType type) {
  UErrorCode status = U_ZERO_ERROR;
  const UStringPrepProfile* profile = usprep_openByType(type, &status);
  if (U_FAILURE(status)) {
    throw Error(ErrorKind::Internal, fmt::format("ICU has no string preparation for LDAP: {}", u_errorName(status)));
  }
  return profile;
}

const UStringPrepProfile* profileFor(CaseHandling caseHandling) {
  static const UStringPrepProfile* const kExactProfile = openProfile(USPREP_RFC4518_LDAP);
  static const UStringPrepProfile* const kIgnoreProfile = openProfile(USPREP_RFC4518_LDAP_CI);
  return caseHandling == CaseHandling::Exact ? kExactProfile : kIgnoreProfile;
}

std::optional<std::u16string> toUtf16(std::string_view value) {
  std::u16string text(value.size(), u'\0');
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8(text.data(), static_cast<std::int32_t>(text.size()), &size, value.data(),
                static_cast<std::int32_t>(value.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> toUtf8(const std::u16string& text) {
  std::string value(text.size() * 3, '\0');
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(value.data(), static_cast<std::int32_t>(value.size()), &size, text.data(),
              static_cast<std::int32_t>(text.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  value.resize(static_cast<std::size_t>(size));
  return value;
}

/// Map, normalise and prohibit (RFC 4518, 2.2 to 2.4). Unassigned characters are let through, or every emoji and every
/// script that came after Unicode 3.2 would be beyond comparing.
std::optional<std::u16string> runProfile(const std::u16string& text, CaseHandling caseHandling) {
  std::u16string prepared(text.size() * 2 + 16, u'\0');
  for (;;) {
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size =
        usprep_prepare(profileFor(caseHandling), text.data(), static_cast<std::int32_t>(text.size()), prepared.data(),
                       static_cast<std::int32_t>(prepared.size()), USPREP_ALLOW_UNASSIGNED, nullptr, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) return std::nullopt;
    prepared.resize(static_cast<std::size_t>(size));
    if (status != U_BUFFER_OVERFLOW_ERROR) return prepared;
  }
}

/// A space with a combining mark behind it is a letter of its own, not a space (RFC 4518, 2.6).
bool isSpaceAt(const std::u16string& text, std::size_t i) {
  if (text[i] != u' ') return false;
  if (i + 1 == text.size()) return true;
  UChar32 next = 0;
  U16_GET(text.data(), 0, i + 1, text.size(), next);
  return (U_MASK(u_charType(next)) & U_GC_M_MASK) == 0;
}

std::optional<std::string> prepareUnicode(std::string_view value, CaseHandling caseHandling, Spaces spaces) {
  constexpr std::size_t kLongest = std::numeric_limits<std::int32_t>::max() / 16;  // ICU counts in int32_t
  if (value.size() > kLongest) return std::nullopt;
  const std::optional<std::u16string> text = toUtf16(value);
  if (!text) return std::nullopt;
  if (text->find(u'\uFFFD') != std::u16string::npos) return std::nullopt;  // RFC 4518, 2.4; ICU lets it pass
  const std::optional<std::u16string> prepared = runProfile(*text, caseHandling);
  if (!prepared) return std::nullopt;
  Squeezer<std::u16string> result(spaces, prepared->size() + 2);
  for (std::size_t i = 0; i < prepared->size(); ++i) {
    if (isSpaceAt(*prepared, i)) {
      result.space();
    } else {
      result.append((*prepared)[i]);
    }
  }
  return toUtf8(result.finish());
}

std::optional<std::string> prepare(std::string_view value, CaseHandling caseHandling, Spaces spaces) {
  if (isAscii(value)) return prepareAscii(value, caseHandling, spaces);
  return prepareUnicode(value, caseHandling, spaces);
}

}  // namespace

std::optional<std::string> prepareString(std::string_view value, CaseHandling caseHandling) {
  return prepare(value, caseHandling, Spaces::Trimmed);
}

std::optional<std::string> prepareSubstring(std::string_view piece, CaseHandling caseHandling) {
  return prepare(piece, caseHandling, Spaces::AsPiece);
}

}  // namespace ldapsnap
