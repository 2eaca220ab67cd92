// What holds for any text that is taken for a slapd.conf.
#include "snapshot/import/slapd/slapd_conf.h"
#include "tests/fuzz/sources.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  ldapsnap::fuzz::checkFormat([text] { return ldapsnap::makeSlapdConfSource(text, "fuzz.conf", "/srv"); });
  return 0;
}
