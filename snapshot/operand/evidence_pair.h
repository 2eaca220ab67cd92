// Evidence that somebody sent, as the two snapshots of what changed: a bag, zipped or unpacked
// (report/evidence/FORMAT.md).
#pragma once

#include <optional>
#include <string>

#include "snapshot/import/import.h"

namespace ldapsnap {

enum class EvidenceSide { Before, After };

/// "case.zip:before", "case.zip:after".
struct EvidenceName {
  std::string path;
  EvidenceSide side = EvidenceSide::After;
};

/// True for a file or a folder that is evidence of ldapsnap, by its content. Does not verify it.
bool isEvidence(const std::string& path);
/// None where `text` is not the path of evidence with a side.
std::optional<EvidenceName> evidenceNamed(const std::string& text);

/// Reads the changed objects of one side into `sink`. The snapshot covers the entries that one of the sides holds and
/// no others. A warning says so, once for both sides. Throws Error(BadInput) at `path` for evidence without objects, as
/// of a version that kept none, and as UnpackedArchive does.
SnapshotInfo readEvidence(const std::string& path, EvidenceSide side, ImportOptions options, SnapshotSink& sink);

}  // namespace ldapsnap
