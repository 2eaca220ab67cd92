#include "snapshot/ldap/ldif/ldif_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "snapshot/base/error.h"

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

/// How much is unpacked at a time.
constexpr std::size_t kStep = 1 << 20;

[[noreturn]] void failDamaged(std::string_view kind) {
  throw Error(ErrorKind::BadInput, std::string(kind) + " data that is damaged or ends early")
      .fix("copy the file again");
}

/// gzip's streams may follow one another (RFC 1952, 2.2).
std::string unpackGzip(std::string_view bytes) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw Error(ErrorKind::Internal, "zlib has no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  std::string text;
  while (!bytes.empty()) {
    const std::size_t given = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    const std::size_t used = text.size();
    text.resize(used + kStep);
    // zlib does not write to its input.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(given);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream.avail_out = static_cast<uInt>(kStep);
    const int result = inflate(&stream, Z_NO_FLUSH);
    bytes.remove_prefix(given - stream.avail_in);
    text.resize(used + kStep - stream.avail_out);
    if (result == Z_STREAM_END) {
      if (bytes.empty()) return text;
      if (inflateReset(&stream) != Z_OK) failDamaged("gzip");
    } else if (result != Z_OK) {
      failDamaged("gzip");
    }
  }
  // All input is taken, but its last stream has not ended: what is left may still be to come out.
  for (;;) {
    const std::size_t used = text.size();
    text.resize(used + kStep);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream.avail_out = static_cast<uInt>(kStep);
    const int result = inflate(&stream, Z_FINISH);
    text.resize(used + kStep - stream.avail_out);
    if (result == Z_STREAM_END) return text;
    if (stream.avail_out != 0) failDamaged("gzip");
  }
}

std::string unpackZstd(std::string_view bytes) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) throw Error(ErrorKind::Internal, "zstd has no memory");
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  std::string text;
  for (;;) {
    const std::size_t used = text.size();
    text.resize(used + kStep);
    ZSTD_outBuffer output{text.data() + used, kStep, 0};
    const std::size_t result = ZSTD_decompressStream(context.get(), &output, &input);
    text.resize(used + output.pos);
    if (ZSTD_isError(result)) failDamaged("zstd");
    const bool isInputTaken = input.pos == input.size;
    if (isInputTaken && result == 0) return text;
    if (isInputTaken && output.pos < kStep) failDamaged("zstd");
  }
}

/// What gzip or zstd packed, in full, of one stream or several; nothing for text that is not compressed. Throws
/// Error(BadInput) when it is damaged or ends early.
std::optional<std::string> unpackText(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\x1f\x8b\x08") return unpackGzip(bytes);
  if (bytes.substr(0, 4) == "\x28\xb5\x2f\xfd") return unpackZstd(bytes);
  return std::nullopt;
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
