// Parts of schema definitions for people.
#pragma once

#include <string>

#include "diff/compare/model/difference.h"

namespace ldapsnap {

/// A value of `part` with what it means: a syntax has no name in a definition ("1.3.6.1.4.1.1466.115.121.1.15{256}
/// (Directory String)"); an empty one is "(none)".
std::string partForPeople(const SchemaPart& part, const std::string& value);

}  // namespace ldapsnap
