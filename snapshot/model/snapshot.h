// A snapshot: an immutable set of entries of one site at one moment, with what is known about how it was taken.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// A part of the directory that the snapshot should hold and does not. Absence below it proves nothing.
struct Gap {
  std::string where;   ///< DN, or "DN attribute", or "file:line"
  std::string reason;  ///< in the server's words: "insufficientAccessRights (50): no read access"
  std::string remedy;  ///< what the administrator can do; may be empty

  bool operator==(const Gap&) const = default;
};

/// Whether the entries are one state of the server that existed (an LDAP search alone does not promise it).
enum class Consistency {
  Consistent,  ///< the server's change counters stood still, or what moved was read again until they did
  Torn,        ///< they moved, and reading again did not catch up
  Unknown,     ///< the server has no counter that we can read
};
std::string_view nameOf(Consistency consistency);  ///< "consistent", "torn", "unknown"

/// What a snapshot holds in the place of passwords and keys.
enum class Secrets {
  Redacted,  ///< keyed digests (snapshot/redact/redaction.h)
  Included   ///< the values themselves, because the user asked for them
};

/// What is known about a snapshot beside its entries; the manifest of snapshot/store/FORMAT.md holds it.
struct SnapshotInfo {
  std::string id;      ///< 64 hexadecimal digits, SHA-256 of the manifest; empty for a snapshot that is not stored
  std::string site;    ///< "lab"; for a file or a URL compared without a store, its name
  std::string source;  ///< the URI or file it was read from, without credentials
  Time taken{}, finished{};
  std::uint64_t entries = 0;
  Product product = Product::Generic;
  std::string vendor, version;        ///< from the root DSE, where it says
  std::vector<std::string> contexts;  ///< DNs that were read, as asked for
  std::vector<Gap> gaps;
  Consistency consistency = Consistency::Unknown;
  Secrets secrets = Secrets::Redacted;
  std::string contentRoot, volatileRoot;  ///< root hashes, 64 hexadecimal digits; empty when not stored
  std::string tool;                       ///< version that took it
  /// Who the server took us for, and what it counts for access besides (groups); empty where it does not say.
  std::vector<std::string> boundAs;
  std::string since;  ///< id of the snapshot that this one was made from by asking for changes; empty: read whole

  bool complete() const { return gaps.empty(); }
  bool operator==(const SnapshotInfo&) const = default;
};

enum class Scope { Base, OneLevel, Subtree };

/// Moves through all entries of a snapshot in key order, the root DSE first: for merging two snapshots, which visitors
/// cannot. Stands before the first entry until next(); what it shows stays valid until it moves.
class EntryCursor {
 public:
  virtual ~EntryCursor() = default;

  /// Goes to the next entry; false at the end.
  virtual bool next() = 0;
  virtual std::string_view key() const = 0;  ///< the whole key (dn.h)
  virtual const Entry& entry() const = 0;
};

/// A snapshot that can be read. Entries come in key order (dn.h): parents before children, a subtree together.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual const SnapshotInfo& info() const = 0;
  /// The schema that the snapshot holds, over the built-in one.
  virtual const Schema& schema() const = 0;
  /// The entry of that name, compared with the snapshot's schema; empty when there is none.
  virtual std::optional<Entry> find(const Dn& dn) const = 0;

  /// What a visitor wants after an entry.
  enum class Visit { Continue, Stop };
  using Visitor = std::function<Visit(const Entry&)>;
  /// All entries of `scope` at `base` in key order. The empty base with Subtree is every entry, the root DSE included.
  virtual void scan(const Dn& base, Scope scope, const Visitor& visitor) const = 0;
  /// How many entries there are at and below `base`. A snapshot that can tell without looking at them overrides it.
  virtual std::uint64_t count(const Dn& base) const;
  /// A cursor over every entry, which must not outlive the snapshot. This one copies all entries first, by scan(); a
  /// snapshot that can go forward step by step overrides it.
  virtual std::unique_ptr<EntryCursor> cursor() const;
};

/// Where a capture or an import delivers entries, in any order.
class SnapshotSink {
 public:
  virtual ~SnapshotSink() = default;
  /// Takes one entry. Throws Error(BadInput) when an entry of that DN was added before.
  virtual void add(Entry entry) = 0;
};

/// What a snapshot takes over from an earlier one: the entries at and below `base` as they were.
struct Inherited {
  Dn base;
  std::vector<Dn> withoutSubtrees;        ///< with all that is below them
  std::vector<std::string> withoutNames;  ///< DNs of single entries, as the earlier snapshot spells them
};

/// A sink that has an earlier snapshot at hand. An entry that is added replaces an inherited one of the same spelling.
class InheritingSink : public SnapshotSink {
 public:
  virtual void inherit(Inherited inherited) = 0;
};

/// The key ranges of `scope` at `base`, shared by the implementations of scan(): does `key` belong?
bool inScope(std::string_view keyPath, std::string_view basePath, Scope scope);

}  // namespace ldapsnap
