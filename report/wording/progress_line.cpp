#include "report/wording/progress_line.h"

#include <cmath>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {

std::string progressLine(const ReadProgress& progress, const std::string& noun, double seconds) {
  std::string what = visible(progress.what);
  if (what.size() > 50) what = what.substr(0, 47) + "...";
  const double rate = static_cast<double>(progress.entries) / seconds;
  std::string left;
  if (progress.estimateOfPart > progress.entriesOfPart && rate > 0)
    left = fmt::format(", about {:.0f} s left",
                       std::ceil(static_cast<double>(progress.estimateOfPart - progress.entriesOfPart) / rate));
  if (progress.phase == ReadProgress::Phase::ReadingAgain) what += " again: " + progress.reason;
  const std::string_view done = progress.phase == ReadProgress::Phase::Storing ? " stored" : "";
  return fmt::format("{} {}{}, {:.0f} a second{}{}{}", progress.entries, noun, done, rate, left,
                     what.empty() ? "" : "  ", what);
}

}  // namespace ldapsnap
