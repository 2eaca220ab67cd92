// What a directory shows of products and versions, for scripts.
#pragma once

#include <vector>

#include "diff/rules/engine/identify.h"
#include "report/json/json_writer.h"

namespace ldapsnap {

/// An array of the members "title", "dn", "value" and "meaning".
void writeIdentified(JsonWriter& json, const std::vector<Identified>& marks);

}  // namespace ldapsnap
