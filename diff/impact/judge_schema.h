// Schema changes against the entries that are there.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "diff/impact/judge.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/schema/object_classes.h"

namespace ldapsnap {

/// A change that some entries may violate, looked for in a pass over all entries.
class SchemaWatch {
 public:
  SchemaWatch(const std::vector<SchemaChange>& changes, const Schema& schema);
  ~SchemaWatch();
  SchemaWatch(const SchemaWatch&) = delete;
  SchemaWatch& operator=(const SchemaWatch&) = delete;

  /// Whether any entry has to be looked at.
  bool needsReading() const { return !questions_.empty(); }
  void look(const Entry& entry);
  void collect(std::vector<Judgement>& judgements) const;

 private:
  struct Question;
  void ask(const SchemaChange& change);
  void askClass(const SchemaChange& change, const SchemaPart& part);
  void askRequired(const std::string& className, const std::string& attribute);
  void askLost(const std::string& className, const std::string& attribute);
  void askSuperiors(const std::string& className, const SchemaPart& part);
  void askType(const SchemaChange& change, const SchemaPart& part);
  void askSyntax(const std::string& name, const std::string& syntax);
  void askSuperior(const SchemaChange& change, const SchemaPart& part);
  bool holdsLost(const Entry& entry, const std::set<std::string>& lost);
  bool isOfClass(const Entry& entry, const Filter& filter) const;
  void add(Question question);

  const Schema& schema_;
  ClassCatalog classes_;
  std::vector<std::unique_ptr<Question>> questions_;
};

/// True when `value` can be of that syntax (RFC 4517, 3.3); also for a syntax that is not known.
bool fitsSyntax(std::string_view value, std::string_view syntaxOid);

}  // namespace ldapsnap
