#include "snapshot/model/trait.h"

#include <algorithm>

namespace ldapsnap {

bool hasTrait(const Entry& entry, const TraitTest& isWanted) {
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), [&isWanted](const Attribute& attribute) {
    const std::string_view type = std::string_view(attribute.description).substr(0, attribute.description.find(';'));
    if (isWanted({Trait::Kind::AttributeType, type})) return true;
    return isObjectClassType(type) &&
           std::any_of(attribute.values.begin(), attribute.values.end(), [&isWanted](const std::string& value) {
             return isWanted({Trait::Kind::ObjectClass, value});
           });
  });
}

}  // namespace ldapsnap
