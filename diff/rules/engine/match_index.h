// Which entries match which filters, found in one pass over the snapshot.
//
// Rules ask some hundred questions "how many entries of this scope at this base match this filter". A pass over the
// snapshot for each would read a million entries a hundred times; a pass that tries each filter on each entry would
// evaluate a hundred million filters. So all filters are collected first, and each is filed under what an entry must
// have for it to match: an object class value, or an attribute. An entry is then tried only against the filters filed
// under what it has, and for most entries these are none. Bases and scopes are looked at afterwards: hits come in DIT
// order, and a subtree is one range of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "diff/rules/engine/filter_keys.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/filter/filter_set.h"
#include "snapshot/ldap/filter/filter_values.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/model/trait.h"

namespace ldapsnap {

/// An entry that a filter did not rule out.
struct Hit {
  std::string path;  ///< of its key (dn.h)
  std::string dn;
  Truth truth;                        ///< True or Undefined
  std::vector<std::string> values{};  ///< of the attribute that is kept of the filter's hits
};

class MatchIndex {
 public:
  explicit MatchIndex(const Schema& schema) : schema_(&schema), filters_(schema), keys_(schema) {}

  /// Asks for the hits of `filter` within `scanBase` at least; an empty base is everywhere. Equal filters share a
  /// number.
  std::size_t add(const Filter& filter, const Dn& scanBase);
  /// Keeps the values of that attribute, with its subtypes, of the hits of `filter`, for which this was not asked
  /// before with another: see keptOf().
  void keepValues(std::size_t filter, const std::string& attribute);
  /// The attribute; nullptr: none.
  const std::string* keptOf(std::size_t filter) const;
  /// The one pass; reads no more of the snapshot than the bases asked for.
  void scan(const Snapshot& snapshot);
  /// In DIT order, those of `scope` at `basePath`.
  std::vector<const Hit*> hits(std::size_t filter, std::string_view basePath, Scope scope) const;

 private:
  using Numbers = std::vector<std::size_t>;  ///< of filters
  struct Kept {
    Kept(std::string description, const Schema& schema)
        : attribute(std::move(description)), selector(attribute, schema) {}
    Kept(const Kept&) = delete;  // the selector refers to the attribute
    Kept& operator=(const Kept&) = delete;

    std::string attribute;
    AttributeSelector selector;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using ByKey = std::unordered_map<std::string, Numbers, TextHash, std::equal_to<>>;
  /// What ByKey says of a name, by the name's number in the filter set: looked up once for each spelling.
  using ByNumber = std::vector<std::optional<Numbers>>;

  void file(std::size_t number);
  void visit(const Entry& entry);
  bool isFiled(const Trait& trait);
  bool isNeeded(std::string_view description);
  const Numbers* filedUnder(const ByKey& filed, std::string_view key);
  const Numbers& ofDescription(std::uint32_t number, const std::string& description);
  const Numbers& ofClass(const std::string& objectClass);
  std::vector<Dn> disjointBases() const;
  void tryOn(const Numbers& numbers, const Entry& entry);

  const Schema* schema_;
  FilterSet filters_;
  FilterKeys keys_;
  std::vector<std::vector<Hit>> hits_;  ///< by number of the filter
  std::unordered_map<std::size_t, std::unique_ptr<Kept>> kept_;
  std::vector<std::uint64_t> lastEntry_;  ///< the entry a filter was tried on last: several keys may lead to it
  std::unordered_map<std::string, std::size_t> numberByText_;
  std::vector<Dn> scanBases_;
  ByKey byClass_, byAttribute_;  ///< keys lower-cased
  ByNumber ofClass_, ofDescription_;
  Numbers ofUnknownClass_;  ///< of those in byClass_
  Numbers unfiled_;         ///< tried on every entry
  EntryLookup others_;      ///< of the snapshot that is scanned
  std::uint64_t entry_ = 0;
  std::string lowered_;  ///< reused for every key
};

}  // namespace ldapsnap
