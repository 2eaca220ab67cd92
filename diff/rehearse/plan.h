// A planned LDIF or LDF file against a snapshot: what the server will refuse, before anybody runs it.
//
// Records are played in their order on paper: an entry that the file adds is there for the records behind it, one that
// it deletes is gone. Nothing is sent anywhere.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "diff/rules/engine/finding.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Something in the file that will not work on this directory.
struct PlanProblem {
  enum class Kind {
    EntryExists,     ///< add of an entry that is there: entryAlreadyExists (68)
    NoParent,        ///< add below an entry that is not there: noSuchObject (32)
    NoSuchEntry,     ///< modify, delete or rename of one that is not there: noSuchObject (32)
    NotALeaf,        ///< delete of an entry with children: notAllowedOnNonLeaf (66)
    OidTaken,        ///< a schema element's OID belongs to another element
    NameTaken,       ///< a schema element's name (NAME, lDAPDisplayName) belongs to another OID
    LinkIdTaken,     ///< linkID belongs to another attribute
    SchemaGuidTaken  ///< schemaIDGUID belongs to another schema object
  };
  Kind kind;
  std::size_t line = 0;   ///< of the record in the file
  std::string dn;         ///< of the record
  std::string element;    ///< schema problems: what the file wants to define, "acmeServer 1.2.3"
  std::string holder;     ///< what is in the way: an element, a DN, "line 12 of the file"; empty where it is an absence
  bool isUnsure = false;  ///< an absence that the snapshot cannot tell for sure; `reason` says why
  std::string reason;
};
std::string_view nameOf(PlanProblem::Kind kind);  ///< "entry-exists", "no-parent", ...
/// One sentence: what the file wants, and what is in the way.
std::string textOf(const PlanProblem& problem);
/// "entryAlreadyExists (68)": what the server will answer; empty where it differs from server to server.
std::string_view resultOf(PlanProblem::Kind kind);

struct PlanResult {
  std::size_t records = 0;
  std::vector<PlanProblem> problems;  ///< in the order of the file
};

/// Plays `file` on `snapshot`. The placeholders that setups leave for ldifde -c are filled in from the root DSE:
/// `DC=X` at the end of a DN, #defaultNamingContext, #configurationNamingContext, #schemaNamingContext.
/// Throws Error(BadInput) at file:line for what is not LDIF.
PlanResult playPlan(const std::filesystem::path& file, const Snapshot& snapshot);

}  // namespace ldapsnap
