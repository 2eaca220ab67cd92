// The chunks that a store is made of: leaves, nodes and blobs (FORMAT.md, "Chunks").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/hash.h"

namespace ldapsnap {

/// A chunk's id: the SHA-256 of its bytes, the type tag included.
using ChunkId = Hash;

/// The first byte of a chunk.
enum class ChunkType : char {
  Leaf = 'L',  ///< items of a tree: key and value
  Node = 'N',  ///< children of a tree: last key, id and number of items below
  Blob = 'B',  ///< one large value
};

/// SQLite and PostgreSQL cannot hold a larger value; what states more was not written by us.
inline constexpr std::uint64_t kLargestChunk = std::uint64_t{1} << 31;
/// Leaves and nodes have 16 KiB and one item; the largest item is an entry without its large values and sets. A writer
/// refuses a larger one, a reader takes it for damage.
inline constexpr std::uint64_t kLargestTreeChunk = std::uint64_t{64} << 20;

/// Views into the chunk that they were read from.
struct LeafItem {
  std::string_view key, value;
};
struct NodeItem {
  std::string_view lastKey;  ///< the greatest key below the child
  ChunkId child;
  std::uint64_t items;  ///< in all leaves below the child
};

/// The bytes of a chunk before its items.
std::string leafHeader();
std::string nodeHeader(unsigned level);
void appendItem(std::string& out, const LeafItem& item);
void appendItem(std::string& out, const NodeItem& item);
std::string blobChunk(std::string_view value);

/// A chunk, decoded. Owns its bytes.
class Chunk {
 public:
  /// Throws Error(Integrity) for bytes that are not a chunk, keys that do not ascend among them.
  explicit Chunk(std::string bytes);
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  ChunkType type() const { return type_; }
  unsigned level() const { return level_; }  ///< 0 for a leaf
  std::size_t size() const { return bytes_.size(); }
  const std::vector<LeafItem>& leafItems() const { return leafItems_; }  ///< empty for other types
  const std::vector<NodeItem>& nodeItems() const { return nodeItems_; }  ///< empty for other types
  std::string_view blob() const;                                         ///< the value of a blob

  /// The index of the first item with a key not less than `key`, or the number of items: in a leaf the position of the
  /// key, in a node the child that holds it.
  std::size_t lowerBound(std::string_view key) const;
  std::size_t itemCount() const { return type_ == ChunkType::Node ? nodeItems_.size() : leafItems_.size(); }

 private:
  void readLeaf();
  void readNode();

  std::string bytes_;
  ChunkType type_;
  unsigned level_ = 0;
  std::vector<LeafItem> leafItems_;
  std::vector<NodeItem> nodeItems_;
};

/// A chunk's bytes as they are stored: one zstd frame that states its content size. The compression level is not part
/// of the format.
std::string pack(std::string_view bytes);
/// The number of bytes that a frame says it unpacks to; none where it does not say, or says more than any chunk has.
/// Nothing is unpacked.
std::optional<std::uint64_t> unpackedSize(std::string_view packed);
/// Throws Error(Integrity) for bytes that are not such a frame, and for one that says it unpacks to more than `largest`
/// bytes: a few bytes can say anything.
std::string unpack(std::string_view packed, std::uint64_t largest = kLargestChunk);

}  // namespace ldapsnap
