// What a directory shows of products and versions, for people.
#pragma once

#include <string>
#include <vector>

#include "diff/rules/engine/identify.h"

namespace ldapsnap {

/// One line for each mark, in columns: title, meaning with the value in parentheses, and the entry. Directory
/// content is made visible. One sentence when nothing was identified.
std::string identificationText(const std::vector<Identified>& marks);

/// For the head of a report, one line: "Active Directory schema: Windows Server 2016; Exchange server: 15.1, 15.2", not
/// yet made visible. Empty when nothing was identified.
std::string identificationLine(const std::vector<Identified>& marks);

}  // namespace ldapsnap
