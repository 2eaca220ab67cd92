// ldapsnap forget [SITE] --keep-last N
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/store_reports.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

class Forget : public Command {
 public:
  Forget()
      : Command("forget", "remove old snapshots according to a rule",
                "Labelled snapshots are always kept. Runs stay on record. `ldapsnap store gc`\n"
                "frees the space.\n\n"
                "Examples:\n"
                "  ldapsnap forget --keep-last 10 --keep-runs --dry-run\n"
                "  ldapsnap forget lab --keep-last 3 && ldapsnap store gc") {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "only this site; default: every site");
    app.add_option("--keep-last", keepLast_, "keep the newest N snapshots of each site")
        ->type_name("N")
        ->required()
        ->check(CLI::Range(1, 1000000));
    app.add_flag("--keep-runs", keepRuns_, "also keep the snapshots before and after each run");
    app.add_flag("--dry-run", dryRun_, "only show what would be forgotten");
    output_.declare(app, formatsOf(forgetRenderers()), {OutputFlag::Json});
  }

  void check() const override { output_.check(); }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Write);
    if (!site_.empty() && store.snapshots(site_).empty()) {
      store.resolve(site_);  // throws, with what was probably meant
      throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is a snapshot, not a site", site_))
          .fix("`ldapsnap sites` lists the sites");
    }
    const Retention retention{keepLast_, keepRuns_ ? Retention::Runs::Keep : Retention::Runs::Forget};
    const std::size_t before = store.snapshots(site_).size();
    ForgetReport report;
    report.forgotten = forget(store, site_, retention, dryRun_ ? DryRun::Yes : DryRun::No);
    report.kept = before - std::min(before, report.forgotten.size());
    report.isDryRun = dryRun_;
    deliver(session, output_, forgetRenderers(), report);
    return 0;
  }

 private:
  std::string site_;
  std::size_t keepLast_ = 0;
  bool keepRuns_ = false, dryRun_ = false;
  OutputOptions output_;
};

}  // namespace

CommandPointer makeForget() { return std::make_unique<Forget>(); }

}  // namespace ldapsnap
