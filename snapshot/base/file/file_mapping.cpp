#include "snapshot/base/file/file_mapping.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <optional>
#include <sys/mman.h>
#include <unistd.h>

namespace ldapsnap {

namespace {

/// What the signal's handler knows of a mapping. A handler can take no lock: `begin` is set last and cleared first.
struct Watched {
  std::atomic<bool> isTaken{false};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::size_t> size{0};
  std::atomic<bool> hasShrunk{false};
};

constexpr std::size_t kMostMappings = 1024;
std::array<Watched, kMostMappings> watched;
std::uintptr_t pageSize = 0;

/// Puts empty pages where the file has none, from the page that was read to the end of the mapping. The instruction is
/// then repeated. (mmap is a system call and nothing more; POSIX does not list it among what handlers may call, all
/// systems that this runs on allow it.)
void replaceMissingPages(int, siginfo_t* info, void*) {
  const int error = errno;
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const std::uintptr_t page = at / pageSize * pageSize;
  for (Watched& mapping : watched) {
    const std::uintptr_t begin = mapping.begin.load();
    if (begin == 0 || at < begin || at - begin >= mapping.size.load()) continue;
    const std::size_t rest = begin + mapping.size.load() - page;
    void* const place = reinterpret_cast<void*>(page);
    if (::mmap(place, rest, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) break;
    mapping.hasShrunk = true;
    errno = error;
    return;
  }
  // Not of ours: the repeated instruction ends the process, as without a handler.
  std::signal(SIGBUS, SIG_DFL);
}

void watchForMissingPages() {
  static std::once_flag once;
  std::call_once(once, [] {
    pageSize = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = replaceMissingPages;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, nullptr);
  });
}

std::optional<std::size_t> freeSlot() {
  for (std::size_t i = 0; i < watched.size(); ++i) {
    if (!watched[i].isTaken.exchange(true)) return i;
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<FileMapping> FileMapping::of(int descriptor, std::size_t size) {
  watchForMissingPages();
  const std::optional<std::size_t> slot = freeSlot();
  if (!slot) return nullptr;
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (memory == MAP_FAILED) {
    watched[*slot].isTaken = false;
    return nullptr;
  }
  watched[*slot].hasShrunk = false;
  watched[*slot].size = size;
  watched[*slot].begin = reinterpret_cast<std::uintptr_t>(memory);
  return std::unique_ptr<FileMapping>(new FileMapping(static_cast<const char*>(memory), size, *slot));
}

FileMapping::~FileMapping() {
  watched[slot_].begin = 0;
  // munmap takes void*; the mapping is read-only all the same.
  ::munmap(const_cast<char*>(data_), size_);
  watched[slot_].isTaken = false;
}

bool FileMapping::hasShrunk() const { return watched[slot_].hasShrunk; }

}  // namespace ldapsnap
