// What an independent validator, python3-jsonschema, says of JSON documents.
#pragma once

#include <string>

namespace ldapsnap::test {

/// One line for each place where `document` does not follow the schema in `schemaFile`, a path in the source tree:
/// "report/json/report.schema.json". Empty when it does.
std::string violations(const std::string& document, const std::string& schemaFile);

}  // namespace ldapsnap::test
