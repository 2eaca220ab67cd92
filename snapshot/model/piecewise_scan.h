// Reading of all entries by several threads at once.
#pragma once

#include <cstddef>
#include <functional>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// A snapshot whose entries need not be read in DIT order.
class PiecewiseScan {
 public:
  using EntryVisitor = std::function<void(const Entry& entry)>;
  /// Hands the entries of one piece to a visitor, in no particular order.
  using Piece = std::function<void(const EntryVisitor& visit)>;

  virtual ~PiecewiseScan() = default;

  /// Calls `read` once for every piece; up to `threads` calls run at the same time. Every entry of the snapshot is in
  /// one of the pieces. Throws what a call threw.
  virtual void scanPieces(std::size_t threads, const std::function<void(const Piece& piece)>& read) const = 0;
};

}  // namespace ldapsnap
