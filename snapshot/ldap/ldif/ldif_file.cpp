#include "snapshot/ldap/ldif/ldif_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/text_encoding.h"
#include "snapshot/base/text.h"

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

/// Text is seldom packed to less than a hundredth. What unpacks to more than this is made to fill memory.
constexpr std::size_t kMostUnpacked = std::size_t{256} << 20;
constexpr std::size_t kMostGrowth = 250;

void requireProportion(std::size_t unpacked, std::size_t packed) {
  if (unpacked <= kMostUnpacked || unpacked - kMostUnpacked <= kMostGrowth * packed) return;
  throw Error(ErrorKind::BadInput, "compressed data that unpacks to more than 250 times its size")
      .fix("if this is to be trusted, unpack it and give the unpacked file");
}

/// gzip's streams may follow one another (RFC 1952, 2.2).
std::string unpackGzip(std::string_view bytes) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw Error(ErrorKind::Internal, "zlib has no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  std::string text;
  const std::size_t packed = bytes.size();
  while (!bytes.empty()) {
    requireProportion(text.size(), packed);
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
    requireProportion(text.size(), packed);
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
    requireProportion(text.size(), bytes.size());
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

/// The bytes of a code unit of `text` in UTF-16 at `at`.
char16_t unitAt(std::string_view text, std::size_t at, bool isBigEndian) {
  const unsigned first = static_cast<unsigned char>(text[at]), second = static_cast<unsigned char>(text[at + 1]);
  return static_cast<char16_t>(isBigEndian ? first << 8U | second : second << 8U | first);
}

std::string utf8Of(std::string_view text, bool isBigEndian) {
  if (text.size() % 2 != 0) {
    throw Error(ErrorKind::BadInput, "UTF-16 text with an odd number of bytes").fix("was the file cut short?");
  }
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    char32_t point = unitAt(text, at, isBigEndian);
    if (point >= 0xD800 && point < 0xE000) {
      const char32_t low = point < 0xDC00 && at + 3 < text.size() ? unitAt(text, at + 2, isBigEndian) : 0;
      if (low < 0xDC00 || low >= 0xE000) {
        const auto line = 1 + std::count(out.begin(), out.end(), '\n');
        throw Error(ErrorKind::BadInput, "UTF-16 text with half of a surrogate pair in line " + std::to_string(line));
      }
      point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
      at += 2;
    }
    appendUtf8(out, point);
  }
  return out;
}

/// So many bytes are looked at to see whether text is UTF-16 without a byte order mark.
constexpr std::size_t kUnmarkedStart = 8;

/// UTF-16 as UTF-8, without the byte order mark; nothing for other text. LDIF begins with ASCII characters, so the
/// places of the first NULs show the byte order where there is no mark.
std::optional<std::string> fromUtf16(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  if (bytes.starts_with("\xff\xfe")) return utf8Of(bytes.substr(2), false);
  if (bytes.starts_with("\xfe\xff")) return utf8Of(bytes.substr(2), true);
  const std::string_view start = bytes.substr(0, kUnmarkedStart);
  const auto isAscii = [start](std::size_t high) {
    for (std::size_t at = 0; at + 1 < start.size(); at += 2) {
      if (start[at + high] != '\0' || start[at + 1 - high] == '\0') return false;
    }
    return true;
  };
  if (isAscii(1)) return utf8Of(bytes, false);
  if (isAscii(0)) return utf8Of(bytes, true);
  return std::nullopt;
}

/// Text whose first line ends with CR alone, as of old Macintosh editors, with LF instead; nothing for other text.
std::optional<std::string> withLineFeeds(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos || text[end] == '\n') return std::nullopt;
  if (end + 1 == text.size() || text[end + 1] == '\n') return std::nullopt;
  std::string out(text);
  for (std::size_t at = end; at < out.size(); ++at) {
    if (out[at] == '\r' && (at + 1 == out.size() || out[at + 1] != '\n')) out[at] = '\n';
  }
  return out;
}

/// True for formats that are read as bytes: an AD Explorer snapshot, archives.
bool isBinary(std::string_view bytes) {
  constexpr std::size_t kTarMark = 257;
  for (const std::string_view start :
       {std::string_view("win-ad-"), std::string_view("PK\3\4"), std::string_view("7z\xBC\xAF"),
        std::string_view("\xFD"
                         "7zXZ"),
        std::string_view("BZh")}) {
    if (bytes.starts_with(start)) return true;
  }
  return bytes.size() > kTarMark && bytes.substr(kTarMark).starts_with("ustar");
}

/// The mapped files of this process, and the changes of those that are gone.
class MappedFiles {
 public:
  void add(const MappedFile& file) {
    const std::lock_guard lock(mutex_);
    files_.insert(&file);
  }
  void remove(const MappedFile& file, std::optional<Error> change) {
    const std::lock_guard lock(mutex_);
    files_.erase(&file);
    if (change) past_.push_back(*std::move(change));
  }
  std::size_t pastChanges() const {
    const std::lock_guard lock(mutex_);
    return past_.size();
  }
  std::optional<Error> changeAfter(std::size_t pastChanges) const {
    const std::lock_guard lock(mutex_);
    if (past_.size() > pastChanges) return past_[pastChanges];
    for (const MappedFile* file : files_) {
      if (std::optional<Error> change = file->change()) return change;
    }
    return std::nullopt;
  }

 private:
  mutable std::mutex mutex_;
  std::set<const MappedFile*> files_;
  std::vector<Error> past_;
};

MappedFiles& mappedFiles() {
  static MappedFiles files;
  return files;
}

}  // namespace

MappedFile::MappedFile(const std::string& path, const std::string& encoding) : path_(path) {
  const Descriptor file(path);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) failRead(path);
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    failRead(path);
  }
  status_ = status;
  if (S_ISREG(status.st_mode) && status.st_size > 0) {
    mapping_ = FileMapping::of(file.number(), static_cast<std::size_t>(status.st_size));
    if (isMapped()) descriptor_ = ::fcntl(file.number(), F_DUPFD_CLOEXEC, 0);
    if (descriptor_ < 0) mapping_.reset();  // too many open files: whether it changes could not be seen
    if (isMapped()) mappedFiles().add(*this);
  }
  if (!isMapped()) bytes_ = readAll(file, path);
  try {
    replaceBy(unpackText(text()));
    if (isBinary(text())) return;
    const bool isMarked = text().starts_with("\xff\xfe") || text().starts_with("\xfe\xff");
    replaceBy(encoding.empty() || isMarked ? fromUtf16(text()) : toUtf8(text(), encoding));
    replaceBy(withLineFeeds(text()));
  } catch (Error& error) {
    unmap();
    throw error.at(path);
  }
}

void MappedFile::replaceBy(std::optional<std::string> text) {
  if (!text) return;
  unmap();
  bytes_ = *std::move(text);
}

std::optional<Time> MappedFile::modified() const {
  if (!S_ISREG(status_.st_mode)) return std::nullopt;
  return Time(std::chrono::seconds(status_.st_mtim.tv_sec));
}

MappedFile::~MappedFile() { unmap(); }

void MappedFile::unmap() {
  if (!isMapped()) return;
  mappedFiles().remove(*this, change());
  mapping_.reset();
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

std::optional<Error> MappedFile::change() const {
  if (!isMapped()) return std::nullopt;
  struct stat status {};
  const bool isKnown = ::fstat(descriptor_, &status) == 0;
  const bool hasGrown = status.st_size > status_.st_size && mayGrow_;
  const bool isSame =
      hasGrown || (status.st_size == status_.st_size && status.st_mtim.tv_sec == status_.st_mtim.tv_sec &&
                   status.st_mtim.tv_nsec == status_.st_mtim.tv_nsec);
  if (isKnown && isSame && !mapping_->hasShrunk()) return std::nullopt;
  return Error(ErrorKind::BadInput, "the file was written to while it was read").at(path_).fix("try again");
}

void MappedFile::requireUnchanged() const {
  if (const std::optional<Error> changed = change()) throw *changed;
}

WatchOfFiles::WatchOfFiles() : before_(mappedFiles().pastChanges()) {}

std::optional<Error> WatchOfFiles::change() const { return mappedFiles().changeAfter(before_); }

void WatchOfFiles::requireNoChange() const {
  if (const std::optional<Error> changed = change()) throw *changed;
}

}  // namespace ldapsnap
