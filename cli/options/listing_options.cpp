#include "cli/options/listing_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/options/option_values.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/records/names.h"

namespace ldapsnap {

void ListingOptions::declare(CLI::App& command) {
  command.add_option("-n", most_, "show only the latest NUMBER")->type_name("NUMBER")->check(numberFrom(1));
  command.add_option("--since", since_, "show only what is not older: 2026-11-01, 2026-11-01T14:00Z, \"3 days ago\"")
      ->type_name("TIME");
}

std::optional<Time> ListingOptions::since() const {
  if (since_.empty()) return std::nullopt;
  const std::optional<NamedTime> named = timeNamed(since_, now());
  if (!named)
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a time", visible(since_)))
        .at("--since")
        .fix(std::string(kTimeForms));
  return named->first;
}

}  // namespace ldapsnap
