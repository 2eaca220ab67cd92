// The chunks that a chunk refers to: verify, gc and copy follow them.
#pragma once

#include <vector>

#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/records/manifest.h"

namespace ldapsnap {

/// Of a node its children; of a leaf the blobs and trees of values that its records name. Throws Error(Integrity) when
/// a record cannot be read.
std::vector<ChunkId> referencesOf(const Chunk& chunk);

/// The roots of all its trees, the content tree first.
std::vector<ChunkId> rootsOf(const Manifest& manifest);

}  // namespace ldapsnap
