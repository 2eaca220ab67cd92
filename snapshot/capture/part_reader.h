// Reading one part of a server whole: its entries, what is missing of it, and whether it moved.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "snapshot/capture/dialect.h"
#include "snapshot/capture/redaction.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

/// What one read of a part gave.
struct PartContent {
  std::vector<Entry> entries;
  std::vector<Gap> gaps;
  SearchResult result;
};

/// Gets each entry before it is kept, and may change it: this is where secrets go.
using EntryFilter = std::function<void(Entry&)>;

/// Reads all of `part`; ranged values are completed. What the server refuses is a gap, unless the part is optional and
/// is not there. Throws Error(Unreachable) when the connection breaks.
PartContent readPart(Directory& directory, const CapturePart& part, Product product, const EntryFilter& filter);

/// The values of a part's change counters, in their order; an attribute that is not there counts as empty.
std::vector<std::string> readCounters(Directory& directory, const CapturePart& part);

/// A number that is equal for two reads of an unchanged part, whatever the order of entries, attributes and values.
/// Volatile attributes do not count.
std::uint64_t digestOf(const std::vector<Entry>& entries, Product product, const Schema& schema);

}  // namespace ldapsnap
