// Reading a part in full: every entry of it, and a gap for everything that the server withholds.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "snapshot/capture/part/part_reader.h"
#include "snapshot/capture/part/read_context.h"

namespace ldapsnap {

/// How a search of a part ended.
struct PartSearch {
  SearchResult result;
  std::vector<Gap> gaps;  ///< referrals are not among them
  std::size_t entries = 0;
};

/// Delivers all entries of `part`; ranged values are completed. What the server refuses is a gap, unless the part is
/// optional and absent. Throws Error(Unreachable) when the connection breaks.
PartSearch searchPart(ServerConnection& directory, const CapturePart& part, Product product,
                      const EntryReceiver& deliver, const EstimateReceiver& estimate = {});

class FullReader : public PartReader {
 public:
  /// `reason`: why a part that may inherit is read in full; reported with the reading.
  explicit FullReader(ReadContext& context, std::optional<std::string> reason = std::nullopt)
      : context_(context), reason_(std::move(reason)) {}

  /// Throws Error(BadInput) when the user named a base that does not exist.
  void read(PartState& state) override;

 private:
  void throwIfUserBaseIsAbsent(const PartState& state) const;

  ReadContext& context_;
  std::optional<std::string> reason_;
};

}  // namespace ldapsnap
