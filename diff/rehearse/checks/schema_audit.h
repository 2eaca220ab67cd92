// Every entry of a snapshot against a schema, its own or a planned one: what a server with that schema would refuse.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

enum class SchemaFault {
  NoObjectClass,             ///< the entry has no objectClass
  UndefinedClass,            ///< the schema does not define a class of the entry
  UndefinedAttribute,        ///< nor the type of an attribute
  NoStructuralClass,         ///< where the server requires one (RFC 4512, 2.4.2)
  SeveralStructuralClasses,  ///< none of which is a superclass of the other
  MissingAttribute,          ///< that a class requires
  AttributeNotAllowed,       ///< by any class of the entry
  SeveralValues,             ///< of a SINGLE-VALUE type
  InvalidSyntax,             ///< a value is not of the type's syntax (RFC 4517, 3.3)
  NamingValueMissing,        ///< the entry does not hold the value of its RDN
};
std::string_view nameOf(SchemaFault fault);  ///< "no-object-class", "undefined-class", ...

/// What is wrong with a number of entries in the same way.
struct SchemaFinding {
  SchemaFault fault = SchemaFault::UndefinedClass;
  std::string attribute;    ///< the type's name; empty where no attribute is at fault
  std::string objectClass;  ///< the class that is not defined, requires the attribute, or is one of several
  std::string other;        ///< the other structural class; of InvalidSyntax, what was expected: "TRUE or FALSE"
  std::string value;        ///< of InvalidSyntax: a value that does not fit, in bytes; not yet made visible()
  std::uint64_t entries = 0;
  std::vector<std::string> objects;  ///< DNs of the first of them, in DIT order

  bool operator==(const SchemaFinding&) const = default;
};
/// One line without a full stop: "acmeHost requires acmeSerial".
std::string sentenceOf(const SchemaFinding& finding);

/// What could not be judged, and of how many entries.
struct SchemaUnknown {
  std::string reason;  ///< one line
  std::uint64_t entries = 0;
  std::vector<std::string> objects;

  bool operator==(const SchemaUnknown&) const = default;
};

struct SchemaAudit {
  /// That were looked at: not the root DSE, the subschema, nor what the server keeps about itself (cn=config,
  /// cn=monitor).
  std::uint64_t entries = 0;
  std::vector<SchemaFinding> findings;  ///< by fault, those of the most entries first
  std::vector<SchemaUnknown> unknown;   ///< of the most entries first
};

/// Reads `snapshot` once. `schema` is the one that counts; that of the snapshot says what its entries conformed to when
/// they were written: what a class required then and no entry shows was not read, rather than left out by all of them.
/// The checks are those of a rehearsal (entry_checks.h, syntax_check.h), by the product of the snapshot.
SchemaAudit auditSchema(const Snapshot& snapshot, const Schema& schema);

/// The same for entries of a snapshot one by one. Snapshot and schema outlive it.
class EntryAudit {
 public:
  EntryAudit(const Snapshot& snapshot, const Schema& schema);
  ~EntryAudit();

  /// What is wrong with `entry`, which is of the snapshot. What the server keeps about itself has no findings.
  SchemaAudit of(const Entry& entry);

 private:
  std::unique_ptr<class SchemaAuditor> auditor_;
};

/// The schema by which entries of a directory with the schema `own` are judged where `planned` is what it will have:
/// the planned one where it is a full schema, else plannedSchema().
class SchemaToJudgeBy {
 public:
  SchemaToJudgeBy(const Schema& planned, const Schema& own);
  const Schema& schema() const { return merged_ ? *merged_ : *planned_; }

 private:
  const Schema* planned_;
  std::optional<Schema> merged_;
};

/// The elements of `planned`, which is a part of a schema, and those of `own` whose OIDs and names it does not take.
Schema plannedSchema(const Schema& planned, const Schema& own);

/// Whether the schema was read in full: it defines objectClass itself. Of another one it is not known what the server
/// has besides.
bool isFullSchema(const Schema& schema);

}  // namespace ldapsnap
