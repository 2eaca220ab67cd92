// What a directory shows of products and versions, for scripts.
#pragma once

#include <iosfwd>
#include <vector>

#include "diff/rules/engine/identify.h"
#include "report/json/json_writer.h"

namespace ldapsnap {

/// What `ldapsnap identify --format json` prints: report/json/identification.schema.json. `isComplete`: nothing of the
/// snapshot could not be read, so that a mark which is not listed is not there.
void renderIdentificationJson(const std::vector<Identified>& marks, bool isComplete, std::ostream& out);
/// An array of the members "title", "dn", "value" and "meaning".
void writeIdentified(JsonWriter& json, const std::vector<Identified>& marks);

}  // namespace ldapsnap
