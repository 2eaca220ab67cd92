#include "snapshot/store/postgresql/connection.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <map>
#include <poll.h>
#include <sys/stat.h>
#include <thread>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap::postgresql {
namespace {

// OIDs of built-in types, which never change (catalog/pg_type.dat of PostgreSQL).
constexpr unsigned kBytea = 17, kBigint = 20, kText = 25, kByteaArray = 1001, kTextArray = 1009;
constexpr int kBinary = 1;
constexpr int kMostAttempts = 5;

void appendBigEndian(std::string& out, std::uint64_t value, int size) {
  for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}

/// The binary form of an array of one dimension without nulls (array_recv() in PostgreSQL's arrayfuncs.c).
template <typename Values, typename View>
std::string arrayOf(const Values& values, unsigned elementType, View view) {
  std::string out;
  appendBigEndian(out, values.empty() ? 0 : 1, 4);  // dimensions
  appendBigEndian(out, 0, 4);                       // no nulls
  appendBigEndian(out, elementType, 4);
  if (values.empty()) return out;
  appendBigEndian(out, values.size(), 4);
  appendBigEndian(out, 1, 4);  // lower bound
  for (const auto& value : values) {
    const std::string_view element = view(value);
    appendBigEndian(out, element.size(), 4);
    out.append(element);
  }
  return out;
}

/// PostgreSQL's messages have lines of detail and context below the first.
std::string firstLine(std::string_view message) {
  std::string_view line = message.substr(0, message.find('\n'));
  for (const std::string_view prefix : {"ERROR:  ", "FATAL:  "})
    if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
  return visible(line);
}

using Options = std::map<std::string, std::string>;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using OptionsOfLibpq = std::unique_ptr<PQconninfoOption, FreeOptions>;

Options toMap(const PQconninfoOption* option) {
  Options map;
  for (; option != nullptr && option->keyword != nullptr; ++option)
    if (option->val != nullptr) map[option->keyword] = option->val;
  return map;
}

Options parseUrl(const std::string& url) {
  char* message = nullptr;
  const OptionsOfLibpq options(PQconninfoParse(url.c_str(), &message));
  const std::string reason = message == nullptr ? "" : firstLine(message);
  PQfreemem(message);
  // The reason may quote the URL, and with it a password.
  if (!options)
    throw Error(ErrorKind::Usage, "the URL of the archive is not one that libpq reads")
        .fix("write it as in postgresql://user@host/database?sslmode=verify-full");
  Options map = toMap(options.get());
  if (map.contains("password"))
    throw Error(ErrorKind::Usage, "the URL of the archive holds a password, which others can see")
        .fix("put it into ~/.pgpass, and leave it out of the URL");
  return map;
}

/// What libpq takes where the URL says nothing: environment, service file, compiled-in values.
Options defaultsWith(const Options& given) {
  // PQconndefaults() reads a service file only for the service that the environment names.
  const char* before = std::getenv("PGSERVICE");
  const std::optional<std::string> saved = before == nullptr ? std::nullopt : std::optional<std::string>(before);
  const auto service = given.find("service");
  if (service != given.end()) ::setenv("PGSERVICE", service->second.c_str(), 1);
  const OptionsOfLibpq defaults(PQconndefaults());
  if (service != given.end()) {
    if (saved)
      ::setenv("PGSERVICE", saved->c_str(), 1);
    else
      ::unsetenv("PGSERVICE");
  }
  return toMap(defaults.get());
}

bool isFile(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

/// A socket, or an address of this machine. A list of hosts is local when all are.
bool isLocal(const std::string& hosts) {
  std::string_view rest = hosts;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view host = rest.substr(0, comma);
    const bool isHere = host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
                        host == "::1" || host.starts_with("127.");
    if (!isHere) return false;
    rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
  }
  return true;
}

/// Of `given` and `defaults`, the first that has a value.
std::string valueOf(const std::string& key, const Options& given, const Options& defaults) {
  if (const auto found = given.find(key); found != given.end()) return found->second;
  const auto found = defaults.find(key);
  return found == defaults.end() ? "" : found->second;
}

/// Where the certificates are that every program of this machine trusts, if the user has none for PostgreSQL alone:
/// libpq by itself would refuse every server.
constexpr const char* kCertificatesOfTheSystem = "/etc/ssl/certs/ca-certificates.crt";

void requireVerifiedServer(Options& options, const Options& defaults) {
  std::string host = valueOf("host", options, defaults);
  if (host.empty()) host = valueOf("hostaddr", options, defaults);
  // "prefer" is what libpq has compiled in; anything else was said by somebody.
  const bool isChosen = options.contains("sslmode") || std::getenv("PGSSLMODE") != nullptr ||
                        valueOf("sslmode", options, defaults) != "prefer";
  if (isLocal(host)) return;
  if (!isChosen) options["sslmode"] = "verify-full";
  const char* home = std::getenv("HOME");
  const bool hasOwn = home != nullptr && isFile(std::string(home) + "/.postgresql/root.crt");
  if (valueOf("sslrootcert", options, defaults).empty() && !hasOwn && isFile(kCertificatesOfTheSystem))
    options["sslrootcert"] = kCertificatesOfTheSystem;
}

/// Without user and options, which say nothing about where the archive is.
std::string nameOf(const Options& given, const Options& defaults) {
  const auto value = [&](const char* key) { return valueOf(key, given, defaults); };
  std::string host = value("host").empty() ? value("hostaddr") : value("host");
  if (host.starts_with('/')) host.clear();
  const std::string port = value("port") == "5432" ? "" : ":" + value("port");
  const std::string database = value("dbname").empty() ? value("user") : value("dbname");
  return visible(fmt::format("archive postgresql://{}{}/{}", host, host.empty() ? "" : port, database));
}

bool isRepeatable(std::string_view state) { return state == "40001" || state == "40P01"; }

}  // namespace

Parameter text(std::string_view value) { return {kText, std::string(value)}; }
Parameter bytes(std::string_view value) { return {kBytea, std::string(value)}; }

Parameter integer(std::int64_t value) {
  Parameter parameter{kBigint, {}};
  appendBigEndian(parameter.bytes, static_cast<std::uint64_t>(value), 8);
  return parameter;
}

Parameter hashes(std::span<const Hash> values) {
  return {kByteaArray, arrayOf(values, kBytea, [](const Hash& hash) { return hash.view(); })};
}

Parameter arrayOfBytes(const std::vector<std::string_view>& values) {
  return {kByteaArray, arrayOf(values, kBytea, [](std::string_view value) { return value; })};
}

Parameter texts(const std::vector<std::string>& values) {
  return {kTextArray, arrayOf(values, kText, [](const std::string& value) { return std::string_view(value); })};
}

void Result::Clear::operator()(pg_result* result) const { PQclear(result); }

int Result::rows() const { return PQntuples(result_.get()); }
bool Result::isNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

std::string_view Result::bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Result::integer(int row, int column) const {
  std::uint64_t value = 0;
  const std::string_view raw = bytes(row, column);
  if (!raw.empty() && (static_cast<unsigned char>(raw.front()) & 0x80) != 0) value = ~std::uint64_t{0};
  for (const char c : raw) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

Hash Result::hash(int row, int column) const {
  const std::optional<Hash> hash = Hash::fromBytes(bytes(row, column));
  if (!hash) throw Error(ErrorKind::Integrity, "a row of the archive is damaged: an id is not 32 bytes long");
  return *hash;
}

std::uint64_t Result::affected() const { return wholeNumber<std::uint64_t>(PQcmdTuples(result_.get())).value_or(0); }

void checkUrl(const std::string& url) { parseUrl(url); }

Connection::Connection(const std::string& url, std::chrono::milliseconds wait) {
  Options options = parseUrl(url);
  const Options defaults = defaultsWith(options);
  name_ = nameOf(options, defaults);
  requireVerifiedServer(options, defaults);
  const auto whereNotSaid = [&](const char* key, const std::string& value) {
    if (valueOf(key, options, defaults).empty()) options[key] = value;
  };
  whereNotSaid("connect_timeout", std::to_string(std::max<std::int64_t>(2, wait.count() / 1000)));
  whereNotSaid("application_name", "ldapsnap");
  // A server that is gone without a word is noticed in about a minute.
  whereNotSaid("keepalives_idle", "30");
  whereNotSaid("keepalives_interval", "10");
  whereNotSaid("keepalives_count", "3");
  whereNotSaid("tcp_user_timeout", "60000");
  options["client_encoding"] = "UTF8";
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : options) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  connection_ = PQconnectdbParams(keys.data(), values.data(), 0);
  if (connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK) {
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    return;
  }
  // libpq says where it tried to connect, line by line for each address; the last reason is the one to show.
  std::string reason = connection_ == nullptr ? "out of memory" : PQerrorMessage(connection_);
  while (!reason.empty() && reason.back() == '\n') reason.pop_back();
  for (const std::string_view cause : {"FATAL:  ", "failed: "})
    if (const std::size_t at = reason.rfind(cause); at != reason.npos) {
      reason.erase(0, at + cause.size());
      break;
    }
  PQfinish(connection_);
  throw Error(ErrorKind::Unreachable, fmt::format("{} cannot be reached: {}", name_, firstLine(reason)))
      .fix("check the URL, the server, and ~/.pgpass");
}

Connection::~Connection() { PQfinish(connection_); }

void Connection::leave(const Statement& last) {
  if (PQstatus(connection_) != CONNECTION_OK || PQenterPipelineMode(connection_) != 1) return;
  send(last);
  PQpipelineSync(connection_);
  PQflush(connection_);
}

std::string Connection::user() const { return PQuser(connection_); }

void Connection::runScript(const std::string& sql) {
  ++roundTrips_;
  pg_result* const last = PQexec(connection_, sql.c_str());
  const Result result(last);
  const ExecStatusType status = PQresultStatus(last);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return;
  if (PQstatus(connection_) != CONNECTION_OK) failLost();
  fail(failureOf(last));
}

Result Connection::run(Statement statement) {
  std::vector<Statement> one;
  one.push_back(std::move(statement));
  return std::move(run(one).front());
}

std::vector<Result> Connection::run(const std::vector<Statement>& statements) {
  for (int attempt = 1;; ++attempt) {
    std::vector<Result> results;
    const std::optional<Failure> failure = tryRun(statements, results);
    if (!failure) return results;
    const bool isInTransaction = PQtransactionStatus(connection_) != PQTRANS_IDLE;
    if (!isRepeatable(failure->state) || isInTransaction || attempt == kMostAttempts) fail(*failure);
    std::this_thread::sleep_for(std::chrono::milliseconds(10 * attempt * attempt));
  }
}

Connection::Failure Connection::failureOf(const pg_result* result) const {
  const auto field = [&](int code) {
    const char* value = PQresultErrorField(result, code);
    return value == nullptr ? std::string() : firstLine(value);
  };
  Failure failure{field(PG_DIAG_SQLSTATE), field(PG_DIAG_MESSAGE_PRIMARY), field(PG_DIAG_MESSAGE_HINT)};
  if (failure.message.empty()) failure.message = firstLine(PQresultErrorMessage(result));
  return failure;
}

bool Connection::send(const Statement& statement) {
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const Parameter& parameter : statement.parameters) {
    types.push_back(parameter.type);
    values.push_back(parameter.bytes.data());
    lengths.push_back(static_cast<int>(parameter.bytes.size()));
    formats.push_back(kBinary);
  }
  return PQsendQueryParams(connection_, statement.sql.c_str(), static_cast<int>(values.size()), types.data(),
                           values.data(), lengths.data(), formats.data(), kBinary) == 1;
}

std::optional<Connection::Failure> Connection::tryRun(const std::vector<Statement>& statements,
                                                      std::vector<Result>& results) {
  ++roundTrips_;
  if (PQenterPipelineMode(connection_) != 1) failLost();
  bool isSent = true;
  std::size_t transactions = 1;
  for (const Statement& statement : statements) {
    if (statement.sql.empty()) {
      isSent = isSent && PQpipelineSync(connection_) == 1;
      ++transactions;
      continue;
    }
    isSent = isSent && send(statement);
  }
  if (!isSent || PQpipelineSync(connection_) != 1) failLost();
  std::optional<Failure> failure;
  for (;;) {
    pg_result* next = PQgetResult(connection_);
    if (next == nullptr) {  // the end of one statement's results
      if (PQstatus(connection_) != CONNECTION_OK) failLost();
      continue;
    }
    Result result(next);
    const ExecStatusType status = PQresultStatus(next);
    if (status == PGRES_PIPELINE_SYNC) {
      if (--transactions == 0) break;
      continue;
    }
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      results.push_back(std::move(result));
    } else if (status == PGRES_FATAL_ERROR && !failure) {
      failure = failureOf(next);
    }
    if (PQstatus(connection_) != CONNECTION_OK) {
      if (failure && failure->state.starts_with("57P")) fail(*failure);
      failLost();
    }
  }
  PQexitPipelineMode(connection_);
  return failure;
}

void Connection::failLost() const {
  throw Error(ErrorKind::Unreachable, fmt::format("the connection to {} was lost", name_))
      .fix("repeat the command: what was stored is complete");
}

void Connection::fail(const Failure& failure) const {
  const std::string_view state = failure.state;
  const auto error = [&](ErrorKind kind, std::string_view what) {
    return Error(kind, fmt::format("{} {}", name_, what));
  };
  const std::string& words = failure.message;
  if (state.empty() || state.starts_with("08")) failLost();
  if (state == kLeaseIsOver)
    throw error(ErrorKind::Unreachable, "has heard nothing of this process for too long").fix("repeat the command");
  if (state == "57P01" || state == "57P02" || state == "57P03")
    throw error(ErrorKind::Unreachable, "has ended the connection: " + words)
        .fix("repeat the command: what was stored is complete");
  if (state.starts_with("53"))
    throw error(ErrorKind::Unreachable, "cannot be written: " + words)
        .fix("make room; what was stored before is intact");
  if (state == "42501" || state.starts_with("28"))
    throw error(ErrorKind::Unreachable, fmt::format("refuses this to {}: {}", visible(user()), words))
        .fix("ask the archive's owner for a role that may do it");
  if (state == "25006")
    throw error(ErrorKind::Unreachable, "can only be read: " + words).fix("name the server that is written");
  if (state == "57014" || state == "55P03")
    throw error(ErrorKind::Unreachable, "does not answer in time: " + words).fix("try again");
  if (state == "XX001" || state == "XX002")
    throw error(ErrorKind::Integrity, "is damaged: " + words).fix("restore it from a backup");
  if (state == "3F000" || state == "42P01" || state == "42883" || state == "42703")
    throw error(ErrorKind::BadInput, "holds no archive of this version: " + words)
        .fix("make or update it with `ldapsnap store init URL`");
  throw error(ErrorKind::Internal, fmt::format("failed: {} ({})", words, state));
}

}  // namespace ldapsnap::postgresql
