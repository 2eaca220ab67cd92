// Small packs and snapshots, written in the test that uses them.
#pragma once

#include <filesystem>
#include <string>

#include "diff/rules/pack/pack.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

/// A snapshot of LDIF content records.
MemorySnapshot snapshotOf(const std::string& ldif, SnapshotInfo info = {});
MemorySnapshot snapshotOfFile(const std::filesystem::path& file);

/// A folder of packs with the family `acme`: setups acme-1, acme-2, acme-3 of one product, and tool-1.
class PackFolder {
 public:
  PackFolder();

  /// Writes acme/<name>.json. `body` is what stands behind "format": conditions and whatever else the test is about;
  /// the keys that every rule needs and that `body` lacks are added.
  PackFolder& rule(const std::string& name, const std::string& body);
  PackFolder& file(const std::string& name, const std::string& text);
  Packs load() const { return Packs::load({folder_.path()}); }
  /// The error of load(), with the folder's path taken out.
  std::string error() const;

 private:
  TempFolder folder_;
};

}  // namespace ldapsnap::test
