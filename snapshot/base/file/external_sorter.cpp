#include "snapshot/base/file/external_sorter.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <queue>
#include <utility>
#include <zstd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/temporary_file.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kBlockSize = 1 << 20;
constexpr std::size_t kLargestMerge = 64;  // runs read at once; each needs a buffer and a zstd window
constexpr std::size_t kBufferSize = 1 << 17;
constexpr int kZstdLevel = 1;  // temporary bytes: speed counts

// An item in memory and in a run: sizes of key and value (32 bits each, this machine's order), key, value.
struct Sizes {
  std::uint32_t key, value;
};

struct ItemView {
  std::string_view key, value;
};

ItemView itemAt(const char* item) {
  Sizes sizes{};
  std::memcpy(&sizes, item, sizeof sizes);
  const char* key = item + sizeof sizes;
  return {{key, sizes.key}, {key + sizes.key, sizes.value}};
}

/// An item, and eight bytes of its key from some depth on.
struct KeyPart {
  std::uint64_t bytes;  ///< the first one highest, 00 after the end of the key
  unsigned used;        ///< how many of them are of the key
  const char* item;

  /// Of keys that are equal up to the depth, the order of these parts.
  bool operator<(const KeyPart& other) const { return bytes != other.bytes ? bytes < other.bytes : used < other.used; }
  bool isSamePart(const KeyPart& other) const { return bytes == other.bytes && used == other.used; }
};

constexpr std::size_t kPartSize = sizeof(std::uint64_t);

KeyPart partAt(const char* item, std::size_t depth) {
  const std::string_view rest = itemAt(item).key.substr(depth, kPartSize);
  std::uint64_t bytes = 0;
  for (const char c : rest) bytes = bytes << 8U | static_cast<unsigned char>(c);
  const std::size_t missing = kPartSize - rest.size();
  if (missing > 0) bytes = missing == kPartSize ? 0 : bytes << 8U * missing;
  return {bytes, static_cast<unsigned>(rest.size()), item};
}

/// Sorts items by their keys, eight bytes at a time: keys of entries have long beginnings in common, and comparing
/// them in full would read each of them from memory again and again. No deeper stack for longer keys.
void sortByKey(std::vector<const char*>& items) {
  struct Range {
    std::size_t begin, end, depth;  ///< keys of items in [begin, end) are equal up to the depth
  };
  std::vector<KeyPart> parts;
  std::vector<Range> open = {{0, items.size(), 0}};
  while (!open.empty()) {
    const Range range = open.back();
    open.pop_back();
    parts.clear();
    for (std::size_t i = range.begin; i < range.end; ++i) parts.push_back(partAt(items[i], range.depth));
    if (!std::is_sorted(parts.begin(), parts.end())) std::sort(parts.begin(), parts.end());
    for (std::size_t start = 0; start < parts.size();) {
      std::size_t end = start;
      for (; end < parts.size() && parts[end].isSamePart(parts[start]); ++end)
        items[range.begin + end] = parts[end].item;
      if (end - start > 1 && parts[start].used == kPartSize)
        open.push_back({range.begin + start, range.begin + end, range.depth + kPartSize});
      start = end;
    }
  }
}

std::size_t check(std::size_t zstdResult) {
  if (ZSTD_isError(zstdResult) != 0) throw Error(ErrorKind::Internal, ZSTD_getErrorName(zstdResult));
  return zstdResult;
}

}  // namespace

/// Items in ascending order in a temporary file: written once, then read once.
class ExternalSorter::Run {
 public:
  explicit Run(const std::filesystem::path& folder) : file_(folder), writer_(ZSTD_createCCtx()), buffer_(kBufferSize) {
    check(ZSTD_CCtx_setParameter(writer_.get(), ZSTD_c_compressionLevel, kZstdLevel));
  }

  void write(const ItemView& item) {
    const Sizes sizes{static_cast<std::uint32_t>(item.key.size()), static_cast<std::uint32_t>(item.value.size())};
    compress({reinterpret_cast<const char*>(&sizes), sizeof sizes}, ZSTD_e_continue);
    compress(item.key, ZSTD_e_continue);
    compress(item.value, ZSTD_e_continue);
  }

  /// Ends the writing and lets its memory go.
  void finish() {
    compress({}, ZSTD_e_end);
    writer_.reset();
    buffer_ = {};
  }

  void startReading() {
    buffer_.resize(kBufferSize);
    file_.rewind();
    reader_.reset(ZSTD_createDCtx());
    next();
  }

  bool atEnd() const { return atEnd_; }
  ItemView item() const { return itemAt(item_.data()); }

  void next() {
    item_.resize(sizeof(Sizes));
    if (!fill(0)) {
      atEnd_ = true;
      return;
    }
    Sizes sizes{};
    std::memcpy(&sizes, item_.data(), sizeof sizes);
    item_.resize(sizeof sizes + sizes.key + sizes.value);
    if (!fill(sizeof sizes)) throw Error(ErrorKind::Internal, "a temporary file ends early");
  }

 private:
  struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  void compress(std::string_view bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (bool isDone = false; !isDone;) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const std::size_t left = check(ZSTD_compressStream2(writer_.get(), &out, &in, directive));
      file_.write({buffer_.data(), out.pos});
      isDone = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
    }
  }

  /// Fills item_ from `from` on; false at the end of the file.
  bool fill(std::size_t from) {
    ZSTD_outBuffer out{item_.data(), item_.size(), from};
    while (out.pos < out.size) {
      if (in_.pos == in_.size) {
        in_ = {buffer_.data(), file_.read(buffer_.data(), buffer_.size()), 0};
        // zstd may still hold bytes that did not fit before.
        const std::size_t had = out.pos;
        check(ZSTD_decompressStream(reader_.get(), &out, &in_));
        if (in_.size == 0 && out.pos == had) return false;
      } else {
        check(ZSTD_decompressStream(reader_.get(), &out, &in_));
      }
    }
    return true;
  }

  TemporaryFile file_;
  std::unique_ptr<ZSTD_CCtx, FreeContext> writer_;
  std::unique_ptr<ZSTD_DCtx, FreeContext> reader_;
  std::vector<char> buffer_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::vector<char> item_;
  bool atEnd_ = false;
};

ExternalSorter::ExternalSorter(std::filesystem::path folder, std::size_t memory)
    : folder_(std::move(folder)), memory_(memory) {}

ExternalSorter::~ExternalSorter() = default;

void ExternalSorter::add(std::string_view key, std::string_view value) {
  const std::size_t size = sizeof(Sizes) + key.size() + value.size();
  if (!items_.empty() && used_ + size + (items_.size() + 1) * sizeof(char*) > memory_) spill();
  char* place = reserve(size);
  const Sizes sizes{static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size())};
  items_.push_back(place);
  std::memcpy(place, &sizes, sizeof sizes);
  std::copy(key.begin(), key.end(), place + sizeof sizes);
  std::copy(value.begin(), value.end(), place + sizeof sizes + key.size());
}

char* ExternalSorter::reserve(std::size_t size) {
  if (size > blockFree_) {
    const std::size_t blockSize = std::max(size, std::min(kBlockSize, memory_));
    blocks_.push_back(std::make_unique<char[]>(blockSize));
    blockEnd_ = blocks_.back().get() + blockSize;
    blockFree_ = blockSize;
  }
  char* place = blockEnd_ - blockFree_;
  blockFree_ -= size;
  used_ += size;
  return place;
}

void ExternalSorter::sort() { sortByKey(items_); }

void ExternalSorter::spill() {
  // Too many runs to read at once become one.
  if (runs_.size() == kLargestMerge) {
    auto merged = std::make_unique<Run>(folder_);
    mergeRuns([&](std::string_view key, std::string_view value) { merged->write({key, value}); });
    merged->finish();
    runs_.push_back(std::move(merged));
  }
  sort();
  auto run = std::make_unique<Run>(folder_);
  for (const char* item : items_) run->write(itemAt(item));
  run->finish();
  runs_.push_back(std::move(run));
  ++runsWritten_;
  items_.clear();
  blocks_.clear();
  blockFree_ = used_ = 0;
}

void ExternalSorter::mergeRuns(const Visitor& visit) {
  const std::vector<std::unique_ptr<Run>> runs = std::exchange(runs_, {});
  const auto isBehind = [](const Run* a, const Run* b) { return a->item().key > b->item().key; };
  std::priority_queue<Run*, std::vector<Run*>, decltype(isBehind)> next(isBehind);
  for (const std::unique_ptr<Run>& run : runs) {
    run->startReading();
    if (!run->atEnd()) next.push(run.get());
  }
  while (!next.empty()) {
    Run* const run = next.top();
    next.pop();
    visit(run->item().key, run->item().value);
    run->next();
    if (!run->atEnd()) next.push(run);
  }
}

void ExternalSorter::forEachInMemory(const Visitor& visit) {
  sort();
  for (const char* item : items_) visit(itemAt(item).key, itemAt(item).value);
  std::vector<const char*>().swap(items_);
  blocks_.clear();
  blockFree_ = used_ = 0;
}

void ExternalSorter::forEach(const Visitor& visit) {
  if (runs_.empty()) return forEachInMemory(visit);
  if (!items_.empty()) spill();
  mergeRuns(visit);
}

}  // namespace ldapsnap
