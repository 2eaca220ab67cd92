// Whether a part of a server changed between two moments: by the server's change counters, by entries that are newer
// than their counter, or by a digest of everything that was read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap {

/// The current values of the change counters of `part`, in their order. Each is one text, whatever the order in which
/// the server returns several values; an attribute that is absent gives an empty text. Throws Error(Unreachable).
std::vector<std::string> readCounters(ServerConnection& directory, const CapturePart& part);

/// True when at least one of the counters that readCounters() returned has a value.
bool hasCounterValue(const std::vector<std::string>& counters);

/// Remembers the newest entryCSN of the entries that were read. A CSN begins with the time of the change in a fixed
/// width ("20261123055301.123456Z#000000#001#000000"), so CSNs are ordered as their texts are.
class NewestCsn {
 public:
  void add(const Entry& entry);

  /// True when an entry is newer than every CSN in `counters` (as readCounters() returns them): the counter did not
  /// move although the directory changed, so it proves nothing. That is what a database does that was loaded from a
  /// provider's export, contextCSN included, and has no syncprov overlay to maintain it. False when no counter is a
  /// CSN.
  bool isNewerThan(const std::vector<std::string>& counters) const;

 private:
  std::string newest_;
};

/// A number that is equal for two reads of an unchanged part, whatever the order of entries, attributes and values.
/// Volatile attributes are ignored. Not a cryptographic hash: it detects changes, not forgeries.
class PartDigest {
 public:
  /// Variants have the digest of the product of which they are one: a capture learns of a variant from the schema,
  /// after it began to read.
  explicit PartDigest(Product product) : volatile_(volatileAttributes(variantOf(product).value_or(product))) {}

  void add(const Entry& entry);
  std::uint64_t value() const { return sum_; }

 private:
  /// The hash of an attribute description as spelled; 0 for a volatile attribute.
  std::uint64_t hashOfDescription(const std::string& description);

  const AttributeList& volatile_;
  std::unordered_map<std::string, std::uint64_t> descriptions_;
  std::uint64_t sum_ = 0;
};

}  // namespace ldapsnap
