// ldapsnap sites [probe]
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <set>

#include "cli/session.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

int runSites(Session& session) {
  std::set<std::string> names;
  for (const auto& [name, profile] : session.profiles().all()) names.insert(name);
  Store* store = session.storeIfAny();
  if (store) {
    for (const std::string& name : store->sites()) names.insert(name);
  }
  if (names.empty()) {
    fmt::print(
        "No sites yet. Add one to {}:\n\n  [sites.lab]\n  uri = \"ldap://lab.example.com\"\n  bind-dn = "
        "\"cn=admin,dc=example,dc=com\"\n"
        "  password-prompt = true\n",
        visible(session.options.configFile.empty() ? Profiles::defaultFile().string() : session.options.configFile));
  }
  for (const std::string& name : names) {
    const SiteProfile* profile = session.profiles().find(name);
    const auto snapshots = store ? store->history(name) : std::vector<SnapshotInfo>{};
    fmt::print("{}  {}  {}\n", visible(name), profile ? visible(profile->connection.uri) : "no profile",
               snapshots.empty()
                   ? "no snapshot"
                   : fmt::format("{} snapshots, latest {}", snapshots.size(), formatTime(snapshots.back().taken)));
  }
  return 0;
}

}  // namespace

void addSites(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("sites", "the sites that have a profile or snapshots");
  command->footer("Examples:\n  ldapsnap sites\n  ldapsnap sites probe ldap://dc1.example.com");
  command->require_subcommand(0, 1);
  command->callback([=, &session, &action] {
    if (command->get_subcommands().empty()) action = [&session] { return runSites(session); };
  });
  addProbe(*command, session, action);
}

}  // namespace ldapsnap
