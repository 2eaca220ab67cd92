// What a directory shows of products and versions, for people.
#pragma once

#include <string>
#include <vector>

#include "diff/baseline/known_schema.h"
#include "diff/rules/engine/identify.h"

namespace ldapsnap {

/// One line for each mark, in columns: title, meaning with the value in parentheses, and the entry. Directory
/// content is made visible. One sentence when nothing was identified.
std::string identificationText(const std::vector<Identified>& marks);

/// The nearest baseline with what it has and the directory lacks, and whose the additional elements are, a line each.
/// Directory content is made visible. Empty when there is no nearest baseline and nothing is attributed.
std::string knownSchemaText(const KnownSchema& schema);

/// For the head of a report, one line: "Active Directory schema: Windows Server 2016; Exchange server: 15.1, 15.2", not
/// yet made visible. Empty when nothing was identified.
std::string identificationLine(const std::vector<Identified>& marks);

}  // namespace ldapsnap
