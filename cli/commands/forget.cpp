// ldapsnap forget [NAME...] --keep-last N
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/options/option_values.h"
#include "cli/support/deliver.h"
#include "report/model/results/store_reports.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

class Forget : public Command {
 public:
  Forget()
      : Command("forget", "remove old snapshots according to a policy, or some by name",
                "With a policy, NAME is a site, and without NAME every site is meant. Without a\n"
                "policy, NAME is a snapshot, as `diff` takes it. Snapshots with a label, those\n"
                "before and after runs, and the one before a run that is not finished are kept.\n"
                "Runs stay on record. `ldapsnap store gc` frees the space.\n"
                "Of an hour, day, week, month or year (UTC) the newest snapshot is kept, for as\n"
                "many of them as asked for, counting only those that have snapshots.\n\n"
                "Examples:\n"
                "  ldapsnap forget --keep-daily 14 --keep-weekly 8 --keep-monthly 24 --dry-run\n"
                "  ldapsnap forget lab --keep-last 3 && ldapsnap store gc\n"
                "  ldapsnap forget prod --keep-within 1y6m\n"
                "  ldapsnap forget a1b2c3d4 lab~7\n"
                "  ldapsnap forget labb --keep-none") {}

  void declare(CLI::App& app) override {
    app.add_option("NAME", names_, "with a policy: sites; otherwise snapshots");
    addCount(app, "--keep-last", policy_.last, "keep the newest N snapshots of each site");
    addCount(app, "--keep-hourly", policy_.hourly, "keep the newest of each of N hours");
    addCount(app, "--keep-daily", policy_.daily, "keep the newest of each of N days");
    addCount(app, "--keep-weekly", policy_.weekly, "keep the newest of each of N weeks (Monday to Sunday)");
    addCount(app, "--keep-monthly", policy_.monthly, "keep the newest of each of N months");
    addCount(app, "--keep-yearly", policy_.yearly, "keep the newest of each of N years");
    app.add_option("--keep-within", within_,
                   "keep all that are not older than the newest by more than this: 1y6m, 14d, 12h")
        ->type_name("LENGTH");
    app.add_flag("--keep-none", keepsNone_,
                 "keep nothing of these sites by a policy: for a site that was named by mistake");
    app.add_flag("--forget-runs", forgetsRuns_, "do not keep the snapshots before and after a run that is finished");
    app.add_flag("--keep-runs", keepsRuns_, "keep them (the default)")->excludes(app.get_option("--forget-runs"));
    app.add_flag("--dry-run", dryRun_, "only show what would be forgotten");
    output_.declare(app, formatsOf(forgetRenderers()));
  }

  void check() const override {
    output_.check();
    if (keepsNone_ && hasLengths())
      throw Error(ErrorKind::Usage, "--keep-none keeps nothing by a policy; leave one of them out");
    if (keepsNone_ && names_.empty()) throw Error(ErrorKind::Usage, "--keep-none needs the name of a site");
    if (!isOfSites() && names_.empty())
      throw Error(ErrorKind::Usage, "nothing says what to keep").fix("for example --keep-last 10, or name snapshots");
    if (!within_.empty()) parseCalendarSpan(within_);
  }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Write);
    const Retention::Runs runs = forgetsRuns_ ? Retention::Runs::Forget : Retention::Runs::Keep;
    const DryRun dryRun = dryRun_ ? DryRun::Yes : DryRun::No;
    ForgetReport report;
    report.isDryRun = dryRun_;
    const std::size_t before = countOf(store);
    if (isOfSites()) {
      Retention retention{policy_, runs};
      if (!within_.empty()) retention.policy.within = parseCalendarSpan(within_);
      for (const std::string& site : names_) requireSite(store, site);
      for (const std::string& site : names_.empty() ? std::vector<std::string>{""} : names_) {
        const std::vector<SnapshotInfo> forgotten = forget(store, site, retention, dryRun);
        report.forgotten.insert(report.forgotten.end(), forgotten.begin(), forgotten.end());
      }
    } else {
      for (const std::string& name : names_) report.forgotten.push_back(named(store, name));
      forgetSnapshots(store, report.forgotten, runs, dryRun);
    }
    report.kept = before - std::min(before, report.forgotten.size());
    deliver(session, output_, forgetRenderers(), report);
    return 0;
  }

 private:
  bool hasLengths() const { return !policy_.empty() || !within_.empty(); }
  /// There is a policy, so that names are those of sites.
  bool isOfSites() const { return keepsNone_ || hasLengths(); }

  static void addCount(CLI::App& app, const std::string& name, std::size_t& number, const std::string& about) {
    app.add_option(name, number, about)->type_name("N")->check(numberBetween(1, 1000000));
  }

  /// How many snapshots there are of what the report is about.
  std::size_t countOf(Store& store) const {
    const bool isOfAll = !isOfSites() || names_.empty();
    std::size_t number = 0;
    for (const Store::Site& site : store.siteList())
      if (isOfAll || std::find(names_.begin(), names_.end(), site.name) != names_.end())
        number += site.snapshots + site.predictions;
    return number;
  }

  static void requireSite(Store& store, const std::string& site) {
    if (!store.snapshots(site, {.most = 1}).empty()) return;
    store.resolve(site);  // throws, with what was probably meant
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is a snapshot, not a site", site))
        .fix("`ldapsnap sites` lists the sites");
  }

  /// A site's name alone would mean its latest snapshot, and is more likely meant as the site.
  static SnapshotInfo named(Store& store, const std::string& name) {
    if (store.snapshots(name, {.most = 1}).empty()) return store.resolve(name);
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" is a site", name))
        .fix(fmt::format("say what to keep of it with --keep-last N, or name a snapshot, as in {}~3", name));
  }

  std::vector<std::string> names_;
  KeepPolicy policy_;
  std::string within_;
  bool keepsNone_ = false, forgetsRuns_ = false, keepsRuns_ = false, dryRun_ = false;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeForget() { return std::make_unique<Forget>(); }

}  // namespace ldapsnap
