// ldapsnap log SITE [DN]
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "diff/compare/compare.h"
#include "snapshot/base/text.h"
#include "snapshot/run/run_command.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string site, dn;
};

std::string countsOf(const Difference& difference) {
  const EntryCounts& entries = difference.entries;
  if (difference.empty()) return "no change";
  std::string text = fmt::format("{} added, {} modified, {} renamed, {} removed", entries.added, entries.modified,
                                 entries.renamed, entries.removed);
  if (!difference.schema.empty()) text += fmt::format("; {} schema elements", difference.schema.size());
  return text;
}

/// What happened to the entry `dn` in this step, as one line; empty when nothing did.
std::string changeOf(const Difference& difference, const Dn& dn, const Schema& schema) {
  const std::string wanted = normalForm(dn, schema);
  for (const EntryChange& change : difference.changes) {
    if (normalForm(change.dn, schema) != wanted &&
        (change.fromDn.empty() || normalForm(change.fromDn, schema) != wanted))
      continue;
    std::string text(nameOf(change.change));
    if (!change.fromDn.empty()) text += " from " + change.fromDn;
    if (change.change == Change::Modified || change.change == Change::Renamed) {
      std::string attributes;
      for (const AttributeChange& attribute : change.attributes)
        attributes += (attributes.empty() ? "" : ", ") + attribute.description;
      if (!attributes.empty()) text += ": " + attributes;
    }
    return text;
  }
  return {};
}

/// The run that lies between two snapshots, if one does.
const Run* runInto(const std::vector<Run>& runs, const SnapshotInfo& before, const SnapshotInfo& after) {
  for (const Run& run : runs) {
    if (run.before == before.id && run.after == after.id) return &run;
  }
  return nullptr;
}

void printStep(const SnapshotInfo& info, const Run* run, const std::string& what) {
  fmt::print("{}\n", visible(describe(info)));
  if (run) {
    fmt::print("    {}{}  exit {}  {}\n", visible(run->name()), run->setup.empty() ? "" : "  " + visible(run->setup),
               run->exitCode ? std::to_string(*run->exitCode) : "unknown", visible(shellQuote(run->command)));
  }
  fmt::print("    {}\n", visible(what));
}

/// Newest first, as git log: each snapshot with what changed since the one before it.
int runLog(Session& session, const Options& options) {
  Store& store = session.store(StoreOptions::Access::Read);
  const std::vector<SnapshotInfo> snapshots = store.history(options.site);
  if (snapshots.empty()) store.resolve(options.site);
  const std::vector<Run> runs = store.runs(options.site);
  const Dn dn = Dn::parse(options.dn);
  bool any = false;
  for (std::size_t i = snapshots.size(); i-- > 0;) {
    const auto after = store.snapshot(snapshots[i].id);
    if (i == 0) {
      const bool holds = options.dn.empty() || after->find(dn).has_value();
      if (holds)
        printStep(snapshots[i], nullptr, options.dn.empty() ? "first snapshot" : "present in the first snapshot");
      any = any || holds;
      break;
    }
    const auto before = store.snapshot(snapshots[i - 1].id);
    const Difference difference = compare(store, *before, *after);
    const std::string what = options.dn.empty() ? countsOf(difference) : changeOf(difference, dn, after->schema());
    if (what.empty()) continue;
    any = true;
    printStep(snapshots[i], runInto(runs, snapshots[i - 1], snapshots[i]), what);
  }
  if (!any) fmt::print("No snapshot of {} holds {}.\n", visible(options.site), visible(options.dn));
  return 0;
}

}  // namespace

void addLog(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("log", "what changed at a site from snapshot to snapshot, newest first");
  command->footer(
      "Examples:\n  ldapsnap log seattle\n  ldapsnap log seattle 'cn=Encryption,cn=Configuration,ou=Seattle,o=Acme'");
  command->add_option("SITE", options->site, "the site")->required();
  command->add_option("DN", options->dn, "the history of this entry alone");
  command->callback([=, &session, &action] { action = [=, &session] { return runLog(session, *options); }; });
}

}  // namespace ldapsnap
