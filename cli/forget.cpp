// ldapsnap forget [SITE] --keep-last N
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/maintenance/maintenance.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string site;
  std::size_t keepLast = 0;
  bool keepRuns = false, dryRun = false, json = false;
};

void writeForgotten(JsonWriter& json, const std::vector<SnapshotInfo>& forgotten, std::size_t kept, bool dryRun) {
  json.member("format", "ldapsnap-forget/1");
  json.flag("dry_run", dryRun);
  json.member("kept", kept);
  json.key("forgotten");
  json.beginArray();
  for (const SnapshotInfo& info : forgotten) {
    json.beginObject();
    writeMembers(json, info);
    json.endObject();
  }
  json.endArray();
}

int runForget(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  if (!options.site.empty() && store.snapshots(options.site).empty()) {
    store.resolve(options.site);  // says what was meant
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is a snapshot, not a site", options.site))
        .fix("`ldapsnap sites` shows the sites");
  }
  const Retention retention{options.keepLast, options.keepRuns ? Retention::Runs::Keep : Retention::Runs::Forget};
  const std::size_t before = store.snapshots(options.site).size();
  const auto forgotten = forget(store, options.site, retention, options.dryRun ? DryRun::Yes : DryRun::No);
  const std::size_t kept = before - std::min(before, forgotten.size());
  if (options.json) {
    printJson([&](JsonWriter& json) { writeForgotten(json, forgotten, kept, options.dryRun); });
    return 0;
  }
  for (const SnapshotInfo& info : forgotten) fmt::print("{}\n", visible(describe(info)));
  fmt::print("{} {}, {} kept.{}\n", counted(forgotten.size(), "snapshot"),
             options.dryRun ? "would be forgotten" : "forgotten", kept,
             options.dryRun || forgotten.empty() ? "" : " `ldapsnap store gc` gives the space back.");
  return 0;
}

}  // namespace

void addForget(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("forget", "remove old snapshots by a rule");
  command->footer(
      "A snapshot that has a label is always kept. Runs stay on record. `ldapsnap store gc` gives the space back.\n\n"
      "Examples:\n"
      "  ldapsnap forget --keep-last 10 --keep-runs --dry-run\n"
      "  ldapsnap forget lab --keep-last 3 && ldapsnap store gc");
  command->add_option("SITE", options->site, "this site alone; default: every site");
  command->add_option("--keep-last", options->keepLast, "keep the newest N of each site")
      ->type_name("N")
      ->required()
      ->check(CLI::Range(1, 1000000));
  command->add_flag("--keep-runs", options->keepRuns, "keep the snapshots before and after a run as well");
  command->add_flag("--dry-run", options->dryRun, "only show what would be forgotten");
  addJsonOption(*command, options->json);
  command->callback([=, &session, &action] { action = [=, &session] { return runForget(session, *options); }; });
}

}  // namespace ldapsnap
