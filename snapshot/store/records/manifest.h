// The manifest: what a snapshot is, in one small record whose SHA-256 is the snapshot's id (FORMAT.md, "Manifest").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "snapshot/model/snapshot.h"
#include "snapshot/store/backend/backend.h"

namespace ldapsnap {

/// Version 0.1.0 stored the predictions of a site "lab" under the site "lab.predicted".
inline constexpr std::string_view kPredictionSiteSuffix010 = ".predicted";

struct Manifest {
  SnapshotInfo info;                   ///< its id is not part of the manifest, but computed from it
  ChunkId content, volatiles, schema;  ///< roots of the trees that every snapshot has
  std::optional<ChunkId> traits;       ///< of the index of traits, where there is one
  /// Tells it from equal ones of the same second, when another snapshot of the site was stored in between.
  std::uint64_t repetition = 0;

  /// Canonical JSON. info.contentRoot and info.volatileRoot are written from `content` and `volatiles`.
  std::string toJson() const;
  /// The inverse, with info.id filled in, and info.kind derived where a manifest of version 0.1.0 does not state it.
  /// Throws Error(Integrity) for what is not a manifest, Error(Unreachable) for one of a later format.
  static Manifest parse(std::string_view text);
  /// The manifest of a row, checked against its id. Throws Error(Integrity) that names the snapshot.
  static Manifest read(const SnapshotRow& row);
};

}  // namespace ldapsnap
