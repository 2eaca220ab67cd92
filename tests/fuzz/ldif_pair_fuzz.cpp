// What holds for any two LDIF files, before and after a line "====": compared where they are, they differ in what they
// differ in when both are read into memory first; and a file does not differ from itself.
#include <optional>

#include "diff/compare/compare.h"
#include "diff/compare/model/entry_change_codec.h"
#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

namespace {

using ldapsnap::Difference;
using ldapsnap::LdifSnapshot;
using ldapsnap::fuzz::require;

constexpr std::string_view kSeparator = "\n====\n";

ldapsnap::ImportOptions options() {
  ldapsnap::ImportOptions options;
  options.key = "0123456789abcdef0123456789abcdef";
  options.taken = ldapsnap::Time{};
  return options;
}

/// Null: refused, as by the reader in place.
std::unique_ptr<LdifSnapshot> readInPlace(const std::string& path) {
  try {
    return std::make_unique<LdifSnapshot>(path, options());
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);
    return nullptr;
  }
}

ldapsnap::MemorySnapshot readIntoMemory(const std::string& path) {
  ldapsnap::MemorySnapshot snapshot;
  snapshot.info() = ldapsnap::importLdif(path, options(), snapshot);
  snapshot.finish();
  return snapshot;
}

std::string recordsOf(const ldapsnap::EntryChanges& changes) {
  std::string records;
  for (const ldapsnap::EntryChange& change : changes) records += ldapsnap::toRecord(change);
  return records;
}

void requireSame(const Difference& one, const Difference& other) {
  require(one.schema == other.schema && one.schemaExtensions == other.schemaExtensions);
  require(one.entries == other.entries);
  require(recordsOf(one.changes) == recordsOf(other.changes));
  require(recordsOf(one.volatileChanges) == recordsOf(other.volatileChanges));
  require(recordsOf(one.spellingChanges) == recordsOf(other.spellingChanges));
  require(one.notCompared == other.notCompared && one.outsideCoverage == other.outsideCoverage);
}

/// In place, entries are decoded late: what no command has read yet may be refused here.
std::optional<Difference> differenceInPlace(const LdifSnapshot& before, const LdifSnapshot& after) {
  try {
    return ldapsnap::compare(before, after);
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ldapsnap::fuzz::ScratchFolder kFolder("ldif-pair");
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  const std::size_t at = text.find(kSeparator);
  if (at == std::string_view::npos) return 0;
  const std::string beforePath = kFolder.write("before.ldif", text.substr(0, at + 1));
  const std::string afterPath = kFolder.write("after.ldif", text.substr(at + kSeparator.size()));
  const std::unique_ptr<LdifSnapshot> before = readInPlace(beforePath), after = readInPlace(afterPath);
  if (before == nullptr || after == nullptr) return 0;
  const std::optional<Difference> inPlace = differenceInPlace(*before, *after);
  if (!inPlace) return 0;
  try {
    requireSame(*inPlace, ldapsnap::compare(readIntoMemory(beforePath), readIntoMemory(afterPath)));
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);
  }
  const std::optional<Difference> same = differenceInPlace(*after, *after);
  require(!same || same->empty());
  return 0;
}
