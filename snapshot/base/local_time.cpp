#include "snapshot/base/local_time.h"

#include <cstdlib>
#include <ctime>
#include <fmt/format.h>

namespace ldapsnap {

namespace {

bool isUtcWanted = false;

/// How far local clocks are ahead of UTC at that moment.
std::chrono::seconds offsetAt(Time time) {
  if (isUtcWanted) return std::chrono::seconds(0);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  return localtime_r(&seconds, &local) == nullptr ? std::chrono::seconds(0) : std::chrono::seconds(local.tm_gmtoff);
}

}  // namespace

void useUtc() { isUtcWanted = true; }

std::string localMinute(Time time) {
  const std::chrono::seconds offset = offsetAt(time);
  std::string text = formatTime(time + offset).substr(0, 16);
  text[10] = ' ';
  if (offset.count() == 0) return text + 'Z';
  const long minutes = std::labs(static_cast<long>(offset.count() / 60));
  return fmt::format("{}{}{:02}:{:02}", text, offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

Time fromLocal(std::string_view clock) {
  const Time asUtc = parseTime(fmt::format("{}Z", clock));
  // The offset is that of the moment itself, which lies within a day of the same clock in UTC.
  const Time earlier = asUtc - offsetAt(asUtc - std::chrono::hours(24));
  if (earlier + offsetAt(earlier) == asUtc) return earlier;
  return asUtc - offsetAt(asUtc + std::chrono::hours(24));
}

}  // namespace ldapsnap
