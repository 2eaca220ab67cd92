// Where the tests of the store keep theirs: in a folder, or, with LDAPSNAP_TEST_STORE=postgresql, in an archive.
#pragma once

#include <filesystem>

#include "snapshot/store/backend/store_options.h"

namespace ldapsnap::test {

bool testsUseArchive();
/// The folder itself, or an archive of its own for each folder, made when it is first asked for.
StoreAddress storeAt(const std::filesystem::path& folder);

}  // namespace ldapsnap::test
