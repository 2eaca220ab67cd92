// Which parts of its DIT a capture reads from a server that is recognised by its root DSE. The facts are rows of the
// table in snapshot/ldap/product/server_behaviour.h; a server that needs more than facts has a dialect, one file each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// An attribute of the server whose value changes with every change in a part.
struct ChangeCounter {
  std::string dn;  ///< empty: the root DSE
  std::string attribute;

  bool operator==(const ChangeCounter&) const = default;
};

/// Whether the absence of a part is a gap: for cn=config, which the bind identity may not see, it is; for the
/// subentries of a context, which may have none, it is not.
enum class Presence { Expected, Optional };

/// A naming context, or another part of the DIT, that is read with one search.
struct CapturePart {
  /// What the server keeps in the part. Where one naming context holds all of it, that is a Context.
  enum class Kind {
    RootDse,
    Schema,         ///< the subschema subentry, or the schema naming context
    Configuration,  ///< of the server or the forest
    Context         ///< any other naming context
  };

  SearchRequest request;
  Kind kind = Kind::Context;
  Presence presence = Presence::Expected;
  std::vector<ChangeCounter> counters;  ///< empty: there is none, and two reads are compared if the part is small
};

/// What the root DSE says about a server.
struct ServerProfile {
  Product product = Product::Generic;
  std::string vendor, version;     ///< as the server writes them; may be empty
  CapturePart schemaPart;          ///< read first, also when bases are given; an empty base: there is no schema to read
  std::vector<CapturePart> parts;  ///< read after it when no base is given: configuration and contexts
  CapturePart pattern;             ///< how a base outside all parts is read

  const ServerBehaviour& behaviour() const { return behaviourOf(product); }
  /// Whether the schema is a naming context with an entry for each definition, and not one subschema subentry.
  bool hasSchemaContext() const {
    return !schemaPart.request.base.empty() && schemaPart.request.scope == Scope::Subtree;
  }
};

/// Decides by the marks of the rows in server_behaviour.h; a server that no row recognises is read as the generic one.
ServerProfile recognise(const Entry& rootDse);

/// How to read `base` (-b), a DN: as the part in which it lies. More than one part where a context has subentries that
/// are read with a search of their own.
std::vector<CapturePart> partsAt(const std::string& base, const ServerProfile& profile);

// --- The dialects. Each adds the parts to a profile that has product, vendor and version. ---

/// Any LDAP version 3 server, as the facts of its row say.
void completeProfile(const Entry& rootDse, ServerProfile& profile);
/// OpenLDAP and its variants.
void completeOpenLdapProfile(const Entry& rootDse, ServerProfile& profile);
/// Active Directory, AD LDS and Samba.
void completeActiveDirectoryProfile(const Entry& rootDse, ServerProfile& profile);
void completeExchange55Profile(const Entry& rootDse, ServerProfile& profile);

// --- What they share ---

/// All values of an attribute of the root DSE, in its order.
std::vector<std::string> valuesOf(const Entry& rootDse, std::string_view description);
/// The first value, or an empty string.
std::string firstOf(const Entry& rootDse, std::string_view description);
/// Whether one of the values is `value`, in upper or lower case.
bool hasValue(const Entry& rootDse, std::string_view description, std::string_view value);

/// The subschema subentry that the root DSE names (RFC 4512, 4.2). Its attributes are asked for by name: many servers
/// return them neither for "*" nor for "+".
CapturePart subschemaPart(const Entry& rootDse);
/// The subtree at `base`, read like `pattern`.
CapturePart subtreePart(const std::string& base, const CapturePart& pattern = {});
/// The same with the kind Configuration.
CapturePart configurationPart(const std::string& base, const CapturePart& pattern = {});
/// Whether the server records its own activity in that naming context.
bool isActivityLog(const std::string& context, const ServerBehaviour& behaviour);
/// Whether two DNs are the same text in upper or lower case: enough for the names that a server gives of its own
/// contexts.
bool sameName(std::string_view a, std::string_view b);

}  // namespace ldapsnap
