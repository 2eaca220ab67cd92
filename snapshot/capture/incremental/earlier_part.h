// One part of a server as an earlier snapshot holds it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What a server does with the name of a deleted entry in values of other entries.
enum class NamesOfRemoved { Stay, Disappear };

/// The entries of `part` in `snapshot`: those at and below its base, without subentries (a search does not return them
/// together with others) and without the entries of `otherParts`.
struct EarlierPart {
  CapturePart part;  ///< as the dialect describes it, for this capture and the earlier one
  const Snapshot& snapshot;
  std::vector<Dn> otherParts;  ///< bases of other parts below this one's base
  NamesOfRemoved namesOfRemoved = NamesOfRemoved::Stay;

  Dn base() const { return Dn::parse(part.request.base); }
  std::uint64_t count() const;
  void forEachEntry(const Snapshot::Visitor& visit) const;
  /// The DN and the first value of an attribute, which must not be a volatile one, of every entry; an empty value for
  /// an entry without the attribute.
  void forEachValue(std::string_view description, const Snapshot::ValueVisitor& visit) const;
  /// The DNs of the subentries (RFC 3672) below the base, as spelled.
  std::vector<std::string> subentries() const;
  /// Whether an entry of that name would belong to this part.
  bool covers(const Dn& dn) const;
  /// The entry of that name; nothing when there is none, and for text that is not a DN.
  std::optional<Entry> find(const std::string& dn) const;
};

}  // namespace ldapsnap
