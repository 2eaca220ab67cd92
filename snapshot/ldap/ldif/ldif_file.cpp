#include "snapshot/ldap/ldif/ldif_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif_unpack.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kReadSize = 1 << 20;

[[noreturn]] void failRead(const std::string& path) {
  throw Error(ErrorKind::BadInput, std::string("cannot be read: ") + std::strerror(errno)).at(path);
}

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number_ < 0) failRead(path);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

std::string readAll(const Descriptor& file, const std::string& path) {
  std::string bytes;
  std::size_t size = 0;
  for (;;) {
    bytes.resize(size + kReadSize);
    const ssize_t count = ::read(file.number(), bytes.data() + size, kReadSize);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) failRead(path);
    size += static_cast<std::size_t>(count);
    if (count == 0) break;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

MappedFile::MappedFile(const std::string& path) : path_(path) {
  const Descriptor file(path);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) failRead(path);
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    failRead(path);
  }
  if (S_ISREG(status.st_mode) && status.st_size > 0) {
    void* memory = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file.number(), 0);
    isMapped_ = memory != MAP_FAILED;
    if (isMapped_) {
      data_ = static_cast<const char*>(memory);
      size_ = static_cast<std::size_t>(status.st_size);
      descriptor_ = ::fcntl(file.number(), F_DUPFD_CLOEXEC, 0);
      status_ = status;
    }
  }
  if (!isMapped_) bytes_ = readAll(file, path);
  try {
    std::optional<std::string> unpacked = unpackText(text());
    if (!unpacked) return;
    unmap();
    bytes_ = *std::move(unpacked);
  } catch (Error& error) {
    unmap();
    throw error.at(path);
  }
}

MappedFile::~MappedFile() { unmap(); }

void MappedFile::unmap() {
  // munmap takes void*; the mapping is read-only all the same.
  if (isMapped_) ::munmap(const_cast<char*>(data_), size_);
  isMapped_ = false;
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void MappedFile::requireUnchanged() const {
  if (!isMapped_) return;
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) failRead(path_);
  const bool isSame = status.st_size == status_.st_size && status.st_mtim.tv_sec == status_.st_mtim.tv_sec &&
                      status.st_mtim.tv_nsec == status_.st_mtim.tv_nsec;
  if (isSame) return;
  throw Error(ErrorKind::BadInput, "the file was written to while it was read").at(path_).fix("try again");
}

}  // namespace ldapsnap
