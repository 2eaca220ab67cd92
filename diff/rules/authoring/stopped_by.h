// What stopped a setup that failed, according to its output: the line, and the objects that the line names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "snapshot/model/command_output.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

struct StoppedBy {
  std::string message;         ///< the line, hostile
  std::vector<Entry> objects;  ///< of the snapshot before the run, those named nearest to the end of the output first
};

/// Looks for the last line that says that something is there already (rules/data/failure-words.json), and in it and the
/// two lines above for names of entries: a DN, or else the value of an RDN as a word. Nothing when no line says so; no
/// objects when none is named.
std::optional<StoppedBy> whatStopped(const CommandOutput& output, const Snapshot& before);

}  // namespace ldapsnap
