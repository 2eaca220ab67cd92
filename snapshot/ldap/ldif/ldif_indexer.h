// Indexing one piece of LDIF text: the inner loop of ldif_index.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/ldap/dn/dn_checker.h"
#include "snapshot/ldap/ldif/ldif_index.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {

struct LdifIndexPiece {
  std::vector<std::unique_ptr<LdifRow[]>> blocks;  ///< of kBlockRows each
  std::size_t rows = 0;
  std::string shortestDn;
  std::vector<std::size_t> problems, remarks;  ///< of LdifIndex
};

/// Numbers the shapes. Shared by all threads.
class LdifShapeTable {
 public:
  std::uint32_t numberOf(std::uint64_t shape, std::size_t offset);
  /// Notes a record of that shape at `offset`, which may come before the first one known.
  void noteFirst(std::uint32_t number, std::size_t offset);
  std::vector<LdifShape> take() { return std::move(shapes_); }

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<LdifShape> shapes_;
};

/// The index of an earlier file, such as yesterday's export of the same directory, whose rows are copied wherever both
/// files have the same bytes, so that those records need not be scanned again. Keeps a position in each of the two
/// texts. One object a thread.
class BaseIndex {
 public:
  /// `other` must outlive this object.
  BaseIndex(const LdifIndex& other, std::string_view text) : other_(other), text_(text) {}

  /// Forgets the position. To be called before a piece of the text that does not follow the previous one.
  void restart();
  /// Calls visit(row, its offset in this text) for the other text's rows from the expected position on, as long as this
  /// text has the same bytes from `start` on and the record begins before `end`. Returns the offset of the first record
  /// that is not such a copy; `start` if there are no copies. Costs nothing once the texts turned out to differ.
  template <typename Visitor>
  std::size_t forEachMatchingRow(std::size_t start, std::size_t end, Visitor visit) {
    if (expected_ == LdifIndex::kNone) return start;
    const std::size_t origin = other_.row(expected_).offset();
    const std::size_t same = commonSize(origin, start);
    std::size_t at = start;
    for (LdifIndex::Id next = following(expected_); next != LdifIndex::kNone; next = following(expected_)) {
      const std::size_t size = other_.row(next).offset() - origin;
      if (size > same || at >= end) break;
      visit(other_.row(expected_), at);
      at = start + size;
      expected_ = next;
    }
    if (at != start) misses_ = 0;
    return at;
  }
  /// To be called after a record of that name was indexed by scanning it: finds the position at which to continue.
  void recordIndexed(std::uint64_t name);

 private:
  std::size_t commonSize(std::size_t origin, std::size_t start) const;
  LdifIndex::Id following(LdifIndex::Id id) const;

  const LdifIndex& other_;
  std::string_view text_;
  LdifIndex::Id expected_ = LdifIndex::kNone;
  unsigned misses_ = 0;  ///< records in a row that were not copies
};

/// Indexes the records of one piece. A plain record (a DN, then well-formed attribute lines) is hashed in place. Any
/// other (change records, controls, names in AD's extended form, parts of values, change state, trailers, mistakes) is
/// decoded by decodeLdif(), so that only one place decides what LDIF is.
class LdifIndexer {
 public:
  /// `base`: see LdifIndex.
  LdifIndexer(std::string_view text, LdifShapeTable& shapes, const LdifIndex* base = nullptr)
      : text_(text), shapes_(shapes), baseIndex_(base) {
    if (base) base_.emplace(*base, text);
  }

  /// Indexes what begins in [begin, end): `begin` is where a record may begin.
  LdifIndexPiece index(std::size_t begin, std::size_t end);

 private:
  /// The sums that describe one record.
  struct Sum {
    SecretHash content;
    std::uint64_t name = 0, shape = 0;
    std::uint64_t lastType = 0;  ///< hash of the type of the line before
  };
  /// What is known about an attribute description: a file has few of them, on many lines.
  struct KnownType {
    std::string text;  ///< with the colon that follows it
    std::uint64_t hash = 0;
    bool isClass = false;
    bool isPlain = true;        ///< a line of it needs no decoding: an attribute description without state or range
    KnownType* next = nullptr;  ///< what followed it last time: a guess

    std::size_t size() const { return text.size() - 1; }
  };
  static constexpr std::size_t kKnownTypes = 256;

  bool scanPlain();
  bool nextLine(std::string_view& line);
  std::string_view takePhysical();
  bool isContinued() const { return at_ < text_.size() && text_[at_] == ' '; }
  bool takePlainDn(std::string_view line);
  bool takePlainLine(std::string_view line);
  const KnownType* typeOf(std::string_view line);
  KnownType* knownType(std::string_view type);
  void takeLine(std::string_view line, const KnownType& type, std::string_view shapeLine);
  void takeName(std::string_view dn);
  void decode(std::size_t start);
  void sumUp(const RawLdifRecord& raw, std::string_view dn);
  void sumUpLine(std::string_view line);
  void copyMatchingRows(std::size_t end);
  void addRow(std::size_t start);

  std::string_view text_;
  LdifShapeTable& shapes_;
  const LdifIndex* baseIndex_;
  std::optional<BaseIndex> base_;
  LdifIndexPiece piece_;
  std::size_t at_ = 0;
  Sum sum_;
  DnChecker names_;
  bool hasRemark_ = false;  ///< of the record at hand: it belongs to LdifIndex::remarks()
  std::string unfolded_, decoded_, stateless_;
  std::array<KnownType, kKnownTypes> types_;
  KnownType* lastType_ = nullptr;                             ///< of the last line that was taken
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  ///< of shapes this piece has seen
};

/// How many bytes a blank line at `at` has; 0 when the line there is not blank.
std::size_t ldifBlankLine(std::string_view text, std::size_t at);
/// The offset after the last line of the record that begins at `start`.
std::size_t ldifRecordEnd(std::string_view text, std::size_t start);

}  // namespace ldapsnap
