// The elements of one kind, found by name or OID.
#pragma once

#include <cstddef>
#include <deque>
#include <string_view>
#include <utility>

#include "snapshot/base/name_index.h"
#include "snapshot/ldap/schema/schema_element.h"

namespace ldapsnap {

/// Adds to `known` what `other`, an element of the same OID, says and `known` does not.
void fillIn(AttributeType& known, AttributeType&& other);
void fillIn(ObjectClass& known, ObjectClass&& other);

template <typename Element>
class SchemaElementTable {
 public:
  /// An element of a known OID is filled into the known one, unless one of the two is OBSOLETE: then the other stands.
  void add(Element element) {
    const auto found = index_.find(element.oid);
    if (found == index_.end() || !equalsIgnoreAsciiCase(elements_[found->second].oid, element.oid)) {
      elements_.push_back(std::move(element));
      enter(elements_.size() - 1);
      return;
    }
    Element& known = elements_[found->second];
    if (known.obsolete == element.obsolete)
      fillIn(known, std::move(element));
    else if (known.obsolete)
      known = std::move(element);
    enter(found->second);
  }

  const Element* find(std::string_view nameOrOid) const {
    const auto found = index_.find(nameOrOid);
    return found == index_.end() ? nullptr : &elements_[found->second];
  }

  const std::deque<Element>& elements() const { return elements_; }

 private:
  /// A name that two elements claim goes to the one that is not OBSOLETE, else to the first.
  void enter(std::size_t position) {
    const Element& element = elements_[position];
    index_.insert_or_assign(element.oid, position);
    for (const std::string& name : element.names) {
      const auto [entry, isNew] = index_.try_emplace(name, position);
      if (!isNew && elements_[entry->second].obsolete && !element.obsolete) entry->second = position;
    }
  }

  std::deque<Element> elements_;
  NameIndex<std::size_t> index_;
};

}  // namespace ldapsnap
