// The dialects, one file each. Each says whether a root DSE is of its kind, and what to read there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"

namespace ldapsnap {

std::optional<ServerProfile> openLdapProfile(const Entry& rootDse);
std::optional<ServerProfile> ds389Profile(const Entry& rootDse);
/// Active Directory, AD LDS and Samba.
std::optional<ServerProfile> activeDirectoryProfile(const Entry& rootDse);
std::optional<ServerProfile> exchange55Profile(const Entry& rootDse);
/// Any LDAP version 3 server.
ServerProfile genericProfile(const Entry& rootDse);

// What they share.

/// All values of an attribute of the root DSE, in its order.
std::vector<std::string> valuesOf(const Entry& rootDse, std::string_view description);
std::string firstOf(const Entry& rootDse, std::string_view description);
bool hasValue(const Entry& rootDse, std::string_view description, std::string_view value);

/// The subschema subentry that the root DSE names (RFC 4512, 4.2), its attributes by name: many servers do not count
/// them among "*" or "+".
CapturePart subschemaPart(const Entry& rootDse);
/// The subtree at `base`, read as `pattern` says.
CapturePart subtreePart(const std::string& base, const CapturePart& pattern = {});
/// The same as text, whatever their case: enough for the names that one server gives of its own contexts.
bool sameName(std::string_view a, std::string_view b);

}  // namespace ldapsnap
