// What the subcommands of `ldapsnap evidence` share.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "report/evidence/redaction/disguise.h"

namespace ldapsnap {

/// The passphrase of a key: from --passphrase-file (its first line), else the variable LDAPSNAP_PASSPHRASE, else asked
/// for on the terminal. Never an argument: others read those.
Secret passphraseOf(const std::string& keyFile, const std::string& passphraseFile);

/// --redact and what belongs to it.
struct RedactionOptions {
  std::vector<std::string> words;
  std::string keyFile;    ///< empty: beside the store
  std::string tableFile;  ///< empty: none is written
};
void addRedactionOptions(CLI::App& evidence, RedactionOptions& options);
/// The key of the pseudonyms, made where there is none.
Pseudonyms pseudonymsFor(const Session& session, const RedactionOptions& options);
/// A line for each pseudonym and what it stands for, in a file that its owner alone can read.
void writePseudonymTable(const std::string& file, const Pseudonyms& pseudonyms);
/// Writes a file that was not there before. Throws Error(BadInput).
void writeNewFile(const std::string& path, std::string_view bytes, unsigned mode);

/// Below `evidence`.
void addKeygen(CLI::App& evidence, Session& session, Action& action);
void addVerifyEvidence(CLI::App& evidence, Session& session, Action& action);
void addProve(CLI::App& evidence, Session& session, Action& action);
void addVerifyProof(CLI::App& evidence, Session& session, Action& action);

}  // namespace ldapsnap
