// A snapshot with changes kept in memory: what a directory will be when they have been made.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// The base snapshot is read where it is asked about, never whole, and must outlive this one. What is changed costs
/// what the changes are, not what the directory is; a rename reads the entries below.
class PredictedSnapshot : public Snapshot {
 public:
  /// `source` says what it is a prediction of: "vendor.ldif on lab".
  PredictedSnapshot(const Snapshot& base, const std::string& source);

  /// Puts an entry there; one of that name is replaced.
  void put(Entry entry);
  /// Takes the entry away; what is below it stays.
  void remove(const Dn& dn);
  /// Moves the entry and all below it.
  void rename(const Dn& from, const Dn& to);
  /// The schema's elements of these OIDs (names where there is none) are gone: definitions were taken out of an entry.
  void forgetElements(const std::set<std::string>& oids);

  std::optional<std::string> firstChild(const Dn& dn) const;  ///< its DN

  const SnapshotInfo& info() const override { return info_; }
  /// With what the server defines without showing it (product/server_schema.h), where the base shows any schema.
  const Schema& schema() const override;
  std::optional<Entry> find(const Dn& dn) const override;
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;
  std::unique_ptr<EntryCursor> cursor() const override;
  void scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const override;
  bool mayHaveTraits(const TraitTest& isWanted) const override;

 private:
  class Cursor;
  using Entries = std::map<std::string, Entry>;  ///< by whole key

  bool isGone(const Entry& entry) const;
  void hideBase(const Dn& dn);
  Entries::const_iterator changedEntry(const Dn& dn) const;
  /// The entries of the base that `read` visits, without those that are gone, merged with the changed ones of `scope`.
  void merge(const Dn& base, Scope scope, const std::function<void(const Visitor&)>& read,
             const Visitor& visitor) const;
  void learn(const Entry& entry);
  void composeSchema() const;
  void loadModules(const Entry& entry);

  const Snapshot& base_;
  SnapshotInfo info_;
  Entries changed_;
  std::set<std::string> gone_;  ///< whole keys of base entries that are no longer there, or are in changed_
  std::set<std::string> forgotten_;
  std::set<std::string> modules_;  ///< of slapd, as in olcModuleLoad, whose schema the server does not show
  bool schemaChanged_ = false;
  mutable std::unique_ptr<Schema> schema_;  ///< of its own once the schema changed
};

}  // namespace ldapsnap
