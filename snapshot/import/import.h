// A snapshot from a file or a folder: LDIF content records, a slapd.d folder, a folder of schema files, and what other
// formats there are (source/file_format.h), in an archive or not.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/read_progress.h"
#include "snapshot/base/time.h"
#include "snapshot/import/import_remarks.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/redact/redaction.h"

namespace ldapsnap {

struct ImportOptions {
  std::string site;
  RedactionKey key;
  Secrets secrets = Secrets::Redacted;
  bool keepGoing = false;  ///< skip records that cannot be read; each is a gap
  OnInvalidName onInvalidName = OnInvalidName::Warn;
  std::optional<Time> taken;  ///< when the file was exported, if the user says so
  TellProgress progress;
  std::vector<CoveredPart> covers;  ///< what the user says the file was taken of; empty: derived from the file
  SiteSecrets siteSecrets;          ///< what the site says about its own attributes
  HiddenByPattern* hiddenByPattern = nullptr;  ///< receives what was hidden by a pattern; may be nullptr
  std::string encoding;  ///< of the file's text, as MappedFile takes it; empty: as it shows itself
  /// The folder below which files that the source names may be read (folder_files.h): values by URL, slapadd's
  /// "include:". Without it they are refused; a slapd.conf may include files below its own folder.
  std::optional<std::string> readFiles;
  /// Further LDIF files that are of the same snapshot as an LDIF file: `slapcat -n 0` and `slapcat -n 1`.
  std::vector<std::string> further;
};

/// Reads the file or folder at `path`, whatever its format, into `sink`, entry by entry, in the order of the file.
/// Returns what is known about the snapshot. Throws Error(BadInput) at file:line.
SnapshotInfo importLdif(const std::string& path, const ImportOptions& options, SnapshotSink& sink);
/// The same for a file that was opened already, with the encoding of `options`: a pipe can be read only once.
SnapshotInfo importLdif(std::unique_ptr<MappedFile> file, const std::string& path, const ImportOptions& options,
                        SnapshotSink& sink);

/// When the snapshot in a file was taken: as the options say; else as the file itself says (`inFile`); else when the
/// file was last written to. If there is none of them (a pipe): now.
Time takenTime(const ImportOptions& options, std::optional<Time> inFile, std::optional<Time> modified);

/// Errors that every reader of an LDIF file as a snapshot reports in the same words. A modify, delete or modrdn record
/// says nothing about what the directory holds. (ldifde writes its exports as adds.)
Error changeRecordError(const std::string& file, std::size_t line);
/// Two records have one name; `firstLine` and `secondLine` are the lines of their "dn:".
Error repeatedEntryError(const std::string& file, std::size_t firstLine, std::size_t secondLine);

}  // namespace ldapsnap
