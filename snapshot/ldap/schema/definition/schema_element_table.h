// The elements of one kind, found by name or OID.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "snapshot/base/name_index.h"
#include "snapshot/ldap/schema/definition/schema_element.h"

namespace ldapsnap {

/// Adds to `known` what `other`, a second definition of the same element, says and `known` does not.
void fillIn(AttributeType& known, AttributeType&& other);
void fillIn(ObjectClass& known, ObjectClass&& other);
void fillIn(SchemaDefinition& known, SchemaDefinition&& other);

/// Two definitions are one element when they have one OID and a name in common, or when one of them has no name. OIDs
/// should be unique, and names are unique in a server's schema; a server that gives one OID to several elements
/// (eDirectory 9.1 does) has several elements.
template <typename Element>
class SchemaElementTable {
 public:
  /// A second definition of an element is filled into the first, unless one of the two is OBSOLETE: then the other
  /// one counts.
  void add(Element element) {
    const std::optional<std::size_t> same = findSame(element);
    if (!same) {
      elements_.push_back(std::move(element));
      enter(elements_.size() - 1);
      return;
    }
    Element& known = elements_[*same];
    if (known.obsolete == element.obsolete)
      fillIn(known, std::move(element));
    else if (known.obsolete)
      known = std::move(element);
    enter(*same);
  }

  /// By a name or an OID; of several elements with one OID, one that is not OBSOLETE, else the first.
  const Element* find(std::string_view nameOrOid) const {
    const auto found = index_.find(nameOrOid);
    return found == index_.end() ? nullptr : &elements_[found->second];
  }

  /// More than one element has this OID.
  bool sharesOid(std::string_view oid) const { return !sharedOids_.empty() && sharedOids_.contains(oid); }

  const std::deque<Element>& elements() const { return elements_; }

 private:
  bool hasOid(std::size_t position, const Element& element) const {
    return equalsIgnoreAsciiCase(elements_[position].oid, element.oid);
  }

  std::optional<std::size_t> findSame(const Element& element) const {
    const auto byOid = index_.find(element.oid);
    if (byOid == index_.end() || !hasOid(byOid->second, element)) return std::nullopt;
    const Element& known = elements_[byOid->second];
    if (element.names.empty() || known.names.empty()) return byOid->second;
    for (const std::string& name : element.names)
      for (const std::string& other : known.names)
        if (equalsIgnoreAsciiCase(name, other)) return byOid->second;
    for (const std::string& name : element.names)
      if (const auto byName = index_.find(name); byName != index_.end() && hasOid(byName->second, element))
        return byName->second;
    return std::nullopt;
  }

  /// A name or an OID that two elements claim goes to the one that is not OBSOLETE, else to the first.
  void enter(std::size_t position) {
    const Element& element = elements_[position];
    const auto [byOid, isNewOid] = index_.try_emplace(element.oid, position);
    if (!isNewOid && byOid->second != position) {
      // Another element's name may be spelled like an OID (389: "acmeCode-oid"); the OID goes first.
      if (!hasOid(byOid->second, element)) {
        byOid->second = position;
      } else {
        sharedOids_.insert(element.oid);
        if (elements_[byOid->second].obsolete && !element.obsolete) byOid->second = position;
      }
    }
    for (const std::string& name : element.names) {
      const auto [entry, isNew] = index_.try_emplace(name, position);
      if (!isNew && elements_[entry->second].obsolete && !element.obsolete) entry->second = position;
    }
  }

  std::deque<Element> elements_;
  NameIndex<std::size_t> index_;
  NameSet sharedOids_;
};

}  // namespace ldapsnap
