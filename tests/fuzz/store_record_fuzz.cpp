// What holds for any bytes that a damaged store, or somebody else's, gives for a chunk, a manifest, a run, a journal, a
// command's output or the attributes of an entry: they are read and written as the same bytes, or refused as damage.
#include "snapshot/base/error.h"
#include "snapshot/store/chunk/chunk.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/records/run_records.h"
#include "snapshot/store/snapshots/entry_codec.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::Chunk;
using ldapsnap::ChunkId;
using ldapsnap::ErrorKind;
using ldapsnap::fuzz::require;

template <typename Read>
void check(Read reader) {
  ldapsnap::fuzz::checkReader({ErrorKind::Integrity, ErrorKind::Unreachable}, ldapsnap::fuzz::Place::Optional, reader);
}

std::string writtenAgain(const Chunk& chunk) {
  if (chunk.type() == ldapsnap::ChunkType::Blob) return ldapsnap::blobChunk(chunk.blob());
  std::string bytes =
      chunk.type() == ldapsnap::ChunkType::Leaf ? ldapsnap::leafHeader() : ldapsnap::nodeHeader(chunk.level());
  for (const ldapsnap::LeafItem& item : chunk.leafItems()) ldapsnap::appendItem(bytes, item);
  for (const ldapsnap::NodeItem& item : chunk.nodeItems()) ldapsnap::appendItem(bytes, item);
  return bytes;
}

void checkChunk(const std::string& bytes) {
  const Chunk chunk(bytes);
  require(writtenAgain(chunk) == bytes);
  require(chunk.lowerBound("") == 0 || chunk.itemCount() == 0);
  require(chunk.lowerBound(bytes) <= chunk.itemCount());
}

void checkAttributes(std::string_view records) {
  std::string chosen, others;
  ldapsnap::splitAttributes(
      records, [](std::string_view name) { return name.size() % 2 == 0; }, chosen, others);
  require(chosen.size() + others.size() == records.size());
  require(ldapsnap::kindOf(records) == ldapsnap::kindOf(records));
  std::vector<ChunkId> blobs, all;
  ldapsnap::appendBlobs(records, blobs);
  ldapsnap::appendReferences(records, all);
  require(blobs.size() <= all.size());
  ldapsnap::firstValueIn(records, "cn");
  ldapsnap::forEachTrait(records, [](const ldapsnap::Trait&) {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = ldapsnap::fuzz::textOf(data, size);
  const std::string text(bytes);
  check([&text] { checkChunk(text); });
  check([&text] { require(ldapsnap::unpack(ldapsnap::pack(text)) == text); });
  check([bytes] { checkChunk(ldapsnap::unpack(bytes)); });
  check([bytes] {
    const ldapsnap::Manifest manifest = ldapsnap::Manifest::parse(bytes);
    require(ldapsnap::Manifest::parse(manifest.toJson()).toJson() == manifest.toJson());
  });
  check([bytes] {
    const ldapsnap::Run run = ldapsnap::runFromRecord(bytes);
    require(ldapsnap::runFromRecord(ldapsnap::toRecord(run)) == run);
  });
  check([bytes] {
    const std::string record = ldapsnap::toRecord(ldapsnap::journalFromRecord(bytes));
    require(ldapsnap::toRecord(ldapsnap::journalFromRecord(record)) == record);
  });
  check([bytes] {
    const std::string record = ldapsnap::toRecord(ldapsnap::outputFromRecord(bytes));
    require(ldapsnap::toRecord(ldapsnap::outputFromRecord(record)) == record);
  });
  check([bytes] { checkAttributes(bytes); });
  return 0;
}
