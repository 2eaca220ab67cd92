// A real PostgreSQL server for a test: made from nothing in a temporary folder, gone with the test.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

struct PostgresqlOptions {
  std::vector<std::string> settings;  ///< of postgresql.conf: "fsync=on"
  std::string access;                 ///< lines of pg_hba.conf; empty: everybody on 127.0.0.1 without a password
};

/// Listens on 127.0.0.1. The superuser is "owner". The server cannot run as root: then it runs as the user postgres of
/// Debian's package.
class PostgresqlServer {
 public:
  /// Why it cannot run here ("the package postgresql is not installed"), for GTEST_SKIP; empty when it can.
  static std::string whyNot();

  /// Returns when the server answers. Throws std::runtime_error with the words of what failed.
  explicit PostgresqlServer(PostgresqlOptions options = {});

  int port() const { return port_; }
  /// "postgresql://USER@127.0.0.1:PORT/DATABASE".
  std::string url(const std::string& database, const std::string& user = "owner") const;
  void createDatabase(const std::string& name) const;
  /// Runs SQL by psql and returns what it prints, values alone. Throws std::runtime_error with its words.
  std::string sql(const std::string& database, const std::string& statements, const std::string& user = "owner") const;
  /// The same, but also where it fails.
  ProcessResult trySql(const std::string& database, const std::string& statements, const std::string& user) const;
  std::string log() const;

  void kill();     ///< SIGKILL to the server and all its processes
  void restart();  ///< starts it on the same port; after kill(), or in order
  void stop();

 private:
  std::string fileIn(const std::string& name) const { return (folder_ / name).string(); }
  static std::string program(const std::string& name);
  std::vector<std::string> asItsUser(std::vector<std::string> command) const;
  void build();
  bool start();

  PostgresqlOptions options_;
  TempFolder folder_;
  int port_ = 0;
  std::unique_ptr<BackgroundProcess> process_;
};

/// One server for all tests of a program, started when it is first asked for. Throws where it cannot run.
PostgresqlServer& sharedPostgresql();

}  // namespace ldapsnap::test
