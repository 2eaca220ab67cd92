// Passwords that somebody wrote into a text: "password=...", "Password: ...", a connection string, a setting, a piece
// of JSON or XML, in any attribute. The words are data, the rule for "*" in snapshot/redact/data/embedded-secrets.json.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/redact/embedded_secrets.h"

namespace ldapsnap {

/// `value` with each password replaced that follows a word for one. A word counts by its last parts, in any case:
/// "db_password", "ldapBindPw", "spring.datasource.password". What follows it:
/// - "=" (also ":=", "=>", "%3D" in a URL): the password ends at a blank, ';' or '&', or at its closing quote;
/// - ":" (also "::" before base64): one word; several words are a sentence ("password: see the vault");
/// - ">" of an XML element: up to the next '<';
/// - a blank after an option ("--password x"), or at the start of a line of slapd.conf(5), nslcd.conf(5) and their
/// kind. A '*' (a filter that asks for presence) and truth values are not passwords. None when there is no such
/// password; fast then, because it is called for every value.
std::optional<std::string> withoutAssignedSecrets(std::string_view value, const SecretDigest& digest);

}  // namespace ldapsnap
