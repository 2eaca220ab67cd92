// Schema changes against the entries that are there.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diff/impact/judge.h"
#include "snapshot/base/name_index.h"
#include "snapshot/ldap/filter/filter_set.h"
#include "snapshot/ldap/schema/validation/object_classes.h"
#include "snapshot/ldap/schema/validation/syntax_check.h"

namespace ldapsnap {

/// A change that some entries may violate, looked for in a pass over all entries.
class SchemaWatch {
 public:
  /// `schema` is the later one, which outlives the watch; values are read as servers of `dialect` read them.
  SchemaWatch(const std::vector<SchemaChange>& changes, const Schema& schema, SyntaxDialect dialect);
  ~SchemaWatch();
  SchemaWatch(const SchemaWatch&) = delete;
  SchemaWatch& operator=(const SchemaWatch&) = delete;

  /// Whether any entry has to be looked at.
  bool needsReading() const { return !questions_.empty(); }
  /// False for attributes that make no difference to look().
  bool looksAt(std::string_view description) const;
  void look(const Entry& entry);
  void collect(std::vector<Judgement>& judgements) const;

 private:
  struct Question;
  void ask(const SchemaChange& change);
  void askUnreadable(const SchemaChange& change);
  void askClass(const SchemaChange& change, const SchemaPart& part);
  void askRequired(const std::string& className, const std::string& attribute);
  void askLost(const std::string& className, const std::string& attribute);
  void askSuperiors(const std::string& className, const SchemaPart& part);
  void askType(const SchemaChange& change, const SchemaPart& part);
  void askSyntax(const std::string& name, const std::string& syntax);
  void askSuperior(const SchemaChange& change, const SchemaPart& part);
  bool holdsLost(const Entry& entry, const std::set<std::string>& lost);
  FilterSet::Number membersOf(const std::string& className);
  bool isOf(FilterSet::Number members);
  const std::string& lookAt(const std::string& identity);
  void add(Question question);

  const Schema& schema_;
  SyntaxDialect dialect_;
  ClassCatalog classes_;
  FilterSet members_;                 ///< of the classes that questions are about
  std::set<std::string> identities_;  ///< of the types that they look at
  NameSet spelled_;                   ///< names of types that they look at
  std::vector<std::unique_ptr<Question>> questions_;
};

}  // namespace ldapsnap
