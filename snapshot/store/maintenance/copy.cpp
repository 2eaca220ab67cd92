#include <algorithm>
#include <span>
#include <unordered_set>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/store/chunk/chunk.h"
#include "snapshot/store/maintenance/chunk_references.h"
#include "snapshot/store/maintenance/maintenance.h"
#include "snapshot/store/records/names.h"
#include "snapshot/store/records/run_records.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kBatchBytes = 8 << 20;

/// Copies trees from the leaves up, so that the target never has a chunk without everything below it: where a chunk is
/// found there, nothing below it has to be looked at.
class ChunkCopier {
 public:
  ChunkCopier(Backend& from, Backend& to, Copied& copied, const ChunkProgress& progress)
      : from_(from), to_(to), copied_(copied), progress_(progress) {}

  /// Many at a time, because both stores may be far away: what is below a batch comes before the batch.
  void copy(const std::vector<ChunkId>& ids) {
    std::vector<ChunkId> unknown;
    for (const ChunkId& id : ids)
      if (done_.insert(id).second) unknown.push_back(id);
    const std::vector<ChunkId> missing = to_.missing(unknown);
    copied_.chunksThere += unknown.size() - missing.size();
    for (std::size_t at = 0; at < missing.size(); at += ChunkReader::kReadAhead)
      copyMissing(std::span(missing).subspan(at, std::min(ChunkReader::kReadAhead, missing.size() - at)));
  }

  void flush() {
    to_.write(std::exchange(pending_, {}));
    pendingBytes_ = 0;
  }

 private:
  void copyMissing(std::span<const ChunkId> ids) {
    std::vector<PackedChunk> chunks = from_.readAll(ids);
    requireAll(ids, chunks);
    std::vector<ChunkId> below;
    for (const PackedChunk& chunk : chunks) {
      const std::vector<ChunkId> references = referencesOf(opened(chunk));
      below.insert(below.end(), references.begin(), references.end());
    }
    if (!below.empty()) copy(below);
    for (PackedChunk& chunk : chunks) {
      pendingBytes_ += chunk.bytes.size();
      pending_.push_back(std::move(chunk));
      if (pendingBytes_ >= kBatchBytes) flush();
      ++copied_.chunks;
    }
    if (progress_) progress_(copied_.chunks);
  }

  static Chunk opened(const PackedChunk& chunk) {
    try {
      std::string bytes = unpack(chunk.bytes);
      if (sha256(bytes) != chunk.id)
        throw Error(ErrorKind::Integrity, "damaged: its bytes are not the ones that were written");
      return Chunk(std::move(bytes));
    } catch (Error& error) {
      throw error.at("chunk " + chunk.id.hex());
    }
  }

  /// What readAll() left out is missing or cannot be read.
  void requireAll(std::span<const ChunkId> ids, const std::vector<PackedChunk>& chunks) {
    if (chunks.size() == ids.size()) return;
    std::unordered_set<ChunkId> found;
    for (const PackedChunk& chunk : chunks) found.insert(chunk.id);
    for (const ChunkId& id : ids) {
      if (found.contains(id)) continue;
      from_.read(id);  // throws where it is damaged
      throw Error(ErrorKind::Integrity, "missing from the store").at("chunk " + id.hex());
    }
  }

  Backend& from_;
  Backend& to_;
  Copied& copied_;
  const ChunkProgress& progress_;
  std::unordered_set<ChunkId> done_;
  std::vector<PackedChunk> pending_;
  std::size_t pendingBytes_ = 0;
};

void copyLabels(Store& from, Store& to, const std::string& id, Copied& copied) {
  const std::vector<LabelRow> there = to.backend().labels();
  const std::vector<std::string> sites = to.sites();
  for (const std::string& label : from.labelsOf(id)) {
    const bool isTaken = std::any_of(there.begin(), there.end(), [&](const LabelRow& l) { return l.name == label; }) ||
                         std::find(sites.begin(), sites.end(), label) != sites.end();
    if (isTaken || looksLikeId(label)) continue;
    to.setLabel(label, id, Store::LabelInUse::Refuse);
    ++copied.labels;
  }
}

bool isSameRun(Run a, const Run& b) {
  a.number = b.number;
  return a == b;
}

/// What is attached to a run and is not to the one it was copied to: a copy may have been cut short between the two.
void copyAttachments(Backend& from, Backend& to, const Run& original, const Run& copy) {
  const std::vector<std::string> there = to.attachmentNames(copy.site, copy.number);
  for (const std::string& name : from.attachmentNames(original.site, original.number)) {
    if (std::find(there.begin(), there.end(), name) != there.end()) continue;
    const std::optional<AttachmentRow> row = from.attachment(original.site, original.number, name);
    if (row) to.setAttachment({copy.site, copy.number, name, pack(contentOf(*row))});
  }
}

/// With the numbers that they have, so that "lab/R6" means the same run in both stores, unless the number is taken.
void copyRuns(Store& from, Store& to, Copied& copied) {
  const auto isThere = [&](const std::string& id) {
    const std::optional<Hash> hash = Hash::fromHex(id);
    return hash && to.backend().snapshot(*hash);
  };
  const std::vector<Run> known = to.runs();
  for (const RunRow& row : from.backend().runs()) {
    const Run original = readRun(row);
    if (!isThere(original.before)) continue;
    if (original.after.empty()) ++copied.unfinishedRuns;
    if (!isThere(original.after)) continue;
    const auto same =
        std::find_if(known.begin(), known.end(), [&](const Run& each) { return isSameRun(original, each); });
    Run copy = same == known.end() ? original : *same;
    if (same == known.end()) {
      // Finished runs cannot be changed in an archive: so the record names its attachments before they are there.
      const std::vector<std::string> names = from.backend().attachmentNames(original.site, original.number);
      to.backend().addRun(copy.site, original.number, [&](int number) {
        copy.number = number;
        return RunRow{copy.site, number, toRecord(copy, names)};
      });
      ++copied.runs;
    }
    copyAttachments(from.backend(), to.backend(), original, copy);
  }
}

}  // namespace

Copied copySnapshots(Store& from, Store& to, const std::vector<std::string>& ids, const ChunkProgress& progress) {
  Copied copied;
  const std::unique_ptr<StoreLock> moment = from.backend().readOneMoment();
  const std::unique_ptr<StoreLock> lock = to.backend().lockForWriting();
  ChunkCopier chunks(from.backend(), to.backend(), copied, progress);
  for (const std::string& id : ids) {
    const Hash hash = *Hash::fromHex(from.snapshot(id)->info().id);
    const SnapshotRow row = from.backend().snapshot(hash).value();
    if (!to.backend().snapshot(hash)) {
      chunks.copy(rootsOf(Manifest::read(row)));
      chunks.flush();
      to.backend().addSnapshot(row);
      ++copied.snapshots;
    }
    copyLabels(from, to, id, copied);
  }
  copyRuns(from, to, copied);
  return copied;
}

}  // namespace ldapsnap
