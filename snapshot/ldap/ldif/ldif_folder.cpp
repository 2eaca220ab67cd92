#include "snapshot/ldap/ldif/ldif_folder.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <zlib.h>

#include "snapshot/ldap/ldif/ldif_file.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kChecksumHeader = "# CRC32 ";
/// Deeper than any configuration; ends the recursion where links form a circle.
constexpr int kMaxDepth = 64;

/// The CRC-32 that the second line of a file states for everything after it. Files of OpenLDAP 2.3 have none.
struct Checksum {
  std::uint32_t expected = 0;
  std::string_view covered;
};

std::optional<Checksum> checksumOf(std::string_view text) {
  const std::size_t start = text.substr(0, 1) == "#" ? text.find(kChecksumHeader) : std::string_view::npos;
  const std::size_t end = start == std::string_view::npos ? start : text.find('\n', start);
  if (end == std::string_view::npos || text.substr(0, start).find("\ndn:") != std::string_view::npos)
    return std::nullopt;
  const std::string_view digits = text.substr(start + kChecksumHeader.size(), end - start - kChecksumHeader.size());
  Checksum checksum;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), checksum.expected, 16);
  if (error != std::errc()) return std::nullopt;
  checksum.covered = text.substr(end + 1);
  return checksum;
}

bool isIntact(std::string_view text) {
  const std::optional<Checksum> checksum = checksumOf(text);
  if (!checksum) return true;
  const auto* bytes = reinterpret_cast<const Bytef*>(checksum->covered.data());
  return crc32_z(0, bytes, checksum->covered.size()) == checksum->expected;
}

class FolderReader {
 public:
  FolderReader(OnBadRecord onBadRecord, std::vector<Error>& skipped, std::vector<Error>& edited)
      : onBadRecord_(onBadRecord), skipped_(skipped), edited_(edited) {}

  void readBelow(const fs::path& folder, const std::string& parentDn, int depth);
  std::vector<LdifFolderEntry> take() { return std::move(entries_); }

 private:
  std::optional<std::string> readEntry(const fs::path& path, const std::string& parentDn);
  LdifRecord readRecord(const std::string& path);
  void pass(const Error& error) {
    if (onBadRecord_ == OnBadRecord::Stop) throw error;
    skipped_.push_back(error);
  }

  OnBadRecord onBadRecord_;
  std::vector<Error>& skipped_;
  std::vector<Error>& edited_;
  std::vector<LdifFolderEntry> entries_;
};

LdifRecord FolderReader::readRecord(const std::string& path) {
  const MappedFile file(path);
  if (!isIntact(file.text())) {
    edited_.push_back(
        std::move(Error(ErrorKind::BadInput, "the file does not match the CRC32 in its header: it was edited by hand")
                      .at(path)
                      .fix("slapd reads it with a warning; change the configuration with ldapmodify instead")));
  }
  LdifReader reader(file.text(), path);
  std::optional<LdifRecord> record = reader.next();
  if (!record || reader.next()) {
    throw Error(ErrorKind::BadInput, "not one entry, as each file of a slapd.d folder has").at(path);
  }
  if (record->change != ChangeType::None) throw Error(ErrorKind::BadInput, "a change record, not an entry").at(path);
  return *std::move(record);
}

/// The DN of the entry; nothing if it was skipped.
std::optional<std::string> FolderReader::readEntry(const fs::path& path, const std::string& parentDn) {
  try {
    LdifRecord record = readRecord(path.string());
    if (!parentDn.empty()) record.entry.dn.append(",").append(parentDn);
    std::string dn = record.entry.dn;
    entries_.push_back({fmt::format("{}:{}", path.string(), record.line), std::move(record.entry)});
    return dn;
  } catch (const Error& error) {
    pass(error);
    return std::nullopt;
  }
}

void FolderReader::readBelow(const fs::path& folder, const std::string& parentDn, int depth) {
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator(folder)) {
    if (item.path().extension() == ".ldif" && item.is_regular_file()) files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    const std::optional<std::string> dn = readEntry(path, parentDn);
    const fs::path below = fs::path(path).replace_extension();
    if (dn && depth < kMaxDepth && fs::is_directory(below)) readBelow(below, *dn, depth + 1);
  }
}

}  // namespace

bool isLdifFolder(const std::string& folder) {
  std::error_code unreadable;
  return fs::is_regular_file(fs::path(folder) / "cn=config.ldif", unreadable);
}

std::vector<LdifFolderEntry> readLdifFolder(const std::string& folder, OnBadRecord onBadRecord,
                                            std::vector<Error>& skipped, std::vector<Error>& edited) {
  if (!isLdifFolder(folder)) {
    throw Error(ErrorKind::BadInput, "a folder, but not a slapd.d: it has no cn=config.ldif")
        .at(folder)
        .fix("give the slapd.d folder itself, or an LDIF file");
  }
  FolderReader reader(onBadRecord, skipped, edited);
  try {
    reader.readBelow(folder, {}, 0);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::BadInput, "cannot be read: " + error.code().message()).at(error.path1().string());
  }
  return reader.take();
}

}  // namespace ldapsnap
