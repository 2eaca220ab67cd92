// Whose schema a directory has: the nearest baseline, the schemas that were added, elements of unknown origin.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The fresh installation whose schema differs least from that of a directory.
struct NearestBaseline {
  std::string name;            ///< "openldap-2.5"
  std::string title;           ///< Baseline::title
  std::size_t elements = 0;    ///< attribute types and object classes that it has
  std::size_t missing = 0;     ///< of these, those that the directory does not have
  std::size_t additional = 0;  ///< those that the directory has and it has not

  std::size_t distance() const { return missing + additional; }
};

/// Additional elements of one schema.
struct AttributedElements {
  std::string title;     ///< "Samba schema of an NT 4 domain", "Exchange schema"
  std::string baseline;  ///< that has them; empty: they are known by their names or OIDs
  std::size_t elements = 0;
};

/// Additional elements that no baseline and no pack knows, by what their names begin with.
struct UnknownElements {
  std::string prefix;  ///< "acme-", "acme"; empty: names that have no prefix in common with others
  std::size_t elements = 0;
  std::vector<std::string> examples;  ///< up to three names. Directory content: hostile
};

struct KnownSchema {
  std::optional<NearestBaseline> nearest;      ///< none: no baseline is of the product, or the snapshot has no schema
  std::vector<AttributedElements> attributed;  ///< most elements first
  std::vector<UnknownElements> unknown;        ///< most elements first
};

/// Asks the attribute types and object classes that the snapshot itself holds. An export of databases lacks those that
/// are compiled into the server, which do not count as missing then.
KnownSchema knownSchemaOf(const Snapshot& snapshot);

}  // namespace ldapsnap
