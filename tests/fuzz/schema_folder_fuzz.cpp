// What holds for any folder of schema files: one entry, in which each definition is there once, or an error at a file.
// The files are separated in the input by lines "=== NAME".
#include "snapshot/import/import.h"
#include "snapshot/import/source/schema_folder.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

namespace {

using ldapsnap::fuzz::require;

bool isSafeName(std::string_view name) {
  constexpr std::size_t kLongest = 40;
  if (name.empty() || name.size() > kLongest || name.starts_with('.')) return false;
  for (const char c : name)
    if (c == '/' || c <= ' ') return false;
  return true;
}

void writeFiles(std::string_view text, const ldapsnap::fuzz::ScratchFolder& folder) {
  constexpr std::string_view kMark = "=== ";
  constexpr std::size_t kMostFiles = 8;
  std::string name = "00core.ldif", content;
  std::size_t files = 0;
  while (!text.empty() && files < kMostFiles) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    const std::string_view next = line.substr(0, line.find('\n'));
    if (next.starts_with(kMark) && isSafeName(next.substr(kMark.size()))) {
      folder.write(name, content);
      ++files;
      name = next.substr(kMark.size());
      content.clear();
    } else {
      content += line;
    }
  }
  folder.write(name, content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ldapsnap::fuzz::ScratchFolder kFolder("schema-folder");
  kFolder.clear();
  writeFiles(ldapsnap::fuzz::textOf(data, size), kFolder);
  ldapsnap::MemorySnapshot snapshot;
  ldapsnap::ImportOptions options;
  options.key = "0123456789abcdef0123456789abcdef";
  try {
    if (const auto folders = ldapsnap::schemaFoldersAt(kFolder.path()); !folders.empty()) {
      const ldapsnap::SchemaFolder folder = ldapsnap::readSchemaFolders(folders);
      for (const ldapsnap::Error& warning : folder.warnings) require(!warning.place().empty());
    }
    snapshot.info() = ldapsnap::importLdif(kFolder.path(), options, snapshot);
    snapshot.finish();
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput && !error.place().empty());
  }
  return 0;
}
