// order: changes by DIT.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "diff/compare/model/entry_change.h"
#include "diff/compare/schema/comparison_schema.h"
#include "snapshot/base/file/external_sorter.h"
#include "snapshot/base/file/temporary_file.h"

namespace ldapsnap {

/// A name's place in the DIT: a parent's is the start of its children's (see inScope()). As the path of the store's
/// key (dn.h), but with each type under the name by which the schema shows it: an entry spelled `commonName=` is where
/// it is as `cn=`.
std::string placeOf(const std::string& dn, const Schema& schema);

/// Takes changes in any order and gives them back parents before children, siblings together, a renamed entry by its
/// new name; at one place the removal before the addition, and else by name as spelled. What does not fit into `memory`
/// bytes is in a file.
class ChangeSorter {
 public:
  static constexpr std::size_t kMemory = std::size_t{64} << 20;

  /// `schema` must outlive it.
  explicit ChangeSorter(const ComparisonSchema& schema, std::size_t memory = kMemory)
      : schema_(schema), sorter_(temporaryFolder(), memory) {}

  void add(const EntryChange& change);
  /// Once, after the last.
  void forEach(const std::function<void(EntryChange)>& visit);

 private:
  const ComparisonSchema& schema_;
  ExternalSorter sorter_;
  std::uint64_t added_ = 0;
};

}  // namespace ldapsnap
