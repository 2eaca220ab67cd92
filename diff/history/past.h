// What happened in a directory, read out of one snapshot: bursts of changes, and the changes themselves.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diff/history/metadata/event.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// How many entries; an entry that was created and deleted again counts as both.
struct PastCounts {
  std::uint64_t created = 0, modified = 0, renamed = 0, deleted = 0;

  std::uint64_t total() const { return created + modified + renamed + deleted; }
  bool operator==(const PastCounts&) const = default;
};

/// Changes that follow one another: most likely one piece of work.
struct Burst {
  struct Subtree {
    std::string dn;  ///< the smallest subtree of its naming context that holds all of them
    PastCounts entries;

    bool operator==(const Subtree&) const = default;
  };
  /// A setup that leaves such changes (data/burst-marks.json).
  struct Mark {
    std::string setup;  ///< "samba-schemaupgrade"
    std::string why;    ///< "134 attribute types and 12 classes were created, ..."

    bool operator==(const Mark&) const = default;
  };

  std::size_t number = 0;               ///< from 1, the newest first
  Time begin{}, end{};                  ///< of its first and its last change
  std::vector<std::string> servers;     ///< on which the changes were made, as far as recorded; by name
  std::vector<std::string> identities;  ///< who made them, as far as recorded; by name
  PastCounts entries;
  std::vector<Subtree> subtrees;  ///< in the order of the DIT
  /// Structural object classes of the entries that were created and how many there are of each, most first.
  std::vector<std::pair<std::string, std::uint64_t>> classes;
  std::vector<Mark> looksLike;
};

/// What happened to an attribute of an entry. The value before is never known.
struct PastWrite {
  std::string attribute;  ///< empty: of LinkChanged and Modified
  EventKind kind = EventKind::Written;
  Time time{};
  std::uint32_t times = 0;           ///< how often it was written since the entry was created; 0: not recorded
  std::string server, identity;      ///< empty: not recorded
  std::optional<std::string> value;  ///< bytes; of ValueAdded, ValueRemoved and Written where it is recorded
  Certainty certainty = Certainty::Recorded;
};

/// What happened to one entry.
struct PastChange {
  enum class Kind { Created, Modified, Renamed, Deleted };

  Kind change = Kind::Modified;
  std::string dn;  ///< as spelled; of a deleted entry the name that it had; of an unknown one, what it was below
  bool isUnnamed = false;  ///< which entry it was is not known, only that it was below `dn`
  std::string formerDn;    ///< of a renamed one, where it is recorded
  Time first{}, last{};
  std::size_t burst = 0;  ///< the number of the burst of `last`
  std::vector<std::string> servers, identities;
  std::vector<PastWrite> writes;  ///< oldest first; of a created entry only what was written later
  Certainty certainty = Certainty::Recorded;
};
std::string_view nameOf(PastChange::Kind kind);  ///< "created", "modified", "renamed", "deleted"

/// Something that the metadata cannot show, or that is doubtful about it.
struct PastLimit {
  std::string kind;  ///< for scripts: "values-before", "deletions", "time-in-future"
  std::string text;  ///< one or two sentences

  bool operator==(const PastLimit&) const = default;
};

struct Past {
  std::vector<Mechanism> sources;  ///< those that something was read from
  std::optional<Time> since;
  std::vector<Burst> bursts;        ///< newest first
  bool hasChanges = false;          ///< changes were asked for
  std::vector<PastChange> changes;  ///< in the order of the DIT
  std::vector<PastLimit> limits;
};

struct PastOptions {
  /// A pause that ends a burst. None: two minutes, and a burst lasts a quarter of an hour at most.
  std::optional<std::chrono::seconds> gap;
  std::optional<Time> since;         ///< leaves out what happened before, and lists the changes since
  std::optional<std::size_t> burst;  ///< lists that burst alone, with its changes
};

/// Reads the snapshot twice unless it is small; memory grows with the distinct times in it, with its log records, and
/// with the changes that were asked for, not with its entries. Throws Error(BadInput) for a burst that there is not.
Past readPast(const Snapshot& snapshot, const PastOptions& options);

}  // namespace ldapsnap
