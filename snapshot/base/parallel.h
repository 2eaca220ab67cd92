// The same work on many things by several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

namespace ldapsnap {

/// At least two, so that work and what waits for it overlap.
inline std::size_t coreCount() { return std::max(2U, std::thread::hardware_concurrency()); }

/// Calls work(i) once for each i below `count`, on this thread and up to `threads` - 1 others; a few calls are not
/// worth a thread. Returns when all are done; throws what one of them threw.
template <typename Work>
void forEachIndex(std::size_t count, std::size_t threads, const Work& work) {
  constexpr std::size_t kWorthAThread = 16;
  const std::size_t workers = std::clamp<std::size_t>(count / kWorthAThread, 1, std::max<std::size_t>(1, threads));
  const auto workOnEvery = [&](std::size_t first) {
    for (std::size_t i = first; i < count; i += workers) work(i);
  };
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < workers; ++i) others.push_back(std::async(std::launch::async, workOnEvery, i));
  workOnEvery(0);
  for (std::future<void>& other : others) other.get();
}

}  // namespace ldapsnap
