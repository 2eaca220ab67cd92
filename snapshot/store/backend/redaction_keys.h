// Where the key comes from with which secrets are redacted. It is never in the database of an archive.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "snapshot/redact/redaction.h"

namespace ldapsnap {

/// The key that `source` names: a file, or "|COMMAND", whose first line of output it is. 64 hexadecimal digits, with
/// "argon2id:" before them for slow digests (slow_digest.h). Throws
/// Error(Unreachable) when there is none, Error(BadInput) when other users can read the file, Error(Integrity) when it
/// is not a key.
RedactionKey redactionKeyFrom(const std::string& source);
/// The key in `text`, whose first line is in that form. Throws Error(Integrity) at `place`.
RedactionKey parseRedactionKey(std::string_view text, const std::string& place);
enum class Digests { Fast, Slow };
/// Writes a new key to `file`, which is 0600. Another process never sees part of it; where one was faster, its key
/// stays, and the result is false.
bool makeRedactionKey(const std::filesystem::path& file, Digests digests);

/// By which two writers of one site see whether they have the same key. It says nothing else about the key.
std::string proofOf(const RedactionKey& key, std::string_view site);

/// Of an archive, where the user names none: redaction.key beside config.toml.
std::filesystem::path defaultRedactionKeyFile();

}  // namespace ldapsnap
