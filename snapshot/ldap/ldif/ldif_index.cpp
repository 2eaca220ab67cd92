#include "snapshot/ldap/ldif/ldif_index.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <future>

#include "snapshot/ldap/ldif/ldif_indexer.h"
#include "snapshot/ldap/ldif/ldif_start.h"

namespace ldapsnap {
namespace {

/// Large enough to be worth a thread, small enough that all processors finish at about the same time.
constexpr std::size_t kPieceSize = std::size_t{8} << 20;

/// The offset after the first blank line at or after `at`, where a record may begin.
std::size_t pieceStart(std::string_view text, std::size_t at) {
  for (;;) {
    const std::size_t feed = text.find('\n', at);
    if (feed == std::string_view::npos) return text.size();
    at = feed + 1;
    if (const std::size_t size = ldifBlankLine(text, at)) return at + size;
  }
}

/// Offsets at which pieces begin, and the end of the text.
std::vector<std::size_t> pieceStarts(std::string_view text) {
  std::vector<std::size_t> starts = {ldifStart(text)};
  while (starts.back() + kPieceSize < text.size()) starts.push_back(pieceStart(text, starts.back() + kPieceSize));
  if (starts.back() != text.size() || starts.size() == 1) starts.push_back(text.size());
  return starts;
}

/// Runs `work` in `threads` threads, this one included, and waits for all; rethrows the first exception.
template <typename Work>
void inParallel(unsigned threads, const Work& work) {
  std::vector<std::future<void>> others;
  for (unsigned i = 1; i < threads; ++i) others.push_back(std::async(std::launch::async, [&work, i] { work(i); }));
  work(0);
  for (std::future<void>& other : others) other.get();
}

}  // namespace

LdifIndex::LdifIndex(std::string_view text, unsigned threads, const LdifIndex* base) : text_(text) {
  const LdifScanner refusesOtherFormats(text);
  const bool isUsable = base != nullptr && base->hasAll() && base->shapes().size() < kAnyShape;
  index(threads, isUsable ? base : nullptr);
  fillSlots(threads);
}

void LdifIndex::index(unsigned threads, const LdifIndex* base) {
  const std::vector<std::size_t> starts = pieceStarts(text_);
  std::vector<LdifIndexPiece> pieces(starts.size() - 1);
  LdifShapeTable shapes;
  std::atomic<std::size_t> next = 0;
  inParallel(threads, [&](unsigned) {
    LdifIndexer indexer(text_, shapes, base);
    for (std::size_t i = next++; i < pieces.size(); i = next++) pieces[i] = indexer.index(starts[i], starts[i + 1]);
  });
  shapes_ = shapes.take();
  join(std::move(pieces));
}

void LdifIndex::join(std::vector<LdifIndexPiece> pieces) {
  for (LdifIndexPiece& piece : pieces) {
    if (piece.rows > 0 && (size_ == 0 || piece.shortestDn.size() < shortestDn_.size()))
      shortestDn_ = std::move(piece.shortestDn);
    size_ += piece.rows;
    std::move(piece.blocks.begin(), piece.blocks.end(), std::back_inserter(blocks_));
    problems_.insert(problems_.end(), piece.problems.begin(), piece.problems.end());
    remarks_.insert(remarks_.end(), piece.remarks.begin(), piece.remarks.end());
  }
}

void LdifIndex::fillSlots(unsigned threads) {
  slots_.resize(threads);
  std::vector<std::vector<std::uint64_t>> shared(threads);
  inParallel(threads, [&](unsigned part) { shared[part] = fill(part); });
  for (const auto& some : shared) shared_.insert(shared_.end(), some.begin(), some.end());
  std::sort(shared_.begin(), shared_.end());
  shared_.erase(std::unique(shared_.begin(), shared_.end()), shared_.end());
}

/// Fills one part of the table; returns the names that occur more than once.
std::vector<std::uint64_t> LdifIndex::fill(std::size_t part) {
  Slots& slots = slots_[part];
  const auto isMine = [&](const LdifRow& row) { return row.isEntry() && &slotsOf(row.name) == &slots; };
  std::size_t count = 0;
  for (Id id = 0; id < idLimit(); ++id) count += isMine(row(id)) ? 1 : 0;
  slots.ids.assign(std::bit_ceil(count + count / 2 + 1), kNone);
  slots.mask = slots.ids.size() - 1;
  std::vector<std::uint64_t> twice;
  const auto insert = [&](Id id) {
    std::size_t at = row(id).name & slots.mask;
    for (; slots.ids[at] != kNone; at = (at + 1) & slots.mask) {
      if (row(slots.ids[at]).name == row(id).name) twice.push_back(row(id).name);
    }
    slots.ids[at] = id;
  };
  // In batches, so that the memory of one row is fetched while others are inserted.
  std::array<Id, 32> batch{};
  std::size_t waiting = 0;
  const auto insertBatch = [&] {
    for (std::size_t i = 0; i < waiting; ++i) prefetchRow(row(batch[i]).name);
    for (std::size_t i = 0; i < waiting; ++i) insert(batch[i]);
    waiting = 0;
  };
  for (Id id = 0; id < idLimit(); ++id) {
    if (!isMine(row(id))) continue;
    prefetch(row(id).name);
    batch[waiting++] = id;
    if (waiting == batch.size()) insertBatch();
  }
  insertBatch();
  return twice;
}

RawLdifRecord LdifIndex::recordAt(std::size_t offset) const {
  const std::size_t end = ldifRecordEnd(text_, offset);
  std::size_t next = end;
  while (const std::size_t size = ldifBlankLine(text_, next)) next += size;
  return {0, text_.substr(offset, end - offset), next == text_.size()};
}

std::size_t LdifIndex::lineAt(std::size_t offset) const {
  const std::string_view before = text_.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

void LdifIndex::drop(Id id) {
  blocks_[id / kBlockRows][id % kBlockRows].place = LdifRow::kNowhere;
  --size_;
  hasAll_ = false;
}

}  // namespace ldapsnap
