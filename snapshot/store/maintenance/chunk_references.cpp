#include "snapshot/store/maintenance/chunk_references.h"

#include "snapshot/store/snapshots/entry_codec.h"

namespace ldapsnap {

std::vector<ChunkId> referencesOf(const Chunk& chunk) {
  std::vector<ChunkId> ids;
  for (const NodeItem& item : chunk.nodeItems()) ids.push_back(item.child);
  // Trees of values, of schema keys and of traits have empty values: no records.
  for (const LeafItem& item : chunk.leafItems()) appendReferences(item.value, ids);
  return ids;
}

std::vector<ChunkId> rootsOf(const Manifest& manifest) {
  std::vector<ChunkId> roots{manifest.content, manifest.volatiles, manifest.schema};
  if (manifest.traits) roots.push_back(*manifest.traits);
  return roots;
}

}  // namespace ldapsnap
