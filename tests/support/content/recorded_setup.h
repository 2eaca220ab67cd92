// A real setup under `ldapsnap run`, and beside it what ldapsearch says that it did.
#pragma once

#include <string>
#include <vector>

#include "tests/support/content/ldapsearch_dump.h"

namespace ldapsnap::test {

struct RecordedSetup {
  int exitCode = 0;
  std::string report;   ///< all that came out: the setup's output, the report, and detailsBetween() the two dumps
  std::string summary;  ///< the report's line of counts, without how many entries were compared
  std::string seen;     ///< changesBetween() the two dumps
};

/// Runs `command` under `ldapsnap run SITE`, between two dumps.
RecordedSetup recordSetup(const Workplace& workplace, const std::string& site, const Target& target,
                          const DumpOptions& dump, const std::vector<std::string>& command,
                          const std::string& stdinText = {});

/// The line of a report that counts its changes: "3 entries added", "No differences".
std::string summaryOf(const std::string& report);

}  // namespace ldapsnap::test
