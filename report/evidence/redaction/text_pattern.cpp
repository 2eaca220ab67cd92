#include "report/evidence/redaction/text_pattern.h"

#include <fmt/format.h>
#include <unicode/regex.h>
#include <unicode/utext.h>

#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

/// Steps of ICU's engine, each about a millisecond.
constexpr std::int32_t kTimeLimit = 2000;

}  // namespace

struct TextPattern::Matcher {
  std::unique_ptr<icu::RegexMatcher> matcher;
};

TextPattern::TextPattern(std::string expression)
    : expression_(std::move(expression)), matcher_(std::make_unique<Matcher>()) {
  UErrorCode status = U_ZERO_ERROR;
  matcher_->matcher =
      std::make_unique<icu::RegexMatcher>(icu::UnicodeString::fromUTF8(expression_), UREGEX_CASE_INSENSITIVE, status);
  if (U_SUCCESS(status)) matcher_->matcher->setTimeLimit(kTimeLimit, status);
  if (U_FAILURE(status)) {
    throw Error(ErrorKind::BadInput, fmt::format("invalid regular expression ({})", u_errorName(status)))
        .at("/" + expression_ + "/");
  }
}

TextPattern::TextPattern(TextPattern&&) noexcept = default;
TextPattern::~TextPattern() = default;

std::vector<std::pair<std::size_t, std::size_t>> TextPattern::findIn(std::string_view text) const {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  UErrorCode status = U_ZERO_ERROR;
  UText input = UTEXT_INITIALIZER;
  utext_openUTF8(&input, text.data(), static_cast<std::int64_t>(text.size()), &status);
  if (U_SUCCESS(status)) matcher_->matcher->reset(&input);
  while (U_SUCCESS(status) && matcher_->matcher->find(status)) {
    const auto begin = static_cast<std::size_t>(matcher_->matcher->start64(status));
    const auto end = static_cast<std::size_t>(matcher_->matcher->end64(status));
    if (U_SUCCESS(status) && begin < end) places.emplace_back(begin, end);
  }
  utext_close(&input);
  if (U_SUCCESS(status)) return places;
  throw Error(ErrorKind::BadInput, fmt::format("the expression cannot be used ({})", u_errorName(status)))
      .at("/" + expression_ + "/")
      .fix("use a simpler one");
}

}  // namespace ldapsnap
