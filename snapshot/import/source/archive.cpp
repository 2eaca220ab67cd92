#include "snapshot/import/source/archive.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "snapshot/base/text.h"
#include "snapshot/import/slapd/slapd_conf.h"
#include "snapshot/import/source/file_format.h"
#include "snapshot/import/source/schema_folder.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/ldif/ldif_folder.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostFiles = 200'000;
/// Text is seldom packed to less than a hundredth.
constexpr std::uint64_t kMostGrowthOfArchive = 250, kAlwaysAllowed = std::uint64_t{256} << 20;
constexpr std::size_t kDeepestPath = 64, kLongestPath = 1024;
constexpr std::size_t kNamedFiles = 5;

using Reader = std::unique_ptr<archive, int (*)(archive*)>;

[[noreturn]] void failArchive(archive* reader) {
  const char* const reason = archive_error_string(reader);
  throw Error(ErrorKind::BadInput,
              fmt::format("an archive that cannot be read: {}", visible(reason == nullptr ? "damaged" : reason)))
      .fix("copy the archive again, or unpack it and give what is in it");
}

/// The path within the folder that an archive's name means. Throws for one that leads out of it.
fs::path pathWithin(const std::string& name) {
  const fs::path path(name);
  std::size_t depth = 0;
  for (const fs::path& part : path) {
    if (part == ".." || path.is_absolute())
      throw Error(ErrorKind::BadInput,
                  fmt::format("an archive with the name '{}', which leads out of it", visible(name)))
          .fix("do not unpack it");
    ++depth;
  }
  if (depth > kDeepestPath || name.size() > kLongestPath || name.find('\0') != std::string::npos)
    throw Error(ErrorKind::BadInput, "an archive with a name that is too long");
  return path.lexically_normal();
}

/// What of the archive is not content: files that macOS and Windows add.
bool isByTheWay(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(".") || name == "__MACOSX" || name == "Thumbs.db" || name == "desktop.ini";
}

struct Listing {
  std::vector<fs::path> files, folders;
};

Listing listingOf(const fs::path& folder) {
  Listing listing;
  for (const auto& item : fs::directory_iterator(folder)) {
    if (isByTheWay(item.path())) continue;
    (item.is_directory() ? listing.folders : listing.files).push_back(item.path());
  }
  std::sort(listing.files.begin(), listing.files.end());
  std::sort(listing.folders.begin(), listing.folders.end());
  return listing;
}

/// The only slapd.conf among files that also has the schema it includes.
std::optional<fs::path> configurationAmong(const std::vector<fs::path>& files) {
  constexpr std::size_t kLooked = 100;
  std::optional<fs::path> found;
  for (std::size_t i = 0; i < std::min(files.size(), kLooked); ++i) {
    const MappedFile file(files[i].string());
    if (slapdFileKind(file.text()) != SlapdFile::Configuration) continue;
    if (found) return std::nullopt;
    found = files[i];
  }
  return found;
}

/// Whether a file is of a format that is read: a directory in it, and not a note about the others.
bool isContent(const fs::path& path) {
  try {
    const MappedFile file(path.string());
    const std::string_view text = file.text();
    if (isArchive(text)) return false;
    if (makeSource(text, path.string(), std::nullopt) != nullptr) return true;
    LdifScanner records(text);
    constexpr int kLooked = 4;  // records of comments, a version
    for (int i = 0; i < kLooked; ++i) {
      const std::optional<RawLdifRecord> record = records.next();
      if (!record) return false;
      if (ldifDnOf(*record)) return true;
    }
  } catch (const Error&) {
    return false;
  }
  return false;
}

/// Whether a folder is of a form that is read.
bool isContentFolder(const fs::path& folder) {
  return isLdifFolder(folder.string()) || !schemaFoldersAt(folder.string()).empty() ||
         !slapdSchemaFilesIn(folder.string()).empty();
}

std::optional<fs::path> onlyOne(const std::vector<fs::path>& paths) {
  return paths.size() == 1 ? std::optional(paths.front()) : std::nullopt;
}

/// The only slapd.d: slapd reads it before any slapd.conf, and its schema is in it.
std::optional<fs::path> onlyConfigurationFolderIn(const Listing& listing) {
  std::vector<fs::path> found;
  std::copy_if(listing.folders.begin(), listing.folders.end(), std::back_inserter(found),
               [](const fs::path& folder) { return isLdifFolder(folder.string()); });
  return onlyOne(found);
}

/// What alone in a listing can be read; nothing where there is none or more than one.
std::optional<fs::path> onlyContentIn(const Listing& listing) {
  constexpr std::size_t kLooked = 100;
  if (listing.files.size() > kLooked || listing.folders.size() > kLooked) return std::nullopt;
  std::vector<fs::path> found;
  std::copy_if(listing.folders.begin(), listing.folders.end(), std::back_inserter(found), isContentFolder);
  std::copy_if(listing.files.begin(), listing.files.end(), std::back_inserter(found), isContent);
  return onlyOne(found);
}

std::string namesOf(const std::vector<fs::path>& paths) {
  std::vector<std::string> names;
  for (const fs::path& path : paths)
    names.push_back(visible(path.filename().string()) + (fs::is_directory(path) ? "/" : ""));
  const std::size_t shown = std::min(names.size(), kNamedFiles);
  return fmt::format("{}{}", fmt::join(names.begin(), names.begin() + static_cast<long>(shown), ", "),
                     shown < names.size() ? fmt::format(" and {} more", names.size() - shown) : "");
}

void writeFile(archive* reader, const fs::path& path, std::uint64_t& unpacked, std::uint64_t most) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) {
    throw Error(ErrorKind::BadInput, fmt::format("an archive with the name '{}', which cannot be written: {}",
                                                 visible(path.filename().string()), std::strerror(errno)));
  }
  const std::unique_ptr<const int, void (*)(const int*)> guard(&file, [](const int* open) { ::close(*open); });
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    const la_ssize_t size = archive_read_data(reader, buffer.data(), buffer.size());
    if (size < 0) failArchive(reader);
    if (size == 0) return;
    unpacked += static_cast<std::uint64_t>(size);
    if (unpacked > most) {
      throw Error(ErrorKind::BadInput, "an archive that unpacks to more than 250 times its size")
          .fix("if this is to be trusted, unpack it and give what is in it");
    }
    for (la_ssize_t written = 0; written < size;) {
      const ssize_t count = ::write(file, buffer.data() + written, static_cast<std::size_t>(size - written));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        throw Error(ErrorKind::Unreachable, fmt::format("the archive cannot be unpacked: {}", std::strerror(errno)))
            .fix("set TMPDIR to a folder with more room");
      written += count;
    }
  }
}

/// When the file in the archive was written to: the time of the import, if nothing else says it.
void setTime(const fs::path& path, archive_entry* entry) {
  if (archive_entry_mtime_is_set(entry) == 0) return;
  const timespec time{archive_entry_mtime(entry), 0};
  const std::array<timespec, 2> times = {time, time};
  ::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
}

std::string nameOfEntry(archive_entry* entry) {
  if (const char* const name = archive_entry_pathname_utf8(entry)) return name;
  const char* const name = archive_entry_pathname(entry);
  return name == nullptr ? std::string() : std::string(name);
}

}  // namespace

UnpackedArchive::UnpackedArchive(std::string_view bytes, const std::string& name, Holds holds)
    : name_(name), folder_("archive") {
  try {
    unpack(bytes);
    if (holds == Holds::Source) choose();
  } catch (const Error& error) {
    Error outer = named(error);
    if (outer.place().empty()) outer.at(name_);
    throw outer;
  }
}

void UnpackedArchive::unpack(std::string_view bytes) {
  const Reader reader(archive_read_new(), archive_read_free);
  if (!reader) throw Error(ErrorKind::Internal, "libarchive has no memory");
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_gnutar(reader.get());
  archive_read_support_format_7zip(reader.get());
  archive_read_support_format_cpio(reader.get());
  archive_read_support_format_raw(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) failArchive(reader.get());
  const std::uint64_t most = kAlwaysAllowed + kMostGrowthOfArchive * bytes.size();
  std::uint64_t files = 0, unpacked = 0, leftOut = 0;
  archive_entry* entry = nullptr;
  for (;;) {
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    if (result < ARCHIVE_WARN) failArchive(reader.get());
    if (kind_.empty()) {
      const int format = archive_format(reader.get()) & ARCHIVE_FORMAT_BASE_MASK;
      kind_ = format == ARCHIVE_FORMAT_ZIP   ? "zip archive"
              : format == ARCHIVE_FORMAT_TAR ? "tar archive"
              : format == ARCHIVE_FORMAT_RAW ? "compressed file"
                                             : "archive";
    }
    if (archive_entry_is_encrypted(entry) != 0)
      throw Error(ErrorKind::BadInput, "an archive that is encrypted").fix("unpack it and give what is in it");
    if (++files > kMostFiles) throw Error(ErrorKind::BadInput, "an archive of more than 200,000 files");
    const fs::path path = pathWithin(nameOfEntry(entry));
    if (path.empty() || path == ".") continue;
    const auto type = archive_entry_filetype(entry);
    const bool isLink = archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
    const bool isFile = type == AE_IFREG || type == 0;
    if (isLink || (!isFile && type != AE_IFDIR)) {
      ++leftOut;
      continue;
    }
    std::error_code error;
    const fs::path target = folder_.path() / path;
    if (type == AE_IFDIR) {
      fs::create_directories(target, error);
      continue;
    }
    fs::create_directories(target.parent_path(), error);
    writeFile(reader.get(), target, unpacked, most);
    setTime(target, entry);
  }
  if (leftOut > 0)
    warnings_.push_back(
        std::move(Error(ErrorKind::BadInput,
                        leftOut == 1 ? std::string("a link or special file in the archive was left out")
                                     : fmt::format("{} links and special files in the archive were left out", leftOut))
                      .at(name_)));
}

void UnpackedArchive::choose() {
  for (fs::path folder = folder_.path();;) {
    const Listing listing = listingOf(folder);
    if (isLdifFolder(folder.string()) || !schemaFoldersAt(folder.string()).empty()) {
      content_ = folder.string();
      return;
    }
    const bool hasSchema = !slapdSchemaFilesIn(folder.string()).empty();
    const std::size_t count = listing.files.size() + listing.folders.size();
    if (count == 0) throw Error(ErrorKind::BadInput, fmt::format("an empty {}", kind_.empty() ? "archive" : kind_));
    if (listing.files.size() == 1 && listing.folders.empty()) {
      content_ = listing.files.front().string();
      return;
    }
    if (listing.files.empty() && listing.folders.size() == 1) {
      folder = listing.folders.front();
      continue;
    }
    const auto holds = [&folder](const char* name) { return fs::exists(folder / name); };
    if (holds("bagit.txt"))
      throw Error(ErrorKind::BadInput, "evidence of ldapsnap")
          .fix("see what it holds with: ldapsnap diff FILE; verify it with: ldapsnap evidence verify FILE");
    if (holds("[Content_Types].xml"))
      throw Error(ErrorKind::BadInput, "a document of Microsoft Office").fix("export the directory as LDIF");
    const auto chooseOnly = [&](const fs::path& only) {
      content_ = only.string();
      std::vector<fs::path> others;
      for (const std::vector<fs::path>* const paths : {&listing.files, &listing.folders})
        std::copy_if(paths->begin(), paths->end(), std::back_inserter(others),
                     [&only](const fs::path& path) { return path != only; });
      warnings_.push_back(
          std::move(Error(ErrorKind::BadInput, fmt::format("not read: {}", namesOf(others))).at(name_)));
    };
    if (const std::optional<fs::path> configuration = onlyConfigurationFolderIn(listing))
      return chooseOnly(*configuration);
    if (const std::optional<fs::path> configuration = configurationAmong(listing.files)) {
      content_ = configuration->string();
      return;
    }
    if (hasSchema) {
      content_ = folder.string();
      return;
    }
    if (const std::optional<fs::path> only = onlyContentIn(listing)) return chooseOnly(*only);
    std::vector<fs::path> all = listing.files;
    all.insert(all.end(), listing.folders.begin(), listing.folders.end());
    throw Error(ErrorKind::BadInput, fmt::format("a {} of {}", kind_, namesOf(all)))
        .fix("unpack it and give one of them");
  }
}

std::string UnpackedArchive::named(std::string text) const {
  const std::string prefix = folder_.path().string();
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + name_.size()))
    text.replace(at, prefix.size(), name_);
  return text;
}

Error UnpackedArchive::named(const Error& error) const {
  Error result(error.kind(), named(error.message()));
  if (!error.place().empty()) result.at(named(error.place()));
  if (!error.remedy().empty()) result.fix(named(error.remedy()));
  return result;
}

}  // namespace ldapsnap
