// One run of the program: its global options, and the store, the profiles and the packs that they lead to.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/options/connection_options.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/operand/operand.h"
#include "snapshot/site/profiles.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

/// Options of the program itself, before or after the subcommand.
struct GlobalOptions {
  std::string storeFolder;  ///< --store, LDAPSNAP_STORE, else $XDG_DATA_HOME/ldapsnap or ~/.local/share/ldapsnap
  std::string configFile;   ///< --config, else Profiles::defaultFile()
  std::string colour = "auto";
  std::vector<std::string> rules;              ///< --rules: folders of packs in addition to those that ship
  int wait = 10;                               ///< seconds for another process that writes the store
  std::size_t memory = StoreOptions().memory;  ///< --memory: bytes for sorting a snapshot
  int settle = 30;  ///< --settle: seconds that a directory is given to come to rest while it is read
  bool quiet = false;
  bool paging = true;  ///< --no-pager: false
};

/// Opens the store, the profiles and the packs when they are first asked for.
class Session {
 public:
  GlobalOptions options;

  std::filesystem::path storeFolder() const;
  Store& store(StoreOptions::Access access);
  /// Another store than that of this session; created if it does not exist.
  std::unique_ptr<Store> otherStore(const std::filesystem::path& folder) const;
  /// The store if it exists, else nullptr: for commands that also work without one.
  Store* storeIfAny();
  const Profiles& profiles();
  /// The packs that ship and those of --rules.
  Packs packs() const;

  /// The setups that the profile of the site of `snapshot` plans, as far as `packs` has them. Throws Error(BadInput)
  /// for one that no pack has, with what was probably meant.
  std::vector<std::string> plannedOf(const Snapshot& snapshot, const Packs& packs);

  /// The --rules options, as typed: a report depends on them.
  std::vector<std::string> rulesOptions() const;

  /// The profile named `nameOrUrl`, or for a URL a profile of that URL; `connection` takes precedence. Throws
  /// Error(BadInput) that suggests the closest name.
  SiteProfile site(const std::string& nameOrUrl, const ConnectionOptions& connection);
  /// How operands are opened. `named`: those of the command line. Files are redacted as the sites among them say, or
  /// where there is none, as all profiles say: what one of them calls secret is, and what all of them call none is not.
  OperandContext operands(const ConnectionOptions& connection = {}, const std::vector<std::string>& named = {});

  /// Progress of captures: to stderr, when it is a terminal and the work takes longer than a second.
  TellProgress progress();
  /// The same for work on chunks; `what` is done with them, "checked".
  std::function<void(std::uint64_t chunks)> chunkProgress(const std::string& what);

 private:
  SiteSecrets secretsOfFiles(const std::vector<std::string>& named);

  std::unique_ptr<Store> store_;
  StoreOptions::Access storeAccess_ = StoreOptions::Access::Read;
  std::unique_ptr<Profiles> profiles_;
  RedactionKey ownKey_;
};

}  // namespace ldapsnap
