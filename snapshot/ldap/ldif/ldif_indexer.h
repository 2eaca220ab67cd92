// Indexing a piece of LDIF text: the inner loop of ldif_index.h.
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

#include "snapshot/ldap/ldif/ldif_index.h"
#include "snapshot/ldap/ldif/ldif_scan.h"
#include "snapshot/ldap/ldif/ldif_twin.h"

namespace ldapsnap {

struct LdifIndexPiece {
  std::vector<std::unique_ptr<LdifRow[]>> blocks;  ///< of kBlockRows each
  std::size_t rows = 0;
  std::string shortestDn;
  std::vector<std::size_t> problems;  ///< LdifIndex::problems()
};

/// Gives shapes their numbers, for all threads.
class LdifShapeTable {
 public:
  std::uint32_t numberOf(std::uint64_t shape, std::size_t offset);
  /// A record of that shape was seen at `offset`, maybe before the first one known.
  void noteFirst(std::uint32_t number, std::size_t offset);
  std::vector<LdifShape> take() { return std::move(shapes_); }

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<LdifShape> shapes_;
};

/// Goes through the records of one piece. A record that is plain (a DN, attribute lines that are what they should be)
/// is hashed where it lies. Whatever else there is (change records, controls, names in AD's extended form, trailers,
/// mistakes) is decoded as everywhere else, so that there is one judge of what LDIF is.
class LdifIndexer {
 public:
  /// `like`: see LdifIndex.
  LdifIndexer(std::string_view text, LdifShapeTable& shapes, const LdifIndex* like = nullptr)
      : text_(text), shapes_(shapes), like_(like) {
    if (like) twin_.emplace(*like, text);
  }

  /// Indexes what begins in [begin, end): `begin` is where a record may begin.
  LdifIndexPiece index(std::size_t begin, std::size_t end);

 private:
  /// What is summed up of one record.
  struct Sum {
    SecretHash content;
    std::uint64_t name = 0, shape = 0;
    std::uint64_t lastType = 0;  ///< hash of the type of the line before
  };
  /// What was found out about an attribute description: a file has few, on many lines.
  struct KnownType {
    std::string text;  ///< with the colon that ends it
    std::uint64_t hash = 0;
    bool isClass = false;
    KnownType* next = nullptr;  ///< what came on the line behind it last time: a guess

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
  void takeLine(std::string_view line, const KnownType& type);
  void takeName(std::string_view dn);
  void decode(std::size_t start);
  void sumUp(const RawLdifRecord& raw, std::string_view dn);
  void takeAlike(std::size_t end);
  void addRow(std::size_t start);

  std::string_view text_;
  LdifShapeTable& shapes_;
  const LdifIndex* like_;
  std::optional<LdifTwin> twin_;
  LdifIndexPiece piece_;
  std::size_t at_ = 0;
  Sum sum_;
  std::string unfolded_, decoded_;
  std::array<KnownType, kKnownTypes> types_;
  KnownType* lastType_ = nullptr;                             ///< of the last line that was taken
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  ///< of shapes this piece has seen
};

/// How many bytes a blank line at `at` has; 0 when the line there is not blank.
std::size_t ldifBlankLine(std::string_view text, std::size_t at);
/// Behind the last line of the record that begins at `start`.
std::size_t ldifRecordEnd(std::string_view text, std::size_t start);

}  // namespace ldapsnap
