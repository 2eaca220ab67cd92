// The records of LDIF text, decoded by other threads while earlier ones are delivered.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

/// What LdifReader::next() finds, in the same order.
struct PipedRecord {
  std::optional<LdifRecord> record;  ///< nothing for text that is none, and where there is an error
  std::vector<LdifRemark> remarks;
  std::optional<Error> error;
  std::string onlyDn;  ///< of a record with an error (onlyDnOf())
};

/// Used by one thread. Holds a few megabytes of the text decoded at a time.
class RecordPipeline {
 public:
  /// Runs in another thread for every record, several at a time.
  using Prepare = std::function<void(LdifRecord& record)>;

  /// `text` and `name` outlive the pipeline. Throws Error(BadInput) as LdifScanner does.
  RecordPipeline(std::string_view text, std::string_view name, Prepare prepare);

  /// The next record, or what is said of it; nothing at the end. Throws what `prepare` threw, at its record's batch.
  std::optional<PipedRecord> next();

 private:
  using Batch = std::vector<PipedRecord>;

  void fill();

  LdifScanner scanner_;
  std::string_view name_;
  Prepare prepare_;
  bool isAllRead_ = false;
  std::deque<std::future<Batch>> coming_;
  Batch batch_;
  std::size_t position_ = 0;  ///< in the batch
};

}  // namespace ldapsnap
