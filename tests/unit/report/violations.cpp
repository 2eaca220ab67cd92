#include "tests/unit/report/violations.h"

#include "tests/support/process.h"

namespace ldapsnap::test {

std::string violations(const std::string& document, const std::string& schemaFile) {
  const std::string folder = LDAPSNAP_SOURCE_DIR;
  ProcessOptions options;
  options.stdinText = document;
  const ProcessResult result = runProcess(
      {"/usr/bin/python3", folder + "/tests/unit/report/validate_json.py", folder + "/" + schemaFile}, options);
  return result.exitCode == 0 ? "" : result.out + result.err;
}

}  // namespace ldapsnap::test
