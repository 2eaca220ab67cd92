// An index of LDIF text: for every entry the hashes of its name and its content, and its offset.
//
// 32 bytes an entry, and at most 16 more to look it up by name: two files can be compared, or an entry found, without
// copying the text. Built in one pass by all processors, without decoding plain records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/dn/dn_hash.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {

/// One content record.
struct LdifRow {
  static constexpr unsigned kShapeBits = 16;
  static constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

  std::uint64_t name = 0;  ///< hashOfPath() of its DN
  /// Of its DN's bytes and its logical lines as written, in any order: equal hashes mean equal entries. Different
  /// hashes prove nothing, as one value can be written in many ways.
  SecretHash content;
  std::uint64_t place = kNowhere;  ///< offset of the record in the text, and its shape

  std::size_t offset() const { return place >> kShapeBits; }
  std::uint32_t shape() const { return place & ((1U << kShapeBits) - 1); }
  bool isEntry() const { return place != kNowhere; }
};

/// What entries of one kind have in common: the attribute descriptions and the values of objectClass, as spelled. A
/// directory has few shapes.
struct LdifShape {
  std::size_t first = 0;   ///< offset of the first record that has it
  std::uint64_t hash = 0;  ///< of the descriptions and classes
};

/// A piece of the text's index, as one thread makes it.
struct LdifIndexPiece;

class LdifIndex {
 public:
  /// The number of a row. Rows are numbered in the order of the text, with gaps.
  using Id = std::uint32_t;
  static constexpr Id kNone = ~Id{0};
  static constexpr std::size_t kBlockRows = 1024;
  /// The shape of entries that were met after all numbers of shapes were used: nothing is known about them.
  static constexpr std::uint32_t kAnyShape = (1U << LdifRow::kShapeBits) - 1;

  /// `text` must outlive the index. Throws Error(BadInput) as LdifScanner does; anything else that is wrong is in
  /// problems(). `base`, if given, is the index of a text that may be nearly the same: it makes indexing faster and
  /// does not change the result.
  LdifIndex(std::string_view text, unsigned threads, const LdifIndex* base = nullptr);

  std::string_view text() const { return text_; }
  std::size_t size() const { return size_; }
  /// Ids are below this.
  Id idLimit() const { return static_cast<Id>(blocks_.size() * kBlockRows); }
  /// A row for which isEntry() is false is a gap in the numbering.
  const LdifRow& row(Id id) const { return blocks_[id / kBlockRows][id % kBlockRows]; }

  /// A short DN, nearly always the shortest; it may be one of `base`. Empty without entries.
  const std::string& shortestDn() const { return shortestDn_; }
  /// By number.
  const std::vector<LdifShape>& shapes() const { return shapes_; }
  /// Offsets, in order, of everything that is neither an entry of the directory nor a comment or trailer: decodeLdif()
  /// and kindOf() (ldif.h) say what it is.
  const std::vector<std::size_t>& problems() const { return problems_; }

  /// Offsets, in order, of content records about which decodeLdif() has remarks, or whose DN is not a DN.
  const std::vector<std::size_t>& remarks() const { return remarks_; }

  /// The record that begins at `offset`, without its line number (0), which would have to be counted.
  RawLdifRecord recordAt(std::size_t offset) const;
  /// The number of the line at `offset`, which is counted.
  std::size_t lineAt(std::size_t offset) const;

  /// Calls found(id) for the rows of that name: nearly always one or none.
  template <typename Found>
  void find(std::uint64_t name, Found found) const {
    const Slots& slots = slotsOf(name);
    for (std::size_t at = name & slots.mask; slots.ids[at] != kNone; at = (at + 1) & slots.mask) {
      const Id id = slots.ids[at];
      if (row(id).name == name && row(id).isEntry()) found(id);
    }
  }
  /// Prefetches the slot at which find() will look first.
  void prefetch(std::uint64_t name) const {
    const Slots& slots = slotsOf(name);
    __builtin_prefetch(&slots.ids[name & slots.mask]);
  }
  /// Prefetches the row at which find() will look first.
  void prefetchRow(std::uint64_t name) const {
    const Slots& slots = slotsOf(name);
    const Id id = slots.ids[name & slots.mask];
    if (id != kNone) __builtin_prefetch(&row(id));
  }
  /// Names that more than one row has, sorted.
  const std::vector<std::uint64_t>& sharedNames() const { return shared_; }

  /// Removes an entry, as if the text did not have it.
  void drop(Id id);
  /// False after drop().
  bool hasAll() const { return hasAll_; }

 private:
  /// An open-addressing table of the names of one part of the range of hashes.
  struct Slots {
    std::vector<Id> ids;
    std::size_t mask = 0;
  };

  const Slots& slotsOf(std::uint64_t name) const { return slots_[(name >> 32) * slots_.size() >> 32]; }
  void index(unsigned threads, const LdifIndex* base);
  void join(std::vector<LdifIndexPiece> pieces);
  void fillSlots(unsigned threads);
  std::vector<std::uint64_t> fill(std::size_t part);

  std::string_view text_;
  std::vector<std::unique_ptr<LdifRow[]>> blocks_;
  std::vector<LdifShape> shapes_;
  std::vector<std::size_t> problems_, remarks_;
  std::vector<Slots> slots_;
  std::vector<std::uint64_t> shared_;
  std::size_t size_ = 0;
  bool hasAll_ = true;
  std::string shortestDn_;
};

}  // namespace ldapsnap
