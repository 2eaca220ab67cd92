#include "snapshot/store/backend/sqlite.h"

#include <cerrno>
#include <fmt/format.h>
#include <sqlite3.h>
#include <utility>

#include "snapshot/base/error.h"

namespace ldapsnap::sqlite {
namespace {

/// SQLite reports only ENOSPC as "full"; a quota and a limit on the size of files mean the same to the user.
bool isOutOfSpace(int systemError) { return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG; }

/// A path as SQLite's URI form takes it, for the parameters that only it has.
std::string immutableUri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02x}", static_cast<unsigned>(c));
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(const std::filesystem::path& file, Open how, std::string name, std::chrono::milliseconds wait)
    : name_(std::move(name)) {
  const bool mayWrite = how == Open::ReadWrite || how == Open::Exclusive;  // a log is read by writing to memory
  const int flags = mayWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  const std::string path = how == Open::Immutable ? immutableUri(file) : std::filesystem::absolute(file).string();
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(wait.count()));
  // Set before the first look at the log, it makes SQLite keep the log's index in memory instead of a file.
  if (how == Open::Exclusive) execute("PRAGMA locking_mode = EXCLUSIVE");
}

void Database::waitAtMost(std::chrono::milliseconds wait) {
  sqlite3_busy_timeout(handle(), static_cast<int>(wait.count()));
}

bool Database::isInTransaction() const { return sqlite3_get_autocommit(handle()) == 0; }

void Database::execute(const char* sql) {
  if (const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code);
}

void Database::fail(int code) {
  // Asked now: the rollback that follows a failure overwrites what SQLite says of it.
  const int primary = code & 0xff;
  lackedSpace_ =
      primary == SQLITE_FULL || (primary == SQLITE_IOERR && handle_ && isOutOfSpace(sqlite3_system_errno(handle())));
  const std::string reason = handle_ ? sqlite3_errmsg(handle()) : sqlite3_errstr(code);
  const auto error = [&](ErrorKind kind, std::string_view what) {
    return Error(kind, fmt::format("{} {}", name_, what));
  };
  if (lackedSpace_) {
    throw error(ErrorKind::Unreachable, "cannot be written: the disk is full")
        .fix("make room; what was stored before is intact");
  }
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw error(ErrorKind::Unreachable, "is being written by another process").fix("try again when it is done");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw error(ErrorKind::Integrity, "is damaged: " + reason)
          .fix("`ldapsnap store verify` shows what can still be read");
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      throw error(ErrorKind::Unreachable, "cannot be used: " + reason)
          .fix("check the disk and the folder's permissions");
    default:
      throw error(ErrorKind::Internal, fmt::format("failed: {} ({})", reason, code));
  }
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr));
  statement_.reset(statement);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) database_.fail(code);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value));
  return *this;
}

Statement& Statement::bindText(int parameter, std::string_view text) {
  const char* const bytes = text.data() == nullptr ? "" : text.data();  // SQLite takes a null pointer for NULL
  check(sqlite3_bind_text64(statement_.get(), parameter, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bindBlob(int parameter, std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code);
  return code == SQLITE_ROW;
}

void Statement::run() {
  const ResetAtEnd atEnd(*this);
  while (step()) {
  }
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Transaction::Transaction(Database& database, For purpose) : database_(database) {
  database_.execute(purpose == For::Writing ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED");
}

Transaction::~Transaction() {
  if (isOpen_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  isOpen_ = false;
}

std::string libraryVersion() { return sqlite3_libversion(); }

}  // namespace ldapsnap::sqlite
