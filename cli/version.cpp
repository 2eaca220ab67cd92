#include "cli/version.h"

#include <archive.h>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <string_view>
#include <unicode/uvernum.h>
#include <unicode/uversion.h>
#include <vector>
#include <zstd.h>

#include "commit.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/server/library_version.h"
#include "snapshot/store/backend/sqlite.h"

namespace ldapsnap {

namespace {

std::string icuVersion() {
  UVersionInfo version;
  u_getVersion(version);
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

std::vector<std::string> libraries() {
  return {ldapLibraryVersion(),
          // Boost.JSON has no function that says which version was loaded; its name has the version.
          fmt::format("Boost {}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100),
          fmt::format("OpenSSL {}", OpenSSL_version(OPENSSL_VERSION_STRING)),
          fmt::format("libsodium {}", sodium_version_string()), fmt::format("SQLite {}", sqlite::libraryVersion()),
          fmt::format("Zstandard {}", ZSTD_versionString()), fmt::format("ICU {}", icuVersion()),
          std::string(archive_version_string())};
}

}  // namespace

std::string versionText() {
  std::string text = "ldapsnap " + toolVersion();
  if (!std::string_view(kCommit).empty()) text += fmt::format("\ncommit {}", kCommit);
  return text + fmt::format("\nlibraries: {}", fmt::join(libraries(), ", "));
}

}  // namespace ldapsnap
