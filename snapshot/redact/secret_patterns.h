// Secrets that no list of attributes names: recognised by the name of the attribute, or by the form of the value.
//
// A list of names never ends: every product brings attributes of its own. What is hidden by a pattern is counted
// (Redactor::hiddenByPattern()), so that a site can say where the pattern is wrong. The patterns are data,
// snapshot/redact/data/secret-patterns.json (format: README.md there).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/ldap/schema/schema.h"
#include "snapshot/redact/embedded_secrets.h"

namespace ldapsnap {

/// True when the name of the attribute type says that its values are passwords, keys or PINs ("gatePin",
/// "acmePasswordHash"), and neither the name ("passwordMinLength") nor the syntax in `schema` (Boolean, Integer,
/// GeneralizedTime, DN) says that they are settings. `type`: as spelled in an entry, without options; the names that
/// the schema gives to it count too.
bool hasSecretName(std::string_view type, const Schema& schema);

/// True for an attribute type that holds secrets in one entry and a truth value in another: 389 Directory Server's
/// passwordHistory is the list of old hashes in a user's entry, and "on" or "off" in the policy. Any case.
bool isSwitchOrSecret(std::string_view type);

/// True for a value that is no secret whatever its attribute is called: a truth value, a generalized time.
bool isPlainSetting(std::string_view value);

/// `value` with the secrets in it replaced that their form gives away: a hash after its scheme ("{SSHA}..."), a
/// crypt(3) hash ("$6$..."), a private key in PEM (RFC 7468), the password in a URL (RFC 3986, 3.2.1); also where all
/// of the value is base64 of such text. None when there
/// is no such secret; fast then, because it is called for every value.
std::optional<std::string> withoutSecretForms(std::string_view value, const SecretDigest& digest);

}  // namespace ldapsnap
