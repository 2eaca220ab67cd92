// Two executions of one setup: what it did in one directory and not in the other. So a setup is found that ended with
// exit code 0 and did half of its work.
//
// What counts is what the setup added and removed, not what else the directories contain: where an attribute was
// replaced as a whole, its old values are each directory's own. Set aside are volatile attributes, what identifies
// an entry, what no client writes, and which secret a setup drew (that it wrote one counts). Below cn=schema,cn=config
// the
// `{n}` of a name means nothing: it says how many came before.
#pragma once

#include <cstdint>
#include <vector>

#include "diff/across/mapping.h"
#include "diff/compare/model/difference.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What one of two runs did alone, under the second directory's names. Of each Difference only `schema`, `changes` and
/// the counts of what is in them are filled in.
struct DoneInOne {
  Difference lacking;   ///< and the other directory is not in that state
  Difference needless;  ///< the other directory was in that state before: nothing was left to do there
};

/// What both did, and not alike.
struct SchemaDoneOtherwise {
  SchemaChange first, second;
};
struct EntryDoneOtherwise {
  EntryChange first, second;  ///< `attributes` are those alone that differ
};

struct RunsDifference {
  DoneInOne first, second;
  std::vector<SchemaDoneOtherwise> schema;
  std::vector<EntryDoneOtherwise> entries;  ///< in the second run's order
  std::uint64_t alikeSchema = 0, alikeEntries = 0;

  /// Both directories got the same, or had it.
  bool empty() const;
};

/// One run: what it did, and the directory afterwards.
struct RunResult {
  const Difference& difference;
  const Snapshot& after;
};

/// `mapping` leads from the first directory to the second. Takes memory for the names of what the first run changed,
/// and for all of what both changed otherwise.
RunsDifference compareRuns(const RunResult& first, const RunResult& second, Mapping& mapping);

}  // namespace ldapsnap
