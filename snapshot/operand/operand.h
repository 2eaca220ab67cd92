// What `A` and `B` mean on the command line: the name of a snapshot, a file, or a URL.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/capture/capture.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/server/connection.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

class LdifSnapshot;

struct Operand {
  std::unique_ptr<Snapshot> snapshot;
  std::string name;                    ///< as given
  bool isStored = false;               ///< in context.store
  const LdifSnapshot* ldif = nullptr;  ///< the same snapshot, if it is an LDIF file used in place
};

struct OperandContext {
  Store* store = nullptr;          ///< nullptr when there is none
  ConnectionSettings connection;   ///< for URLs; its uri is replaced
  std::vector<std::string> bases;  ///< -b: what is read of a server, and shown of a file or a stored snapshot
  RedactionKey key;                ///< the store's, or one made for this process; the same for both operands
  SiteSecrets siteSecrets;         ///< of every file: ImportOptions::siteSecrets
  bool keepGoing = false;
  std::vector<CoveredPart> covers;               ///< of every file: ImportOptions::covers
  std::string encoding;                          ///< of every file: ImportOptions::encoding
  std::optional<std::string> readFiles;          ///< of every file: ImportOptions::readFiles
  const LdifSnapshot* like = nullptr;            ///< an operand that was opened before and may be nearly the same file
  std::chrono::seconds settle = kDefaultSettle;  ///< for URLs: CaptureOptions::settle
  TellProgress progress;
  std::function<void(const Warning&)> warn;  ///< gets what is doubtful about a file; may be empty
};

/// A URL (`ldap://`, `ldaps://`, `ldapi://`) is captured into memory, "baseline:NAME" is one that ships, a name that
/// the store knows is that snapshot, an existing file or folder, or two schema folders of 389 with ':' between them, is
/// read in its format, LDIF or another (snapshot/import/); "-" is standard input, "config.ldif,data.ldif" several files
/// as one snapshot, and evidence, zipped or unpacked, the changed objects after ("case.zip:before": before). A name
/// that is both a snapshot and a file is the snapshot; "./name" is the file. With bases it is what lies at and below
/// them (boundedTo()), and not a stored snapshot any more. Throws Error(BadInput) with a suggestion.
Operand openOperand(const std::string& text, const OperandContext& context);

/// True for what can only be a file: "./lab", "../lab", "/tmp/lab".
bool isPath(const std::string& text);

}  // namespace ldapsnap
