// What holds for any LDIF that is taken for a snapshot (exports of all servers, ldbsearch's output of Samba's
// databases, 389's entries as stored): read in place and imported, it has the same entries, or is refused in the same
// words; and what was read can be exported and imported again without a difference.
#include <map>
#include <optional>

#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/import/source/archive.h"
#include "snapshot/import/source/file_format.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

namespace {

using ldapsnap::Entry;
using ldapsnap::fuzz::require;

/// By DN; or what was wrong.
struct Imported {
  std::map<std::string, Entry> entries;
  std::string error;

  bool operator==(const Imported&) const = default;
};

class Collector : public ldapsnap::SnapshotSink {
 public:
  explicit Collector(Imported& into) : into_(into) {}
  void add(Entry entry) override {
    entry.canonicalise();
    std::string dn = entry.dn;
    require(into_.entries.emplace(std::move(dn), std::move(entry)).second);
  }

 private:
  Imported& into_;
};

ldapsnap::ImportOptions options() {
  ldapsnap::ImportOptions options;
  options.key = "0123456789abcdef0123456789abcdef";
  options.taken = ldapsnap::Time{};
  return options;
}

Imported importFile(const std::string& path) {
  Imported imported;
  Collector collector(imported);
  try {
    ldapsnap::importLdif(path, options(), collector);
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);
    imported = {{}, error.what()};
  }
  return imported;
}

Imported readInPlace(const std::string& path) {
  Imported imported;
  Collector collector(imported);
  try {
    const ldapsnap::LdifSnapshot snapshot(path, options());
    snapshot.scan(ldapsnap::Dn(), ldapsnap::Scope::Subtree, [&collector](const Entry& entry) {
      collector.add(entry);
      return ldapsnap::Snapshot::Visit::Continue;
    });
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput);
    imported = {{}, error.what()};
  }
  return imported;
}

bool isOfAnotherFormat(std::string_view text) {
  try {
    return ldapsnap::isArchive(text) || ldapsnap::makeSource(text, "fuzz", "/srv") != nullptr;
  } catch (const ldapsnap::Error&) {
    return true;
  }
}

std::string exportOf(const Imported& imported) {
  std::string text;
  for (const auto& [dn, entry] : imported.entries) text += ldapsnap::toLdif(entry);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ldapsnap::fuzz::ScratchFolder kFolder("ldif-import");
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  if (isOfAnotherFormat(text)) return 0;
  const std::string path = kFolder.write("fuzz.ldif", text);
  const Imported imported = importFile(path);
  if (imported.error.empty()) {
    require(readInPlace(path) == imported);
    const Imported again = importFile(kFolder.write("again.ldif", exportOf(imported)));
    require(imported.entries.empty() || again == imported);
  }
  return 0;
}
