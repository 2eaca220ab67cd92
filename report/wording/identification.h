// What a directory shows of products and versions, for people.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "diff/rules/engine/identify.h"
#include "report/json/json_writer.h"

namespace ldapsnap {

/// One line for each mark, in columns: title, meaning with the value in parentheses, and where it stands. Directory
/// content is made visible. One sentence when nothing was identified.
std::string identificationText(const std::vector<Identified>& marks);

/// For the head of a report, one line: "Active Directory schema: Windows Server 2016; Exchange server: 15.1, 15.2", not
/// yet made visible. Empty when nothing was identified.
std::string identificationLine(const std::vector<Identified>& marks);
/// What `ldapsnap identify --format json` prints: report/identification.schema.json. `isComplete`: nothing of the
/// snapshot could not be read, so that a mark which is not listed is not there.
void renderIdentificationJson(const std::vector<Identified>& marks, bool isComplete, std::ostream& out);
/// An array of the members "title", "dn", "value" and "meaning".
void writeIdentified(JsonWriter& json, const std::vector<Identified>& marks);

}  // namespace ldapsnap
