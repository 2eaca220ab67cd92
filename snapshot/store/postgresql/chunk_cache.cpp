#include "snapshot/store/postgresql/chunk_cache.h"

#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/user_folders.h"

namespace ldapsnap::postgresql {
namespace {

constexpr const char* kCacheTable = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS chunk(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, data BLOB NOT NULL);
)";

bool hasBytesOfItsId(const PackedChunk& chunk) {
  try {
    return sha256(unpack(chunk.bytes)) == chunk.id;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

ChunkCache::ChunkCache(std::uint64_t most) : most_(most) {
  const std::optional<std::filesystem::path> folder = userFolder(UserFolder::Cache);
  if (!folder) return;
  std::error_code failed;
  std::filesystem::create_directories(folder->parent_path(), failed);
  ::mkdir(folder->c_str(), 0700);
  const std::filesystem::path file = *folder / "chunks.db";
  const int created =
      ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);  // SQLite gives its other files this mode
  if (created < 0) return;
  ::close(created);
  try {
    auto database = std::make_unique<sqlite::Database>(file, sqlite::Open::ReadWrite, "cache " + folder->string(),
                                                       std::chrono::milliseconds(200));
    database->execute(kCacheTable);
    database_ = std::move(database);
  } catch (const Error&) {
    // Without a cache.
  }
}

std::vector<PackedChunk> ChunkCache::read(std::span<const ChunkId> ids) {
  std::vector<PackedChunk> found;
  if (!database_) return found;
  try {
    sqlite::Statement statement(*database_, "SELECT data FROM chunk WHERE id = ?1");
    for (const ChunkId& id : ids) {
      const sqlite::ResetAtEnd atEnd(statement);
      if (!statement.bindBlob(1, id.view()).step()) continue;
      PackedChunk chunk{id, std::string(statement.bytes(0))};
      if (hasBytesOfItsId(chunk)) found.push_back(std::move(chunk));
    }
  } catch (const Error&) {
    database_.reset();
  }
  return found;
}

void ChunkCache::keep(const std::vector<PackedChunk>& chunks) {
  if (!database_ || chunks.empty()) return;
  try {
    sqlite::Transaction transaction(*database_);
    sqlite::Statement statement(*database_, "INSERT OR REPLACE INTO chunk(id, data) VALUES (?1, ?2)");
    for (const PackedChunk& chunk : chunks) statement.bindBlob(1, chunk.id.view()).bindBlob(2, chunk.bytes).run();
    makeRoom();
    transaction.commit();
  } catch (const Error&) {
    database_.reset();  // full, or used by another process for too long
  }
}

/// Removes a quarter, the ones that came first, when the pages in use are too many.
void ChunkCache::makeRoom() {
  const auto number = [this](const char* sql) {
    sqlite::Statement statement(*database_, sql);
    return statement.step() ? static_cast<std::uint64_t>(statement.integer(0)) : 0;
  };
  const std::uint64_t pages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
  if (pages * number("PRAGMA page_size") <= most_) return;
  database_->execute(
      "DELETE FROM chunk WHERE number <= (SELECT min(number) + (max(number) - min(number)) / 4 FROM chunk)");
}

}  // namespace ldapsnap::postgresql
