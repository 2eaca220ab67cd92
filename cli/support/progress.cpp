#include "cli/support/progress.h"

#include <fmt/format.h>

#include "report/wording/progress_line.h"

namespace ldapsnap {

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

void Progress::update(const ReadProgress& progress) {
  using std::chrono::milliseconds;
  const auto time = Clock::now();
  if (time - start_ < milliseconds(1000) || time - last_ < milliseconds(200)) return;
  last_ = time;
  shown_ = true;
  const double seconds = std::chrono::duration<double>(time - start_).count();
  fmt::print(stderr, "\r\033[K{}", progressLine(progress, noun_, seconds));
  std::fflush(stderr);
}

}  // namespace ldapsnap
