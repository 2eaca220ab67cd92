// What holds for any bytes that begin as a snapshot of AD Explorer.
#include "snapshot/import/windows/ad_explorer.h"
#include "tests/fuzz/sources.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = ldapsnap::fuzz::textOf(data, size);
  ldapsnap::fuzz::checkFormat([bytes] { return ldapsnap::makeAdExplorerSource(bytes, "fuzz.dat"); });
  return 0;
}
