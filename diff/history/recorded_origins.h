// When and where a directory itself records that an entry was created, or a value written.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "diff/history/metadata/readers.h"
#include "diff/rules/engine/finding.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Reads of a snapshot what its metadata needs to be shown with names: the servers, and the identifiers of attributes.
class RecordedOrigins {
 public:
  enum class Of {
    Entries,  ///< reads the entries that name servers
    Values    ///< and the schema entries that say which attribute an identifier belongs to
  };

  /// `snapshot` must outlive it.
  RecordedOrigins(const Snapshot& snapshot, Of what);

  /// When the entry was created. Nothing where it is not recorded.
  std::optional<RecordedOrigin> ofEntry(const Entry& entry) const;
  /// All that the entry records of its past, for ofValue(). Views into `entry`, which must outlive it.
  EventList eventsOf(const Entry& entry) const;
  /// When the attribute of the entry was written last, or that one value was added where each has a time of its own.
  /// `events`: those of the entry.
  std::optional<RecordedOrigin> ofValue(const EventList& events, std::string_view attribute,
                                        std::string_view value) const;

 private:
  RecordedOrigin originOf(const Event& event) const;

  const Coverage coverage_;
  mutable MetadataContext context_;
};

/// Fills in Introduction::recorded where the history of a store does not say when the object of a finding came.
void traceRecorded(const Snapshot& snapshot, std::vector<Finding>& findings);

}  // namespace ldapsnap
