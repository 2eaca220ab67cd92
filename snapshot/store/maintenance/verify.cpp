#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "snapshot/base/error.h"
#include "snapshot/store/maintenance/chunk_references.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "snapshot/store/records/run_records.h"

namespace ldapsnap {
namespace {

/// Walks every tree once, and the damaged part again for each snapshot that needs it.
class Verifier {
 public:
  Verifier(Backend& backend, const ChunkProgress& progress, const VerifyRequest& request)
      : backend_(backend), chunks_(backend), progress_(progress), request_(request), random_(std::random_device{}()) {}

  Verification run() {
    if (!request_.snapshots.empty()) {
      for (const std::string& id : request_.snapshots) {
        const std::optional<SnapshotRow> row = backend_.snapshot(Hash::fromHex(id).value());
        if (!row) throw Error(ErrorKind::BadInput, "no snapshot has the id " + id);
        checkSnapshot(*row);
      }
      return result();
    }
    attempt([&] {
      for (const std::string& line : backend_.checkDatabase()) damaged("the database: " + line);
    });
    std::vector<SnapshotRow> rows;
    attempt([&] { rows = backend_.snapshots(); });
    for (const SnapshotRow& row : rows) checkSnapshot(row);
    if (readsAll()) attempt([&] { checkUnneededChunks(); });
    attempt([&] { checkLabels(rows); });
    attempt([&] { checkRuns(); });
    return result();
  }

 private:
  bool readsAll() const { return request_.percent >= 100; }

  Verification result() {
    result_.chunks = states_.size() - result_.skipped;
    for (auto& [what, snapshots] : damages_) result_.damages.push_back({what, {snapshots.begin(), snapshots.end()}});
    return std::move(result_);
  }

  /// What is known about a chunk: whether it and everything below it is sound, and how many items its leaves hold.
  struct State {
    bool isSound = false;
    std::uint64_t items = 0;
  };

  void damaged(const std::string& what) {
    std::set<std::string>& snapshots = damages_[what];
    if (!snapshot_.empty()) snapshots.insert(snapshot_);
  }

  /// Runs one check; an Error(Integrity) is recorded as damage.
  template <typename Check>
  void attempt(Check check) {
    try {
      check();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Integrity) throw;
      damaged(error.place().empty() ? error.message() : error.place() + ": " + error.message());
    }
  }

  void checkSnapshot(const SnapshotRow& row) {
    snapshot_ = row.id.hex();
    bool isSound = false;
    attempt([&] {
      const Manifest manifest = Manifest::read(row);
      if (row.site != manifest.info.site || row.taken != manifest.info.taken.time_since_epoch().count())
        damaged("snapshot " + snapshot_ + ": its row does not agree with its manifest");
      isSound = true;
      for (const ChunkId& root : rootsOf(manifest)) isSound &= visit(root).isSound;
      if (isSound && visit(manifest.content).items != manifest.info.entries)
        damaged("snapshot " + snapshot_ + ": the number of entries in its manifest is not the number in its tree");
    });
    ++result_.snapshots;
    if (!isSound) ++result_.damagedSnapshots;
    snapshot_.clear();
  }

  State visit(const ChunkId& id) {
    const auto known = states_.find(id);
    if (known != states_.end() && known->second.isSound) return known->second;
    State state;
    attempt([&] { state = check(id); });
    states_[id] = state;
    if (progress_) progress_(states_.size());
    return state;
  }

  State check(const ChunkId& id) {
    const std::shared_ptr<const Chunk> chunk = chunks_.readAny(id);
    State state{true, chunk->leafItems().size()};
    if (chunk->type() == ChunkType::Node) return checkNode(id, *chunk);
    for (const ChunkId& reference : referencesOf(*chunk)) state.isSound &= visit(reference).isSound;
    return state;
  }

  State checkNode(const ChunkId& id, const Chunk& node) {
    State state{true, 0};
    prepareChildren(node);
    for (const NodeItem& item : node.nodeItems()) {
      const State child = visit(item.child);
      state.isSound &= child.isSound;
      state.items += child.items;
      if (child.isSound && child.items != item.items)
        throw Error(ErrorKind::Integrity,
                    "chunk " + id.hex() + ": its number of items is not the number in its children");
    }
    return state;
  }

  /// Asks for the children at once that will be read one by one, and, of a sample, whether the others are there.
  void prepareChildren(const Chunk& node) {
    std::vector<ChunkId> wanted, skipped;
    std::unordered_map<ChunkId, std::uint64_t> items;
    for (const NodeItem& item : node.nodeItems()) {
      if (states_.contains(item.child)) continue;
      const bool isSkipped =
          node.level() == 1 && !readsAll() && std::uniform_real_distribution<>(0, 100)(random_) >= request_.percent;
      (isSkipped ? skipped : wanted).push_back(item.child);
      items[item.child] = item.items;
    }
    for (std::size_t at = 0; at < wanted.size(); at += ChunkReader::kReadAhead)
      chunks_.prefetch(std::span(wanted).subspan(at, std::min(ChunkReader::kReadAhead, wanted.size() - at)));
    if (skipped.empty()) return;
    std::set<ChunkId> there(skipped.begin(), skipped.end());
    for (const ChunkId& id : backend_.missing(skipped)) there.erase(id);  // visit() will report it
    for (const ChunkId& id : there) states_[id] = {true, items[id]};
    result_.skipped += there.size();
  }

  void checkUnneededChunks() {
    std::vector<ChunkId> unneeded;
    backend_.forEachChunkId([&](const ChunkId& id) {
      if (states_.count(id) == 0) unneeded.push_back(id);
    });
    for (const ChunkId& id : unneeded) attempt([&] { states_[id].isSound = chunks_.readAny(id) != nullptr; });
  }

  void checkLabels(const std::vector<SnapshotRow>& rows) {
    std::unordered_set<Hash> there;
    for (const SnapshotRow& row : rows) there.insert(row.id);
    for (const LabelRow& label : backend_.labels()) {
      if (!label.isIntact) damaged("label " + label.name + ": its row is not the one that was written");
      if (label.isIntact && !there.contains(label.snapshot))
        damaged("label " + label.name + ": names a snapshot that is not in the store");
    }
  }

  void checkRuns() {
    std::set<std::tuple<std::string, int, std::string>> there;
    backend_.forEachAttachment([&](const AttachmentRow& row) {
      there.emplace(row.site, row.number, row.name);
      attempt([&] { contentOf(row); });
    });
    for (const RunRow& row : backend_.runs()) {
      ++result_.runs;
      attempt([&] { readRun(row); });
      for (const std::string& name : attachmentsNamedBy(row))
        if (!there.contains({row.site, row.number, name})) attempt([&] { requireNotNamed(row, name); });
    }
  }

  Backend& backend_;
  ChunkReader chunks_;
  const ChunkProgress& progress_;
  const VerifyRequest& request_;
  std::minstd_rand random_;
  std::string snapshot_;  ///< the one being checked
  std::unordered_map<ChunkId, State> states_;
  std::map<std::string, std::set<std::string>> damages_;
  Verification result_;
};

}  // namespace

Verification verifyStore(Store& store, const ChunkProgress& progress, const VerifyRequest& request) {
  const std::unique_ptr<StoreLock> moment = store.backend().readOneMoment();
  return Verifier(store.backend(), progress, request).run();
}

}  // namespace ldapsnap
