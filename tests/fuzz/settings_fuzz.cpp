// What holds for any text that is taken for config.toml, a file of waivers or a file of expected changes: it is read,
// or refused with its place.
#include "diff/rules/engine/waivers.h"
#include "diff/selection/expected_changes.h"
#include "snapshot/base/error.h"
#include "snapshot/site/profiles.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

namespace {

using ldapsnap::fuzz::require;

template <typename Read>
void check(Read reader) {
  ldapsnap::fuzz::checkReader({ldapsnap::ErrorKind::BadInput}, ldapsnap::fuzz::Place::Required, reader);
}

/// What is written of a profile reads as the same profile, as far as it is written.
void checkConfiguration(const ldapsnap::fuzz::ScratchFolder& folder, const std::string& file, const std::string& text) {
  const ldapsnap::Configuration configuration = ldapsnap::Configuration::read({file});
  for (const auto& [name, profile] : configuration.profiles.all()) {
    require(configuration.profiles.find(name) != nullptr);
    const std::string written = ldapsnap::tomlOf(profile);
    const ldapsnap::Profiles again = ldapsnap::Profiles::read(folder.write("again.toml", written));
    require(again.find(name) != nullptr && again.find(name)->connection.uri == profile.connection.uri);
    require(again.find(name)->bases == profile.bases);
  }
  if (configuration.profiles.all().empty()) return;
  const std::string name = configuration.profiles.names().front();
  const std::string rest = ldapsnap::withoutSite(text, name, file);
  require(ldapsnap::Profiles::read(folder.write("rest.toml", rest)).find(name) == nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ldapsnap::fuzz::ScratchFolder kFolder("settings");
  const std::string text(ldapsnap::fuzz::textOf(data, size));
  const std::string file = kFolder.write("fuzz.json", text);
  check([&file] { ldapsnap::readWaivers(file); });
  check([&file] { ldapsnap::readExpectedChanges(file); });
  const std::string configuration = kFolder.write("config.toml", text);
  check([&] { checkConfiguration(kFolder, configuration, text); });
  return 0;
}
