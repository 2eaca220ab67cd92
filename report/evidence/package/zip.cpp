#include "report/evidence/package/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <ostream>

#include "report/evidence/package/zip_names.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::uint64_t kSmallEnough = std::uint64_t{64} << 20;
constexpr mode_t kFileMode = 0644;

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using EntryHandle = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;
/// Takes bytes of an archive that is written; false ends the writing.
using Sink = std::function<bool(std::string_view bytes)>;

la_ssize_t passToSink(archive* writer, void* sink, const void* bytes, size_t size) {
  if ((*static_cast<Sink*>(sink))({static_cast<const char*>(bytes), size})) return static_cast<la_ssize_t>(size);
  archive_set_error(writer, EIO, "the output cannot be written");
  return -1;
}

/// An archive being written; `sink` must outlive it.
Writer beginZip(Sink& sink) {
  Writer writer(archive_write_new(), archive_write_free);
  archive_write_set_format_zip(writer.get());
  archive_write_zip_set_compression_deflate(writer.get());
  archive_write_set_bytes_per_block(writer.get(), 64 << 10);
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  if (archive_write_open(writer.get(), &sink, nullptr, passToSink, nullptr) != ARCHIVE_OK)
    throw Error(ErrorKind::Internal, fmt::format("cannot begin a zip: {}", archive_error_string(writer.get())));
  return writer;
}

bool beginFile(archive* writer, const std::string& name, std::uint64_t size) {
  const EntryHandle entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), kFileMode);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  // Before 1980 in every time zone, which libarchive writes as the first moment of 1980: local time leaves no trace.
  archive_entry_set_mtime(entry.get(), 0, 0);
  return archive_write_header(writer, entry.get()) == ARCHIVE_OK;
}

bool writeAll(archive* writer, std::string_view bytes) {
  while (!bytes.empty()) {
    const la_ssize_t written = archive_write_data(writer, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Error damaged(archive* reader, const std::string& path) {
  const char* reason = archive_error_string(reader);
  return Error(ErrorKind::Integrity, fmt::format("a damaged zip: {}", reason ? reason : "it ends early")).at(path);
}

Reader openZip(const std::string& path) {
  if (!std::ifstream(path, std::ios::binary))
    throw Error(ErrorKind::BadInput, fmt::format("cannot open: {}", std::strerror(errno))).at(path);
  Reader reader(archive_read_new(), archive_read_free);
  // Found by the directory at the end of the file, as every other program finds them.
  archive_read_support_format_zip_seekable(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), 64 << 10) != ARCHIVE_OK)
    throw Error(ErrorKind::BadInput, "not a zip").at(path).fix("name the file that `ldapsnap evidence -o` wrote");
  return reader;
}

/// The next entry; nullptr at the end.
archive_entry* nextEntry(archive* reader, const std::string& path) {
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(reader, &entry);
  if (status == ARCHIVE_EOF) return nullptr;
  // A warning is a name or a field that libarchive had to guess at.
  if (status != ARCHIVE_OK) throw damaged(reader, path);
  return entry;
}

std::string_view nextBlock(archive* reader, std::string& buffer, const std::string& path) {
  buffer.resize(64 << 10);
  const la_ssize_t got = archive_read_data(reader, buffer.data(), buffer.size());
  if (got < 0) throw damaged(reader, path);
  return std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
}

/// What kind of thing an entry is; nothing but files and folders is let in.
void checkKind(archive_entry* entry, const std::string& path) {
  const auto refuse = [&](std::string_view what) {
    const char* name = archive_entry_pathname(entry);
    throw Error(ErrorKind::Integrity, fmt::format("holds {}: {}", what, name ? visible(name) : "?"))
        .at(path)
        .fix("evidence never contains one: do not unpack this file");
  };
  if (archive_entry_symlink(entry) || archive_entry_hardlink(entry) || archive_entry_filetype(entry) == AE_IFLNK)
    refuse("a link");
  if (archive_entry_is_encrypted(entry)) refuse("an encrypted file");
  if (archive_entry_filetype(entry) != AE_IFREG && archive_entry_filetype(entry) != AE_IFDIR)
    refuse("what is neither a file nor a folder");
  if (archive_entry_filetype(entry) == AE_IFDIR && archive_entry_size(entry) > 0) refuse("a folder with bytes");
}

std::uint64_t sizeOnDisk(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  return static_cast<std::uint64_t>(file.tellg());
}

/// Counts what is unpacked, whatever the headers promise.
class BombGuard {
 public:
  BombGuard(const ZipLimits& limits, const std::string& path)
      : path_(path), files_(limits.files), bytes_(std::min(limits.bytes, largest(limits, path))) {}

  void addFile() {
    if (files_-- == 0) refuse();
  }
  void addBytes(std::uint64_t size) {
    if (size > bytes_) refuse();
    bytes_ -= size;
  }

 private:
  static std::uint64_t largest(const ZipLimits& limits, const std::string& path) {
    return std::max(kSmallEnough, sizeOnDisk(path) * limits.ratio);
  }
  void refuse() const {
    throw Error(ErrorKind::Integrity, "unpacks to more than evidence can hold")
        .at(path_)
        .fix("it is made to fill a disk: do not unpack this file");
  }

  const std::string& path_;
  std::uint64_t files_, bytes_;
};

}  // namespace

std::string zipSoftware() {
  static const std::string software = archive_version_details();  // each call leaves memory behind (libarchive 3.6)
  return software;
}

void writeZip(const std::vector<BagFile>& files, std::ostream& out) {
  Sink sink = [&out](std::string_view bytes) {
    return bool(out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  };
  const Writer writer = beginZip(sink);
  bool isWritten = true;
  for (const BagFile& file : files)
    isWritten =
        isWritten && beginFile(writer.get(), file.name, file.bytes.size()) && writeAll(writer.get(), file.bytes);
  // A stream that cannot be written is its owner's to report.
  if ((!isWritten || archive_write_close(writer.get()) != ARCHIVE_OK) && out)
    throw Error(ErrorKind::Internal, fmt::format("cannot write a zip: {}", archive_error_string(writer.get())));
}

ZipReader::ZipReader(std::string path, const ZipLimits& limits) : path_(std::move(path)), limits_(limits) {
  const Reader reader = openZip(path_);
  BombGuard guard(limits_, path_);
  ZipNames names(path_);
  std::string buffer;
  bool isFirst = true;
  try {
    while (archive_entry* entry = nextEntry(reader.get(), path_)) {
      isFirst = false;
      guard.addFile();
      checkKind(entry, path_);
      const char* name = archive_entry_pathname(entry);
      const bool isFolder = archive_entry_filetype(entry) == AE_IFDIR;
      names.add(name ? name : "\xff", isFolder ? ZipNames::Kind::Folder : ZipNames::Kind::File);
      for (std::string_view block; !(block = nextBlock(reader.get(), buffer, path_)).empty();)
        guard.addBytes(block.size());
    }
  } catch (const Error& error) {
    // libarchive finds out that a file is not a zip when it looks for the first entry.
    if (isFirst && archive_format(reader.get()) == 0)
      throw Error(ErrorKind::BadInput, "not a zip").at(path_).fix("name the file that `ldapsnap evidence -o` wrote");
    throw;
  }
  names_ = names.files();
}

void ZipReader::forEach(const std::function<void(ZipFile&)>& visit) const {
  const Reader reader = openZip(path_);
  std::string buffer;
  while (archive_entry* entry = nextEntry(reader.get(), path_)) {
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    ZipFile file{archive_entry_pathname(entry), [&] { return nextBlock(reader.get(), buffer, path_); }};
    visit(file);
  }
}

bool ZipReader::isAsWritten() const {
  std::ifstream original(path_, std::ios::binary);
  std::string expected;
  Sink sink = [&](std::string_view bytes) {
    expected.resize(bytes.size());
    return bool(original.read(expected.data(), static_cast<std::streamsize>(bytes.size()))) && expected == bytes;
  };
  const Writer writer = beginZip(sink);
  const Reader reader = openZip(path_);
  std::string buffer;
  while (archive_entry* entry = nextEntry(reader.get(), path_)) {
    if (!beginFile(writer.get(), archive_entry_pathname(entry), static_cast<std::uint64_t>(archive_entry_size(entry))))
      return false;
    for (std::string_view block; !(block = nextBlock(reader.get(), buffer, path_)).empty();)
      if (!writeAll(writer.get(), block)) return false;
  }
  return archive_write_close(writer.get()) == ARCHIVE_OK && original.peek() == std::ifstream::traits_type::eof();
}

}  // namespace ldapsnap
