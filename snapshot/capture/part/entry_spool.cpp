#include "snapshot/capture/part/entry_spool.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <zstd.h>

#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kBlockSize = std::size_t{1} << 20U;
/// The fastest level: what is gained by a higher one is not worth the time for data that lives for one capture.
constexpr int kCompressionLevel = 1;

void putNumber(std::string& bytes, std::size_t number) {
  const auto value = static_cast<std::uint32_t>(number);
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes.append(raw, sizeof value);
}

void putText(std::string& bytes, std::string_view text) {
  putNumber(bytes, text.size());
  bytes.append(text);
}

std::size_t takeNumber(std::string_view& bytes) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

std::string takeText(std::string_view& bytes) {
  const std::size_t size = takeNumber(bytes);
  std::string text(bytes.substr(0, size));
  bytes.remove_prefix(size);
  return text;
}

Entry takeEntry(std::string_view& bytes) {
  Entry entry;
  entry.dn = takeText(bytes);
  entry.attributes.resize(takeNumber(bytes));
  for (Attribute& attribute : entry.attributes) {
    attribute.description = takeText(bytes);
    attribute.values.resize(takeNumber(bytes));
    for (std::string& value : attribute.values) value = takeText(bytes);
  }
  return entry;
}

void visitAll(std::string_view raw, const std::function<void(Entry)>& visit) {
  while (!raw.empty()) visit(takeEntry(raw));
}

}  // namespace

void EntrySpool::add(const Entry& entry) {
  putText(open_, entry.dn);
  putNumber(open_, entry.attributes.size());
  for (const Attribute& attribute : entry.attributes) {
    putText(open_, attribute.description);
    putNumber(open_, attribute.values.size());
    for (const std::string& value : attribute.values) putText(open_, value);
  }
  ++size_;
  if (open_.size() < kBlockSize) return;
  std::string compressed(ZSTD_compressBound(open_.size()), '\0');
  const std::size_t size =
      ZSTD_compress(compressed.data(), compressed.size(), open_.data(), open_.size(), kCompressionLevel);
  if (ZSTD_isError(size) != 0) throw Error(ErrorKind::Internal, std::string("zstd: ") + ZSTD_getErrorName(size));
  keep(std::string(compressed.data(), size), open_.size());
  open_.clear();
}

void EntrySpool::keep(std::string compressed, std::size_t rawSize) {
  const std::size_t size = compressed.size();
  if (inMemory_ + size <= limit_) {
    inMemory_ += size;
    blocks_.push_back({std::move(compressed), rawSize, size});
    return;
  }
  if (!file_) file_.reset(std::tmpfile());
  // At the end, wherever a read by forEach() left the position.
  if (!file_ || std::fseek(file_.get(), 0, SEEK_END) != 0 ||
      std::fwrite(compressed.data(), 1, size, file_.get()) != size) {
    throw Error(ErrorKind::Unreachable, fmt::format("cannot write a temporary file: {}", std::strerror(errno)))
        .fix("a capture keeps entries there until they are known to be consistent; check the free space in /tmp");
  }
  blocks_.push_back({{}, rawSize, size});
}

void EntrySpool::forEach(const std::function<void(Entry)>& visit) const {
  std::string raw, read;
  if (file_) std::rewind(file_.get());
  for (const Block& block : blocks_) {
    raw.resize(block.rawSize);
    if (block.compressed.empty()) {
      read.resize(block.size);
      read.resize(std::fread(read.data(), 1, block.size, file_.get()));
    }
    const std::string& compressed = block.compressed.empty() ? read : block.compressed;
    const std::size_t size = ZSTD_decompress(raw.data(), raw.size(), compressed.data(), compressed.size());
    if (size != block.rawSize) throw Error(ErrorKind::Internal, "a spooled block cannot be read back");
    visitAll(raw, visit);
  }
  visitAll(open_, visit);
}

void EntrySpool::clear() { *this = EntrySpool(limit_); }

std::size_t EntrySpool::memory() const {
  std::size_t bytes = open_.capacity();
  for (const Block& block : blocks_) bytes += block.compressed.capacity();
  return bytes;
}

}  // namespace ldapsnap
