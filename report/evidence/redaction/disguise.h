// What a reader of evidence must not see, put under pseudonyms: names, values and entries (FORMAT.md, "Redaction").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/evidence/redaction/hidden_names.h"
#include "report/evidence/redaction/pseudonyms.h"
#include "report/evidence/redaction/text_pattern.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What a user asks to hide.
struct RedactionRequest {
  std::vector<Dn> subtrees;             ///< entries with all that is below them: names and values
  std::vector<std::string> attributes;  ///< their values, wherever they occur
  std::vector<std::string> patterns;    ///< what matches, wherever it occurs

  bool empty() const { return subtrees.empty() && attributes.empty() && patterns.empty(); }
};

/// Each of `words` is a DN ("ou=Payroll,o=Acme"), an attribute ("mail") or a pattern ("/acme|contoso/"). Throws
/// Error(BadInput).
RedactionRequest parseRedaction(const std::vector<std::string>& words);

/// What is looked for in a text.
enum class Reach {
  Patterns,  ///< patterns alone: what comes from a schema or a rule
  Names,     ///< and names that identify something (isTelling()): values
  Sentence,  ///< and all names: what quotes values
};

class Disguise {
 public:
  /// Reads from both snapshots the names that `request` means. They and `pseudonyms` must outlive it. Throws
  /// Error(BadInput) for an entry or an attribute that neither of them has: nothing would be hidden.
  Disguise(RedactionRequest request, Pseudonyms& pseudonyms, const Snapshot& before, const Snapshot& after);

  const RedactionRequest& request() const { return request_; }
  const Pseudonyms& pseudonyms() const { return pseudonyms_; }

  std::string text(std::string_view text, Reach reach) const;
  std::string dn(const std::string& text) const;
  /// An attribute's name; patterns alone reach it.
  std::string description(const std::string& text) const;
  /// True for an entry of a hidden subtree.
  bool isHidden(const std::string& dn) const;
  /// A value of `description`, in an entry of a hidden subtree or another.
  std::string value(const std::string& description, const std::string& value, bool isHidden) const;

  void apply(Entry& entry) const;
  void apply(LdifRecord& record) const;

 private:
  void readNamesBelow(const Dn& subtree, const Snapshot& before, const Snapshot& after);
  void readValuesOf(const Snapshot& snapshot, std::vector<bool>& isThere);
  bool isAsked(std::string_view description) const;
  /// How many RDNs of `dn`, from the leaf, are of hidden entries.
  std::size_t hiddenLevels(const Dn& dn) const;
  std::string dn(const Dn& name, const std::string& text, std::size_t hidden) const;
  std::string bytes(const std::string& value) const;
  void apply(Attribute& attribute, bool isHidden) const;

  RedactionRequest request_;
  std::vector<TextPattern> patterns_;
  std::vector<std::string> identities_;  ///< of the attributes
  HiddenNames names_;
  Pseudonyms& pseudonyms_;
  const Schema& schema_;
};

}  // namespace ldapsnap
