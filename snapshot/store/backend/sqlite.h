// The part of SQLite that a store needs: connections, statements and transactions that clean up after themselves and
// throw Error.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace ldapsnap::sqlite {

/// "3.40.1", of the library as it is loaded.
std::string libraryVersion();

enum class Open {
  ReadWrite,
  ReadOnly,
  Immutable,  ///< read-only, in a folder where nothing can be written: without locks
  /// Read-only, with a log, where no file can be made next to it: nobody else can use the database meanwhile.
  Exclusive,
};

/// A connection. Messages call it by `name`: "store /home/me/.local/share/ldapsnap".
class Database {
 public:
  /// Throws Error(Unreachable) when the file is not there or cannot be opened.
  Database(const std::filesystem::path& file, Open how, std::string name, std::chrono::milliseconds wait);

  /// Runs statements that return nothing.
  void execute(const char* sql);
  /// What SQLite's last failure means to the user: busy, full, read-only, unreadable -> Unreachable; damaged ->
  /// Integrity; anything else -> Internal.
  [[noreturn]] void fail(int code);
  /// How long a statement waits for other processes from now on.
  void waitAtMost(std::chrono::milliseconds wait);
  bool isInTransaction() const;
  /// Whether the last failure was that there is no room on the disk.
  bool lackedSpace() const { return lackedSpace_; }

  sqlite3* handle() const { return handle_.get(); }
  const std::string& name() const { return name_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };

  std::string name_;
  std::unique_ptr<sqlite3, Close> handle_;
  bool lackedSpace_ = false;
};

/// A prepared statement. Parameters and columns count as in SQLite: parameters from 1, columns from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  Statement& bind(int parameter, std::int64_t value);
  /// The bytes must stay until the statement is reset.
  Statement& bindText(int parameter, std::string_view text);
  Statement& bindBlob(int parameter, std::string_view bytes);

  /// Goes to the next row; false at the end.
  bool step();
  /// Runs a statement to its end and resets it.
  void run();
  void reset();

  std::int64_t integer(int column) const;
  /// Text or blob, valid until the next step.
  std::string_view bytes(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  void check(int code) const;

  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Resets a statement at the end of a block, so that it holds no read transaction open.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

/// Rolled back unless committed. Everything that is read in one is from the same moment.
class Transaction {
 public:
  enum class For { Reading, Writing };
  explicit Transaction(Database& database, For purpose = For::Writing);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool isOpen_ = true;
};

}  // namespace ldapsnap::sqlite
