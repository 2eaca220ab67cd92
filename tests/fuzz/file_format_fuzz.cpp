// What holds for any file: its format is recognised, it is refused by name, or it may be LDIF; archives are unpacked
// within their limits.
#include "snapshot/import/source/archive.h"
#include "snapshot/import/source/file_format.h"
#include "tests/fuzz/sources.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ldapsnap::fuzz::require;
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  try {
    if (ldapsnap::isArchive(text)) {
      const ldapsnap::UnpackedArchive archive(text, "fuzz.zip");
      require(archive.content().starts_with(archive.folder()));
    } else if (const auto source = ldapsnap::makeSource(text, "fuzz", "/srv")) {
      ldapsnap::fuzz::checkSource(*source);
    }
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput && !error.place().empty());
  }
  return 0;
}
