// A store in one SQLite file (FORMAT.md, "Database").
#pragma once

#include <chrono>
#include <memory>

#include "snapshot/store/backend/backend.h"
#include "snapshot/store/backend/store_options.h"

namespace ldapsnap {

std::unique_ptr<Backend> openSqliteBackend(const StoreOptions& options);

}  // namespace ldapsnap
