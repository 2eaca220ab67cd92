// What a server reveals before anything is captured: its product, what a capture would read, and what it could not.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// One part that a capture would read, counted without its attributes.
struct PartProbe {
  std::string base;         ///< DN
  std::size_t entries = 0;  ///< visible to this bind identity
  bool hasCounter = false;  ///< whether a change counter has a value; otherwise a capture reads twice
};

struct ServerProbe {
  std::string uri;  ///< without credentials
  Product product = Product::Generic;
  std::string vendor, version;                        ///< as the server spells them, hostile; may be empty
  std::vector<std::string> namingContexts;            ///< all in the root DSE, also those that a capture omits
  std::vector<std::string> controls;                  ///< OIDs of supportedControl, sorted
  std::size_t attributeTypes = 0, objectClasses = 0;  ///< of the server's own schema
  std::vector<PartProbe> parts;                       ///< in the order in which a capture reads them
  /// Entries by which product versions are recognized: the root DSE, then the schema. As the server returned them.
  std::vector<Entry> identifyingEntries;
  std::vector<Gap> gaps;  ///< what a capture by this bind identity would miss

  std::size_t entries() const;
};

/// Reads the root DSE and the schema, and counts the entries of each part by a search without attributes (1.1; RFC
/// 4511, 4.5.1.8). Throws Error(Unreachable) when the connection breaks.
ServerProbe probe(ServerConnection& directory);

/// The name of a control that captures use: "paged results" for 1.2.840.113556.1.4.319; empty for any other OID. From
/// snapshot/capture/data/controls.json; throws Error(BadInput) when that file is damaged.
std::string_view nameOfControl(std::string_view oid);

}  // namespace ldapsnap
