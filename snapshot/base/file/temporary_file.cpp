#include "snapshot/base/file/temporary_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <unistd.h>

#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kPattern = "XXXXXX";  // mkstemp() puts letters and digits there
constexpr std::string_view kLettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

int openUnnamed(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)) return file;
  // A file system without O_TMPFILE (NFS): the name lives for the moment between the two calls.
  std::string pattern(TemporaryFile::kPrefix);
  pattern += kPattern;
  std::string name = (folder / pattern).string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

std::filesystem::path temporaryFolder() {
  const char* const folder = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nothing here changes it
  return folder != nullptr && *folder != '\0' ? folder : "/var/tmp";
}

TemporaryFolder::TemporaryFolder(std::string_view name) {
  std::string pattern = (temporaryFolder() / fmt::format("ldapsnap-{}-{}", name, kPattern)).string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw Error(ErrorKind::Unreachable, fmt::format("no temporary folder can be made: {}", std::strerror(errno)))
        .at(temporaryFolder().string());
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

bool TemporaryFile::isNameOfOne(std::string_view name) {
  if (!name.starts_with(kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  return name.size() == kPattern.size() && name.find_first_not_of(kLettersAndDigits) == name.npos;
}

TemporaryFile::TemporaryFile(const std::filesystem::path& folder) : folder_(folder), file_(openUnnamed(folder)) {
  if (file_ < 0) fail("make");
}

TemporaryFile::~TemporaryFile() { ::close(file_); }

void TemporaryFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void TemporaryFile::rewind() {
  if (::lseek(file_, 0, SEEK_SET) < 0) fail("read");
}

std::size_t TemporaryFile::read(char* buffer, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(file_, buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail("read");
  }
}

void TemporaryFile::readAt(std::uint64_t offset, char* buffer, std::size_t size) const {
  while (size > 0) {
    const ssize_t got = ::pread(file_, buffer, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read");
    if (got == 0) throw Error(ErrorKind::Internal, "a temporary file ends early");
    buffer += got;
    offset += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
}

void TemporaryFile::fail(const char* doing) const {
  const int error = errno;
  throw Error(ErrorKind::Unreachable, fmt::format("cannot {} a temporary file: {}", doing, std::strerror(error)))
      .at(folder_.string())
      .fix(error == ENOSPC || error == EDQUOT || error == EFBIG ? "make room on this disk"
                                                                : "check the folder's permissions");
}

}  // namespace ldapsnap
