// Zip archives for evidence: written so that the same files give the same bytes, read as what an enemy may have sent.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "report/evidence/package/bag.h"

namespace ldapsnap {

/// Writes `files` in their order: deflated, mode 0644, no owner, the earliest time that a zip can hold. The same files
/// give the same bytes in every time zone and locale, as long as zipSoftware() is the same.
void writeZip(const std::vector<BagFile>& files, std::ostream& out);
/// What determines the bytes of a zip apart from its files: "libarchive 3.6.2 zlib/1.2.13 ...".
std::string zipSoftware();

/// What is believed to be a bomb: more than any evidence needs.
struct ZipLimits {
  std::uint64_t files = 100'000;
  std::uint64_t bytes = std::uint64_t{16} << 30;  ///< of all files, unpacked
  std::uint64_t ratio = 500;                      ///< unpacked to packed, of the whole archive, above 64 MiB
};

/// One file while it is read. `next` gives its bytes block by block, empty at its end; valid until the next call.
struct ZipFile {
  std::string name;
  std::function<std::string_view()> next;
};

/// A zip on disk. Nothing is ever written.
class ZipReader {
 public:
  /// Looks through the whole archive, and refuses it before any of its contents is handed out: paths that lead out of
  /// the archive (absolute, "..", drive letters, backslashes), names that are not plain ASCII, links and devices,
  /// encrypted files, two files of one name or of names that differ by case alone, a file that is a folder too, bombs.
  /// Throws Error(Integrity) for those and for damage, Error(BadInput) for a file that cannot be opened or is not a
  /// zip.
  explicit ZipReader(std::string path, const ZipLimits& limits = {});

  /// Every file in the order of the archive. Throws Error(Integrity) for damage.
  void forEach(const std::function<void(ZipFile&)>& visit) const;
  /// True when the archive is byte for byte what writeZip() makes of its files: nothing hides between them.
  bool isAsWritten() const;
  /// The names, in the order of the archive.
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::string path_;
  ZipLimits limits_;
  std::vector<std::string> names_;
};

}  // namespace ldapsnap
