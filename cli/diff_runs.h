// ldapsnap diff --runs R1 R2
#pragma once

#include <string>

#include "cli/session.h"

namespace ldapsnap {

struct RunsOptions {
  std::string first, second;  ///< "lab/R1"
  std::string map = "auto";   ///< as Mapping::asked()
  OutputOptions output;       ///< text or json
};

/// Compares what two runs did; returns the exit code.
int diffRuns(Session& session, const RunsOptions& options);

}  // namespace ldapsnap
