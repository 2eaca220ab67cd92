// ldapsnap list [SITE]
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <map>

#include "cli/session.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

std::string stateOf(const SnapshotInfo& info) {
  if (!info.complete()) return "incomplete";
  return info.consistency == Consistency::Torn ? "torn" : "";
}

/// What names this snapshot beside its id: "seattle/R1:after", labels.
std::map<std::string, std::string> namesBySnapshot(Store& store, const std::vector<SnapshotInfo>& snapshots) {
  std::map<std::string, std::string> names;
  const auto append = [&](const std::string& id, const std::string& name) {
    std::string& all = names[id];
    all += (all.empty() ? "" : ", ") + name;
  };
  for (const Run& run : store.runs()) {
    append(run.before, run.name() + ":before");
    if (!run.after.empty()) append(run.after, run.name() + ":after");
  }
  for (const SnapshotInfo& info : snapshots) {
    for (const std::string& label : store.labelsOf(info.id)) append(info.id, label);
  }
  return names;
}

int runList(Session& session, const std::string& site) {
  Store& store = session.store(StoreOptions::Access::Read);
  const std::vector<SnapshotInfo> snapshots = store.snapshots(site);
  if (snapshots.empty()) {
    if (!site.empty()) store.resolve(site);  // says what was meant
    fmt::print("No snapshots yet.\n");
    return 0;
  }
  const auto names = namesBySnapshot(store, snapshots);
  for (const SnapshotInfo& info : snapshots) {
    const auto named = names.find(info.id);
    std::string line = describe(info);
    if (const std::string state = stateOf(info); !state.empty()) line += "  " + state;
    if (named != names.end()) line += "  " + named->second;
    fmt::print("{}\n", visible(line));
  }
  return 0;
}

}  // namespace

void addList(CLI::App& app, Session& session, Action& action) {
  auto site = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("list", "the snapshots in the store, oldest first");
  command->footer("Examples:\n  ldapsnap list\n  ldapsnap list seattle");
  command->add_option("SITE", *site, "this site alone");
  command->callback([=, &session, &action] { action = [=, &session] { return runList(session, *site); }; });
}

}  // namespace ldapsnap
