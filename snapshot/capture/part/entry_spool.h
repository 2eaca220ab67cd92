// Entries kept until it is known that they are consistent with the rest of the capture: compressed to about a tenth of
// their size as objects, in memory, and beyond a limit in a temporary file.
#pragma once

#include <cstddef>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

class EntrySpool {
 public:
  static constexpr std::size_t kMemory = std::size_t{64} << 20U;
  /// Keeps up to `memory` bytes of compressed entries; the rest goes to an unnamed temporary file (tmpfile(3)).
  explicit EntrySpool(std::size_t memory = kMemory) : limit_(memory) {}

  /// Throws Error(Unreachable) when the temporary file cannot be written.
  void add(const Entry& entry);
  /// Calls `visit` with every entry, in the order they were added. May be called several times.
  void forEach(const std::function<void(Entry)>& visit) const;
  std::size_t size() const { return size_; }
  void clear();
  /// Bytes of memory in use.
  std::size_t memory() const;

 private:
  struct Block {
    std::string compressed;  ///< empty: the block is in the file
    std::size_t rawSize, size;
  };
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void keep(std::string compressed, std::size_t rawSize);

  std::size_t limit_;
  std::vector<Block> blocks_;
  std::unique_ptr<std::FILE, Closer> file_;  ///< blocks one after another
  std::size_t inMemory_ = 0;
  std::string open_;  ///< the block being filled, raw
  std::size_t size_ = 0;
};

}  // namespace ldapsnap
