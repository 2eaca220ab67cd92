// ldapsnap label [NAME A]
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string name, snapshot;
  bool move = false, remove = false, json = false;
};

/// The line of a labelled snapshot; of one that is not in the store any more, its id.
std::string describe(const std::vector<SnapshotInfo>& snapshots, const std::string& id) {
  for (const SnapshotInfo& info : snapshots) {
    if (info.id == id) return ldapsnap::describe(info);
  }
  return id;
}

int listLabels(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const std::vector<Store::Label> labels = store.labels();
  if (options.json) {
    printJson([&](JsonWriter& json) {
      json.member("format", "ldapsnap-labels/1");
      json.key("labels");
      json.beginArray();
      for (const Store::Label& label : labels) {
        json.beginObject(JsonWriter::Layout::OneLine);
        json.member("name", label.name);
        json.member("snapshot", label.snapshot);
        json.endObject();
      }
      json.endArray();
    });
    return 0;
  }
  const std::vector<SnapshotInfo> snapshots = store.snapshots();
  std::size_t width = 0;
  for (const Store::Label& label : labels) width = std::max(width, label.name.size());
  for (const Store::Label& label : labels)
    fmt::print("{:<{}}  {}\n", label.name, width, visible(describe(snapshots, label.snapshot)));
  if (labels.empty()) fmt::print("No labels yet.\n");
  return 0;
}

int setLabel(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  const SnapshotInfo info = store.resolve(options.snapshot);
  for (const Store::Label& label : store.labels()) {
    if (label.name != options.name || label.snapshot == info.id || options.move) continue;
    throw Error(ErrorKind::BadInput,
                fmt::format("label \"{}\" names another snapshot, {}", label.name, shortId(label.snapshot)))
        .fix("--move moves it");
  }
  store.setLabel(options.name, info.id);
  fmt::print("{}  {}\n", options.name, visible(ldapsnap::describe(info)));
  return 0;
}

int runLabel(Session& session, const Options& options) {
  if (options.name.empty()) return listLabels(session, options);
  if (options.remove) {
    session.store(StoreOptions::Access::Write).removeLabel(options.name);
    return 0;
  }
  if (options.snapshot.empty())
    throw Error(ErrorKind::Usage, "which snapshot?").fix(fmt::format("ldapsnap label {} A", options.name));
  return setLabel(session, options);
}

}  // namespace

void addLabel(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("label", "name a snapshot, move or delete the name; without NAME list them");
  command->alias("tag");
  command->footer(
      "A labelled snapshot is found by its label wherever a snapshot is asked for, and `forget` keeps it.\n\n"
      "Examples:\n"
      "  ldapsnap label                            list\n"
      "  ldapsnap label golden seattle~1           make\n"
      "  ldapsnap label golden seattle --move      let it name another snapshot\n"
      "  ldapsnap label golden --delete");
  command->add_option("NAME", options->name, "letters, digits, '.', '_', '-'");
  auto* snapshot = command->add_option("A", options->snapshot, "the snapshot");
  auto* move = command->add_flag("--move", options->move, "also when the label names another snapshot");
  command->add_flag("-d,--delete", options->remove, "delete the label; the snapshot stays")
      ->excludes(snapshot)
      ->excludes(move);
  addJsonOption(*command, options->json);
  command->callback([=, &session, &action] { action = [=, &session] { return runLabel(session, *options); }; });
}

}  // namespace ldapsnap
