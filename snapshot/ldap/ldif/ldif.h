// LDIF (RFC 2849): content and change records as values, read in the dialects found in the field, and written. A value
// given by URL (":<") is refused, never fetched; ldif_external.h reads those that the user allows.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/ldif/ldif_file.h"
#include "snapshot/ldap/ldif/ldif_scan.h"

namespace ldapsnap {

enum class ChangeType { None, Add, Delete, Modify, ModifyDn };

/// One operation of a modify record. Increment is RFC 4525's.
struct Modification {
  enum class Operation { Add, Delete, Replace, Increment };
  Operation operation = Operation::Add;
  Attribute attribute;  ///< without values: a delete of the whole attribute, a replace by nothing

  bool operator==(const Modification&) const = default;
};

/// As RFC 2849 and RFC 4525 write them: "add", "increment".
std::string_view nameOf(Modification::Operation operation);

/// One record, decoded. A content record has ChangeType::None and its attributes in `entry`, as has an add record.
struct LdifRecord {
  std::size_t line = 0;  ///< of its "dn:", from 1
  ChangeType change = ChangeType::None;
  Entry entry;
  std::vector<Modification> modifications;
  std::string newRdn, newSuperior;  ///< of ModifyDn
  bool deleteOldRdn = false, hasNewSuperior = false;
  std::vector<std::string> controls;  ///< as written after "control:"

  bool operator==(const LdifRecord&) const = default;
};

/// What a content record lacks, or is doubtful in it, although it can be read.
struct LdifRemark {
  enum class Kind {
    PartialValues,       ///< some of an attribute's values: `member;range=0-1499` without the parts that follow
    InvalidDescription,  ///< an attribute description that RFC 4512, 2.5 does not allow; it is kept
    VersionAtEnd,        ///< the last line is "version: 1", taken for the head of a second file appended to the first
  };
  Kind kind;
  std::size_t line = 0;   ///< from 1, counted as the record's own line is
  std::string attribute;  ///< the description
  std::string range;      ///< of PartialValues: what there is, "0-1499"

  bool operator==(const LdifRemark&) const = default;
};

/// What the entry of a content record is.
enum class LdifEntryKind {
  Entry,      ///< one of the directory's
  Tombstone,  ///< a deleted entry that 389 keeps for replication (class nsTombstone); searches do not return it
  LdbRecord,  ///< one that Samba's ldb keeps for itself: "@INDEXLIST", "@ATTRIBUTES"
};
LdifEntryKind kindOf(const Entry& entry);

/// Decodes one record of the file `name`: the values of each attribute, in their order; of a DN in AD's extended form
/// (`<GUID=...>;<SID=...>;DN`) the DN. In content and add records the options of ranges and of 389's change state are
/// removed from descriptions, and values marked as deleted are left out; lines with change state are kept as values of
/// nscpEntryWSI, as 389 shows them, and what an entry has in nscpEntryWSI alone is taken from there. Appends to
/// `remarks`, if given, what there is to say about it. Nothing for text that is not a record: comments, "version: 1",
/// and the trailers of ldapsearch and ldbsearch ("search: 2", "result: 0 Success", "ref: ldap://..."). Throws
/// Error(BadInput) at "name:line" for text that is not LDIF, and Error(Incomplete) for a trailer that says that the
/// export lacks something: a result code other than success, a reference that was not followed.
std::optional<LdifRecord> decodeLdif(const RawLdifRecord& raw, std::string_view name,
                                     std::vector<LdifRemark>* remarks = nullptr);

/// The DN of a record, without decoding the rest; nothing if it has none that can be read.
std::optional<std::string> ldifDnOf(const RawLdifRecord& raw);
/// The same for a record that cannot be decoded; also empty when it has a second "dn:", for then it is of two entries.
std::string onlyDnOf(const RawLdifRecord& raw);

/// What to do with a record that cannot be read.
enum class OnBadRecord { Stop, KeepGoing };

/// Reads records from text that outlives the reader (a mapped file); nothing is copied until a record is decoded.
/// Dialects: CRLF; no "version:", or several (files put together with a blank line between them); comments anywhere,
/// also folded; ldifde's `changetype: ntdsSchemaAdd|ntdsSchemaModify|ntdsSchemaDelete|ntdsSchemaModrdn`, a repeated
/// `changetype`, "-" alone at the end of an add; slapcat; ldbsearch's and ldapsearch's comments and trailers.
class LdifReader {
 public:
  /// `name` is the file's, for messages. Throws Error(BadInput) as LdifScanner does.
  LdifReader(std::string_view text, std::string name, OnBadRecord onBadRecord = OnBadRecord::Stop);

  /// The next record, or nothing at the end. Throws Error(BadInput) at "file:line" for text that is not LDIF (bad
  /// base64, a continuation without a line, a record without dn, NUL in a name, ":<"); under KeepGoing the record is
  /// skipped and counted instead.
  std::optional<LdifRecord> next();

  /// What there is to say about the record that next() returned.
  const std::vector<LdifRemark>& remarks() const { return remarks_; }
  /// The errors of the records that KeepGoing skipped, in order.
  const std::vector<Error>& skipped() const { return skipped_; }
  /// What the file itself says it lacks (Error(Incomplete) at "file:line"), in order. Collected under Stop and
  /// KeepGoing.
  const std::vector<Error>& shortfalls() const { return shortfalls_; }

 private:
  LdifScanner scanner_;
  std::string name_;
  OnBadRecord onBadRecord_;
  std::vector<LdifRemark> remarks_;
  std::vector<Error> skipped_, shortfalls_;
};

/// A scanner of the text of the file `name`. Throws Error(BadInput) at the file for text that is not LDIF.
LdifScanner scannerOf(std::string_view text, std::string_view name);

/// Writes a content record as ldapsearch does: "dn:" or "dn::", lines folded at 76, base64 where RFC 2849 asks for it
/// (and for control characters, so that a terminal is safe), then a blank line. Attributes in the entry's order.
/// Throws Error(BadInput) for an attribute description that no LDIF can hold.
std::string toLdif(const Entry& entry);
/// The same for any record: content, or a change with its controls. Reading it again gives the same record, except for
/// `line`.
std::string toLdif(const LdifRecord& record);
/// One "description: value" line, folded, with its line feed.
std::string ldifLine(std::string_view description, std::string_view value);

}  // namespace ldapsnap
