// Every text of a report, for what must look at all of them: redaction. The one place that knows where texts are; a
// test fills a report by reflection and fails when a member is added to it, or to what it holds, that is not visited.
#pragma once

#include <string>

#include "report/model/report.h"

namespace ldapsnap {

/// Where a text comes from.
enum class TextKind {
  Fixed,       ///< ldapsnap's own: an id, a hash, a name from a rule pack's file, a version
  Name,        ///< what a user called something: a site, a file, a run; or a value
  SchemaWord,  ///< from a schema, a rule or a product
  Sentence,    ///< prose that may quote names and values
  Dn,          ///< a DN; may be empty
  Subject,     ///< a DN or the name of a schema element
};

class TextVisitor {
 public:
  virtual ~TextVisitor() = default;

  /// May change the text in place.
  virtual void text(std::string& text, TextKind kind) = 0;
  /// The entry that the next values are of, before its names are visited.
  virtual void entry(const EntryChange& change) = 0;
  /// A value, in bytes, of the attribute `description`.
  virtual void value(std::string& value, const std::string& description) = 0;
  /// The description of an attribute, after its values.
  virtual void description(std::string& description) = 0;
  virtual void record(LdifRecord& record) = 0;
};

/// Visits all texts of `report`. Where the visitor changes values of an attribute, what was derived from them goes: its
/// decoding, and its alignment unless that is by value.
void forEachText(Report& report, TextVisitor& visitor);
void forEachText(SnapshotInfo& info, TextVisitor& visitor);
void forEachText(EntryChange& change, TextVisitor& visitor);
void forEachText(ChangeRecords& records, TextVisitor& visitor);

}  // namespace ldapsnap
