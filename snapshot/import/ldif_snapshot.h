// A snapshot that is an LDIF file where it lies: mapped, indexed, decoded entry by entry when asked for.
//
// What importLdif() delivers, without holding it: 48 bytes an entry beside the mapped file (ldif_index.h). It fails at
// the same places with the same words.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/import/import.h"
#include "snapshot/import/import_survey.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/ldif/ldif_index.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class LdifSnapshot : public Snapshot {
 public:
  /// Throws Error(BadInput) as importLdif(). `like`: one that may be nearly the same, and that is then sooner indexed;
  /// not needed any more when this is made.
  LdifSnapshot(const std::string& path, const ImportOptions& options, const LdifSnapshot* like = nullptr);

  const SnapshotInfo& info() const override { return info_; }
  const Schema& schema() const override { return schema_; }
  std::optional<Entry> find(const Dn& dn) const override;
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;

  void scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const override;
  bool mayHaveTraits(const TraitTest& isWanted) const override;

  const LdifIndex& index() const { return index_; }
  /// The entry of that row: secrets redacted, in canonical order.
  Entry entryAt(const LdifRow& row) const;
  /// Its DN alone.
  std::string dnAt(const LdifRow& row) const;
  /// True when a record of equal bytes is an equal entry of both: both redact alike.
  bool readsAlike(const LdifSnapshot& other) const;
  /// Throws Error(BadInput) when the file is no longer the one that was indexed. To be asked when all is read: a file
  /// that changes under its reader gives a mixture.
  void requireUnchanged() const { file_.requireUnchanged(); }

 private:
  std::vector<bool> kindsWanted(const TraitTest& isWanted) const;
  void survey();
  void passRepeated();
  void passProblems();
  void readSchema();
  void pass(const Error& error);
  std::vector<LdifIndex::Id> inKeyOrder(const std::vector<LdifIndex::Id>& ids, const Dn& base, Scope scope) const;
  std::vector<LdifIndex::Id> allRows() const;
  LdifIndex::Id firstRow() const;

  ImportOptions options_;
  MappedFile file_;
  LdifIndex index_;
  ImportSurvey survey_;
  SnapshotInfo info_;
  Schema schema_;
  SecretHash schemaContent_;  ///< of the entries that hold schema
  std::vector<LdifIndex::Id> schemaRows_;
  std::unique_ptr<Redactor> redactor_;
};

}  // namespace ldapsnap
