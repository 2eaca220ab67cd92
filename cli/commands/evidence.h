// What the subcommands of `ldapsnap evidence` share.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/support/session.h"
#include "report/evidence/redaction/disguise.h"

namespace ldapsnap {

/// The passphrase of a key: from --passphrase-file (its first line), else the variable LDAPSNAP_PASSPHRASE, else
/// prompted for on the terminal. Never an argument: other users can read those.
Secret passphraseOf(const std::string& keyFile, const std::string& passphraseFile);

/// --redact and its companions.
struct RedactionOptions {
  std::vector<std::string> words;
  std::string keyFile;    ///< empty: evidence.key in the store's folder
  std::string tableFile;  ///< empty: none is written
};
void addRedactionOptions(CLI::App& evidence, RedactionOptions& options);
/// The key of the pseudonyms, made where there is none.
Pseudonyms pseudonymsFor(Session& session, const RedactionOptions& options);
/// A line for each pseudonym and what it stands for, in a file that only its owner can read.
void writePseudonymTable(const std::string& file, const Pseudonyms& pseudonyms);
/// Writes a new file; never over another. Throws Error(BadInput).
void writeNewFile(const std::string& path, std::string_view bytes, unsigned mode);

/// The verbs.
CommandPointer makeEvidenceKeygen();
CommandPointer makeEvidenceVerify();
CommandPointer makeEvidenceProve();
CommandPointer makeEvidenceVerifyProof();

}  // namespace ldapsnap
