#include "report/evidence/proof.h"

#include <fmt/format.h>
#include <map>
#include <set>

#include "snapshot/base/bytes.h"
#include "snapshot/base/error.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/snapshots/stored_snapshot.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kMagic = "ldapsnap-proof/1\n";

/// Chunks that can only be read.
class ReadOnlyChunks : public ChunkStore {
 public:
  bool has(const ChunkId& id) override { return read(id).has_value(); }
  void write(const std::vector<PackedChunk>& /*chunks*/) override { throw readOnly(); }
  void remove(const std::vector<ChunkId>& /*ids*/) override { throw readOnly(); }
  void forEachChunk(const std::function<void(const ChunkId& id, std::string_view packed)>& /*visit*/) override {
    throw readOnly();
  }

 private:
  static Error readOnly() { return Error(ErrorKind::Internal, "chunks of a proof are only read"); }
};

/// A store that remembers what was read of it.
class RecordedChunks : public ReadOnlyChunks {
 public:
  explicit RecordedChunks(ChunkStore& store) : store_(store) {}

  std::optional<std::string> read(const ChunkId& id) override {
    std::optional<std::string> packed = store_.read(id);
    if (packed && seen_.insert(id).second) chunks_.push_back(unpack(*packed));
    return packed;
  }
  /// In the order in which they were first read.
  const std::vector<std::string>& chunks() const { return chunks_; }

 private:
  ChunkStore& store_;
  std::set<ChunkId> seen_;
  std::vector<std::string> chunks_;
};

/// The chunks that a proof holds, by the hashes of their bytes: what they are is for the tree to say.
class ProofChunks : public ReadOnlyChunks {
 public:
  void add(std::string_view bytes) { chunks_[sha256(bytes)] = bytes; }

  std::optional<std::string> read(const ChunkId& id) override {
    const auto found = chunks_.find(id);
    if (found == chunks_.end()) return std::nullopt;
    used_.insert(id);
    return pack(found->second);
  }
  bool areAllUsed() const { return used_.size() == chunks_.size(); }

 private:
  std::map<ChunkId, std::string_view> chunks_;
  std::set<ChunkId> used_;
};

Error notAProof() {
  return Error(ErrorKind::BadInput, "not a proof of an entry")
      .fix("make one with: ldapsnap evidence prove A DN -o FILE");
}

/// The proof without its mark and its sum.
std::string_view bodyOf(std::string_view proof) {
  if (!proof.starts_with(kMagic) || proof.size() < kMagic.size() + Hash::kSize) throw notAProof();
  const std::string_view summed = proof.substr(0, proof.size() - Hash::kSize);
  if (sha256(summed).view() != proof.substr(summed.size()))
    throw Error(ErrorKind::Integrity, "the proof is damaged: its bytes are not those that were written");
  return summed.substr(kMagic.size());
}

Manifest trustedManifest(std::string_view text, const std::string& id) {
  if (const std::string found = sha256(text).hex(); found != id)
    throw Error(ErrorKind::Integrity, fmt::format("the proof is about the snapshot {}, not about {}", found, id));
  return Manifest::parse(text);
}

}  // namespace

std::string makeProof(Store& store, const std::string& id, const Dn& dn) {
  const std::unique_ptr<Snapshot> snapshot = store.snapshot(id);
  const Entry entry = requireInAnySpelling(*snapshot, dn, "the snapshot");
  const SnapshotRow row = store.backend().snapshot(*Hash::fromHex(snapshot->info().id)).value();
  const std::string key = keyOf(entry.dn).bytes;
  RecordedChunks recorded(store.backend());
  ChunkReader chunks(recorded);
  EntryReader(chunks, Manifest::read(row)).at(key);

  std::string proof(kMagic);
  appendString(proof, row.manifest);
  appendString(proof, key);
  appendNumber(proof, recorded.chunks().size());
  for (const std::string& chunk : recorded.chunks()) appendString(proof, chunk);
  return proof + std::string(sha256(proof).view());
}

ProvenEntry verifyProof(std::string_view proof, const std::string& id) {
  ByteReader reader(bodyOf(proof));
  const Manifest manifest = trustedManifest(reader.string(), id);
  const std::string_view key = reader.string();
  ProofChunks held;
  for (std::uint64_t left = reader.number(); left > 0; --left) held.add(reader.string());
  if (!reader.atEnd()) throw Error(ErrorKind::Integrity, "the proof holds more than it should");
  ChunkReader chunks(held);
  std::optional<Entry> entry = EntryReader(chunks, manifest).at(key);
  if (!entry) throw Error(ErrorKind::Integrity, "the snapshot does not hold the entry that the proof names");
  if (!held.areAllUsed()) throw Error(ErrorKind::Integrity, "the proof holds chunks that prove nothing");
  return {manifest.info, *std::move(entry)};
}

}  // namespace ldapsnap
