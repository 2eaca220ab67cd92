// Reading LDIF (RFC 2849): content and change records, with the dialects met in the field. Never follows a ":<" URL.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/directory/entry.h"
#include "snapshot/error.h"

namespace ldapsnap {

enum class ChangeType { None, Add, Delete, Modify, ModifyDn };

/// One operation of a modify record.
struct Modification {
  enum class Operation { Add, Delete, Replace, Increment };
  Operation operation = Operation::Add;
  Attribute attribute;

  bool operator==(const Modification&) const = default;
};

/// One record, decoded. A content record has ChangeType::None and its attributes in `entry`, as has an add record.
struct LdifRecord {
  std::size_t line = 0;  ///< of its "dn:", from 1
  ChangeType change = ChangeType::None;
  Entry entry;
  std::vector<Modification> modifications;
  std::string newRdn, newSuperior;
  bool deleteOldRdn = false, hasNewSuperior = false;
  std::vector<std::string> controls;  ///< as written behind "control:"
};

/// A record found but not decoded: the bytes between its blank lines, in the text that the reader was given.
struct RawLdifRecord {
  std::size_t line = 0;
  std::string_view text;
};

/// What to do with a record that cannot be read.
enum class OnBadRecord { Stop, KeepGoing };

/// Reads records from text that outlives the reader (a mapped file): nothing is copied until a record is decoded.
/// Dialects: CRLF; no "version:"; comments anywhere; ldifde's `changetype:
/// ntdsSchemaAdd|ntdsSchemaModify|ntdsSchemaDelete` and repeated `changetype`; "-" alone at the end of an add; slapcat;
/// ldbsearch's "# record n" comments and "ref:" lines.
class LdifReader {
 public:
  /// `name` is the file's, for messages.
  LdifReader(std::string_view text, std::string name, OnBadRecord onBadRecord = OnBadRecord::Stop);

  /// The next record, or empty at the end. Throws Error(BadInput) at "file:line" for what is not LDIF (bad base64, a
  /// continuation without a line, a record without dn, NUL in a name, ":<"); under KeepGoing the record is skipped and
  /// counted instead.
  std::optional<LdifRecord> next();

  /// The errors that KeepGoing passed over, in order.
  const std::vector<Error>& skipped() const { return skipped_; }

 private:
  std::optional<RawLdifRecord> nextRaw();
  LdifRecord decode(const RawLdifRecord& raw) const;

  std::string_view text_;
  std::string name_;
  OnBadRecord onBadRecord_;
  std::size_t position_ = 0, line_ = 1;
  bool sawRecord_ = false;
  std::vector<Error> skipped_;
};

/// A file mapped read-only for the life of the object. Throws Error(BadInput) when it cannot be read.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view text() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Writes a content record as ldapsearch does: "dn:" or "dn::", lines folded at 76, base64 where RFC 2849 asks for it
/// (and for control characters, so that a terminal is safe), a blank line behind. Attributes in the entry's order.
std::string toLdif(const Entry& entry);
/// One "description: value" line, folded, with its line feed.
std::string ldifLine(std::string_view description, std::string_view value);

}  // namespace ldapsnap
