#include "cli/options/listing_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/records/names.h"

namespace ldapsnap {

void ListingOptions::declare(CLI::App& command) {
  command.add_option("-n", most_, "show only the latest NUMBER")->type_name("NUMBER")->check(CLI::PositiveNumber);
  command.add_option("--since", since_, "show only what is not older: 2026-11-01, 2026-11-01T14:00Z, \"3 days ago\"")
      ->type_name("TIME");
}

std::optional<Time> ListingOptions::since() const {
  constexpr std::size_t kDay = 10;
  if (since_.empty()) return std::nullopt;
  const std::optional<Time> moment = momentNamed(since_, now());
  if (!moment)
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" is not a time", visible(since_)))
        .at("--since")
        .fix("write a day or a time in UTC, as in 2026-11-01 or 2026-11-01T14:00Z, \"yesterday\", or \"3 days ago\"");
  // momentNamed() is the first second after what was named.
  return *moment - (since_.size() == kDay && since_[4] == '-' ? std::chrono::seconds(86400) : std::chrono::seconds(1));
}

}  // namespace ldapsnap
