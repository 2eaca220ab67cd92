// Records in the order in which they came, in memory as long as they are few, else in a file: what a comparison found
// may be larger than what was compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/file/temporary_file.h"

namespace ldapsnap {

class RecordSpool {
 public:
  /// Bytes that a spool keeps in memory before it writes them out (temporaryFolder()).
  static constexpr std::size_t kMemory = std::size_t{32} << 20;

  explicit RecordSpool(std::size_t memory = kMemory) : memory_(memory) {}

  /// Throws Error(Unreachable) when the file cannot be written, Error(Internal) when records are in a file that a copy
  /// of this spool has, too: copies are for reading.
  void add(std::string_view record);
  /// The record at `position`, from 0.
  std::string at(std::size_t position) const;
  std::size_t size() const { return ends_.size(); }
  /// True when records are in a file.
  bool isSpilled() const { return file_ != nullptr; }

 private:
  std::size_t memory_;
  std::string tail_;                     ///< the records that are not in the file
  std::uint64_t written_ = 0;            ///< bytes in the file
  std::shared_ptr<TemporaryFile> file_;  ///< nullptr: nothing was written out
  std::vector<std::uint64_t> ends_;      ///< of each record, counted from the first one's start
};

}  // namespace ldapsnap
