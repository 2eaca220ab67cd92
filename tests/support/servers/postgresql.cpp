#include "tests/support/servers/postgresql.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <stdexcept>
#include <unistd.h>

#include "tests/support/servers/free_port.h"
#include "tests/support/servers/ldap_server.h"

namespace ldapsnap::test {

namespace {

constexpr const char* kUser = "postgres";
constexpr int kMostStarts = 5;  ///< another process may take the port first

/// The newest version that is installed: "/usr/lib/postgresql/15/bin"; empty when there is none.
std::string folderOfPrograms() {
  std::error_code none;
  int newest = 0;
  for (const auto& each : std::filesystem::directory_iterator("/usr/lib/postgresql", none))
    if (std::filesystem::exists(each.path() / "bin/initdb"))
      newest = std::max(newest, std::atoi(each.path().filename().c_str()));
  return newest == 0 ? "" : fmt::format("/usr/lib/postgresql/{}/bin", newest);
}

}  // namespace

std::string PostgresqlServer::whyNot() {
  if (folderOfPrograms().empty()) return "the package postgresql is not installed";
  if (::geteuid() == 0 && ::getpwnam(kUser) == nullptr) return "there is no user postgres";
  return "";
}

std::string PostgresqlServer::program(const std::string& name) { return folderOfPrograms() + "/" + name; }

std::vector<std::string> PostgresqlServer::asItsUser(std::vector<std::string> command) const {
  if (::geteuid() != 0) return command;
  // --pdeathsig: the server ends when the test program dies, as other servers of the tests do.
  std::vector<std::string> words{"/usr/bin/setpriv", "--reuid",     kUser, "--regid", kUser,
                                 "--clear-groups",   "--pdeathsig", "keep"};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

PostgresqlServer::PostgresqlServer(PostgresqlOptions options) : options_(std::move(options)) {
  if (const std::string reason = whyNot(); !reason.empty()) throw std::runtime_error(reason);
  build();
  for (int attempt = 0; attempt < kMostStarts; ++attempt) {
    port_ = freePort();
    if (start()) return;
  }
  throw std::runtime_error("postgres does not start:\n" + endOf(log()));
}

void PostgresqlServer::build() {
  std::filesystem::create_directory(folder_ / "server");
  if (::geteuid() == 0) {
    const passwd* user = ::getpwnam(kUser);
    std::filesystem::permissions(folder_.path(), std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
    if (::chown(fileIn("server").c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("cannot give the folder to " + std::string(kUser));
  }
  ProcessOptions inFolder;
  inFolder.workingDirectory = fileIn("server");
  mustSucceed(asItsUser({program("initdb"), "--no-sync", "--no-instructions", "--auth=trust", "--username=owner",
                         "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata=" + fileIn("server/data")}),
              inFolder);
  if (!options_.access.empty()) std::ofstream(fileIn("server/data/pg_hba.conf")) << options_.access;
}

bool PostgresqlServer::start() {
  std::vector<std::string> command{program("postgres"), "-D", fileIn("server/data"), "-p", std::to_string(port_)};
  std::vector<std::string> settings{"listen_addresses=127.0.0.1",
                                    "unix_socket_directories=",
                                    "fsync=off",
                                    "shared_buffers=32MB",
                                    "max_wal_size=256MB",
                                    "autovacuum=off",
                                    "max_connections=120",
                                    "dynamic_shared_memory_type=mmap"};
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const std::string& setting : settings) command.insert(command.end(), {"-c", setting});
  ProcessOptions inFolder;
  inFolder.workingDirectory = fileIn("server");
  process_ = std::make_unique<BackgroundProcess>(asItsUser(command), fileIn("postgres.log"), inFolder);
  if (!waitUntilAnswering(*process_, "127.0.0.1", port_)) {
    process_.reset();
    return false;
  }
  // It answers before it is ready: "the database system is starting up".
  const std::string ready = fmt::format("--host=127.0.0.1 --port={}", port_);
  for (int i = 0; i < 200; ++i) {
    if (runProcess({program("pg_isready"), "--quiet", "--host=127.0.0.1", fmt::format("--port={}", port_)}).exitCode ==
        0)
      return true;
    ::usleep(50000);
  }
  return false;
}

std::string PostgresqlServer::url(const std::string& database, const std::string& user) const {
  return fmt::format("postgresql://{}@127.0.0.1:{}/{}", user, port_, database);
}

void PostgresqlServer::createDatabase(const std::string& name) const {
  sql("postgres", fmt::format("CREATE DATABASE \"{}\"", name));
}

ProcessResult PostgresqlServer::trySql(const std::string& database, const std::string& statements,
                                       const std::string& user) const {
  ProcessOptions options;
  options.stdinText = statements;
  return runProcess({program("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1",
                     url(database, user)},
                    options);
}

std::string PostgresqlServer::sql(const std::string& database, const std::string& statements,
                                  const std::string& user) const {
  const ProcessResult result = trySql(database, statements, user);
  if (result.exitCode != 0) throw std::runtime_error("psql: " + result.err);
  std::string text = result.out;
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string PostgresqlServer::log() const { return contentOf(fileIn("postgres.log")); }

void PostgresqlServer::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

void PostgresqlServer::stop() {
  process_->signal(SIGINT);
  process_->wait();
}

void PostgresqlServer::restart() {
  if (process_->running()) stop();
  for (int attempt = 0; attempt < kMostStarts; ++attempt) {
    // Processes of a server that was killed need a moment to see it; until then a new one refuses to start.
    if (start()) return;
    ::usleep(200000);
  }
  throw std::runtime_error("postgres does not start again:\n" + endOf(log()));
}

PostgresqlServer& sharedPostgresql() {
  static PostgresqlServer server;
  return server;
}

}  // namespace ldapsnap::test
