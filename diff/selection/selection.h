// What of a result a reader wants to see: the selectors of the command line, and the changes that a site expects.
//
// Selectors act on what is shown and counted. Everything is compared and judged first, so that a selection never
// changes what a finding or a consequence says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/base/time.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/filter/filter.h"

namespace ldapsnap {

/// A kind of change as a reader names it. Renamed: under another name below the same parent; moved: below another one.
enum class ChangeKind { Added, Removed, Modified, Renamed, Moved };
std::string_view nameOf(ChangeKind kind);  ///< "added", "removed", "modified", "renamed", "moved"
/// Throws Error(Usage) with a suggestion.
ChangeKind parseChangeKind(std::string_view text);

/// A change that the site expects, with the reason. A change that fits every member that is given is left out.
struct ExpectedChange {
  std::string reason;
  std::optional<Time> until;  ///< the end of its last day, UTC; afterwards it has no effect
  std::vector<Dn> under;
  std::vector<std::string> attributes;  ///< names or OIDs
  std::vector<std::string> classes;
  std::optional<Filter> filter;
  std::vector<ChangeKind> changes;
  std::string place;  ///< file:line
};

/// Of what is repeated, one must fit: the entry is under one of `under`, of one of `classes`, matched by one of
/// `filters`. Of different members, all must. Empty members select everything.
struct Selection {
  std::vector<Dn> under, notUnder;
  std::vector<std::string> attributes, notAttributes;  ///< names or OIDs, without options
  std::vector<std::string> classes;
  std::vector<Filter> filters;
  std::vector<ChangeKind> changes;
  std::vector<ExpectedChange> expected;

  bool empty() const;
  /// The members but `expected` as options of the command line, one word each: "--under", "ou=People,o=Acme".
  std::vector<std::string> words() const;
};

/// The same selection of the changes that lead back: what was added is then removed.
Selection reversed(Selection selection);

/// What a selector left out, so that it can be counted and shown again.
struct Deselected {
  enum class Why {
    Selector,  ///< an option
    Expected,  ///< an expected change
    Expired,   ///< an expected change whose last day is over: it left nothing out, and somebody should know
  };
  /// The option as typed, "--under ou=People,o=Acme"; of an expected change its reason, of an expired one also where it
  /// is written: "The backup writes it. (ldapsnap.ignore.json:3)".
  std::string selector;
  Why why = Why::Selector;
  std::uint64_t entries = 0;       ///< changed entries
  std::uint64_t attributes = 0;    ///< changed attributes of entries that are shown
  std::uint64_t definitions = 0;   ///< changes of schema definitions
  std::uint64_t findings = 0;      ///< of rules
  std::uint64_t consequences = 0;  ///< of a difference
  std::uint64_t steps = 0;         ///< of a rehearsal
  std::uint64_t listed = 0;        ///< entries of a snapshot that is shown
  std::uint64_t values = 0;        ///< of entries that are shown

  /// Everything that it left out.
  std::uint64_t total() const;
  bool operator==(const Deselected&) const = default;
};

/// Adds up what was left out by the same selectors, as where one selection is applied to several results.
void addLeftOut(std::vector<Deselected>& sum, const std::vector<Deselected>& more);

}  // namespace ldapsnap
