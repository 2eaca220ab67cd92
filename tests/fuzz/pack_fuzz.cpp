// What holds for any text that somebody takes for a rule, or for the setups of a family: refused with its place, or
// read and then judged on a snapshot.

#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

#include "diff/rules/engine/check.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"

namespace {

namespace fs = std::filesystem;
using ldapsnap::Condition;
using ldapsnap::Filter;
using ldapsnap::Packs;
using ldapsnap::fuzz::require;

constexpr std::string_view kSetups = R"({"format": "ldapsnap-setups/1", "title": "Key Management server", "setups": [
  {"id": "kms-4.0", "title": "KMS 4.0", "product": "kms", "version": "4.0"},
  {"id": "kms-5.0", "title": "KMS 5.0", "product": "kms", "version": "5.0"},
  {"id": "kms-5.5", "title": "KMS 5.5", "product": "kms", "version": "5.5"}]})";

constexpr std::string_view kEntries =
    "dn:\nobjectClass: top\nnamingContexts: o=Acme\nvendorName: Acme\n\n"
    "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
    "dn: ou=Seattle,o=Acme\nobjectClass: organizationalUnit\nou: Seattle\n\n"
    "dn: cn=Configuration,ou=Seattle,o=Acme\nobjectClass: Container\ncn: Configuration\n\n"
    "dn: cn=Encryption,cn=Configuration,ou=Seattle,o=Acme\nobjectClass: Encryption-Cfg\ncn: Encryption\n"
    "KM-Server: cn=KM01,cn=Servers,cn=Configuration,ou=Seattle,o=Acme\n";

/// A folder with one family, gone at the end of the program.
class FamilyFolder {
 public:
  FamilyFolder() : path_(fs::temp_directory_path() / fmt::format("ldapsnap-pack-fuzz-{}", ::getpid())) {
    fs::create_directories(path_ / "family");
  }
  ~FamilyFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  FamilyFolder(const FamilyFolder&) = delete;
  FamilyFolder& operator=(const FamilyFolder&) = delete;

  const fs::path& path() const { return path_; }
  void write(const char* name, std::string_view text) const {
    std::ofstream(path_ / "family" / name, std::ios::binary) << text;
  }
  void remove(const char* name) const { fs::remove(path_ / "family" / name); }

 private:
  fs::path path_;
};

ldapsnap::MemorySnapshot readSnapshot() {
  ldapsnap::MemorySnapshot snapshot;
  ldapsnap::LdifReader reader(kEntries, "entries");
  while (auto record = reader.next()) snapshot.add(std::move(record->entry));
  snapshot.finish();
  return snapshot;
}

const ldapsnap::Snapshot& snapshot() {
  static const ldapsnap::MemorySnapshot kSnapshot = readSnapshot();
  return kSnapshot;
}

void checkCondition(const Condition& condition) {
  if (condition.kind == Condition::Kind::Entries)
    require(Filter::parse(condition.filter.toString()) == condition.filter);
  for (const Condition& operand : condition.operands) checkCondition(operand);
}

void checkPacks(const Packs& packs) {
  for (const ldapsnap::Rule& rule : packs.rules()) {
    require(packs.rule(rule.id) == &rule && !rule.title.empty() && !rule.references.empty());
    for (const std::string& setup : rule.blocks) require(packs.setup(setup) != nullptr);
    for (const std::string& setup : rule.createdBy) require(packs.setup(setup) != nullptr);
    checkCondition(rule.when);
  }
  const ldapsnap::CheckResult result = ldapsnap::check(packs, snapshot());
  require(result.setups.size() == packs.setups().size());
}

void checkFolder(const fs::path& folder) {
  std::optional<Packs> packs;
  try {
    packs = Packs::load({folder});
  } catch (const ldapsnap::Error& error) {
    require(error.kind() == ldapsnap::ErrorKind::BadInput && !error.place().empty());
  }
  if (packs) checkPacks(*packs);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FamilyFolder kFolder;
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  kFolder.write("setups.json", kSetups);
  kFolder.write("rule.json", text);
  checkFolder(kFolder.path());
  kFolder.remove("rule.json");
  kFolder.write("setups.json", text);
  checkFolder(kFolder.path());
  return 0;
}
