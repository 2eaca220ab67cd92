// Many filters asked about many entries: what depends on the schema alone is resolved once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/filter/filter.h"

namespace ldapsnap {

/// Filters compiled for one schema. Attribute descriptions and class names become small numbers, each spelling looked
/// up once; assertion values are brought to their normal forms once, and values of an entry once for each matching
/// rule; of an Or of hundreds of `(attribute=value)` only those are tried that the entry's values lead to. The answers
/// are those of Filter::matches(), which is a set of one filter. A set is for one thread at a time.
class FilterSet {
 public:
  using Number = std::size_t;

  /// `schema` outlives the set and gets no further element.
  explicit FilterSet(const Schema& schema);
  ~FilterSet();
  FilterSet(FilterSet&&) noexcept;
  FilterSet& operator=(FilterSet&&) noexcept;

  /// Numbers are consecutive from 0. The set keeps a copy.
  Number add(const Filter& filter);
  const Filter& filter(Number number) const;
  std::size_t size() const;

  /// False when no filter of the set, as it is now, looks at attributes of that description: an entry without them gets
  /// the same answers.
  bool looksAt(std::string_view description);

  /// The entry that is asked about from now on; it must stay as it is until the next one.
  void look(const Entry& entry);
  /// Filter::matches() of that entry.
  Truth matches(Number number, const EntryLookup& others = nullptr);

  // The names that the entry looked at has, as numbers: equal spellings have equal numbers, for as long as the set
  // lives. They are small, and fit for indexes of vectors.

  /// Of the description of the attribute at `position` of the entry.
  std::uint32_t descriptionNumber(std::size_t position) const;
  /// Of a value of objectClass.
  std::uint32_t classNumber(std::string_view value);

 private:
  class Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace ldapsnap
