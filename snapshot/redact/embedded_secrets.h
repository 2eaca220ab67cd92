// Passwords inside a longer value: olcSyncrepl's `credentials=`, a change log's `userPassword:= ...`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ldapsnap {

/// True of what separates words within a value.
inline bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// How the values of an attribute are built (snapshot/redact/data/README.md).
enum class EmbeddedForm { None, Keywords, Text, Modification, Ldif, History, Filter };

/// Whether values of that form are values of other attributes, with their names.
inline bool holdsChanges(EmbeddedForm form) {
  return form == EmbeddedForm::Modification || form == EmbeddedForm::Ldif || form == EmbeddedForm::History;
}

/// Where passwords are in the values of one attribute type.
struct EmbeddedSecret {
  EmbeddedForm form = EmbeddedForm::None;
  std::vector<std::string> names;              ///< lower case; a trailing '*' takes every type that begins so
  std::vector<std::string> keywords;           ///< lower case; of EmbeddedForm::Keywords and Text
  std::vector<std::string> lineKeywords = {};  ///< lower case; of EmbeddedForm::Text, at the start of a line
};

/// The rule for an attribute type (any case, without options); nullptr when there is none but that for any text. Reads
/// snapshot/redact/data/embedded-secrets.json once.
const EmbeddedSecret* embeddedSecret(std::string_view type);
/// The rule for text in any attribute (assigned_secrets.h).
const EmbeddedSecret& anyTextRule();

/// Returns what replaces a password found in a value.
using SecretDigest = std::function<std::string(std::string_view)>;
/// Whether an attribute type named inside a value is a secret one.
using IsSecretType = std::function<bool(std::string_view)>;

/// `value` with each password in it replaced by its digest; everything else is unchanged.
std::string replaceEmbedded(const EmbeddedSecret& rule, std::string_view value, const SecretDigest& digest,
                            const IsSecretType& isSecret);

}  // namespace ldapsnap
