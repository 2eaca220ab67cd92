// What a difference does to the data, judged without any pack: schema changes against the entries that are there,
// conflict objects, references that point nowhere since.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diff/compare/model/difference.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

enum class Impact {
  Safe,      ///< no entry is concerned
  Risky,     ///< what depends on it cannot be seen in the directory, or nothing fails at once
  Breaking,  ///< entries violate the new definition: the server refuses their next change, or no longer reads them
};
std::string_view nameOf(Impact impact);  ///< "safe", "risky", "breaking"

struct Judgement {
  Impact impact = Impact::Risky;
  /// "must-gained", "may-lost", "single-value-gained", "syntax-changed", "sup-changed", "attribute-removed",
  /// "class-removed", "oid-moved", "name-removed", "conflict-object", "dangling-reference",
  /// "references-not-read" (too many entries to look at),
  /// "definition-not-read" (a definition that cannot be read was added or removed).
  std::string kind;
  std::string subject;               ///< the element's name, or the DN that values refer to
  std::string text;                  ///< one sentence
  std::uint64_t count = 0;           ///< entries of the later snapshot that it concerns
  std::vector<std::string> objects;  ///< the first of them, in DIT order

  bool operator==(const Judgement&) const = default;
};

/// Breaking first. Reads `after` once, and only when the difference asks for it: a schema element changed in a way that
/// entries may violate, or an entry is gone or renamed.
std::vector<Judgement> judge(const Difference& difference, const Snapshot& after);

}  // namespace ldapsnap
