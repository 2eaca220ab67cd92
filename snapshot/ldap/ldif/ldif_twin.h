// Indexing LDIF text beside another that is indexed already and nearly the same: yesterday's export of a directory.
//
// Where both are the same byte for byte, the records are those of the other text and need not be looked at again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "snapshot/ldap/ldif/ldif_index.h"

namespace ldapsnap {

/// A place in a text and the place in the other one that is expected to go on the same way. One for each thread.
class LdifTwin {
 public:
  /// `other` outlives this.
  LdifTwin(const LdifIndex& other, std::string_view text) : other_(other), text_(text) {}

  /// To be called before a piece of the text that does not follow on the last.
  void restart();
  /// Looks for rows of the other text from the place that is expected on, which stand in this one from `start` on, and
  /// calls visit(row, its offset in this text) for each that begins before `end`. Returns where the first record begins
  /// of which this is not so; `start` when there is none such. Costs nothing where texts turned out to be different.
  template <typename Visitor>
  std::size_t forEachAlike(std::size_t start, std::size_t end, Visitor visit) {
    if (expected_ == LdifIndex::kNone) return start;
    const std::size_t origin = other_.row(expected_).offset();
    const std::size_t same = commonSize(origin, start);
    std::size_t at = start;
    for (LdifIndex::Id next = following(expected_); next != LdifIndex::kNone; next = following(expected_)) {
      const std::size_t behind = other_.row(next).offset() - origin;
      if (behind > same || at >= end) break;
      visit(other_.row(expected_), at);
      at = start + behind;
      expected_ = next;
    }
    if (at != start) misses_ = 0;
    return at;
  }
  /// The record behind the last one has that name and was indexed the ordinary way: finds out where to go on.
  void met(std::uint64_t name);

 private:
  std::size_t commonSize(std::size_t origin, std::size_t start) const;
  LdifIndex::Id following(LdifIndex::Id id) const;

  const LdifIndex& other_;
  std::string_view text_;
  LdifIndex::Id expected_ = LdifIndex::kNone;
  unsigned misses_ = 0;  ///< records in a row that were not alike
};

}  // namespace ldapsnap
