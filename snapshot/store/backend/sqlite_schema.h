// The tables of a store in SQLite, and which versions of them we can read.
#pragma once

#include "snapshot/store/backend/sqlite.h"

namespace ldapsnap::sqlite {

/// True when the file holds a store, false when it is still empty. Throws Error(BadInput) when it is a database of
/// something else, Error(Unreachable) when a newer ldapsnap made it, Error(Integrity) when only its header is damaged.
bool holdsStore(Database& database);
/// Makes the tables in an empty file.
void createStore(Database& database);
/// Whether runs can have something attached: a store that an earlier ldapsnap made has no table for it.
bool hasAttachments(Database& database);
/// Makes the tables that came later.
void completeStore(Database& database);

}  // namespace ldapsnap::sqlite
