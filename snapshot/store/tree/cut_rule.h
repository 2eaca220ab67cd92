// Where a chunk ends. See FORMAT.md, "Cut rule", for the picture and the reasons.
//
// Entries come sorted by key; a chunk ends after an item whose key has a low enough hash. So the places depend on keys,
// not on values and not on earlier snapshots: the same entries are cut the same way everywhere, and a changed entry
// changes one chunk. With a fixed probability, sizes would range from almost nothing to many times the mean, so the
// probability depends on the size so far: low at first, high when the chunk is large. All computation is in integers,
// so that no machine rounds differently.
#pragma once

#include <cstdint>
#include <string_view>

namespace ldapsnap {

/// Bytes of items in a chunk of that level, before compression. Nodes are small: when one id in a node changes, all its
/// ids are written again, and ids do not compress.
constexpr std::size_t targetSize(unsigned level) { return level == 0 ? 4 * 1024 : 2 * 1024; }
constexpr std::size_t minimumSize(unsigned level) { return targetSize(level) / 8; }  ///< no cut below
constexpr std::size_t maximumSize(unsigned level) { return targetSize(level) * 4; }  ///< always a cut above

/// True when a chunk of `level` (0 is a leaf) ends after the item with `key`. `itemSize` is the encoded size of that
/// item, `chunkSize` that of all items of the chunk so far, this one included.
bool endsAfter(unsigned level, std::string_view key, std::size_t itemSize, std::size_t chunkSize);

}  // namespace ldapsnap
