// What differs from one kind of server to another: what "the site's configuration and schema" is, and how to read it.
#pragma once

#include <string>
#include <vector>

#include "snapshot/capture/directory.h"
#include "snapshot/directory/attribute_lists.h"

namespace ldapsnap {

/// One naming context, or another part of the DIT, to read whole.
struct CapturePart {
  std::string base;
  Scope scope = Scope::Subtree;
  std::vector<std::string> attributes = {"*", "+"};
  int pageSize = 1000;
  bool optional = false;  ///< its absence is no gap (cn=config for a bind that may not see it is one; a context we
                          ///< merely try is not)
};

/// A server seen through its root DSE.
struct ServerProfile {
  Product product = Product::Generic;
  std::string vendor, version;
  std::vector<CapturePart>
      parts;               ///< what a capture reads when no base is given: schema, configuration, naming contexts
  CapturePart schemaPart;  ///< the schema alone: read also when bases are given
  std::vector<std::string> counters;  ///< "DN attribute" pairs whose values move with every change; empty: none known
};

/// Decides by vendorName, objectClass, supportedCapabilities, configContext and the shape of the naming contexts. One
/// function a dialect, in files of their own.
ServerProfile recognise(const Entry& rootDse);

}  // namespace ldapsnap
