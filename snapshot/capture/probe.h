// What a server shows of itself before anything is captured: who it is, what a capture would read, what it could not.
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
  std::size_t entries = 0;  ///< that this bind may see
  bool hasCounter = false;  ///< whether a change counter answered: else consistency takes two reads
};

struct ServerProbe {
  std::string uri;  ///< without credentials
  Product product = Product::Generic;
  std::string vendor, version;              ///< as the server writes them, hostile; may be empty
  std::vector<std::string> namingContexts;  ///< all that the root DSE names, also those that a capture leaves out
  std::vector<std::string> controls;        ///< OIDs of supportedControl, sorted
  std::size_t attributeTypes = 0, objectClasses = 0;  ///< of the server's own schema
  std::vector<PartProbe> parts;                       ///< in the order of a capture
  /// Whole entries that tell versions of products: the root DSE, then the schema's. As the server gave them.
  std::vector<Entry> telling;
  std::vector<Gap> gaps;  ///< what a capture with this bind would not read

  std::size_t entries() const;
};

/// Asks the root DSE, reads the schema, and counts each part by a search for no attributes (1.1; RFC 4511, 4.5.1.8).
/// Throws Error(Unreachable) when the connection breaks.
ServerProbe probe(ServerConnection& directory);

/// What a capture uses that control for: "paged results"; empty for one that it does not use. From
/// snapshot/capture/data/controls.json; throws Error(BadInput) when that is damaged.
std::string_view nameOfControl(std::string_view oid);

}  // namespace ldapsnap
