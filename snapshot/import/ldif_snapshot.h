// An LDIF file used as a snapshot in place: mapped, indexed, decoded entry by entry on demand.
//
// The same entries as importLdif() delivers, with 48 bytes of memory per entry besides the mapped file (ldif_index.h).
// Errors are the same, at the same lines.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snapshot/import/import.h"
#include "snapshot/import/import_survey.h"
#include "snapshot/ldap/ldif/ldif_external.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/ldif/ldif_index.h"
#include "snapshot/model/partial_scan.h"
#include "snapshot/model/piecewise_scan.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class LdifSnapshot : public Snapshot, public PartialScan, public PiecewiseScan {
 public:
  /// Throws Error(BadInput) as importLdif(). `like`: a snapshot that may be nearly the same file, whose index is reused
  /// where it is; it need not outlive the constructor.
  LdifSnapshot(const std::string& path, const ImportOptions& options, const LdifSnapshot* like = nullptr);
  /// `file`: the one at `path`, already opened.
  LdifSnapshot(std::unique_ptr<MappedFile> file, const std::string& path, const ImportOptions& options,
               const LdifSnapshot* like = nullptr);

  const SnapshotInfo& info() const override { return info_; }
  const Schema& schema() const override { return ownSchema_ ? *ownSchema_ : survey_.schema(); }
  std::optional<Entry> find(const Dn& dn) const override;
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;

  void scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const override;
  bool mayHaveTraits(const TraitTest& isWanted) const override;
  void scanPartly(const Dn& base, const TraitTest& isWanted, const DescriptionTest& isNeeded,
                  const Visitor& visitor) const override;
  void scanPieces(std::size_t threads, const std::function<void(const Piece& piece)>& read) const override;

  const LdifIndex& index() const { return index_; }
  /// The entry of that row: secrets redacted, in canonical order.
  Entry entryAt(const LdifRow& row) const;
  /// Only its DN.
  std::string dnAt(const LdifRow& row) const;
  /// True when records of equal bytes are equal entries in both, because both redact in the same way.
  bool readsAlike(const LdifSnapshot& other) const;
  /// By number of the shape: true when records of that shape and of equal bytes are equal entries in both. Where the
  /// schemas differ, most attributes are nevertheless redacted in the same way.
  std::vector<bool> shapesReadAlike(const LdifSnapshot& other) const;
  /// Throws Error(BadInput) when the file is no longer the one that was indexed. To be called after reading: a file
  /// that is changed meanwhile gives a mixture.
  void requireUnchanged() const { file_->requireUnchanged(); }
  /// Entries come with nscpEntryWSI, of which attributes may be read that their lines do not show: traits are not
  /// known then, and the file has to be imported.
  bool holdsStoredEntries() const;
  /// Entries have secrets in their names, which are redacted: the file has to be imported, for its index is of the
  /// names in it.
  bool holdsSecretNames() const { return namesHoldSecrets_; }
  /// The file, to be imported. The snapshot must not be used any more.
  std::unique_ptr<MappedFile> takeFile() { return std::move(file_); }

 private:
  std::vector<bool> kindsWanted(const TraitTest& isWanted) const;
  std::vector<LdifIndex::Id> rowsWanted(const TraitTest& isWanted, const Dn& base) const;
  const std::vector<LdifIndex::Id>& keyOrder() const;
  Entry finish(Entry entry) const;
  void lookAtShapes();
  void survey();
  void reportRepeated();
  void reportProblems(ImportRemarks& remarks);
  void reportRemarks(ImportRemarks& remarks);
  void readSchemaEntries();
  void sortSchemaEntries();
  void readSchema();
  void stateCoverage();
  void report(const Error& error, const std::string& entry);
  std::vector<std::pair<std::string, LdifIndex::Id>> keysOf(const std::vector<LdifIndex::Id>& ids, const Dn& base,
                                                            Scope scope) const;
  std::vector<LdifIndex::Id> inKeyOrder(const std::vector<LdifIndex::Id>& ids, const Dn& base, Scope scope) const;
  std::vector<LdifIndex::Id> allRows() const;
  LdifIndex::Id firstRow() const;

  ImportOptions options_;
  std::unique_ptr<MappedFile> file_;
  std::vector<MissingValue> missing_;
  std::optional<std::string> changed_;  ///< the text with external values, where it has any
  LdifIndex index_;
  /// By number of the shape: its first entry, with values of objectClass alone.
  std::vector<Entry> samples_;
  ImportSurvey survey_;
  SnapshotInfo info_;
  /// An entry with schema elements, of which it has what a schema is read from.
  struct SchemaEntry {
    std::string key;  ///< keyOf() its name
    LdifIndex::Id row;
    std::size_t offset;
    Entry entry;
  };
  std::vector<SchemaEntry> schemaEntries_;  ///< in key order, until readSchema() is done with them
  SecretHash schemaContent_;                ///< of the entries with schema elements
  std::optional<Schema> ownSchema_;         ///< where it is not that of the survey: see readSchema()
  std::unique_ptr<Redactor> redactor_;
  std::atomic<bool> namesHoldSecrets_ = false;
  mutable std::once_flag isOrdered_;
  mutable std::vector<LdifIndex::Id> keyOrder_;  ///< see keyOrder()
  /// The keys of `keyOrder_`, in that order, where there are not too many.
  mutable std::vector<std::pair<std::string, LdifIndex::Id>> keys_;
};

}  // namespace ldapsnap
