// What the subcommands of `ldapsnap evidence` share.
#pragma once

#include <string>

#include "cli/session.h"

namespace ldapsnap {

/// The passphrase of a key: from --passphrase-file (its first line), else the variable LDAPSNAP_PASSPHRASE, else asked
/// for on the terminal. Never an argument: others read those.
Secret passphraseOf(const std::string& keyFile, const std::string& passphraseFile);

/// Below `evidence`.
void addKeygen(CLI::App& evidence, Session& session, Action& action);
void addVerifyEvidence(CLI::App& evidence, Session& session, Action& action);
void addProve(CLI::App& evidence, Session& session, Action& action);
void addVerifyProof(CLI::App& evidence, Session& session, Action& action);

}  // namespace ldapsnap
