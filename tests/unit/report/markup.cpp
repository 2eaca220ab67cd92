#include "tests/unit/report/markup.h"

#include "tests/support/process.h"

namespace ldapsnap::test {

std::string markupErrors(Format format, const std::string& document) {
  const std::string kind = format == Format::Junit ? "xml" : std::string(nameOf(format));
  ProcessOptions options;
  options.stdinText = document;
  const ProcessResult result = runProcess(
      {"/usr/bin/python3", std::string(LDAPSNAP_SOURCE_DIR) + "/tests/unit/report/check_markup.py", kind}, options);
  return result.exitCode == 0 ? "" : result.out + result.err;
}

}  // namespace ldapsnap::test
