// Small directories by chance, and what happens to them: for the properties of the comparison.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "snapshot/model/memory_snapshot.h"

namespace ldapsnap {

/// A closed tree (every parent is there) of some twenty entries that use every kind of attribute: sets under several
/// rules, ordered ones, long texts, volatile ones, identities.
class RandomDirectory {
 public:
  enum class Names { SpelledAnyWay, SpelledOneWay };
  explicit RandomDirectory(unsigned seed, Names names = Names::SpelledAnyWay);

  /// One thing that may happen to a directory: an entry added, removed with its subtree, renamed or moved with it,
  /// replaced, modified, touched (a volatile attribute), or only written another way.
  void change();

  /// The entries in any order.
  MemorySnapshot snapshot() const;

 private:
  std::size_t upTo(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  std::string oneOf(const std::vector<std::string>& choices) { return choices[upTo(choices.size())]; }
  /// Not the root, which is the first.
  std::size_t anyBelowRoot() { return 1 + upTo(entries_.size() - 1); }
  bool isTaken(const Dn& dn) const;

  void add();
  void remove();
  void rename();
  void modify(Entry& entry);
  void respell(Entry& entry);

  Names names_;
  std::mt19937 random_;
  unsigned lastUuid_ = 0;
  bool hasUuids_;
  std::vector<Entry> entries_;
};

}  // namespace ldapsnap
