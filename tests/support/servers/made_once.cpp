#include "tests/support/servers/made_once.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace ldapsnap::test {

namespace {

namespace fs = std::filesystem;

/// Holds an exclusive lock on a file until it goes; the kernel takes it back from a program that dies.
class FileLock {
 public:
  explicit FileLock(const fs::path& file) : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0) {
      const int error = errno;
      if (descriptor_ >= 0) ::close(descriptor_);
      throw std::runtime_error(file.string() + ": " + std::generic_category().message(error));
    }
  }
  ~FileLock() { ::close(descriptor_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace

fs::path madeOnce(const std::string& kind, const std::vector<std::string>& recipe,
                  const std::function<void(const fs::path&)>& make) {
  const fs::path all = fs::path(LDAPSNAP_BINARY).parent_path().parent_path() / "servers";
  fs::create_directories(all);
  const std::size_t hash = std::hash<std::string>{}(fmt::format("{}", fmt::join(recipe, "\n")));
  const fs::path ready = all / fmt::format("{}-{:016x}", kind, hash);
  const fs::path complete = fs::path(ready) += ".complete";
  const FileLock lock(fs::path(ready) += ".lock");
  if (fs::exists(complete)) return ready;
  fs::remove_all(ready);  // what a test that was killed left there
  fs::create_directories(ready);
  make(ready);
  std::ofstream(complete).flush();
  return ready;
}

}  // namespace ldapsnap::test
