#include "snapshot/base/file/text_encoding.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ustring.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

Converter converterOf(const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(encoding.empty() ? nullptr : ucnv_open(encoding.c_str(), &error), ucnv_close);
  if (converter && U_SUCCESS(error)) return converter;
  throw Error(ErrorKind::Usage, fmt::format("no encoding is named \"{}\"", visible(encoding)))
      .fix("give a code page (cp1252, cp850, cp932) or another name that ICU knows (iso-8859-1, utf-16le)");
}

void stopAtInvalidBytes(UConverter* converter) {
  UErrorCode error = U_ZERO_ERROR;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  if (U_FAILURE(error)) throw Error(ErrorKind::Internal, "ICU cannot convert text");
}

}  // namespace

void requireEncoding(const std::string& encoding) { converterOf(encoding); }

std::string toUtf8(std::string_view bytes, const std::string& encoding) {
  const Converter converter = converterOf(encoding);
  stopAtInvalidBytes(converter.get());
  constexpr std::size_t kStep = 1 << 14;
  std::array<UChar, kStep> units{};
  std::array<char, 3 * kStep> text{};  // a unit of UTF-16 is three bytes of UTF-8 at most
  std::string result;
  result.reserve(bytes.size() + bytes.size() / 8);
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  UChar* const first = units.data();
  UChar* next = first;
  for (bool isDone = false; !isDone;) {
    UErrorCode error = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &next, first + kStep, &source, end, nullptr, true, &error);
    if (error != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(error)) {
      const auto line = 1 + std::count(result.begin(), result.end(), '\n') + std::count(first, next, u'\n');
      throw Error(ErrorKind::BadInput,
                  fmt::format("line {} has bytes that mean nothing in the encoding {}", line, visible(encoding)))
          .fix("give the encoding in which the file was written");
    }
    isDone = error != U_BUFFER_OVERFLOW_ERROR;
    // The first half of a surrogate pair waits for the second.
    const bool isSplit = !isDone && next != first && U16_IS_LEAD(*(next - 1));
    const auto count = static_cast<int32_t>(next - first) - (isSplit ? 1 : 0);
    int32_t size = 0;
    UErrorCode failed = U_ZERO_ERROR;
    u_strToUTF8WithSub(text.data(), static_cast<int32_t>(text.size()), &size, first, count, 0xFFFD, nullptr, &failed);
    if (U_FAILURE(failed)) throw Error(ErrorKind::Internal, "ICU cannot write UTF-8");
    result.append(text.data(), static_cast<std::size_t>(size));
    if (isSplit) *first = *(next - 1);
    next = first + (isSplit ? 1 : 0);
  }
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (result.starts_with(kByteOrderMark)) result.erase(0, kByteOrderMark.size());
  return result;
}

}  // namespace ldapsnap
