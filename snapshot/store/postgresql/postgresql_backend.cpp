#include "snapshot/store/postgresql/postgresql_backend.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <set>
#include <thread>
#include <unordered_set>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/backend/redaction_keys.h"
#include "snapshot/store/backend/row_sums.h"
#include "snapshot/store/postgresql/chunk_cache.h"
#include "snapshot/store/postgresql/connection.h"
#include "snapshot/store/postgresql/leases.h"
#include "snapshot/store/postgresql/schema.h"

namespace ldapsnap {
namespace {

using namespace postgresql;  // NOLINT: this file is about nothing else

constexpr std::chrono::milliseconds kPollInterval{100};
constexpr int kIdsAtOnce = 20000, kChunksAtOnce = 1000;

/// Ends something when it goes.
class EndOf : public StoreLock {
 public:
  explicit EndOf(std::function<void()> end) : end_(std::move(end)) {}
  ~EndOf() override { end_(); }
  EndOf(const EndOf&) = delete;
  EndOf& operator=(const EndOf&) = delete;

 private:
  std::function<void()> end_;
};

SnapshotRow snapshotIn(const Result& result, int row) {
  return {result.hash(row, 0), std::string(result.bytes(row, 1)), result.integer(row, 2),
          std::string(result.bytes(row, 3))};
}

std::vector<SnapshotRow> snapshotsIn(const Result& result) {
  std::vector<SnapshotRow> rows;
  for (int row = 0; row < result.rows(); ++row) rows.push_back(snapshotIn(result, row));
  return rows;
}

std::vector<LabelRow> labelsIn(const Result& result) {
  std::vector<LabelRow> rows;
  for (int row = 0; row < result.rows(); ++row) {
    LabelRow label{std::string(result.bytes(row, 0)), result.hash(row, 1)};
    label.isIntact = result.hash(row, 2) == sumOf(label);
    rows.push_back(std::move(label));
  }
  return rows;
}

std::vector<RunRow> runsIn(const Result& result) {
  std::vector<RunRow> rows;
  for (int row = 0; row < result.rows(); ++row) {
    RunRow run{std::string(result.bytes(row, 0)), static_cast<int>(result.integer(row, 1)),
               std::string(result.bytes(row, 2))};
    run.isIntact = result.hash(row, 3) == sha256(run.record);
    rows.push_back(std::move(run));
  }
  return rows;
}

constexpr const char* kSnapshots = "SELECT id, site, taken, manifest FROM ldapsnap.snapshot ";
constexpr const char* kLabels = "SELECT name, snapshot, sum FROM ldapsnap.label ";
constexpr const char* kRuns = "SELECT site, number, record, sum FROM ldapsnap.run ";

class PostgresqlBackend : public Backend {
 public:
  explicit PostgresqlBackend(const StoreOptions& options)
      : options_(options),
        connection_(options.address.url(), options.wait),
        heartbeat_(options.address.url(), options.wait) {}

  ~PostgresqlBackend() override {
    if (reading_ == 0) return;
    heartbeat_.remove(reading_);
    connection_.leave({"SELECT ldapsnap.end_lease($1)", {integer(reading_)}});
  }

  void start() {
    const std::vector<Result> results =
        connection_.run({{fmt::format("SELECT set_config('default_transaction_isolation', 'read committed', false),"
                                      " set_config('lock_timeout', '{}', false),"
                                      " set_config('idle_in_transaction_session_timeout', '0', false)",
                                      std::max<std::int64_t>(1000, options_.wait.count()))},
                         {"SELECT coalesce(max(version), 0) FROM ldapsnap.migration"}});
    const std::int64_t version = results.back().integer(0, 0);
    if (version > kSchemaVersion)
      throw Error(ErrorKind::Unreachable, fmt::format("{} has version {}; this version of ldapsnap knows up to {}",
                                                      connection_.name(), version, kSchemaVersion))
          .fix("use a newer ldapsnap");
    if (version < kSchemaVersion)
      throw Error(ErrorKind::BadInput, fmt::format("{} has the older version {}", connection_.name(), version))
          .fix("its owner updates it with `ldapsnap store init URL`");
  }

  // Locks

  std::unique_ptr<StoreLock> lockForWriting() override {
    if (writers_++ == 0) {
      try {
        writing_ = leaseIn(connection_.run({beginLease("write")}));
      } catch (...) {
        writers_ = 0;
        throw;
      }
    }
    return std::make_unique<EndOf>([this] {
      if (--writers_ == 0) endLease(std::exchange(writing_, 0));
    });
  }

  std::unique_ptr<StoreLock> lockForRemoving() override {
    const auto end = std::chrono::steady_clock::now() + options_.wait;
    for (;;) {
      const Result result = connection_.run({"SELECT ldapsnap.begin_removing($1)", {text(hostName())}});
      if (!result.isNull(0, 0)) {
        removing_ = result.integer(0, 0);
        heartbeat_.add(removing_);
        return std::make_unique<EndOf>([this] { endLease(std::exchange(removing_, 0)); });
      }
      if (std::chrono::steady_clock::now() >= end)
        throw Error(ErrorKind::Unreachable, connection_.name() + " is being cleaned up by another process")
            .fix("try again when it is done");
      std::this_thread::sleep_for(kPollInterval);
    }
  }

  std::unique_ptr<StoreLock> readOneMoment() override {
    std::vector<Statement> statements = leaseForReading();
    statements.push_back({"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"});
    takeLease(connection_.run(statements));
    readsOneMoment_ = true;
    return std::make_unique<EndOf>([this] {
      readsOneMoment_ = false;
      try {
        connection_.run({"COMMIT"});
      } catch (const Error&) {
        // The connection is lost, and the transaction with it.
      }
    });
  }

  void condemn(const std::vector<ChunkId>& ids) override {
    forEachPart(ids, [this](std::span<const ChunkId> part) {
      connection_.run({"SELECT ldapsnap.condemn($1, $2)", {integer(removing_), hashes(part)}});
    });
  }

  void pardon(const std::vector<ChunkId>& ids) override {
    forEachPart(ids, [this](std::span<const ChunkId> part) {
      connection_.run({"SELECT ldapsnap.pardon($1)", {hashes(part)}});
    });
  }

  void waitForEarlier() override {
    const auto end = std::chrono::steady_clock::now() + options_.wait;
    std::set<std::int64_t> earlier;
    for (bool isFirst = true;; isFirst = false) {
      const Result leases = connection_.run({"SELECT id, holder, host FROM ldapsnap.other_leases()"});
      std::set<std::int64_t> still;
      std::string who;
      for (int row = 0; row < leases.rows(); ++row) {
        const std::int64_t lease = leases.integer(row, 0);
        if (lease == reading_ || lease == writing_ || (!isFirst && !earlier.contains(lease))) continue;
        still.insert(lease);
        who = fmt::format("{} on {}", visible(leases.bytes(row, 1)), visible(leases.bytes(row, 2)));
      }
      if (still.empty()) return;
      earlier = std::move(still);
      if (std::chrono::steady_clock::now() >= end)
        throw Error(ErrorKind::Unreachable, connection_.name() + " is being read or written by another process")
            .fix(fmt::format("try again when it is done ({})", who));
      std::this_thread::sleep_for(kPollInterval);
    }
  }

  std::string redactionKey() override {
    const std::filesystem::path file = defaultRedactionKeyFile();
    if (options_.access == StoreOptions::Access::Write && !std::filesystem::exists(file))
      makeRedactionKey(file, Digests::Slow);
    return redactionKeyFrom(file.string());
  }

  std::string redactionProof(const std::string& site, const std::string& proof) override {
    const std::string select = "SELECT proof FROM ldapsnap.redaction WHERE site = $1";
    Result found = connection_.run({select, {text(site)}});
    if (found.rows() == 0) {
      connection_.run({"INSERT INTO ldapsnap.redaction(site, proof) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                       {text(site), bytes(proof)}});
      found = connection_.run({select, {text(site)}});
    }
    return found.rows() == 0 ? proof : std::string(found.bytes(0, 0));
  }

  // Chunks

  bool has(const ChunkId& id) override { return missing({&id, 1}).empty(); }

  std::vector<ChunkId> missing(std::span<const ChunkId> ids) override {
    if (ids.empty()) return {};
    const Result present = connection_.run({"SELECT ldapsnap.present($1)", {hashes(ids)}});
    std::unordered_set<ChunkId> there;
    for (int row = 0; row < present.rows(); ++row) there.insert(present.hash(row, 0));
    std::vector<ChunkId> missing;
    for (const ChunkId& id : ids)
      if (!there.contains(id)) missing.push_back(id);
    return missing;
  }

  std::optional<std::string> read(const ChunkId& id) override {
    std::vector<PackedChunk> chunks = readAll({&id, 1});
    if (chunks.empty()) return std::nullopt;
    return std::move(chunks.front().bytes);
  }

  std::vector<PackedChunk> readAll(std::span<const ChunkId> ids) override {
    if (ids.empty()) return {};
    // What checks or copies the archive (readOneMoment()) means its own bytes.
    std::vector<PackedChunk> chunks;
    if (!readsOneMoment_) chunks = cache_.read(ids);
    std::unordered_set<ChunkId> cached;
    for (const PackedChunk& chunk : chunks) cached.insert(chunk.id);
    std::vector<ChunkId> wanted;
    for (const ChunkId& id : ids)
      if (!cached.contains(id)) wanted.push_back(id);
    if (wanted.empty()) return chunks;
    const Result found = query("SELECT id, data FROM ldapsnap.chunks($1)", {hashes(wanted)});
    std::vector<PackedChunk> read;
    for (int row = 0; row < found.rows(); ++row) read.push_back({found.hash(row, 0), std::string(found.bytes(row, 1))});
    if (!readsOneMoment_) cache_.keep(read);
    std::move(read.begin(), read.end(), std::back_inserter(chunks));
    return chunks;
  }

  void write(const std::vector<PackedChunk>& chunks) override {
    if (chunks.empty()) return;
    std::vector<ChunkId> ids;
    std::vector<std::string_view> packed;
    for (const PackedChunk& chunk : chunks) {
      ids.push_back(chunk.id);
      packed.push_back(chunk.bytes);
    }
    // Not synced here: addSnapshot() syncs the log with everything in it.
    connection_.run({{"SELECT set_config('synchronous_commit', 'off', true)"},
                     {"SELECT ldapsnap.add_chunks($1, $2)", {hashes(ids), arrayOfBytes(packed)}}});
  }

  void remove(const std::vector<ChunkId>& ids) override {
    if (ids.empty()) return;
    std::unique_ptr<StoreLock> lock;
    if (removing_ == 0) lock = lockForRemoving();
    condemn(ids);  // what is not condemned stays
    forEachPart(ids, [this](std::span<const ChunkId> part) {
      connection_.run({"SELECT ldapsnap.remove_chunks($1, $2)", {integer(removing_), hashes(part)}});
    });
  }

  void forEachChunk(const std::function<void(const ChunkId& id, std::string_view packed)>& visit) override {
    list(true, kChunksAtOnce, visit);
  }
  void forEachChunkId(const std::function<void(const ChunkId& id)>& visit) override {
    list(false, kIdsAtOnce, [&visit](const ChunkId& id, std::string_view) { visit(id); });
  }

  // Rows

  Records recordsNamed(const NameRequest& request) override {
    std::vector<Statement> statements = leaseForReading();
    const std::string runFilter = "WHERE number = $1 AND ($2 = '' OR site = $2)";
    const std::vector<Parameter> runParameters = {integer(request.run.value_or(-1)), text(request.siteOfRun)};
    // Of a site its newest; whatever else the name may mean; and of that, with "~N", as many of its site before it. A
    // record is looked into as text, because a writer may have stored one that is not JSON.
    std::string sql =
        "WITH named AS (SELECT s.number, s.site, s.taken FROM ldapsnap.snapshot s JOIN ldapsnap.label l"
        " ON s.id = l.snapshot WHERE l.name = $3"
        " UNION SELECT number, site, taken FROM ldapsnap.snapshot WHERE id BETWEEN $4 AND $5"
        " UNION SELECT s.number, s.site, s.taken FROM ldapsnap.run r JOIN ldapsnap.snapshot s ON s.id IN"
        " (decode(substring(r.record from '\"before\":\"([0-9a-f]{64})\"'), 'hex'),"
        " decode(substring(r.record from '\"after\":\"([0-9a-f]{64})\"'), 'hex'))"
        " WHERE r.number = $1 AND ($2 = '' OR r.site = $2)),"
        " wanted AS (SELECT number FROM named"
        " UNION (SELECT number FROM ldapsnap.snapshot WHERE site = $3 AND NOT predicted AND taken < $7"
        " ORDER BY taken DESC, number DESC LIMIT $6)";
    if (request.earlier) {
      for (const char* order : {"DESC", "ASC"})
        sql += fmt::format(
            " UNION (SELECT number FROM ldapsnap.snapshot WHERE site = $3 AND NOT predicted"
            " ORDER BY taken {0}, number {0} LIMIT 1)",
            order);
    }
    if (request.needsHistory)
      sql +=
          " UNION SELECT earlier.number FROM named n, LATERAL (SELECT h.number FROM ldapsnap.snapshot h"
          " WHERE h.site = n.site AND NOT h.predicted AND (h.taken, h.number) <= (n.taken, n.number)"
          " ORDER BY h.taken DESC, h.number DESC LIMIT $6) earlier";
    std::vector<Parameter> parameters = runParameters;
    parameters.push_back(text(request.base));
    parameters.push_back(bytes(request.firstId.empty() ? std::string("\xff") : request.firstId));
    parameters.push_back(bytes(request.lastId));
    parameters.push_back(integer(request.newest));
    parameters.push_back(integer(request.earlier.value_or(std::numeric_limits<std::int64_t>::max())));
    statements.push_back(
        {fmt::format("{}) {}WHERE number IN (SELECT number FROM wanted) ORDER BY taken, number", sql, kSnapshots),
         std::move(parameters)});
    statements.push_back({fmt::format("{}WHERE name = $1", kLabels), {text(request.base)}});
    statements.push_back({kRuns + runFilter, runParameters});
    const std::vector<Result> results = connection_.run(statements);
    takeLease(results);
    const std::size_t first = results.size() - 3;
    return {snapshotsIn(results[first]), labelsIn(results[first + 1]), runsIn(results[first + 2])};
  }

  std::vector<SnapshotRow> snapshots(const SnapshotQuery& wanted) override {
    std::string sql = kSnapshots;
    std::vector<Parameter> parameters;
    const auto restrict = [&](const std::string& condition, Parameter parameter) {
      parameters.push_back(std::move(parameter));
      sql += fmt::format("{} {} ${} ", parameters.size() == 1 ? "WHERE" : "AND", condition, parameters.size());
    };
    restrict("taken >=", integer(wanted.since.value_or(std::numeric_limits<std::int64_t>::min())));
    if (!wanted.site.empty()) restrict("site =", text(wanted.site));
    if (wanted.isHistory) sql += "AND NOT predicted ";
    sql += "ORDER BY taken DESC, number DESC";
    if (wanted.most > 0) sql += fmt::format(" LIMIT {}", wanted.most);
    std::vector<SnapshotRow> rows = snapshotsIn(query(std::move(sql), std::move(parameters)));
    std::reverse(rows.begin(), rows.end());
    return rows;
  }

  std::vector<SnapshotRow> snapshotsWithIds(std::span<const Hash> ids) override {
    if (ids.empty()) return {};
    return snapshotsIn(query(fmt::format("{}WHERE id = ANY ($1)", kSnapshots), {hashes(ids)}));
  }

  std::vector<SnapshotKey> snapshotKeys(std::string_view site) override {
    const Result result = query(
        fmt::format(
            "SELECT id, site, taken, predicted::int::bigint FROM ldapsnap.snapshot WHERE {} ORDER BY taken, number",
            site.empty() ? "$1 = ''" : "site = $1"),
        {text(site)});
    std::vector<SnapshotKey> keys;
    for (int row = 0; row < result.rows(); ++row)
      keys.push_back({result.hash(row, 0), std::string(result.bytes(row, 1)), result.integer(row, 2),
                      result.integer(row, 3) != 0});
    return keys;
  }

  std::vector<SiteRow> sites() override {
    const Result result = query(
        "SELECT site, count(*) FILTER (WHERE NOT predicted), count(*) FILTER (WHERE predicted),"
        " coalesce(max(taken) FILTER (WHERE NOT predicted), 0) FROM ldapsnap.snapshot GROUP BY site ORDER BY site");
    std::vector<SiteRow> sites;
    for (int row = 0; row < result.rows(); ++row)
      sites.push_back({std::string(result.bytes(row, 0)), static_cast<std::uint64_t>(result.integer(row, 1)),
                       static_cast<std::uint64_t>(result.integer(row, 2)), result.integer(row, 3)});
    return sites;
  }

  std::optional<SnapshotRow> snapshot(const Hash& id) override {
    const Result result = query(fmt::format("{}WHERE id = $1", kSnapshots), {bytes(id.view())});
    if (result.rows() == 0) return std::nullopt;
    return snapshotIn(result, 0);
  }

  void addSnapshot(const SnapshotRow& row) override {
    std::vector<Statement> statements;
    // A writer that was out of reach for too long may have lost chunks to gc: then nothing is written.
    if (writing_ != 0) statements.push_back({"SELECT ldapsnap.hold_lease($1, 'write')", {integer(writing_)}});
    statements.push_back(
        {"INSERT INTO ldapsnap.snapshot(id, site, taken, manifest) VALUES ($1, $2, $3, $4)"
         " ON CONFLICT DO NOTHING",
         {bytes(row.id.view()), text(row.site), integer(row.taken), text(row.manifest)}});
    connection_.run(statements);
  }

  void removeSnapshots(const std::vector<Hash>& ids) override {
    std::vector<Statement> statements;
    if (removing_ != 0) statements.push_back({"SELECT ldapsnap.hold_lease($1, 'remove')", {integer(removing_)}});
    statements.push_back({"DELETE FROM ldapsnap.label WHERE snapshot = ANY ($1)", {hashes(ids)}});
    statements.push_back({"DELETE FROM ldapsnap.snapshot WHERE id = ANY ($1)", {hashes(ids)}});
    const std::vector<Result> results = connection_.run(statements);
    if (results.back().affected() < ids.size())
      throw Error(ErrorKind::Unreachable,
                  fmt::format("{} has not removed {} of {} snapshots: they are gone already, or {} may not remove them",
                              connection_.name(), ids.size() - results.back().affected(), ids.size(),
                              visible(connection_.user())))
          .fix("ask the archive's owner for the role of a keeper of their site");
  }

  std::vector<LabelRow> labels() override { return labelsIn(query(fmt::format("{}ORDER BY name", kLabels))); }

  void setLabel(const LabelRow& row) override {
    const Hash sum = sumOf(row);
    const std::vector<Parameter> parameters = {text(row.name), bytes(row.snapshot.view()), bytes(sum.view())};
    // Two statements, because one that may update needs the right to do so even where it does not.
    const Result added = connection_.run(
        {"INSERT INTO ldapsnap.label(name, snapshot, sum) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", parameters});
    if (added.affected() > 0) return;
    requireChanged(connection_.run({"UPDATE ldapsnap.label SET snapshot = $2, sum = $3 WHERE name = $1", parameters}),
                   fmt::format("the label \"{}\"", row.name));
  }

  bool removeLabel(const std::string& name) override {
    return connection_.run({"DELETE FROM ldapsnap.label WHERE name = $1", {text(name)}}).affected() > 0;
  }

  std::vector<RunRow> runs(std::string_view site) override {
    return runsIn(query(fmt::format("{}WHERE {} ORDER BY site, number", kRuns, site.empty() ? "$1 = ''" : "site = $1"),
                        {text(site)}));
  }

  void addRun(const std::string& site, std::optional<int> wanted,
              const std::function<RunRow(int number)>& make) override {
    for (;;) {
      const Result last =
          connection_.run({"SELECT coalesce(max(number), 0)::bigint, count(*) FILTER (WHERE number = $2)"
                           " FROM ldapsnap.run WHERE site = $1",
                           {text(site), integer(wanted.value_or(0))}});
      const bool isFree = wanted && *wanted > 0 && last.integer(0, 1) == 0;
      const RunRow row = make(isFree ? *wanted : static_cast<int>(last.integer(0, 0)) + 1);
      const Hash sum = sha256(row.record);
      const Result added = connection_.run(
          {"INSERT INTO ldapsnap.run(site, number, record, sum) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
           {text(row.site), integer(row.number), text(row.record), bytes(sum.view())}});
      if (added.affected() > 0) return;  // otherwise another process took the number
    }
  }

  void updateRun(const RunRow& row) override {
    const Hash sum = sha256(row.record);
    requireChanged(connection_.run({"UPDATE ldapsnap.run SET record = $3, sum = $4 WHERE site = $1 AND number = $2",
                                    {text(row.site), integer(row.number), text(row.record), bytes(sum.view())}}),
                   fmt::format("the run {}/R{}", row.site, row.number));
  }

  std::optional<AttachmentRow> attachment(const std::string& site, int number, const std::string& name) override {
    const Result result =
        query("SELECT data, sum FROM ldapsnap.attachment WHERE site = $1 AND number = $2 AND name = $3",
              {text(site), integer(number), text(name)});
    if (result.rows() == 0) return std::nullopt;
    AttachmentRow row{site, number, name, std::string(result.bytes(0, 0))};
    row.isIntact = result.hash(0, 1) == sumOf(row);
    return row;
  }

  std::vector<std::string> attachmentNames(const std::string& site, int number) override {
    const Result result = query("SELECT name FROM ldapsnap.attachment WHERE site = $1 AND number = $2 ORDER BY name",
                                {text(site), integer(number)});
    std::vector<std::string> names;
    for (int row = 0; row < result.rows(); ++row) names.emplace_back(result.bytes(row, 0));
    return names;
  }

  void setAttachment(const AttachmentRow& row) override {
    const Hash sum = sumOf(row);
    const std::vector<Parameter> parameters = {text(row.site), integer(row.number), text(row.name), bytes(row.data),
                                               bytes(sum.view())};
    const Result added =
        connection_.run({"INSERT INTO ldapsnap.attachment(site, number, name, data, sum) VALUES ($1, $2, $3, $4, $5)"
                         " ON CONFLICT DO NOTHING",
                         parameters});
    if (added.affected() > 0) return;
    requireChanged(connection_.run({"UPDATE ldapsnap.attachment SET data = $4, sum = $5"
                                    " WHERE site = $1 AND number = $2 AND name = $3",
                                    parameters}),
                   fmt::format("the {} of the run {}/R{}", row.name, row.site, row.number));
  }

  void forEachAttachment(const std::function<void(const AttachmentRow&)>& visit) override {
    const Result keys = query("SELECT site, number, name FROM ldapsnap.attachment ORDER BY site, number, name");
    for (int row = 0; row < keys.rows(); ++row)
      if (const std::optional<AttachmentRow> found = attachment(
              std::string(keys.bytes(row, 0)), static_cast<int>(keys.integer(row, 1)), std::string(keys.bytes(row, 2))))
        visit(*found);
  }

  // Maintenance

  /// PostgreSQL checks its own pages, where the cluster has checksums.
  std::vector<std::string> checkDatabase() override { return {}; }

  /// Space that is free stays with the database, which uses it again. Only the owner of a table can ask for that.
  void compact() override {
    try {
      connection_.runScript("VACUUM ldapsnap.chunk");
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Unreachable) throw;
    }
  }

  std::uint64_t sizeOnDisk() override {
    const Result size = query(
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ldapsnap' AND c.relkind = 'r'");
    return static_cast<std::uint64_t>(size.integer(0, 0));
  }

  std::vector<PermissionRow> permissions() override {
    const Result result = query("SELECT role, may, site FROM ldapsnap.teams()");
    std::vector<PermissionRow> rows;
    for (int row = 0; row < result.rows(); ++row)
      rows.push_back(
          {std::string(result.bytes(row, 0)), std::string(result.bytes(row, 1)), std::string(result.bytes(row, 2))});
    return rows;
  }

  std::uint64_t roundTrips() const override { return connection_.roundTrips(); }

 private:
  Statement beginLease(const char* purpose) const {
    return {"SELECT ldapsnap.begin_lease($1, $2)", {text(purpose), text(hostName())}};
  }

  std::int64_t leaseIn(const Result& result) {
    const std::int64_t lease = result.integer(0, 0);
    heartbeat_.add(lease);
    return lease;
  }

  void endLease(std::int64_t lease) {
    heartbeat_.remove(lease);
    try {
      connection_.run({"SELECT ldapsnap.end_lease($1)", {integer(lease)}});
    } catch (const Error&) {
      // It ends by itself.
    }
  }

  /// What a reader sends before its first statement: a lease, in a transaction of its own, so that gc sees it before
  /// anything is read. A process that writes has leases while it uses chunks.
  std::vector<Statement> leaseForReading() const {
    if (options_.access == StoreOptions::Access::Write || reading_ != 0) return {};
    return {beginLease("read"), {}};
  }
  void takeLease(const std::vector<Result>& results) {
    if (options_.access == StoreOptions::Access::Read && reading_ == 0) reading_ = leaseIn(results.front());
  }

  Result query(std::string sql, std::vector<Parameter> parameters = {}) {
    std::vector<Statement> statements = leaseForReading();
    statements.push_back({std::move(sql), std::move(parameters)});
    std::vector<Result> results = connection_.run(statements);
    takeLease(results);
    return std::move(results.back());
  }

  void requireChanged(const Result& result, const std::string& what) const {
    if (result.affected() > 0) return;
    throw Error(ErrorKind::Unreachable, fmt::format("{} refuses to {} that {} is changed", connection_.name(),
                                                    visible(connection_.user()), visible(what)))
        .fix("ask the archive's owner for a role that may do it");
  }

  void list(bool wantsData, int most, const std::function<void(const ChunkId& id, std::string_view packed)>& visit) {
    std::string after;
    for (;;) {
      const Result page = query("SELECT id, data FROM ldapsnap.list_chunks($1, $2 = 1, $3::int)",
                                {bytes(after), integer(wantsData ? 1 : 0), integer(most)});
      for (int row = 0; row < page.rows(); ++row) visit(page.hash(row, 0), page.bytes(row, 1));
      if (page.rows() < most) return;
      after = page.bytes(page.rows() - 1, 0);
    }
  }

  static void forEachPart(const std::vector<ChunkId>& ids,
                          const std::function<void(std::span<const ChunkId> part)>& visit) {
    const std::span<const ChunkId> all(ids);
    for (std::size_t at = 0; at < all.size(); at += kIdsAtOnce)
      visit(all.subspan(at, std::min<std::size_t>(kIdsAtOnce, all.size() - at)));
  }

  StoreOptions options_;
  Connection connection_;
  Heartbeat heartbeat_;
  ChunkCache cache_;
  bool readsOneMoment_ = false;
  int writers_ = 0;                                        ///< locks that share the lease
  std::int64_t reading_ = 0, writing_ = 0, removing_ = 0;  ///< leases; 0: none
};

}  // namespace

std::unique_ptr<Backend> openPostgresqlBackend(const StoreOptions& options) {
  auto backend = std::make_unique<PostgresqlBackend>(options);
  backend->start();
  return backend;
}

}  // namespace ldapsnap
