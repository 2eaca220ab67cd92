// generate_snapshot ENTRIES SEED CHANGES: the model's directory as LDIF on stdout, with CHANGES of its entries modified
// the way a server does it: a description replaced, and modifyTimestamp and entryCSN with it. The same entries for the
// same numbers; with 0 changes, the directory that the others differ from.
#include <fmt/format.h>
#include <iostream>
#include <unordered_set>

#include "snapshot/ldap/ldif/ldif.h"
#include "tests/bench/directory_model.h"

namespace ldapsnap::bench {
namespace {

std::unordered_set<std::uint64_t> chooseChanged(std::uint64_t entries, std::uint64_t seed, std::uint64_t changes) {
  std::unordered_set<std::uint64_t> changed;
  Random random(seed * 131 + 7);
  while (changed.size() < changes) changed.insert(random.below(entries));
  return changed;
}

void replace(Entry& entry, std::string_view description, const std::string& value) {
  for (Attribute& attribute : entry.attributes) {
    if (attribute.description == description) attribute.values = {value};
  }
  if (entry.find(description) == nullptr) entry.add(description, value);
}

int run(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: generate_snapshot ENTRIES SEED CHANGES\n";
    return 2;
  }
  const std::uint64_t entries = std::stoull(argv[1]), seed = std::stoull(argv[2]), changes = std::stoull(argv[3]);
  if (changes > entries) {
    std::cerr << "generate_snapshot: more changes than entries\n";
    return 2;
  }
  const DirectoryModel model(entries, seed);
  const auto changed = chooseChanged(entries, seed, changes);
  std::ios::sync_with_stdio(false);
  std::cout << "version: 1\n\n";
  for (std::uint64_t i = 0; i < entries; ++i) {
    Entry entry = model.entry(i);
    entry.add("entryCSN", fmt::format("20250101{:02}{:02}{:02}.{:06}Z#000000#000#000000", i / 3600 % 24, i / 60 % 60,
                                      i % 60, i % 1000000));
    if (changed.contains(i)) {
      replace(entry, "description", fmt::format("changed by an upgrade, {}", i));
      replace(entry, "modifyTimestamp", "20250301120000Z");
      replace(entry, "entryCSN", fmt::format("20250301120000.{:06}Z#000000#000#000000", i % 1000000));
    }
    std::cout << toLdif(entry);
  }
  return std::cout.flush() ? 0 : 1;
}

}  // namespace
}  // namespace ldapsnap::bench

int main(int argc, char** argv) { return ldapsnap::bench::run(argc, argv); }
