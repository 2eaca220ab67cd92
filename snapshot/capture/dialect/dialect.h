// What differs from one kind of server to another: what "the site's configuration and schema" is, and how to read it.
#pragma once

#include <string>
#include <vector>

#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/server/directory.h"

namespace ldapsnap {

/// A value of the server that moves with every change of a part.
struct ChangeCounter {
  std::string dn;  ///< empty: the root DSE
  std::string attribute;

  bool operator==(const ChangeCounter&) const = default;
};

/// Whether the absence of a part is a gap: cn=config for a bind that may not see it is one; a context that is merely
/// tried is none.
enum class Presence { Expected, Optional };

/// One naming context, or another part of the DIT, to read whole.
struct CapturePart {
  SearchRequest request;
  Presence presence = Presence::Expected;
  std::vector<ChangeCounter> counters;  ///< empty: none covers this part; two reads are compared, if it is small
};

/// A server seen through its root DSE.
struct ServerProfile {
  Product product = Product::Generic;
  std::string vendor, version;  ///< as the server writes them; may be empty
  CapturePart schemaPart;       ///< the schema: read first, also when bases are given; no base: there is none to read
  std::vector<CapturePart> parts;  ///< what a capture reads beside it when no base is given: configuration, contexts
  CapturePart pattern;             ///< how a base is read that lies in none of the parts
};

/// Decides by vendorName, objectClass, supportedCapabilities, configContext and the shape of the naming contexts. One
/// function a dialect, in files of their own.
ServerProfile recognise(const Entry& rootDse);

/// How to read `base` (-b): as the part it lies in.
std::vector<CapturePart> partsAt(const std::string& base, const ServerProfile& profile);

}  // namespace ldapsnap
