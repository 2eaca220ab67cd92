// What holds for any value of any attribute: a secret is replaced once, what was replaced stays, and nothing else is
// thrown. The first line of the input is the attribute's name.
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/redact/redaction.h"
#include "snapshot/redact/secret_output.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::Entry;
using ldapsnap::fuzz::require;

Entry redacted(Entry entry) {
  static const ldapsnap::Redactor kRedactor("0123456789abcdef0123456789abcdef", ldapsnap::Product{},
                                            ldapsnap::Schema::builtin());
  kRedactor.redact(entry);
  return entry;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  constexpr std::size_t kLongestName = 64;
  if (end > kLongestName) return 0;
  const std::string value(text.substr(std::min(end + 1, text.size())));
  for (const std::string& name : {std::string(text.substr(0, end)), std::string("description")}) {
    const Entry once = redacted(Entry{"cn=a,dc=b", {{name, {value}}}});
    require(redacted(once) == once);
  }
  const std::string line = ldapsnap::maskSecretsInLine(value, {});
  require(line.size() <= 4 * value.size() + 4);
  return 0;
}
