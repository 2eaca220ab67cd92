// Entries set aside until it is known that they stand: compressed, about a tenth of what they are as objects; in
// memory, and in a temporary file when they are many.
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
  /// Keeps up to `memory` bytes; more goes to a file without a name in the system's folder for those (tmpfile(3)).
  explicit EntrySpool(std::size_t memory = kMemory) : limit_(memory) {}

  /// Throws Error(Unreachable) when that file cannot be written.
  void add(const Entry& entry);
  /// All entries in the order they were added. May be called again.
  void forEach(const std::function<void(Entry)>& visit) const;
  std::size_t size() const { return size_; }
  void clear();
  /// Bytes held.
  std::size_t memory() const;

 private:
  struct Block {
    std::string compressed;  ///< empty: in the file
    std::size_t rawSize, size;
  };
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void keep(std::string compressed, std::size_t rawSize);

  std::size_t limit_;
  std::vector<Block> blocks_;
  std::unique_ptr<std::FILE, Closer> file_;  ///< blocks of the file one behind the other
  std::size_t inMemory_ = 0;
  std::string open_;  ///< the block being filled, raw
  std::size_t size_ = 0;
};

}  // namespace ldapsnap
