// The file of --map as it is written: what was guessed, for a person to review.
#pragma once

#include <string>
#include <vector>

#include "diff/across/mapping.h"

namespace ldapsnap {

/// TOML as Mapping::read() takes it, which gives the same names; each with how often it occurred. A name that is not
/// text, which TOML cannot hold, is in a comment.
std::string mappingFile(const std::vector<MappedName>& names);

}  // namespace ldapsnap
