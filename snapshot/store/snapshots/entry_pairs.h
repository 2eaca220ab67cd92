// The entries at which two stored snapshots differ.
#pragma once

#include <cstdint>
#include <functional>

#include "snapshot/model/snapshot.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/records/manifest.h"

namespace ldapsnap {

/// See Store::forEachDifference().
std::uint64_t forEachDifferingPair(ChunkReader& chunks, const Manifest& before, const Manifest& after,
                                   const std::function<void(EntryPair)>& visit);

}  // namespace ldapsnap
