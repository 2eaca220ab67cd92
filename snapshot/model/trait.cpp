#include "snapshot/model/trait.h"

#include <algorithm>

#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {

bool hasTrait(const Entry& entry, const TraitTest& isWanted) {
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), [&isWanted](const Attribute& attribute) {
    const std::string_view type = attributeTypeOf(attribute.description);
    if (isWanted({Trait::Kind::AttributeType, type})) return true;
    return isObjectClassType(type) &&
           std::any_of(attribute.values.begin(), attribute.values.end(), [&isWanted](const std::string& value) {
             return isWanted({Trait::Kind::ObjectClass, value});
           });
  });
}

}  // namespace ldapsnap
