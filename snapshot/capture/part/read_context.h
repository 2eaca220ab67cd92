// What all parts of one capture share while they are read: the server, the redaction, the progress display.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/read_progress.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/redact/redaction.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// Redaction by the schema that was read so far. Before learn(), only attributes that are secret on every server of
/// this product are redacted; neither the root DSE nor a schema has others.
class SchemaRedaction {
 public:
  SchemaRedaction(RedactionKey key, Product product, Secrets secrets, SiteSecrets site = {});
  // redactor_ refers to schema_.
  SchemaRedaction(const SchemaRedaction&) = delete;
  SchemaRedaction& operator=(const SchemaRedaction&) = delete;

  /// Replaces the schema by the one that `entries` define.
  void learn(const std::vector<Entry>& entries);
  const Schema& schema() const { return schema_; }
  /// Replaces secrets in `entry`, unless the user asked to include them.
  void redact(Entry& entry) const;
  /// Over all schemas. What is read again because it changed is counted again.
  HiddenByPattern hiddenByPattern() const;

 private:
  RedactionKey key_;
  Product product_;
  Secrets secrets_;
  SiteSecrets site_;
  HiddenByPattern hiddenBefore_;  ///< with earlier schemas
  Schema schema_;
  std::optional<Redactor> redactor_;
};

/// Counts the entries of a capture for the progress display.
class ProgressMeter {
 public:
  /// `report` may be empty. `expected`: how many entries the site had last time, 0 when not known; reported where the
  /// server gives no estimate.
  ProgressMeter(TellProgress report, std::uint64_t expected) : report_(std::move(report)), expected_(expected) {}

  /// The part at `base` (a DN; empty: the root DSE) is read next.
  void beginPart(const std::string& base);
  /// The parts that follow were read before, until they are read again for another reason; in words that follow a
  /// colon.
  void readAgain(std::string reason) { reason_ = std::move(reason); }
  /// All have been read, and this many entries are stored.
  void beginStoring(std::uint64_t entries);
  void setEstimate(std::uint64_t entries) { estimateOfPart_ = entries; }
  void countEntry();

 private:
  TellProgress report_;
  std::uint64_t expected_;
  std::string base_;
  std::uint64_t entries_ = 0, entriesOfPart_ = 0;
  std::uint64_t estimateOfPart_ = 0;  ///< the server's; 0: none
  std::string reason_;                ///< why parts are read again; empty: they are not
  bool isStoring_ = false;
};

/// Owned by the capture; outlives its readers.
struct ReadContext {
  ServerConnection& directory;
  Product product;
  SchemaRedaction& redaction;
  ProgressMeter& progress;
  std::vector<std::string> namingContexts;  ///< named to a user whose base does not exist
  bool needsDigests = false;                ///< of every part that is read in full, also of those with a counter
};

}  // namespace ldapsnap
