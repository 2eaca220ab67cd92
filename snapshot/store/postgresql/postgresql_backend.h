// A store in a PostgreSQL database: an archive that many hosts and teams share (FORMAT.md, "Archive").
#pragma once

#include <memory>

#include "snapshot/store/backend/backend.h"
#include "snapshot/store/backend/store_options.h"

namespace ldapsnap {

/// Throws Error(Unreachable) where the database cannot be reached or has the schema of a newer ldapsnap,
/// Error(BadInput) where makeArchive() has not made it.
std::unique_ptr<Backend> openPostgresqlBackend(const StoreOptions& options);

}  // namespace ldapsnap
