// How a snapshot shows that it is a baseline that ships (snapshot/baseline/).
#pragma once

#include <string_view>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// "baseline:" and the name, as an operand is written.
inline constexpr std::string_view kBaselinePrefix = "baseline:";

/// Whether `info` is of a baseline: nobody read it from a server, with less than all rights.
inline bool isBaseline(const SnapshotInfo& info) { return info.source.starts_with(kBaselinePrefix); }

}  // namespace ldapsnap
