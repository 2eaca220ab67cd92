#include "snapshot/store/chunk_references.h"

#include "snapshot/store/entry_codec.h"

namespace ldapsnap {

std::vector<ChunkId> referencesOf(const Chunk& chunk) {
  std::vector<ChunkId> ids;
  for (const NodeItem& item : chunk.nodeItems()) ids.push_back(item.child);
  // Trees of values and of schema keys have empty values: no records.
  for (const LeafItem& item : chunk.leafItems()) appendReferences(item.value, ids);
  return ids;
}

std::array<ChunkId, 3> rootsOf(const Manifest& manifest) {
  return {manifest.content, manifest.volatiles, manifest.schema};
}

}  // namespace ldapsnap
