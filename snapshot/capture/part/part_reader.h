// Reading one part of a server whole: its entries, what is missing of it, and whether it moved.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// How the read of a part ended.
struct PartResult {
  SearchResult result;
  std::vector<Gap> gaps;  ///< referrals are not among them: another part may hold what they name
  std::size_t entries = 0;
};

/// Reads all of `part`; ranged values are completed. What the server refuses is a gap, unless the part is optional and
/// is not there. Throws Error(Unreachable) when the connection breaks.
PartResult readPart(ServerConnection& directory, const CapturePart& part, Product product, const EntryReceiver& deliver,
                    const EstimateReceiver& estimate = {});

/// The values of a part's change counters, in their order; an attribute that is not there is empty.
std::vector<std::string> readCounters(ServerConnection& directory, const CapturePart& part);

/// A number that is equal for two reads of an unchanged part, whatever the order of entries, attributes and values.
/// Volatile attributes do not count.
class PartDigest {
 public:
  explicit PartDigest(Product product) : volatile_(volatileAttributes(product)) {}

  void add(const Entry& entry);
  std::uint64_t value() const { return sum_; }

 private:
  /// Of one description as spelled: its hash, 0 for a volatile one.
  std::uint64_t hashOfDescription(const std::string& description);

  const AttributeList& volatile_;
  std::unordered_map<std::string, std::uint64_t> descriptions_;
  std::uint64_t sum_ = 0;
};

}  // namespace ldapsnap
