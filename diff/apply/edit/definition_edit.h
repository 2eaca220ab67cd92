// Schema definitions that came, changed and went, in the order in which a server takes them.
#pragma once

#include "diff/compare/model/difference.h"

namespace ldapsnap {

/// A change of definitions (Difference::definitionChanges) in two parts.
struct DefinitionEdit {
  EntryChange gained;  ///< new and changed ones, before their use: attribute types first, superiors first
  EntryChange lost;    ///< after their use: object classes first, superiors last
};
DefinitionEdit splitDefinitions(const EntryChange& change);

/// True for an attribute whose values are RFC 4512 definitions of attribute types or object classes.
bool isDefinitionList(std::string_view description);

}  // namespace ldapsnap
