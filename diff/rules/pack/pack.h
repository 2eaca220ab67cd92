// Packs: what setups are known to do and to refuse, as data (RULES.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/rules/pack/collection.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

enum class Level { Note, Warning, Error };
std::string_view nameOf(Level level);  ///< "note", "warning", "error"

struct Condition;

/// A product version whose installation writes to the directory.
struct Setup {
  std::string id;     ///< "kms-5.0"
  std::string title;  ///< "Key Management server 5.0 Setup"
  std::string product, version;
  std::string family;  ///< the pack's folder: "exchange-5.5"
  /// False on directories on which nobody is going to run it: it was run, a newer version was, or the product is not
  /// used. Such a setup is judged only when it is asked for by name. Without it every directory is one where it may.
  std::shared_ptr<const Condition> ahead;
  bool isOnRequest = false;  ///< judged only when it is asked for by name, on every directory
};

/// What a leaf or a binding asks of the entries that its filter selects, beyond what a filter can ask.
struct EntryTest {
  enum class Kind {
    ViolatesSchema,  ///< a server with the schema would refuse the entry (schema_audit.h)
    TakesFrom,       ///< it defines a schema element that has a name or a number of another one
  };
  Kind kind = Kind::ViolatesSchema;
  std::string file;         ///< "${set.schema}": a planned schema in the file that the parameter names; may be empty
  Collections collections;  ///< of TakesFrom without a file; ViolatesSchema without a file: the snapshot's own schema
};

/// A condition on a snapshot. A leaf asks how many entries of `scope` at `base` match `filter`; all/any/none combine.
/// Base and filter may hold ${names} (text_template.h).
struct Condition {
  enum class Kind { Entries, All, Any, None } kind = Kind::Entries;
  // Entries:
  std::string base;  ///< DN text; "" for everything
  Scope scope = Scope::Subtree;
  Filter filter;  ///< (objectClass=*) where the rule gives none
  std::optional<EntryTest> test;
  std::uint64_t atLeast = 1;
  std::optional<std::uint64_t> atMost;  ///< with atLeast 0 and atMost 0: none may exist
  // All, Any, None:
  std::vector<Condition> operands;
};

/// "for each of these entries": binds the entry to a name that bases, filters and texts use as ${name}.
struct ForEach {
  std::string name;
  std::string base;
  Scope scope = Scope::Subtree;
  Filter filter;
  std::optional<EntryTest> test;
  std::optional<Condition> having;  ///< may use `name`: "an organizationalUnit that has a child cn=Configuration"
};

struct Reference {
  std::string title, url;  ///< url may be empty: an article's number is enough
  /// Where it says to look, as it stands in a condition; a condition of the rule should not look further (lint.h).
  std::optional<std::string> base = std::nullopt;
  std::optional<Scope> scope = std::nullopt;

  bool operator==(const Reference&) const = default;
};

/// What a rule must be told: --set NAME=VALUE, and ${set.NAME} in its texts.
struct Parameter {
  std::string name;
  std::string about;                    ///< what to give: "the name of the server that Setup will run on"
  std::optional<std::string> fallback;  ///< where nothing is given; without it the rule cannot be judged then
};

struct Rule {
  std::string id;  ///< "exchange-5.5/encryption-cfg": folder and file name
  std::string family;
  std::string title;
  Level level = Level::Error;
  std::vector<std::string> blocks;     ///< setups that it stops; ranges are expanded
  std::vector<std::string> single;     ///< those of `blocks` that are written by themselves, in no range
  std::string blocksUntil;             ///< why versions after those of `blocks` are not stopped; may be empty
  std::vector<std::string> createdBy;  ///< setups known to create the object; may be empty
  std::vector<Parameter> parameters;
  std::vector<ForEach> forEach;  ///< outer first; a later one may use the names of those before it
  Condition when;
  std::string message;  ///< as the blocked setup shows it; empty when it shows none
  std::string why, fix;
  std::vector<Reference> references;
  std::string basis;  ///< "verified", "stated", "inferred"
  /// What it finds was chosen and cannot be taken back. A finding where the setup is asked for by name and where it is
  /// new; elsewhere the setup is out of the question (NotApplicable).
  bool isByChoice = false;
  std::filesystem::path file;
};

/// One folder of rules: a product and what belongs to it. Its folder `collections` holds collections.
struct Family {
  std::string id;     ///< the folder's name: "exchange-5.5"
  std::string title;  ///< "Exchange Server 4.0 to 5.5"
  /// True on directories that this family is about, as far as the snapshot shows; without it, every directory. Rules of
  /// a family that does not apply are not looked at, and its setups are judged NotApplicable.
  std::optional<Condition> applies;
  std::filesystem::path folder;
};

/// All packs of some folders: one folder a family, with `setups.json` and one file a rule in each.
class Packs {
 public:
  /// Each of `folders` holds families, or is one. Strict: unknown and duplicate keys, bad filters, unknown setups and
  /// ${names} are Error(BadInput) with file:line:column, JSON pointer and what was probably meant. A rule may name
  /// setups of any of the folders. A family replaces one of the same name in the first folder.
  static Packs load(const std::vector<std::filesystem::path>& folders);
  /// The packs that ship.
  static Packs shipped();

  const std::vector<Family>& families() const { return families_; }
  const std::vector<Setup>& setups() const { return setups_; }
  const std::vector<Rule>& rules() const { return rules_; }
  const Collections& collections() const { return collections_; }
  const Setup* setup(std::string_view id) const;
  const Rule* rule(std::string_view id) const;
  /// Throws Error(BadInput) "no setup named ..." with what was probably meant.
  const Setup& requireSetup(std::string_view id) const;
  const Rule& requireRule(std::string_view id) const;
  /// The rules of these families, their setups, and the setups that the rules block. Throws Error(BadInput) for a
  /// family that there is none of, with what was probably meant.
  Packs only(const std::vector<std::string>& families) const;

 private:
  friend class PackReader;

  std::vector<Family> families_;  ///< by id
  std::vector<Setup> setups_;     ///< by family and position in setups.json
  std::vector<Rule> rules_;       ///< by id
  Collections collections_;       ///< by family and name
};

}  // namespace ldapsnap
