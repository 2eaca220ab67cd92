// ldapsnap watch SITE
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <sstream>
#include <thread>

#include "cli/commands/commands.h"
#include "cli/options/duration.h"
#include "cli/options/selection_options.h"
#include "cli/support/deliver.h"
#include "cli/support/shared_options.h"
#include "cli/support/site_snapshots.h"
#include "report/model/analysis.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/temporary_file.h"
#include "snapshot/base/text.h"
#include "snapshot/recording/watch_state.h"
#include "snapshot/run/run_command.h"
#include "snapshot/store/maintenance/maintenance.h"

namespace ldapsnap {

namespace {

namespace fs = std::filesystem;

/// What of the findings counts: those that are not waived.
std::set<std::string> openFindings(const Report& report) {
  std::set<std::string> ids;
  for (const Finding& finding : report.check.findings)
    if (!finding.waived) ids.insert(finding.id);
  return ids;
}

bool hasNews(const Report& report) {
  if (!report.difference->empty()) return true;
  const auto isNews = [](const Finding& finding) { return finding.isNew && !finding.waived; };
  return std::any_of(report.check.findings.begin(), report.check.findings.end(), isNews) ||
         !report.check.resolved.empty();
}

/// The file for a report in a folder of its own.
std::string reportIn(const TemporaryFolder& folder, Format format) {
  return (folder.path() / fmt::format("report{}", suffixOf(format))).string();
}

class Watch : public Command {
 public:
  Watch()
      : Command("watch", "report what changes at a site, each time that something does",
                "Takes a snapshot and compares it with the last one that the watch itself took,\n"
                "whatever else was captured meanwhile. Where nothing changed, and no finding came\n"
                "or went, nothing is printed and the snapshot is not kept. The snapshot of the\n"
                "last report has the label watch.SITE. For cron and timers: --once; without it, a\n"
                "round begins every --every.\n\n"
                "COMMAND runs with /bin/sh and has in its environment LDAPSNAP_REPORT (the file\n"
                "of the report), LDAPSNAP_SUMMARY (one line), LDAPSNAP_SITE, LDAPSNAP_BEFORE and\n"
                "LDAPSNAP_AFTER (ids). If it fails, the next round reports the change again.\n"
                "Exit code with --once: 0 nothing changed, 1 something did, 3 the snapshot is\n"
                "incomplete.\n\n"
                "Examples:\n"
                "  ldapsnap watch prod --once\n"
                "  ldapsnap watch prod --every 5m -o /srv/www/prod.html\n"
                "  ldapsnap watch prod --once \\\n"
                "    --exec 'mail -s \"$LDAPSNAP_SUMMARY\" ops <\"$LDAPSNAP_REPORT\"'\n"
                "  systemctl enable --now ldapsnap-watch@prod.timer") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "a site of config.toml, or a URL")->required();
    CLI::Option* once = app.add_flag("--once", isOnce_, "one round; for cron and timers");
    app.add_option("--every", every_, "how often a round begins (30s, 5m, 1h; default 15m)")
        ->type_name("TIME")
        ->excludes(once);
    app.add_option("--exec", exec_, "run COMMAND when there is something to report")->type_name("COMMAND");
    app.add_flag("--full", readsAll_, "read everything each time, not only the changes where the server reports them");
    app.add_flag("--no-check", noCheck_, "report only what differs, and do not judge what it breaks or blocks");
    addWaiversOption(app, waivers_);
    selection_.declare(app, SelectionOptions::Of::Changes);
    connection_.declare(app, ServerNamedBy::Site);
    output_.declare(app, formatsOf(differenceRenderers()), kDifferenceFlags);
    output_.neverPage();
  }

  void check() const override {
    output_.check();
    selection_.check();
    if (!every_.empty()) readDuration("--every", every_);
  }

  int run(Session& session) override {
    // A timer that finds nothing says nothing.
    isQuiet_ = session.options.quiet;
    session.options.quiet = true;
    if (isOnce_) return round(session);
    const std::chrono::seconds every = every_.empty() ? std::chrono::minutes(15) : readDuration("--every", every_);
    while (true) {
      const auto next = std::chrono::steady_clock::now() + every;
      try {
        // With a store of its own: between rounds others may have it.
        Session ofRound;
        ofRound.options = session.options;
        round(ofRound);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::Usage || error.kind() == ErrorKind::BadInput) throw;
        note(error.what());  // a server that restarts, a store that is busy: the next round tries again
      }
      std::this_thread::sleep_until(next);
    }
  }

 private:
  int round(Session& session) {
    const SiteProfile profile = session.site(site_, connection_);
    SelectionOptions selection = selection_;
    selection.addSite(&profile);
    Store& store = session.store(StoreOptions::Access::Write);
    store.requireSiteName(profile.name);
    const std::string label = watchLabel(profile.name);
    const WatchState state(label);
    const std::optional<SnapshotInfo> last = lastOf(store, label, profile.name);
    const std::optional<SnapshotInfo> newest = store.find(profile.name);
    const SnapshotInfo taken = takeSiteSnapshot(session, profile, Secrets::Redacted,
                                                readsAll_ ? Reading::Full : Reading::Changes, OtherDirectory::Refuse);
    const int incomplete = taken.complete() && taken.consistency != Consistency::Torn ? 0 : 3;
    if (!last) return begin(session, store, taken, label, state, incomplete);
    Report report = reportOf(session, store, *last, taken, selection);
    const std::set<std::string> open = openFindings(report);
    const bool hasOtherFindings = !noCheck_ && compareFindings(state.findings(last->id), open, report);
    if (!hasNews(report) && !hasOtherFindings) {
      drop(store, taken, newest);
      state.keep(last->id, open);
      return incomplete;
    }
    try {
      tell(session, report);
    } catch (...) {
      drop(store, taken, newest);  // the next round reports it
      throw;
    }
    store.setLabel(label, taken.id, Store::LabelInUse::Move);
    state.keep(taken.id, open);
    return incomplete != 0 ? incomplete : 1;
  }

  /// Two snapshots of one state within a second are the same one: then the one that was there before stays.
  static void drop(Store& store, const SnapshotInfo& taken, const std::optional<SnapshotInfo>& newestBefore) {
    if (!newestBefore || taken.id != newestBefore->id)
      forgetSnapshots(store, {taken}, Retention::Runs::Keep, DryRun::No);
  }

  /// The snapshot that the watch took last, if it is still there.
  static std::optional<SnapshotInfo> lastOf(Store& store, const std::string& label, const std::string& site) {
    const std::vector<Store::Label> labels = store.labels();
    const auto found =
        std::find_if(labels.begin(), labels.end(), [&label](const Store::Label& each) { return each.name == label; });
    if (found == labels.end()) return std::nullopt;
    const SnapshotInfo last = store.snapshot(found->snapshot)->info();
    if (last.site != site)
      throw Error(ErrorKind::BadInput, fmt::format("the label {} is on a snapshot of {}", label, visible(last.site)))
          .fix(fmt::format("the watch needs it; remove it with: ldapsnap label {} --delete", label));
    return last;
  }

  int begin(Session& session, Store& store, const SnapshotInfo& taken, const std::string& label,
            const WatchState& state, int incomplete) {
    store.setLabel(label, taken.id, Store::LabelInUse::Refuse);
    if (!noCheck_) {
      const Operand operand = storedOperand(store, taken.id);
      const Packs packs = session.packs();
      AnalysisRequest request{.kind = Report::Kind::Check, .after = operand, .packs = packs};
      request.waivers = readWaiversOf(waivers_);
      request.also.planned = session.plannedOf(*operand.snapshot, packs);
      state.keep(taken.id, openFindings(analyse(request)));
    }
    if (!isQuiet_) note(fmt::format("{}: the watch begins with {}", visible(taken.site), snapshotLine(taken)));
    return incomplete;
  }

  Report reportOf(Session& session, Store& store, const SnapshotInfo& last, const SnapshotInfo& taken,
                  const SelectionOptions& selection) const {
    Operand before = storedOperand(store, last.id), after = storedOperand(store, taken.id);
    before.name = shortId(last.id);
    after.name = shortId(taken.id);
    const Packs packs = session.packs();
    AnalysisRequest request{.before = &before, .after = after, .packs = packs};
    request.store = &store;
    request.options = session.rulesOptions();
    if (noCheck_) request.options.push_back("--no-check");
    if (!waivers_.empty()) request.options.insert(request.options.end(), {"--waivers", waivers_});
    const std::vector<std::string> selectors = selection.words();
    request.options.insert(request.options.end(), selectors.begin(), selectors.end());
    request.isJudged = !noCheck_;
    request.keepsUnchanged = output_.keepsUnchanged();
    request.changeRecords = output_.changeRecords();
    request.waivers = readWaiversOf(waivers_);
    request.selection = selection.selection();
    request.also.planned = session.plannedOf(*after.snapshot, packs);
    return analyse(request);
  }

  /// Whether other findings are open than after the last round; those that came count as new.
  static bool compareFindings(const std::optional<std::set<std::string>>& known, const std::set<std::string>& open,
                              Report& report) {
    if (!known || *known == open) return false;
    for (Finding& finding : report.check.findings)
      if (!finding.waived && !known->contains(finding.id)) finding.isNew = true;
    const auto isGone = [&open](const std::string& id) { return !open.contains(id); };
    const auto gone = std::count_if(known->begin(), known->end(), isGone);
    if (gone > 0) note(fmt::format("{} of the last round no longer hold", counted(gone, "finding")));
    return true;
  }

  void tell(Session& session, const Report& report) const {
    if (exec_.empty()) return deliver(session, output_, differenceRenderers(), report);
    std::optional<TemporaryFolder> folder;
    OutputOptions output = output_;
    if (output.file.empty() || output.file == "-") output.file = reportIn(folder.emplace("watch"), output.format());
    deliver(session, output, differenceRenderers(), report);
    std::ostringstream summary;
    renderSummary(report, {}, summary);
    std::string line = summary.str();
    while (line.ends_with('\n')) line.pop_back();
    const CommandEnd end =
        runCommand({"env", "LDAPSNAP_REPORT=" + fs::absolute(output.file).string(), "LDAPSNAP_SUMMARY=" + line,
                    "LDAPSNAP_SITE=" + report.after.site, "LDAPSNAP_BEFORE=" + report.before->id,
                    "LDAPSNAP_AFTER=" + report.after.id, "/bin/sh", "-c", exec_});
    if (end.exitCode != 0)
      throw Error(ErrorKind::Unreachable, fmt::format("the command ended with exit code {}", end.exitCode))
          .at("--exec")
          .fix("the change is reported again in the next round");
  }

  std::string site_, every_, exec_, waivers_;
  bool isOnce_ = false, readsAll_ = false, noCheck_ = false, isQuiet_ = false;
  SelectionOptions selection_;
  ConnectionOptions connection_;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeWatch() { return std::make_unique<Watch>(); }

}  // namespace ldapsnap
