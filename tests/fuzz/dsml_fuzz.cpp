// What holds for any text that is taken for DSML.
#include "snapshot/import/format/dsml.h"
#include "tests/fuzz/sources.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  ldapsnap::fuzz::checkFormat([text] { return ldapsnap::makeDsmlSource(text, "fuzz.xml"); });
  return 0;
}
