// What a chunk needs below it: the edges along which verify, gc and copy walk.
#pragma once

#include <vector>

#include "snapshot/store/records/manifest.h"
#include "snapshot/store/chunk/chunk_reader.h"

namespace ldapsnap {

/// Of a node its children; of a leaf the blobs and trees of values that its records name. Throws Error(Integrity) when
/// a record cannot be read.
std::vector<ChunkId> referencesOf(const Chunk& chunk);

/// Of all its trees, that of the content first.
std::vector<ChunkId> rootsOf(const Manifest& manifest);

}  // namespace ldapsnap
