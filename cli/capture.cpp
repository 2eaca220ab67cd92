// ldapsnap capture SITE
#include "snapshot/capture/capture.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/session.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string site, label, name;
  bool includeSecrets = false;
  Reading reading = Reading::Whole;
  ConnectionOptions connection;
};

int runCapture(Session& session, const Options& options) {
  SiteProfile profile = session.site(options.site, options.connection);
  if (!options.name.empty()) profile.name = options.name;
  Store& store = session.store(StoreOptions::Access::Write);
  const SnapshotInfo info = takeSnapshot(session, profile, secretsOption(options.includeSecrets), options.reading);
  if (!options.label.empty()) store.setLabel(options.label, info.id);
  fmt::print("{}\n", describe(info));
  return info.complete() && info.consistency != Consistency::Torn ? 0 : 3;
}

/// The snapshot that changes are asked for since; empty where there is none.
std::string latestOf(Store& store, const std::string& site) {
  const std::vector<SnapshotInfo> taken = store.history(site);
  return taken.empty() ? std::string() : taken.back().id;
}

SnapshotInfo takeWhole(Store& store, ServerConnection& directory, const CaptureOptions& options) {
  const auto writer = store.beginSnapshot();
  return writer->commit(capture(directory, options, *writer));
}

SnapshotInfo takeChanges(Session& session, ServerConnection& directory, const CaptureOptions& options) {
  Store& store = session.store(StoreOptions::Access::Write);
  const bool isQuiet = session.options.quiet;
  const std::string latest = latestOf(store, options.site);
  if (latest.empty()) {
    if (!isQuiet) note(fmt::format("{} has no snapshot yet: everything is read", options.site));
    return takeWhole(store, directory, options);
  }
  const auto writer = store.beginSnapshotSince(latest);
  const auto earlier = store.snapshot(latest);
  const auto tell = [isQuiet](const std::string& base, const std::string& why) {
    if (!isQuiet) note(fmt::format("reading {} in full: {}", base, why));
  };
  return writer->commit(capture(directory, options, EarlierSnapshot{*earlier, *writer, tell}));
}

}  // namespace

SnapshotInfo takeSnapshot(Session& session, const SiteProfile& profile, Secrets secrets, Reading reading) {
  Store& store = session.store(StoreOptions::Access::Write);
  const auto directory = connect(profile.connection);
  CaptureOptions options;
  options.site = profile.name;
  options.bases = profile.bases;
  options.key = store.redactionKey();
  options.secrets = secrets;
  options.settle = std::chrono::seconds(session.options.settle);
  options.progress = session.progress();
  if (const std::vector<SnapshotInfo> taken = store.history(profile.name); !taken.empty())
    options.expectedEntries = taken.back().entries;
  const SnapshotInfo info =
      reading == Reading::Changes ? takeChanges(session, *directory, options) : takeWhole(store, *directory, options);
  warnOfGaps(info);
  return info;
}

void warnOfGaps(const SnapshotInfo& info) {
  for (const Gap& gap : info.gaps) {
    warn(fmt::format("incomplete: {}: {}{}", gap.where.empty() ? "the root DSE" : gap.where, gap.reason,
                     gap.remedy.empty() ? "" : "; " + gap.remedy));
  }
  if (info.consistency == Consistency::Torn) {
    warn(
        "torn: the directory changed while it was read and did not come to rest; take the snapshot again when it is "
        "quieter, or with a longer --settle");
  }
}

std::string describe(const SnapshotInfo& info) {
  std::string time = formatTime(info.taken);
  time[10] = ' ';
  return fmt::format("{}  {}  {}Z  {} entries{}{}", visible(info.site), shortId(info.id), time.substr(0, 16),
                     info.entries, info.kind == SnapshotInfo::Kind::Predicted ? ", predicted" : "",
                     info.secrets == Secrets::Included ? ", with secrets" : "");
}

void addIncrementalOption(CLI::App& command, Reading& reading) {
  command.add_flag_callback(
      "--incremental", [&reading] { reading = Reading::Changes; },
      "of what is large, ask only for what changed since the site's latest snapshot, where the server tells that");
}

void addSecretsOption(CLI::App& command, bool& includeSecrets) {
  command.add_flag("--include-secrets", includeSecrets,
                   "keep passwords and keys as they are instead of digests; the snapshot is marked");
}

Secrets secretsOption(bool includeSecrets) {
  if (!includeSecrets) return Secrets::Redacted;
  warn(
      "--include-secrets: passwords, hashes and keys are stored as they are, for whoever reads the store or a report "
      "of this snapshot; remove it with `ldapsnap forget` and `ldapsnap store gc` when it has served");
  return Secrets::Included;
}

void addCapture(CLI::App& app, Session& session, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("capture", "take a snapshot of a site");
  command->footer(
      "Examples:\n"
      "  ldapsnap capture seattle                               the site of that profile\n"
      "  ldapsnap capture seattle --incremental                 the same snapshot, but only changes are read\n"
      "  ldapsnap capture ldap://dc1.example.com -D cn=admin -W --as lab\n"
      "  ldapsnap capture seattle --label before-sp4            then: ldapsnap diff before-sp4 seattle");
  command->add_option("SITE", options->site, "a profile of config.toml, or a URL")->required();
  command->add_option("--label", options->label, "a name for this snapshot")->type_name("NAME");
  command->add_option("--as", options->name, "store it under this site")->type_name("SITE");
  addIncrementalOption(*command, options->reading);
  addSecretsOption(*command, options->includeSecrets);
  addConnectionOptions(*command, options->connection);
  command->callback([=, &session, &action] { action = [=, &session] { return runCapture(session, *options); }; });
}

}  // namespace ldapsnap
