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

#include "snapshot/model/trait.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/tree/tree_builder.h"

namespace ldapsnap {

/// For a trait of more entries the index has only the number: to find them, most of the snapshot has to be read anyway.
inline constexpr std::size_t kMostListedEntries = 1000;
/// The largest index: the number of traits and listed entries together, and the bytes of each name or key. Beyond that
/// there is no index. The limits bound the builder's memory, whatever a directory holds.
inline constexpr std::size_t kLargestTraitIndex = std::size_t{256} << 10U;
inline constexpr std::size_t kLargestTraitKey = 1024;

/// Takes the entries of a snapshot in any order. The index depends only on them.
class TraitIndexBuilder {
 public:
  /// Starts from the index at `root`, of the snapshot that this one is made from. False when that index does not say
  /// enough (an older version wrote it); the builder is unchanged then.
  bool load(ChunkReader& chunks, const ChunkId& root);
  /// An entry's key and the records that the content and the volatile tree hold for it.
  void add(std::string_view key, std::string_view content, std::string_view volatiles);
  /// The opposite, for an entry of the loaded index. All removals come before the first add().
  void remove(std::string_view key, std::string_view content, std::string_view volatiles);
  /// True when a trait that had too many entries to be listed has few now: only the trees can say which.
  bool needsWholePass() const { return needsWholePass_; }
  /// The root; none when there is no index, because it would be too large or an object class is not a short text.
  /// Nothing can be added afterwards.
  std::optional<ChunkId> finish(ChunkSink& sink);

 private:
  struct Holders {
    std::vector<std::string> keys;  ///< empty when they are more than are listed
    std::uint64_t count = 0;

    bool isCommon() const { return count > kMostListedEntries; }
  };
  using Kind = std::vector<Holders*>;

  const Kind* kindOfEntry(std::string_view content, std::string_view volatiles);
  bool addTraits(std::string_view records, Kind& kind);
  void addHolder(Holders& holders, std::string_view key);
  void removeHolder(Holders& holders, std::string_view key);
  void giveUp();

  std::unordered_map<std::string, Holders> byTrait_;  ///< by the prefix of its items
  std::unordered_map<std::uint64_t, Kind> kinds_;     ///< traits of entries of one kind (entry_codec.h)
  std::size_t size_ = 0;                              ///< names, and keys that count against the largest size
  bool hasGivenUp_ = false, needsWholePass_ = false;
};

/// Reads the tree.
class TraitIndex {
 public:
  TraitIndex(ChunkReader& chunks, const ChunkId& root) : chunks_(chunks), root_(root) {}

  /// Keys of the entries with a wanted trait, ascending, each once; none when there are more than the index lists.
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
