// What holds for any zip, tar, 7-Zip or cpio archive: it is unpacked within its folder and limits, and what it holds is
// imported or refused.
#include "snapshot/import/import.h"
#include "snapshot/import/source/archive.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ldapsnap::fuzz::require;
  static const ldapsnap::fuzz::ScratchFolder kFolder("archive");
  static const bool kInMemory = ::setenv("TMPDIR", kFolder.path().c_str(), 1) == 0;
  require(kInMemory);
  const std::string_view bytes = ldapsnap::fuzz::textOf(data, size);
  try {
    const ldapsnap::UnpackedArchive archive(bytes, "fuzz.zip");
    require(archive.content().starts_with(archive.folder()));
    require(archive.named(archive.content()).starts_with("fuzz.zip"));
    ldapsnap::MemorySnapshot snapshot;
    ldapsnap::ImportOptions options;
    options.key = "0123456789abcdef0123456789abcdef";
    options.readFiles = archive.folder();
    snapshot.info() = ldapsnap::importLdif(archive.content(), options, snapshot);
    snapshot.finish();
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput && !error.place().empty());
  }
  require(std::filesystem::is_empty(kFolder.path()));
  return 0;
}
