// A snapshot from LDIF content records or from a slapd.d folder.
#pragma once

#include <cstddef>
#include <string>

#include "snapshot/base/error.h"
#include "snapshot/base/read_progress.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/redact/redaction.h"

namespace ldapsnap {

struct ImportOptions {
  std::string site;
  RedactionKey key;
  Secrets secrets = Secrets::Redacted;
  bool keepGoing = false;  ///< skip records that cannot be read; each is a gap
  TellProgress progress;
};

/// Reads the file or folder at `path` into `sink`, entry by entry, in the order of the file. Returns what is known
/// about the snapshot. Throws Error(BadInput) at file:line.
SnapshotInfo importLdif(const std::string& path, const ImportOptions& options, SnapshotSink& sink);

/// Errors that every reader of an LDIF file as a snapshot reports in the same words. A modify, delete or modrdn record
/// says nothing about what the directory holds. (ldifde writes its exports as adds.)
Error changeRecordError(const std::string& file, std::size_t line);
/// Two records have one name; `firstLine` and `secondLine` are the lines of their "dn:".
Error repeatedEntryError(const std::string& file, std::size_t firstLine, std::size_t secondLine);

}  // namespace ldapsnap
