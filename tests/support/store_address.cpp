#include "tests/support/store_address.h"

#include <cstdlib>
#include <map>
#include <string>

#include "snapshot/store/postgresql/schema.h"
#include "tests/support/servers/postgresql.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

bool testsUseArchive() {
  const char* kind = std::getenv("LDAPSNAP_TEST_STORE");
  return kind != nullptr && std::string(kind) == "postgresql";
}

StoreAddress storeAt(const std::filesystem::path& folder) {
  if (!testsUseArchive()) return folder;
  static std::map<std::string, std::string> urls;
  std::string& url = urls[folder.string()];
  if (url.empty()) {
    static const TempFolder configuration;  // where the redaction key is
    ::setenv("XDG_CONFIG_HOME", configuration.path().c_str(), 1);
    ::setenv("XDG_CACHE_HOME", configuration.path().c_str(), 1);
    const std::string database = "test" + std::to_string(urls.size());
    sharedPostgresql().createDatabase(database);
    url = sharedPostgresql().url(database);
    makeArchive(url, std::chrono::seconds(10));
  }
  return StoreAddress::named(url);
}

}  // namespace ldapsnap::test
