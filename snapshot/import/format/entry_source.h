// Files and folders of formats other than LDIF, as entries. One reader a format, named by makeSource() in
// file_format.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/time.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/product.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Takes what a source holds, in its order.
class EntryConsumer {
 public:
  virtual ~EntryConsumer() = default;
  /// `place`: where the entry is, "file:line" or "file, object 12".
  virtual void take(Entry entry, const std::string& place) = 0;
  /// Something that cannot be read; `dn`: of the only entry concerned, where that is known. Throws `error`, or returns
  /// where the source is to be read without it.
  virtual void skip(const Error& error, const std::string& dn) = 0;
};

class EntrySource {
 public:
  virtual ~EntrySource() = default;

  /// Delivers all entries. May be called again: an import looks through a source for its schema first. Throws
  /// Error(BadInput) for a source that cannot be read at all.
  virtual void read(EntryConsumer& consumer) = 0;

  /// What it is, for people: "AD Explorer snapshot".
  virtual std::string format() const = 0;
  /// The server it comes from, where the format belongs to one product (format_products.h); otherwise Generic.
  virtual Product product() const { return {}; }
  /// When it was taken, where it says so.
  virtual std::optional<Time> taken() const { return std::nullopt; }
  /// It is a configuration or a schema, of which only a running server shows the rest.
  virtual bool isConfiguration() const { return false; }
  /// What is doubtful, as far as read() has come.
  const std::vector<Error>& warnings() const { return warnings_; }
  /// What is not in the source, as far as read() has come.
  const std::vector<Gap>& gaps() const { return gaps_; }

 protected:
  void warn(Error error) { warnings_.push_back(std::move(error)); }
  void addGap(Gap gap) { gaps_.push_back(std::move(gap)); }
  /// To be called when read() begins.
  void forgetRemarks() {
    warnings_.clear();
    gaps_.clear();
  }

 private:
  std::vector<Error> warnings_;
  std::vector<Gap> gaps_;
};

}  // namespace ldapsnap
