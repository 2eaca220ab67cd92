// ldapsnap runs [SITE]
#include "cli/commands/commands.h"
#include "cli/commands/listing_command.h"

namespace ldapsnap {

CommandPointer makeRuns() {
  return std::make_unique<ListingCommand<RunList>>(
      "runs", "list the runs in the store, oldest first",
      "Examples:\n  ldapsnap runs\n  ldapsnap runs seattle -n 5\n  ldapsnap show seattle/R1", runListOf,
      runListRenderers(), std::vector{OutputFlag::OneLine});
}

}  // namespace ldapsnap
