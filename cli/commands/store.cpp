// ldapsnap store verify|gc|stats|copy
#include <CLI/CLI.hpp>

#include "cli/commands/commands.h"
#include "cli/support/deliver.h"
#include "report/model/results/store_reports.h"
#include "snapshot/base/error.h"

namespace ldapsnap {

namespace {

/// A verb whose result has --format, -o and --json.
class StoreVerb : public Command {
 public:
  void check() const override { output_.check(); }

 protected:
  using Command::Command;

  OutputOptions output_;
};

class Verify : public StoreVerb {
 public:
  Verify()
      : StoreVerb("verify", "read everything and check it against its hash",
                  "Each damaged item is listed with the snapshots that it makes unreadable; the\n"
                  "others stay readable.\n"
                  "Exit code 0: sound, 5: damaged.\n\n"
                  "Example:\n  ldapsnap store verify || mail -s 'store damaged' root") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(verificationRenderers())); }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Read);
    VerificationReport report{verifyStore(store, session.chunkProgress("checked")), {}};
    if (!report.found.isSound()) {
      for (const SnapshotInfo& info : store.snapshots()) report.snapshots.emplace(info.id, info);
    }
    deliver(session, output_, verificationRenderers(), report);
    return report.found.isSound() ? 0 : exitCodeOf(ErrorKind::Integrity);
  }
};

class Gc : public StoreVerb {
 public:
  Gc()
      : StoreVerb("gc", "remove what no snapshot needs and free its space",
                  "Waits (--wait) until no other process writes. Refuses a damaged store (exit\n"
                  "code 5), because what a damaged chunk refers to is unknown.\n\n"
                  "Example:\n  ldapsnap forget --keep-last 10 && ldapsnap store gc") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(collectedRenderers())); }

  int run(Session& session) override {
    Store& store = session.store(StoreOptions::Access::Write);
    deliver(session, output_, collectedRenderers(), collectGarbage(store, session.chunkProgress("examined")));
    return 0;
  }
};

class Stats : public StoreVerb {
 public:
  Stats() : StoreVerb("stats", "show what the store holds and how large it is", "Example:\n  ldapsnap store stats") {}

  void declare(CLI::App& app) override { output_.declare(app, formatsOf(statisticsRenderers())); }

  int run(Session& session) override {
    deliver(session, output_, statisticsRenderers(), statisticsOf(session.store(StoreOptions::Access::Read)));
    return 0;
  }
};

class Copy : public StoreVerb {
 public:
  Copy()
      : StoreVerb("copy", "copy snapshots, with their labels and runs, to another store",
                  "Reads and writes only what the other store lacks. Without A, copies all\n"
                  "snapshots.\n\n"
                  "Examples:\n"
                  "  ldapsnap store copy /mnt/backup/ldapsnap\n"
                  "  ldapsnap store copy /tmp/ticket seattle/R1:before seattle/R1:after") {}

  void declare(CLI::App& app) override {
    app.add_option("DIR", target_, "the other store; created if it does not exist")->required();
    app.add_option("A", snapshots_, "only these snapshots");
    output_.declare(app, formatsOf(copiedRenderers()));
  }

  int run(Session& session) override {
    Store& from = session.store(StoreOptions::Access::Read);
    const std::vector<std::string> ids = idsToCopy(from);
    const auto to = session.otherStore(target_);
    const Copied copied = copySnapshots(from, *to, ids, session.chunkProgress("copied"));
    if (from.redactionKey() != to->redactionKey() && !session.options.quiet)
      note("the redaction key is not copied: compared with snapshots taken into " + target_ +
           ", every secret will seem changed");
    deliver(session, output_, copiedRenderers(), copied);
    return 0;
  }

 private:
  std::vector<std::string> idsToCopy(Store& from) const {
    std::vector<std::string> ids;
    for (const std::string& name : snapshots_) ids.push_back(from.resolve(name).id);
    if (snapshots_.empty()) {
      for (const SnapshotInfo& info : from.snapshots()) ids.push_back(info.id);
    }
    return ids;
  }

  std::string target_;
  std::vector<std::string> snapshots_;
};

class StoreGroup : public CommandGroup {
 public:
  StoreGroup()
      : CommandGroup("store", "maintain the store: verify, copy, clean up, show its size",
                     "Examples:\n"
                     "  ldapsnap store verify\n"
                     "  ldapsnap store stats --format json\n"
                     "  ldapsnap forget --keep-last 10 && ldapsnap store gc\n"
                     "  ldapsnap store copy /mnt/backup/ldapsnap") {}

  CommandList verbs() override { return commandList<Verify, Gc, Stats, Copy>(); }
};

}  // namespace

CommandPointer makeStore() { return std::make_unique<StoreGroup>(); }

}  // namespace ldapsnap
