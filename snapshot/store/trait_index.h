// Which entries of a snapshot have which traits, in a tree of its own (FORMAT.md, "Traits"): rules ask about a few
// hundred entries among a million, and this says which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/store/chunk_reader.h"
#include "snapshot/store/tree_builder.h"
#include "snapshot/trait_scan.h"

namespace ldapsnap {

/// A trait of more entries is only named: who wants them has to read most of the snapshot anyway.
inline constexpr std::size_t kMostListedEntries = 1000;
/// Keys of listed entries, all traits together, that a builder holds at a time. Above it there is no index.
inline constexpr std::size_t kLargestTraitIndex = std::size_t{64} << 20;

/// Takes the entries of a snapshot in key order. What it makes depends on them alone.
class TraitIndexBuilder {
 public:
  /// An entry's key and the records that the content and the volatile tree hold for it.
  void add(std::string_view key, std::string_view content, std::string_view volatiles);
  /// The root; empty when there is no index, because it would be too large or an object class is no short text. The
  /// builder is spent then.
  std::optional<ChunkId> finish(ChunkSink& sink);

 private:
  struct Holders {
    std::vector<std::string> keys;
    bool isCommon = false;
  };
  using Kind = std::vector<Holders*>;

  const Kind* kindOfEntry(std::string_view content, std::string_view volatiles);
  bool addTraits(std::string_view records, Kind& kind);
  void addHolder(Holders& holders, std::string_view key);
  void giveUp();

  std::unordered_map<std::string, Holders> byTrait_;  ///< by the prefix of its items
  std::unordered_map<std::uint64_t, Kind> kinds_;     ///< traits of entries of one kind (entry_codec.h)
  std::size_t listedBytes_ = 0;
  bool hasGivenUp_ = false;
};

/// Reads the tree.
class TraitIndex {
 public:
  TraitIndex(ChunkReader& chunks, const ChunkId& root) : chunks_(chunks), root_(root) {}

  /// Keys of the entries with a wanted trait, ascending, each once; empty optional: more than the index lists.
  std::optional<std::vector<std::string>> entriesWith(const TraitTest& isWanted) const;
  bool hasAny(const TraitTest& isWanted) const;

 private:
  /// Calls `visit` with each wanted trait's cursor at its first item and its prefix, until it returns false.
  template <typename Visit>
  void forEachWanted(const TraitTest& isWanted, Visit visit) const;

  ChunkReader& chunks_;
  ChunkId root_;
};

}  // namespace ldapsnap
