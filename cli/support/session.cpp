#include "cli/support/session.h"

#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unistd.h>

#include "cli/support/console.h"
#include "cli/support/site_snapshots.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/file/user_folders.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

std::filesystem::path Session::localFolder() {
  if (const auto folder = userFolder(UserFolder::Data)) return *folder;
  throw Error(ErrorKind::Usage, "HOME is not set").fix("name the store with --store DIR");
}

StoreAddress Session::storeAddress() const {
  if (!options.store.empty()) return StoreAddress::named(options.store);
  return localFolder();
}

std::filesystem::path Session::folderForKeys() const {
  const StoreAddress address = storeAddress();
  return address.isArchive() ? localFolder() : address.folder();
}

Store& Session::store(StoreOptions::Access access) {
  if (!store_ || (access == StoreOptions::Access::Write && storeAccess_ == StoreOptions::Access::Read)) {
    store_ =
        Store::open({storeAddress(), access, std::chrono::seconds(options.wait), options.memory, options.redactionKey});
    storeAccess_ = access;
  }
  return *store_;
}

std::unique_ptr<Store> Session::otherStore(const std::string& address) {
  return Store::open(
      {StoreAddress::named(address), StoreOptions::Access::Write, std::chrono::seconds(options.wait), options.memory});
}

Store* Session::storeIfAny() {
  if (store_) return store_.get();
  if (!Store::exists(storeAddress())) return nullptr;
  return &store(StoreOptions::Access::Read);
}

Packs Session::packs() const {
  std::vector<std::filesystem::path> folders = {dataFile("rules")};
  folders.insert(folders.end(), options.rules.begin(), options.rules.end());
  return Packs::load(folders);
}

std::vector<std::string> Session::plannedOf(const Snapshot& snapshot, const Packs& packs) {
  const SiteProfile* const profile = profiles().find(snapshot.info().site);
  if (profile == nullptr) return {};
  std::vector<std::string> planned;
  for (const std::string& id : profile->planned) {
    if (packs.setup(id) == nullptr) this->packs().requireSetup(id);  // --only may have left it out
    if (packs.setup(id) != nullptr) planned.push_back(id);
  }
  return planned;
}

std::vector<std::string> Session::rulesOptions() const {
  std::vector<std::string> words;
  for (const std::string& folder : options.rules) words.insert(words.end(), {"--rules", folder});
  return words;
}

const Configuration& Session::configuration() {
  if (configuration_) return *configuration_;
  if (options.configFile.empty()) {
    configuration_ = Configuration::read({Configuration::systemFile(), Profiles::defaultFile()});
  } else {
    if (!std::filesystem::exists(options.configFile))
      throw Error(ErrorKind::BadInput, "no such file").at(options.configFile).fix("name one with --config FILE");
    configuration_ = Configuration::read({options.configFile});
  }
  return *configuration_;
}

std::filesystem::path Session::configurationFile() const {
  return options.configFile.empty() ? Profiles::defaultFile() : std::filesystem::path(options.configFile);
}

SiteProfile Session::site(const std::string& nameOrUrl, const ConnectionOptions& connection) {
  SiteProfile profile;
  if (isServerUrl(nameOrUrl)) {
    profile.name = siteNameOf(nameOrUrl);
    profile.connection.uri = nameOrUrl;
  } else if (const SiteProfile* found = profiles().find(nameOrUrl)) {
    profile = *found;
  } else if (!connection.settings.uri.empty()) {
    profile.name = nameOrUrl;
  } else {
    const auto meant = didYouMean(nameOrUrl, profiles().names());
    throw Error(ErrorKind::BadInput, fmt::format("no site named \"{}\"", nameOrUrl))
        .fix(meant ? fmt::format("did you mean \"{}\"?", *meant)
                   : fmt::format("add [sites.{}] with its uri to {}, or give the server with -H", tomlKey(nameOrUrl),
                                 configurationFile().string()));
  }
  connection.applyTo(profile.connection);
  if (connection.saysWhoBinds()) profile.binds.clear();
  if (!connection.bases.empty()) profile.bases = connection.bases;
  return profile;
}

SiteSecrets Session::secretsOfFiles(const std::vector<std::string>& named) {
  std::vector<const SiteProfile*> sites;
  for (const std::string& text : named)
    if (const SiteProfile* const site = profiles().find(text.substr(0, text.find_first_of("~@:"))))
      sites.push_back(site);
  if (sites.empty())
    for (const auto& [name, site] : profiles().all()) sites.push_back(&site);
  SiteSecrets secrets;
  std::map<std::string, std::size_t> cleared;  // how many sites say so, by name in lower case
  for (const SiteProfile* const site : sites) {
    secrets.secret.insert(site->secretAttributes.begin(), site->secretAttributes.end());
    std::set<std::string> own;
    for (const std::string& name : site->notSecretAttributes) own.insert(asciiLower(name));
    for (const std::string& name : own) ++cleared[name];
  }
  for (const auto& [name, count] : cleared)
    if (count == sites.size()) secrets.notSecret.insert(name);
  return secrets;
}

OperandContext Session::operands(const ConnectionOptions& connection, const std::vector<std::string>& named) {
  OperandContext context;
  context.siteSecrets = secretsOfFiles(named);
  context.store = storeIfAny();
  connection.applyTo(context.connection);
  context.bases = connection.bases;
  if (context.store) {
    context.key = context.store->redactionKey();
  } else {
    if (ownKey_.empty()) ownKey_ = newRedactionKey();
    context.key = ownKey_;
  }
  context.settle = std::chrono::seconds(options.settle);
  context.progress = progress();
  context.warn = warnOf;
  return context;
}

TellProgress Session::progress() {
  if (options.quiet || isatty(STDERR_FILENO) == 0) return {};
  auto printer = std::make_shared<Progress>();
  return [printer](const ReadProgress& progress) { printer->update(progress); };
}

std::function<void(std::uint64_t)> Session::chunkProgress(const std::string& what) {
  if (options.quiet || isatty(STDERR_FILENO) == 0) return {};
  auto printer = std::make_shared<Progress>("chunks");
  return [printer, what](std::uint64_t chunks) { printer->update({chunks, what}); };
}

}  // namespace ldapsnap
