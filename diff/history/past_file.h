// Files that remember more than an import keeps: LDIF of 389 with change state and deleted entries (db2ldif -r), and
// audit logs, which hold no entries at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/operand/operand.h"
#include "snapshot/redact/redaction.h"

namespace ldapsnap {

/// Whether LDIF text has change state in its attribute descriptions, or deleted entries (nsTombstone).
bool holdsChangeState(std::string_view ldif);

/// An LDIF file with all of that: the state of an entry's values as nscpEntryWSI has it, deleted entries as entries.
/// Read record by record, in the order of the file.
class ChangeStateFile : public Snapshot {
 public:
  /// `imported` is the same file as an import reads it, and must outlive this. Throws Error(BadInput) as MappedFile
  /// does.
  ChangeStateFile(const std::string& path, const Snapshot& imported);
  /// `file` is the one at `path`, already opened.
  ChangeStateFile(std::unique_ptr<MappedFile> file, const std::string& path, const Snapshot& imported);

  const SnapshotInfo& info() const override { return imported_.info(); }
  const Schema& schema() const override { return imported_.schema(); }
  std::optional<Entry> find(const Dn& dn) const override { return imported_.find(dn); }
  /// Every record, secrets redacted, whatever the base and the scope.
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;

 private:
  const std::string path_;
  const std::unique_ptr<const MappedFile> file_;
  const Snapshot& imported_;
  const Redactor redactor_;
};

/// Whether text is a log of slapo-auditlog(5) ("# modify 1796001563 dc=acme cn=admin,dc=acme ...") or of 389's audit
/// log
/// ("time: 20261130012233", "dn: ...", "result: 0").
bool isAuditLog(std::string_view text);

/// The records of such a log as those of a retro changelog (class `auditLogRecord`, the author in reqAuthzID), without
/// those of failed requests and those that cannot be read; secrets redacted. Throws Error(BadInput) as MappedFile does.
std::unique_ptr<MemorySnapshot> readAuditLog(const std::string& path);
/// The same of a file that was opened already.
std::unique_ptr<MemorySnapshot> readAuditLog(const MappedFile& file, const std::string& path);

/// What the history of an operand is read from.
struct OpenedPast {
  Operand operand;  ///< without a snapshot for an audit log
  std::unique_ptr<Snapshot>
      inFile;  ///< an audit log, or a ChangeStateFile over the operand; nullptr: the operand is all

  const Snapshot& snapshot() const { return inFile != nullptr ? *inFile : *operand.snapshot; }
};
/// As openOperand(); also an audit log, and LDIF of 389 with its change state. Throws what they throw.
OpenedPast openPast(const std::string& text, const OperandContext& context);

}  // namespace ldapsnap
