// Signatures of OpenSSH (PROTOCOL.sshsig), made and checked by ssh-keygen: hardware keys and agents work.
#pragma once

#include <string>
#include <string_view>

namespace ldapsnap {

/// Stops a signature of ours from being used for anything else.
inline constexpr const char* kSshNamespace = "ldapsnap-evidence";

/// The text of a `.sig` file. `keyFile`: a private key, or a public one whose private half an agent holds. ssh-keygen
/// asks for a passphrase itself. Throws Error(BadInput) when it cannot sign; its own words are on stderr then.
std::string sshSign(const std::string& keyFile, std::string_view message);

/// Throws Error(Integrity) unless `signature` is of `message` by `identity`, as the file `allowedSigners` knows it
/// (ssh-keygen(1), ALLOWED SIGNERS).
void verifySsh(const std::string& allowedSigners, const std::string& identity, std::string_view message,
               std::string_view signature);

}  // namespace ldapsnap
