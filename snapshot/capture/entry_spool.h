// Entries set aside until it is known that they stand: compressed in memory, about a tenth of what they are as objects.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "snapshot/directory/entry.h"

namespace ldapsnap {

class EntrySpool {
 public:
  void add(const Entry& entry);
  /// All entries in the order they were added. May be called again.
  void forEach(const std::function<void(Entry)>& visit) const;
  std::size_t size() const { return size_; }
  void clear();
  /// Bytes held.
  std::size_t memory() const;

 private:
  struct Block {
    std::string compressed;
    std::size_t rawSize;
  };

  std::vector<Block> blocks_;
  std::string open_;  ///< the block being filled, raw
  std::size_t size_ = 0;
};

}  // namespace ldapsnap
