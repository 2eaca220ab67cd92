#include "cli/options/duration.h"

#include <cstdint>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

std::chrono::seconds readDuration(std::string_view option, const std::string& text) {
  std::string_view digits = text;
  char unit = 's';
  if (!digits.empty() && (digits.back() == 's' || digits.back() == 'm' || digits.back() == 'h')) {
    unit = digits.back();
    digits.remove_suffix(1);
  }
  const auto number = wholeNumber<std::uint32_t>(digits);
  if (!number || *number == 0)
    throw Error(ErrorKind::Usage, fmt::format("{}: \"{}\" is not a length of time", option, visible(text)))
        .fix("write it as 90s, 2m or 1h");
  if (unit == 'h') return std::chrono::hours(*number);
  if (unit == 'm') return std::chrono::minutes(*number);
  return std::chrono::seconds(*number);
}

}  // namespace ldapsnap
