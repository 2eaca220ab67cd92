#include "snapshot/base/file/folder_files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <optional>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

/// Larger than any value that a directory server accepts.
constexpr off_t kLargestValue = off_t{64} << 20;

/// The path that a "file:" URL names, percent-encoding undone; none for another URL.
std::optional<std::string> pathOfUrl(std::string_view url) {
  constexpr std::string_view kScheme = "file:", kHost = "//", kLocal = "localhost";
  if (!equalsIgnoreAsciiCase(url.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  if (url.starts_with(kHost)) {
    url.remove_prefix(kHost.size());
    if (equalsIgnoreAsciiCase(url.substr(0, kLocal.size()), kLocal)) url.remove_prefix(kLocal.size());
    if (!url.starts_with('/')) return std::nullopt;
  }
  std::string path;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const auto byte = url[i] == '%' && i + 2 < url.size() ? fromHex(url.substr(i + 1, 2)) : std::nullopt;
    path += byte ? byte->front() : url[i];
    if (byte) i += 2;
  }
  if (path.empty() || path.find('\0') != std::string::npos) return std::nullopt;
  return path;
}

/// `path` relative to `folder`, if it is below it by its text; both are absolute.
std::optional<std::string> below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return relative.string();
}

}  // namespace

FolderFiles::FolderFiles(const std::string& folder) {
  std::error_code error;
  folder_ = fs::absolute(folder, error).lexically_normal().string();
  if (folder_.ends_with('/') && folder_.size() > 1) folder_.pop_back();
  const fs::path canonical = error ? fs::path() : fs::canonical(folder_, error);
  canonical_ = canonical.string();
  if (!error) descriptor_ = ::open(canonical_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (error || descriptor_ < 0) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot be read: {}", error ? error.message() : std::strerror(errno)))
        .at(folder)
        .fix("name the folder that holds the files");
  }
}

FolderFiles::~FolderFiles() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

/// A descriptor of the file, or -1 with errno. The kernel itself sees to it that the path does not leave the folder; an
/// old kernel cannot, and there the name without links is compared.
int FolderFiles::open(const std::string& relative) const {
  struct open_how how {};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long opened = ::syscall(SYS_openat2, descriptor_, relative.c_str(), &how, sizeof how);
  if (opened >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(opened);
  std::error_code error;
  const fs::path real = fs::canonical(fs::path(canonical_) / relative, error);
  if (error || !below(real, canonical_)) {
    errno = error ? ENOENT : EXDEV;
    return -1;
  }
  return ::open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
}

std::string FolderFiles::pathOf(std::string_view url, const std::string& from) const {
  const std::optional<std::string> named = pathOfUrl(url);
  if (!named) {
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\" does not name a file of this machine", visible(url)))
        .fix("only file: URLs are read");
  }
  return find(*named, from);
}

std::string FolderFiles::find(const std::string& named, const std::string& from) const {
  const fs::path path = (fs::path(named).is_absolute() ? fs::path(named) : fs::absolute(from).parent_path() / named);
  std::optional<std::string> relative = below(path, folder_);
  if (!relative) relative = below(path, canonical_);
  const auto exists = [this](const std::string& candidate) {
    const int file = open(candidate);
    if (file >= 0) ::close(file);
    return file >= 0;
  };
  if (relative && exists(*relative)) return (fs::path(canonical_) / *relative).string();
  const fs::path normal = path.lexically_normal();
  for (auto start = normal.begin(); start != normal.end(); ++start) {
    fs::path end;
    for (auto part = start; part != normal.end(); ++part) end /= *part;
    if (!end.empty() && end.is_relative() && exists(end.string())) return (fs::path(canonical_) / end).string();
  }
  throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a file below {}", visible(named), visible(folder_)))
      .fix("put the file there, or name its folder with --read-files");
}

std::string FolderFiles::read(const std::string& path) const {
  const std::optional<std::string> relative = below(path, canonical_);
  const int file = relative ? open(*relative) : -1;
  if (file < 0) throw Error(ErrorKind::BadInput, fmt::format("\"{}\" cannot be read", visible(path)));
  struct stat status {};
  const bool isFile = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= kLargestValue;
  std::string bytes(isFile ? static_cast<std::size_t>(status.st_size) : 0, '\0');
  std::size_t size = 0;
  while (isFile && size < bytes.size()) {
    const ssize_t count = ::read(file, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
  }
  ::close(file);
  if (!isFile || size < bytes.size()) {
    throw Error(ErrorKind::BadInput,
                fmt::format("\"{}\" is not a file of up to 64 MiB that can be read", visible(path)));
  }
  return bytes;
}

}  // namespace ldapsnap
