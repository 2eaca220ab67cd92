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
#include "snapshot/model/trait.h"

namespace ldapsnap {

/// A part of the directory that the snapshot should hold and does not. That an entry is not found at or below it says
/// nothing about the directory.
struct Gap {
  std::string where;    ///< DN, or "DN attribute", or "file:line"
  std::string reason;   ///< in the server's words: "insufficientAccessRights (50): no read access"
  std::string remedy;   ///< what the administrator can do; may be empty
  std::string entry{};  ///< where `where` is a line of a file: the DN of the only entry concerned; empty: any entry

  bool operator==(const Gap&) const = default;
};

/// Something doubtful about the source of a snapshot, of which nothing is missing nevertheless.
struct Warning {
  std::string where;         ///< "file:line", a file or a DN
  std::string text;          ///< "'unparsable' is not a distinguished name"
  std::string remedy;        ///< what the administrator can do; may be empty
  std::uint64_t others = 0;  ///< how many more of the same kind there are, which are not listed

  bool operator==(const Warning&) const = default;
};

enum class Scope { Base, OneLevel, Subtree };
std::string_view nameOf(Scope scope);  ///< "base", "one", "sub", as in LDAP URLs (RFC 4516)

/// One search, or what amounts to one, of which a snapshot holds the result.
struct CoveredPart {
  std::string base;  ///< DN
  Scope scope = Scope::Subtree;
  std::string filter;  ///< RFC 4515; empty: every entry
  /// As in a search request: attribute descriptions, "*" for user attributes, "+" for operational ones. Empty: all.
  std::vector<std::string> attributes;
  /// Entries were selected in a way that the source does not state.
  bool isSelection = false;

  bool operator==(const CoveredPart&) const = default;
};
/// For people: "dc=example,dc=com (one level), filter (objectClass=person), attributes cn mail".
std::string describe(const CoveredPart& part);

/// An attribute that exists in the directory and that the identity which read it was not shown.
struct HiddenAttribute {
  std::string base;       ///< DN: at and below it; empty: everywhere
  std::string attribute;  ///< description; empty: which attributes are hidden, if any, is not known
  std::string reason;     ///< and which bind sees it: "olcAccess of olcDatabase={1}mdb,cn=config; ..."

  bool operator==(const HiddenAttribute&) const = default;
};

/// What a snapshot was taken of: outside of it, that something was not found says nothing about the directory.
struct CoverageStatement {
  /// How it is known.
  enum class Origin {
    Unknown,   ///< a snapshot of a version that did not record it
    Captured,  ///< the searches of the capture
    Stated,    ///< by the user
    Header,    ///< the comments that ldapsearch writes into a file
    Contents   ///< the names in the file: what lies below its topmost entries
  };

  Origin origin = Origin::Unknown;
  /// It is known which naming contexts the server had, from its root DSE: another one did not exist.
  bool isWholeServer = false;
  /// An export of databases (slapcat, slapd.d): what only a running server shows is not in it, which is the root DSE,
  /// the subschema subentry and the schema elements that are compiled in.
  bool isDatabaseExport = false;
  std::vector<CoveredPart> parts;
  std::vector<HiddenAttribute> hidden;

  bool operator==(const CoverageStatement&) const = default;
};
std::string_view nameOf(CoverageStatement::Origin origin);  ///< "unknown", "captured", "stated", "header", "contents"

/// Whether the entries are a state that the server was in at one moment (an LDAP search by itself does not guarantee
/// it).
enum class Consistency {
  Consistent,  ///< the server's change counters did not move, or what changed was read again until they did not
  Torn,        ///< they moved, and reading again did not catch up
  Unknown,     ///< the server has no counter that we can read
};
std::string_view nameOf(Consistency consistency);  ///< "consistent", "torn", "unknown"

/// What a snapshot holds instead of passwords and keys.
enum class Secrets {
  Redacted,  ///< keyed digests (snapshot/redact/redaction.h)
  Included   ///< the values themselves, because the user asked for them
};

/// What is known about a snapshot besides its entries. A stored snapshot has it in its manifest
/// (snapshot/store/FORMAT.md).
struct SnapshotInfo {
  /// Where the entries come from.
  enum class Kind {
    Captured,  ///< read from a server
    Imported,  ///< read from a file or a folder
    Predicted  ///< what a rehearsal would leave
  };

  std::string id;  ///< 64 hexadecimal digits, SHA-256 of the manifest; empty for a snapshot that is not stored
  Kind kind = Kind::Imported;
  std::string site;  ///< "lab"; for a file or a URL compared without a store, its name
  /// The URI or file it was read from, without credentials; of a prediction, what was rehearsed and on what, for
  /// people to read.
  std::string source;
  Time taken{}, finished{};
  std::uint64_t entries = 0;
  Product product = Product::Generic;
  std::string vendor, version;  ///< from the root DSE, where it says
  /// The DNs that were read with everything below them, as asked for: naming contexts or parts of them, and
  /// cn=Subschema. Empty when it is not known (a bare LDIF file).
  std::vector<std::string> searchBases;
  CoverageStatement coverage;
  std::vector<Gap> gaps;
  std::vector<Warning> warnings;  ///< of the import or capture that made it; a stored snapshot does not keep them
  Consistency consistency = Consistency::Unknown;
  Secrets secrets = Secrets::Redacted;
  std::string contentRoot, volatileRoot;  ///< root hashes, 64 hexadecimal digits; empty when not stored
  std::string tool;                       ///< version that took it
  /// The authorization identity that the server reported ("Who am I?", RFC 4532), and groups that it uses for access
  /// control; empty where it does not say.
  std::vector<std::string> authorizationIdentity;
  std::string since;  ///< id of the snapshot that this one was made from by asking for changes; empty: read in full

  bool complete() const { return gaps.empty(); }
  bool operator==(const SnapshotInfo&) const = default;
};

std::string_view nameOf(SnapshotInfo::Kind kind);  ///< "captured", "imported", "predicted"

/// Moves through all entries of a snapshot in key order, the root DSE first: for merging two snapshots, which visitors
/// cannot. Is before the first entry until next(); what it shows stays valid until it moves.
class EntryCursor {
 public:
  virtual ~EntryCursor() = default;

  /// Goes to the next entry; false at the end.
  virtual bool next() = 0;
  virtual std::string_view key() const = 0;  ///< path and name (dn.h)
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

  // What follows can be done with scan(), and is by default. Snapshots that know a shorter way override it.

  /// How many entries there are at and below `base`.
  virtual std::uint64_t count(const Dn& base) const;
  /// A cursor over every entry, which must not outlive the snapshot. The default copies all entries first.
  virtual std::unique_ptr<EntryCursor> cursor() const;
  /// As scan() of the subtree at `base`, but may leave out entries that have none of the wanted traits. The default
  /// visits all.
  virtual void scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const;
  /// False when it is known, without reading entries for it, that no entry has a wanted trait. The default knows
  /// nothing.
  virtual bool mayHaveTraits(const TraitTest& isWanted) const;

  /// An entry's DN as spelled, and the attribute's first value, empty when it has none; both valid during the call.
  using ValueVisitor = std::function<Visit(std::string_view dn, std::string_view value)>;
  /// One attribute of all entries at and below `base`, in key order. `description`: of an attribute that is not
  /// volatile, in any case.
  virtual void scanValues(const Dn& base, std::string_view description, const ValueVisitor& visitor) const;
};

/// As find(); where that finds nothing, all entries are looked through for one whose name is equal by the schema's
/// matching rules (RFC 4518: decomposed letters and the like) or has other names of the attribute types. For names that
/// people type: a name that is not there costs a reading of the snapshot.
std::optional<Entry> findInAnySpelling(const Snapshot& snapshot, const Dn& dn);
/// The same entry. Throws Error(BadInput) where there is none, with a name beside it that was probably meant, or the
/// nearest entry above. `name`: of the snapshot, for the message.
Entry requireInAnySpelling(const Snapshot& snapshot, const Dn& dn, const std::string& name);

/// One key at which two snapshots differ: the entries in full, volatile attributes included.
struct EntryPair {
  std::string path;                    ///< of the key (dn.h)
  std::optional<Entry> before, after;  ///< only one of them: an addition or a removal
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
  std::vector<Dn> withoutSubtrees;        ///< with everything below them
  std::vector<std::string> withoutNames;  ///< DNs of single entries, as the earlier snapshot spells them
};

/// A sink that can take over entries of an earlier snapshot. An entry that is added replaces an inherited one of the
/// same spelling.
class InheritingSink : public SnapshotSink {
 public:
  virtual void inherit(Inherited inherited) = 0;
};

/// True when the key path `keyPath` is within `scope` at the key path `basePath` (dn.h). For implementations of scan().
bool inScope(std::string_view keyPath, std::string_view basePath, Scope scope);

}  // namespace ldapsnap
