#include "cli/progress.h"

#include <fmt/format.h>

#include "snapshot/directory/text.h"

namespace ldapsnap {

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

void Progress::update(std::uint64_t done, const std::string& what) {
  using std::chrono::milliseconds;
  const auto time = Clock::now();
  if (time - start_ < milliseconds(1000) || time - last_ < milliseconds(200)) return;
  last_ = time;
  shown_ = true;
  const double seconds = std::chrono::duration<double>(time - start_).count();
  std::string text = visible(what);
  if (text.size() > 50) text = text.substr(0, 47) + "...";
  fmt::print(stderr, "\r\033[K{} {}, {:.0f} a second  {}", done, noun_, static_cast<double>(done) / seconds, text);
  std::fflush(stderr);
}

}  // namespace ldapsnap
