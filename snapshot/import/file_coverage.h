// What an LDIF file says about its own coverage: in the comments that ldapsearch writes, in the kinds of entries and
// attributes that it holds, and in the names of its entries.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/base/name_index.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Reads what the user says about the coverage of a file: "BASE?ATTRIBUTES?SCOPE?FILTER" as in an LDAP URL (RFC 4516),
/// of which all but the base may be left out, with "ldap:///" before it or not. Percent-encoding is undone after
/// "ldap:///" alone. ATTRIBUTES are separated by commas; SCOPE is base, one or sub, and sub when it is left out. Throws
/// Error(BadInput).
CoveredPart parseCoveredPart(std::string_view text);

/// Whether LDIF text is an export of ldifde, whose records are adds.
bool isLdifdeExport(std::string_view text);

/// Collects, record by record, then states. Costs little per record: distinct names of parents are kept, no others.
class FileCoverage {
 public:
  /// All comments of the file, whose name is `file`; after the names of all its records.
  void readComments(std::string_view text, const std::string& file);
  /// The DN of every record, in any order.
  void addName(std::string_view dn);
  /// The file may have been written by ldifde or csvde: what no entry of it has may have been left out
  /// (data/windows-exports.json). To be called before addEntry().
  void takeForWindowsExport() { isWindowsExport_ = true; }
  /// At least one entry with each combination of attribute descriptions, in the order of the file.
  void addEntry(const Entry& entry);
  /// The names that another collector saw in the same file.
  void merge(FileCoverage&& other);

  using Holds = std::function<bool(const std::string& dn)>;  ///< whether the file has an entry of that name
  /// To be called after the last record. `contexts`: naming contexts that the root DSE of the file names.
  CoverageStatement statement(const Holds& holds, const std::vector<std::string>& contexts) const;
  /// Searches whose result does not end as ldapsearch or ldbsearch ends it, or has fewer entries than it says.
  const std::vector<Gap>& gaps() const { return gaps_; }

 private:
  struct Children {
    std::string first;  ///< DN of one of them
    bool areSeveral = false;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using ByParent = std::unordered_map<std::string, Children, TextHash, std::equal_to<>>;

  void addHidden(CoverageStatement& statement) const;
  void addCutGap(const std::string& file, std::size_t line, std::string reason);
  void addRoot(std::string_view dn);
  bool isOrphan(std::string_view parent, const Holds& holds, const std::vector<std::string>& contexts) const;
  bool isExcerpt(const CoveredPart& part, const Holds& holds) const;
  void addContents(CoverageStatement& statement, const Holds& holds, const std::vector<std::string>& contexts) const;

  std::vector<CoveredPart> headers_;
  std::vector<Gap> gaps_;
  ByParent parents_;  ///< by the parent's name as spelled
  ByParent::value_type* last_ = nullptr;
  std::vector<std::string> roots_;         ///< entries whose name has one RDN
  std::vector<std::string> descriptions_;  ///< of all attributes, where entries come without objectClass
  bool isWindowsExport_ = false, sawActiveDirectory_ = false;
  NameSet sawOfWindows_;  ///< attributes that such an export may leave out, and has
  bool sawEntry_ = false, lacksClasses_ = false, sawRootDse_ = false, sawDomain_ = false;
  bool sawStored_ = false;        ///< attributes that slapd keeps in its databases
  bool sawGenerated_ = false;     ///< attributes that slapd shows over LDAP and does not store
  bool lacksCompiledIn_ = false;  ///< cn=schema,cn=config is there without the elements that slapd shows in it
};

}  // namespace ldapsnap
