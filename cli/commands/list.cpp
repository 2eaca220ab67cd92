// ldapsnap list [SITE]
#include "cli/commands/commands.h"
#include "cli/commands/listing_command.h"

namespace ldapsnap {

CommandPointer makeList() {
  return std::make_unique<ListingCommand<SnapshotList>>("list", "list the snapshots in the store, oldest first",
                                                        "Examples:\n  ldapsnap list\n  ldapsnap list seattle -n 10",
                                                        snapshotListOf, snapshotListRenderers(),
                                                        std::vector{OutputFlag::OneLine});
}

}  // namespace ldapsnap
