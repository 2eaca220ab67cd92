// What a directory shows of products and versions, for people.
#pragma once

#include <string>
#include <vector>

#include "diff/setup/identify.h"

namespace ldapsnap {

/// One line for each mark, in columns: title, meaning with the value in parentheses, and where it stands. Directory
/// content is made visible. One sentence when nothing was identified.
std::string identificationText(const std::vector<Identified>& marks);

}  // namespace ldapsnap
