// What changed in one part of a server since an earlier snapshot, asked of the server instead of reading the part
// whole. One implementation a mechanism, in files of their own.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

struct PartChanges {
  /// Why the part must be read whole, in words that follow "because"; empty: it need not, and the rest is complete.
  std::string whole;
  std::vector<Entry> entries;            ///< added or changed, as they are now
  std::vector<std::string> removed;      ///< DNs as the earlier snapshot spells them
  std::vector<std::string> rewrittenAt;  ///< DNs whose whole subtree was read anew and is among `entries`
  SearchResult result;                   ///< of the last search, for its referrals

  static PartChanges readWhole(std::string why) {
    PartChanges changes;
    changes.whole = std::move(why);
    return changes;
  }
};

/// A part as it was: `part` as its server's dialect describes it, and what an earlier capture took of it.
struct EarlierPart {
  const CapturePart& part;
  const Snapshot& snapshot;
  std::vector<Dn> others;  ///< bases of other parts below this one's
  /// What the server does with the name of an entry in values of others when the entry is deleted.
  enum class Names { Stay, Go } namesOfRemoved = Names::Stay;

  Dn base() const { return Dn::parse(part.request.base); }
  /// Entries at and below the base that are neither subentries nor another part's, which a search finds no more than
  /// these.
  std::uint64_t count() const;
  /// The name and the first value of an attribute, which is not volatile, of each of the same entries.
  void forEachValue(std::string_view description, const Snapshot::ValueVisitor& visit) const;
  /// The same entries, one by one.
  void forEach(const Snapshot::Visitor& visit) const;
  /// DNs of its subentries (RFC 3672), as spelled.
  std::vector<std::string> subentries() const;
  bool holds(const Dn& dn) const;
  /// The entry of that name as it was; none also for a text that is no DN.
  std::optional<Entry> find(const std::string& dn) const;
};

/// Nothing for a text that is no DN: what a server names so cannot be looked up.
std::optional<Dn> tryParseDn(std::string_view text);

/// More changes than these are no longer cheaper than reading everything.
inline constexpr std::size_t kMostChanges = 20000;

/// syncrepl (RFC 4533) of slapd with syncprov, from the contextCSN that the earlier snapshot holds.
PartChanges changesBySyncRepl(ServerConnection& directory, const EarlierPart& earlier);
/// uSNChanged of Active Directory and Samba ([MS-ADTS] 3.1.1.1.9), from the earlier snapshot's highestCommittedUSN. The
/// same domain controller must answer, and the bind must be allowed to see deleted objects.
PartChanges changesByUsn(ServerConnection& directory, const EarlierPart& earlier);

/// By the mechanism that the server has.
PartChanges changesSince(ServerConnection& directory, const EarlierPart& earlier, ChangeQuery mechanism);

/// Completes what a server tells by what changes elsewhere with it and is not told: back links in the entries that are
/// named (memberOf), whether a parent has children, what children inherit of a security descriptor, and names of
/// removed entries in values.
void readAlong(ServerConnection& directory, const EarlierPart& earlier, PartChanges& changes);

}  // namespace ldapsnap
