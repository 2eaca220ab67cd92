// Entries of a server that was captured into memory, read again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/operand/operand.h"

namespace ldapsnap {

/// True for an operand that is a server: its entries can be read again.
bool isLive(const Operand& operand);

/// What `operand`, a server, holds with the entries named `names` (DNs) as they are now; one that is no longer there is
/// left out. Everything else is as it was. Reads each by a search of its own. Throws Error(Unreachable) when the
/// connection fails.
std::unique_ptr<Snapshot> readAgain(const Operand& operand, const OperandContext& context,
                                    const std::vector<std::string>& names);

}  // namespace ldapsnap
