// The part of libpq that an archive needs: a connection, statements that travel together, and what failures mean.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/hash.h"

struct pg_conn;
struct pg_result;

namespace ldapsnap::postgresql {

/// A parameter of a statement, $1, $2, ... in PostgreSQL's binary form.
struct Parameter {
  unsigned type = 0;  ///< the type's OID
  std::string bytes;
};
Parameter text(std::string_view value);
Parameter bytes(std::string_view value);
Parameter integer(std::int64_t value);                                ///< bigint
Parameter hashes(std::span<const Hash> values);                       ///< bytea[]
Parameter arrayOfBytes(const std::vector<std::string_view>& values);  ///< bytea[]
Parameter texts(const std::vector<std::string>& values);              ///< text[]

struct Statement {
  std::string sql;  ///< empty: the transaction ends here, and the next statement begins another
  std::vector<Parameter> parameters = {};
};

/// Rows in binary form. Rows and columns count from 0.
class Result {
 public:
  explicit Result(pg_result* result) : result_(result) {}

  int rows() const;
  bool isNull(int row, int column) const;
  /// Of text or bytea. Valid as long as the result.
  std::string_view bytes(int row, int column) const;
  /// Of a smallint, an integer, a bigint or a boolean (0, 1).
  std::int64_t integer(int row, int column) const;
  Hash hash(int row, int column) const;
  /// How many rows the statement inserted, changed or deleted.
  std::uint64_t affected() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// Throws Error(Usage) for a URL that libpq does not take, and for one that holds a password: others would see it in
/// the list of processes.
void checkUrl(const std::string& url);

/// One connection, for one thread.
///
/// Parameters come from the URL, then from the service file, then from libpq's environment variables, as libpq defines
/// it; passwords from ~/.pgpass. A server that is not on this machine must have a certificate that names it
/// (sslmode=verify-full) unless one of them says otherwise.
class Connection {
 public:
  /// Throws Error(Unreachable) with the server's or libpq's words in one line. `wait` is for the connection.
  Connection(const std::string& url, std::chrono::milliseconds wait);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends all statements together and waits once. They are one transaction, unless one is open already. Where the
  /// server asks for a repetition (a deadlock, a serialisation failure), they are sent again. Returns the results of
  /// all statements that are not empty. Throws Error.
  std::vector<Result> run(const std::vector<Statement>& statements);
  Result run(Statement statement);
  /// A script of several statements without parameters.
  void runScript(const std::string& sql);

  /// Sends a statement without waiting for what comes of it, and can do nothing more then.
  void leave(const Statement& last);

  /// "archive postgresql://host:port/database", for messages: without the user and options.
  const std::string& name() const { return name_; }
  std::string user() const;
  /// How often this connection has waited for the server, without connecting.
  std::uint64_t roundTrips() const { return roundTrips_; }

 private:
  struct Failure {
    std::string state;    ///< SQLSTATE; empty when libpq itself failed
    std::string message;  ///< in one line
    std::string hint;
  };

  bool send(const Statement& statement);
  std::optional<Failure> tryRun(const std::vector<Statement>& statements, std::vector<Result>& results);
  Failure failureOf(const pg_result* result) const;
  [[noreturn]] void fail(const Failure& failure) const;
  [[noreturn]] void failLost() const;

  pg_conn* connection_ = nullptr;
  std::string name_;
  std::uint64_t roundTrips_ = 0;
};

/// SQLSTATEs that the functions of the schema raise.
inline constexpr std::string_view kLeaseIsOver = "LS001";

}  // namespace ldapsnap::postgresql
