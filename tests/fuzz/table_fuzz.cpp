// What holds for any text that is taken for a table of csvde, or for an export or dump of Exchange.
#include "snapshot/import/windows/csvde.h"
#include "snapshot/import/windows/exchange_export.h"
#include "tests/fuzz/sources.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = ldapsnap::fuzz::textOf(data, size);
  ldapsnap::fuzz::checkFormat([text] { return ldapsnap::makeCsvdeSource(text, "fuzz.csv"); });
  ldapsnap::fuzz::checkFormat([text] { return ldapsnap::makeExchangeExportSource(text, "fuzz.csv"); });
  ldapsnap::fuzz::checkFormat([text] { return ldapsnap::makeExchangeDumpSource(text, "fuzz.txt"); });
  return 0;
}
