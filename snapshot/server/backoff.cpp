#include "snapshot/server/backoff.h"

#include <algorithm>
#include <thread>

namespace ldapsnap {

bool Backoff::pause() {
  constexpr std::chrono::milliseconds kLongest{2000};
  if (std::chrono::steady_clock::now() + next_ > end_) return false;
  std::this_thread::sleep_for(next_);
  next_ = std::min(next_ * 2, kLongest);
  return true;
}

}  // namespace ldapsnap
